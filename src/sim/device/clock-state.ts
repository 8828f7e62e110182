import { z } from 'zod';
import { whole } from '../classes/value-schemas.ts';

export const clockState = z
  .strictObject({
    /** Parts per million by which it runs fast; nothing where that follows from the seed. */
    ppm: z.number().nullable(),
    /** True time from which on it has drifted, milliseconds from 1970. */
    since: whole,
    /** Milliseconds by which it was ahead of true time then. */
    offset: whole,
    /** Whether the device trusts its clock. */
    isReliable: z.boolean(),
  })
  .readonly();
export type ClockState = z.infer<typeof clockState>;

let last: ClockState | undefined;

/** A clock that is right at `at`, milliseconds from 1970. Devices that come into being together share the value. */
export function initialClock(at: number): ClockState {
  if (last?.since !== at) last = { ppm: null, since: at, offset: 0, isReliable: true };
  return last;
}
