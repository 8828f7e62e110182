import { z } from 'zod';
import { type ControlState, controlStates } from '../classes/disconnect-control.ts';
import { count } from '../classes/value-schemas.ts';

/** What the supply was last changed by: a client, a person, or something that the meter watches. */
export const supplyCauses = ['command', 'consumer', 'meter', 'credit', 'load-limit', 'tamper', 'flow'] as const;
export type SupplyCause = (typeof supplyCauses)[number];

export const supplyState = z
  .strictObject({
    state: z.enum(Object.keys(controlStates) as ControlState[]),
    mode: count,
    /** Why it is in that state. */
    cause: z.enum(supplyCauses),
  })
  .readonly();
export type SupplyState = z.infer<typeof supplyState>;
