import { z } from 'zod';

/** On whose word something is taken to be so: see `docs/explanation/what-is-known.md`. */
export const evidenceSchema = z.strictObject({
  kind: z.enum(['seed', 'public', 'recalled', 'ours']),
  source: z.string().min(1),
});
export type Evidence = z.output<typeof evidenceSchema>;
