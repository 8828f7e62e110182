import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';

export const powerThresholdState = z
  .strictObject({
    /** W from which on active power import is medium. */
    medium: count,
    /** W from which on it is high. */
    high: count,
  })
  .readonly();
export type PowerThresholds = z.infer<typeof powerThresholdState>;

/** True times since which the highest demand is kept, milliseconds from 1970: of import and of export. */
export const demandState = z.strictObject({ import: whole, export: whole }).readonly();
type DemandState = z.infer<typeof demandState>;

/** Of a meter whose registers were never reset: one value for all of them. */
export const initialDemand: DemandState = { import: 0, export: 0 };
