import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';

/** What somebody may do to a meter that nobody should. */
export const tamperKinds = ['terminal', 'second-terminal', 'meter', 'battery', 'magnet', 'tilt'] as const;
export type TamperKind = (typeof tamperKinds)[number];

const tamper = z
  .strictObject({
    /** How often it began. */
    count,
    /** When it began, where it goes on: of the device's clock, milliseconds from 1970. */
    since: whole.nullable(),
    /** The last one that is over: when it began, and how long it lasted, in seconds. */
    last: z.strictObject({ at: whole, seconds: count }).readonly().nullable(),
  })
  .readonly();
export type Tamper = z.infer<typeof tamper>;

const wiringFaults = ['reverse-polarity', 'reverse-current', 'phase-sequence'] as const;
export type WiringFault = (typeof wiringFaults)[number];

const wiring = z.array(z.enum(wiringFaults)).readonly();

export const tamperState = z
  .strictObject({
    kinds: z.record(z.enum(tamperKinds), tamper).readonly(),
    wiring,
    /** What was done while the meter had no power to notice it: what has begun or ended, and how the wires are on. */
    unseen: z
      .strictObject({ kinds: z.partialRecord(z.enum(tamperKinds), z.boolean()).readonly(), wiring: wiring.nullable() })
      .readonly()
      .nullable(),
  })
  .readonly();
export type TamperState = z.infer<typeof tamperState>;

const NEVER: Tamper = { count: 0, since: null, last: null };

/** Of a meter that nobody has touched: one value for all of them. */
export const initialTamper: TamperState = {
  kinds: {
    terminal: NEVER,
    'second-terminal': NEVER,
    meter: NEVER,
    battery: NEVER,
    magnet: NEVER,
    tilt: NEVER,
  },
  wiring: [],
  unseen: null,
};
