import { z } from 'zod';

/** What a device model says of this: zod schemas by the name of the fact. */
export const keyFacts = {
  'key-change': z.strictObject({
    /** How long the keys before are kept beside new ones that nobody has used yet. */
    'recovery-seconds': z.number().int().min(1).max(31_536_000),
    /** Encryption keys whose counters are remembered after they were replaced, so that they may come back. */
    'remembered-keys': z.number().int().min(1).max(64),
  }),
};
