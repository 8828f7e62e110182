import { z } from 'zod';
import { depletionStates } from './supply-states.ts';

const positive = z.number().int().min(1);

/** What a device model says of this: zod schemas by the name of the fact. */
export const gsmeFacts = {
  /** What a gas meter is delivered with, until its supplier says otherwise (SRV 6.6). */
  'gas-conversion': z.strictObject({
    'calorific-value-mj-per-m3': z.number().min(1).max(100).multipleOf(0.1),
    'conversion-factor': z.number().min(0.5).max(2).multipleOf(0.00001),
  }),
  /** How a gas meter watches the flow, until its supplier says otherwise (SRV 6.7). */
  'gas-flow': z.strictObject({
    'uncontrolled-litres-per-hour': positive.max(6553),
    'stabilisation-seconds': positive.max(255),
    'measurement-seconds': positive.max(65_535),
    'supply-depletion-state': z.enum(depletionStates),
    /** More than this the meter can't measure. */
    'capacity-litres-per-hour': positive.max(100_000),
  }),
  battery: z.strictObject({
    'life-years': z.number().min(1).max(40),
    /** One battery may live longer or shorter than another by so many per cent. */
    'spread-percent': z.number().min(0).max(50),
    'low-percent': z.number().min(0).max(100),
  }),
  /** The network data log: how often it captures once it was started, and how often in all. */
  'network-data': z.strictObject({ 'period-seconds': positive.max(3600), entries: positive.max(1000) }),
  /** How often the meter wakes to ask its hub whether there is anything for it. */
  'wake-seconds': positive.max(86_400),
  /** How long it stays awake after it has received something. */
  'fast-poll-seconds': positive.max(3600),
  /** From a request that has reached it to its answer. */
  'response-milliseconds': z.strictObject({ least: z.number().int().min(0), most: positive.max(60_000) }),
};
