import { z } from 'zod';
import { type ControlState, controlStates } from '../classes/disconnect-control.ts';
import { count } from '../classes/value-schemas.ts';

export const supplyState = z
  .strictObject({ state: z.enum(Object.keys(controlStates) as ControlState[]), mode: count })
  .readonly();
export type SupplyState = z.infer<typeof supplyState>;
