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

/** A whole number within the range of its XSD type. */
export function whole(min: number, max: number): z.ZodInt {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** xs:choice: of these elements there is exactly one. For `superRefine`. */
export function exactlyOne(...names: readonly string[]) {
  return (elements: object, context: z.RefinementCtx): void => {
    if (names.filter((name) => (elements as Readonly<Record<string, unknown>>)[name] !== undefined).length === 1)
      return;
    context.addIssue({ code: 'custom', message: `exactly one of ${names.join(', ')}` });
  };
}

const XS_TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z?$/;

/** An xs:time of the day in UTC, which is the time that meters keep. */
export const timeOfDay = z
  .string()
  .regex(XS_TIME, { error: 'a time of day in UTC, such as 07:30:00Z' })
  .transform((text) => Temporal.PlainTime.from(text.replace('Z', '')));

/** A request body without children. */
export const nothing = z.strictObject({});

/** xs:unsignedInt. */
export const unsignedInt = whole(0, 0xffff_ffff);

/** An xs:decimal with so many digits after the point at most. */
export function decimal(least: number, most: number, fractionDigits: number): z.ZodType<number> {
  const error = `a number from ${least} to ${most} with ${fractionDigits} decimals at most`;
  const isShort = (value: number): boolean => Number(value.toFixed(fractionDigits)) === value;
  return z.number({ error }).min(least, { error }).max(most, { error }).refine(isShort, { error });
}

/** DUIS NoType: an element without content, which is there or isn't. */
export const noType = nothing;
