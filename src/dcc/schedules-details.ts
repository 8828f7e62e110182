import { z } from 'zod';
import type { Eui64 } from '../core/identifiers.ts';
import { exactlyOne, nothing } from './s1sp/parameters.ts';

/** DUIS ScheduleFrequency, and what lies between two executions. */
export const frequencies = {
  Daily: { days: 1 },
  Weekly: { days: 7 },
  Monthly: { months: 1 },
  Quarterly: { months: 3 },
  'Half-Yearly': { months: 6 },
  Yearly: { months: 12 },
} as const;
export type Frequency = keyof typeof frequencies;

const isoDate = z.iso.date({ error: 'a date such as 2026-01-15' });
const isoTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z?$/, { error: 'a time of day in UTC, such as 07:30:00Z' });
const offset = z
  .int({ error: 'a whole number of days from -400 to 0' })
  .min(-400, { error: 'a whole number of days from -400 to 0' })
  .max(0, { error: 'a whole number of days from -400 to 0' });
export const scheduleId = z
  .int({ error: 'a whole number from 0 to 1000000000000' })
  .min(0, { error: 'a whole number from 0 to 1000000000000' })
  .max(1_000_000_000_000, { error: 'a whole number from 0 to 1000000000000' });
export const deviceId = z
  .string()
  .regex(/^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/, { error: 'an EUI-64 such as 00-00-5E-EF-10-00-00-01' })
  .transform((text) => text.toUpperCase() as Eui64);

/** DUIS ReadLogPeriodOffset: days before the day of execution, and times of those days. */
const readLogPeriodOffset = z.strictObject({
  StartDateOffset: offset,
  StartTime: isoTime,
  EndDateOffset: offset,
  EndTime: isoTime,
});
export type ReadLogPeriodOffset = z.output<typeof readLogPeriodOffset>;

/**
 * What a schedule can ask for: the Service Reference Variant, by the element of the schedule that stands for it. The
 * schema has one for SRV 4.2, too, which can't be scheduled.
 */
export const scheduledSrvs = {
  DSPRetrieveImportDailyReadLog: '4.6.1',
  DSPRetrieveExportDailyReadLog: '4.6.2',
  DSPReadActiveImportProfileData: '4.8.1',
  DSPReadReactiveImportProfileData: '4.8.2',
  DSPReadExportProfileData: '4.8.3',
  DSPReadNetworkData: '4.10',
  DSPReadMaximumDemandImportRegisters: '4.12.1',
  DSPReadMaximumDemandExportRegisters: '4.12.2',
  DSPReadPrepaymentDailyReadLog: '4.14',
  DSPReadLoadLimitData: '4.15',
  DSPReadActivePowerImport: '4.16',
  DSPRetrieveDailyConsumptionLog: '4.17',
  DSPRecordNetworkDataGAS: '14.1',
  DSPReadInstantaneousExportRegisters: '4.2',
} as const;
type Element = keyof typeof scheduledSrvs;
const elements = Object.keys(scheduledSrvs) as Element[];

const variants = z.enum(Object.values(scheduledSrvs));
const references = z.enum(['4.2', '4.6', '4.8', '4.10', '4.12', '4.14', '4.15', '4.16', '4.17', '14.1']);

/** Element by element as DUIS has them: some read a period, some just read. */
const choice = {
  DSPRetrieveImportDailyReadLog: readLogPeriodOffset.optional(),
  DSPRetrieveExportDailyReadLog: readLogPeriodOffset.optional(),
  DSPReadActiveImportProfileData: readLogPeriodOffset.optional(),
  DSPReadReactiveImportProfileData: readLogPeriodOffset.optional(),
  DSPReadExportProfileData: readLogPeriodOffset.optional(),
  DSPReadNetworkData: readLogPeriodOffset.optional(),
  DSPReadMaximumDemandImportRegisters: nothing.optional(),
  DSPReadMaximumDemandExportRegisters: nothing.optional(),
  DSPReadPrepaymentDailyReadLog: readLogPeriodOffset.optional(),
  DSPReadLoadLimitData: nothing.optional(),
  DSPReadActivePowerImport: nothing.optional(),
  DSPRetrieveDailyConsumptionLog: readLogPeriodOffset.optional(),
  DSPRecordNetworkDataGAS: nothing.optional(),
  DSPReadInstantaneousExportRegisters: nothing.optional(),
} as const satisfies Record<Element, z.ZodType>;

/** DUIS DSPSchedule. Dates and times stay texts: a schedule is read as it was given. */
export const scheduleDetails = z
  .strictObject({
    ScheduleFrequency: z.enum(Object.keys(frequencies) as Frequency[]),
    ScheduleStartDate: isoDate,
    ScheduleEndDate: isoDate.optional(),
    ScheduleExecutionStartTime: isoTime.optional(),
    KAPublicSecurityCredential: z.base64({ error: 'a certificate in base64' }).optional(),
    DSPScheduledServiceReference: references,
    DSPScheduledServiceReferenceVariant: variants,
    DeviceID: deviceId,
    ...choice,
  })
  .superRefine(exactlyOne(...elements));
export type ScheduleDetails = z.output<typeof scheduleDetails>;

/** Of SRVs 5.2 and 5.3: one schedule, or all of the User's for a device. */
export const scheduleChoice = z
  .strictObject({ DSPScheduleID: scheduleId.optional(), DeviceID: deviceId.optional() })
  .superRefine(exactlyOne('DSPScheduleID', 'DeviceID'));
export type ScheduleChoice = z.output<typeof scheduleChoice>;

/** The element that says what a schedule asks for, and the period that it reads, where it reads one. */
export function askedFor(details: ScheduleDetails): {
  readonly srv: string;
  readonly period: ReadLogPeriodOffset | undefined;
} {
  const element = elements.find((name) => details[name] !== undefined) as Element;
  const content: object = details[element] ?? {};
  return { srv: scheduledSrvs[element], period: 'StartTime' in content ? (content as ReadLogPeriodOffset) : undefined };
}
