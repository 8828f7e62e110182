import { z } from 'zod';
import { voltageLimits } from './voltage-state.ts';

const count = z.number().int().min(0);
const positive = z.number().int().min(1);
const watts = count.max(0xffff_ffff);
const seconds = count.max(0xffff);

const volts = z.number().min(0).max(6000);

/** What a device model says of this: zod schemas by the name of the fact. */
export const networkFacts = {
  /** SMETS1 load limiting: Load Limit Power Threshold, Period, Restoration Period, Supply State. */
  'load-limit': z.strictObject({
    threshold: watts,
    'period-seconds': seconds,
    'restoration-seconds': seconds,
    'supply-state': z.enum(['unchanged', 'disabled']),
  }),
  /** Watts from which on active power import is medium, and high. */
  'power-thresholds': z.strictObject({ medium: watts, high: watts }),
  /** Minutes over which demand is averaged. */
  'demand-minutes': positive.max(60),
  voltage: z.strictObject({
    'measurement-seconds': positive.max(0xffff),
    limits: z.record(z.enum(voltageLimits), z.strictObject({ volts, seconds })),
  }),
  /** Entries of the network data log. */
  'network-log-entries': positive.max(20_000),
};
