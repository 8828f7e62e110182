import { z } from 'zod';
import { type ControlState, controlStates } from '../classes/disconnect-control.ts';
import { count } from '../classes/value-schemas.ts';

/** What the supply was last changed by: a client, a person, or something that the meter watches. */
export const supplyCauses = ['command', 'consumer', 'meter', 'credit', 'load-limit', 'tamper', 'flow'] as const;
export type SupplyCause = (typeof supplyCauses)[number];

/** SMETS1 Supply Tamper State: what becomes of the supply when somebody tampers with the meter. */
export const supplyTamperStates = ['unchanged', 'locked'] as const;

export const supplyState = z
  .strictObject({
    state: z.enum(Object.keys(controlStates) as ControlState[]),
    mode: count,
    /** Why it is in that state. */
    cause: z.enum(supplyCauses),
    /** Whether the load switch or valve really lets anything through: it differs from the state where it is broken. */
    closed: z.boolean(),
    onTamper: z.enum(supplyTamperStates),
  })
  .readonly();
export type SupplyState = z.infer<typeof supplyState>;

/** Of a meter that was never told anything. */
export function initialSupply(mode: number): SupplyState {
  return { state: 'connected', mode, cause: 'command', closed: true, onTamper: 'unchanged' };
}
