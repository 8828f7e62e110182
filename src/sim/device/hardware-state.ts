import { z } from 'zod';
import { count } from '../classes/value-schemas.ts';
import { hardwareFaults } from './operations.ts';

export const hardwareState = z
  .strictObject({
    /** What is broken now. */
    faults: z.array(z.enum(hardwareFaults)).readonly(),
    /** Bits of the error register: what was found since it was last cleared. */
    errors: count,
    /** Bits of the alarm register. */
    alarms: count,
    /** Bits of the alarm register that may be set. */
    alarmFilter: count,
  })
  .readonly();

/** Of a device that works: one value for all of them. */
export const soundHardware: z.infer<typeof hardwareState> = {
  faults: [],
  errors: 0,
  alarms: 0,
  alarmFilter: 0xffffffff,
};
