import { z } from 'zod';
import { meterStateShape } from '../meter/state.ts';

/** All that tells one simulated ESME from another of its design, apart from its seed and its entry. */
export const esmeState = z.strictObject({ ...meterStateShape });
export type EsmeState = z.infer<typeof esmeState>;
