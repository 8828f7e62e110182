import { z } from 'zod';

const XS_DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** An xs:dateTime that says its offset from UTC. */
export const dateTime = z.string().transform((text, context) => {
  try {
    if (XS_DATE_TIME.test(text)) return Temporal.Instant.from(text);
  } catch {
    // A date that no calendar has is refused like any other text.
  }
  context.addIssue({ code: 'custom', message: 'a date and time with its offset, such as 2026-01-15T10:20:00Z' });
  return z.NEVER;
});

/** DUIS ReadLogPeriod: both ends included. */
export const readLogPeriod = z
  .strictObject({ StartDateTime: dateTime, EndDateTime: dateTime })
  .refine(({ StartDateTime, EndDateTime }) => Temporal.Instant.compare(StartDateTime, EndDateTime) <= 0, {
    path: ['EndDateTime'],
    error: 'not before StartDateTime',
  });

/** A request body without children. */
export const nothing = z.strictObject({});
