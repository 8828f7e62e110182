import { z } from 'zod';
import { calendarLimits } from '../classes/activity-calendar.ts';

const name = z.string().min(1).max(calendarLimits.name);
const dayId = z.number().int().min(0).max(255);
const switchTime = z.string().regex(/^([01]\d|2[0-3]):(00|30)$/, 'HH:00 or HH:30');
const day = z.record(switchTime, z.number().int().min(1)).refine((switches) => switches['00:00'] !== undefined, {
  message: 'the rate from "00:00" on, too',
});

/** The activity calendar that a device of a model starts with: rates by half-hour, by day, week and season. */
export const activityCalendarSchema = z
  .strictObject({
    name,
    /** A season starts at each of these dates of every year. */
    seasons: z
      .array(z.strictObject({ name, start: z.string().regex(/^(0\d|1[0-2])-\d\d$/, 'MM-DD'), week: name }))
      .min(1)
      .max(calendarLimits.seasons),
    /** Day identifiers, Monday to Sunday. */
    weeks: z.record(name, z.array(dayId).length(7)),
    /** Rates by the time from which they are in force. */
    days: z.record(z.string().regex(/^\d{1,3}$/, 'a number'), day),
  })
  .superRefine(({ seasons, weeks, days }, context) => {
    for (const [index, { week }] of seasons.entries()) {
      if (weeks[week] !== undefined) continue;
      context.addIssue({ code: 'custom', path: ['seasons', index, 'week'], message: Object.keys(weeks).join(' or ') });
    }
    for (const [week, ids] of Object.entries(weeks)) {
      for (const [index, id] of ids.entries()) {
        if (days[id] !== undefined) continue;
        context.addIssue({ code: 'custom', path: ['weeks', week, index], message: Object.keys(days).join(' or ') });
      }
    }
  });

export type ActivityCalendarFile = z.infer<typeof activityCalendarSchema>;
