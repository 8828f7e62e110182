import { z } from 'zod';

/** An xs:dateTime that says its offset from UTC. */
export const dateTime = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text));

/** DUIS ReadLogPeriod: both ends included. */
export const readLogPeriod = z
  .strictObject({ StartDateTime: dateTime, EndDateTime: dateTime })
  .refine(({ StartDateTime, EndDateTime }) => Temporal.Instant.compare(StartDateTime, EndDateTime) <= 0, {
    path: ['EndDateTime'],
    error: 'not before StartDateTime',
  });

/** A request body without children. */
export const nothing = z.strictObject({});
