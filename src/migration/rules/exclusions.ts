import { z } from 'zod';
import { GAS_LEFT_OUT } from '../model/installation.ts';
import { evidenceSchema } from './evidence.ts';
import { refuseRepeated } from './refuse-repeated.ts';

/** What can keep an installation, or a part of it, from being migrated. */
export const exclusionGrounds = [
  /** Nobody has the master key of one of its devices, so it takes no new keys. */
  'master-key-missing',
  /** It was never heard over the WAN, so neither firmware nor configuration could be brought to it. */
  'never-on-wan',
  /** It failed as often as the strategy allows. */
  'attempts-failed',
  /** Its gas meter isn't reached over the HAN. */
  'gas-han-errors',
] as const;
export type ExclusionGround = (typeof exclusionGrounds)[number];

const exclusionSchema = z.strictObject({
  code: z.string().regex(/^[A-Z0-9-]{1,10}$/, 'capital letters, digits and hyphens'),
  ground: z.enum(exclusionGrounds),
  means: z.string().min(1),
  'leaves-out': z.enum(['installation', 'gas-meter']).describe('What is not migrated'),
  evidence: evidenceSchema,
});
export type Exclusion = z.output<typeof exclusionSchema>;

/** The categories of installations that are not migrated, or not wholly (`kind: migration-exclusions`). */
export const exclusionsSchema = z
  .strictObject({
    kind: z.literal('migration-exclusions'),
    title: z.string().min(1),
    evidence: evidenceSchema,
    exclusions: z.array(exclusionSchema).describe('Where several apply, the first counts'),
  })
  .superRefine(({ exclusions }, context) => {
    refuseRepeated(context, ['exclusions', exclusions], ['code', ({ code }) => [code]], 'each code once');
    refuseRepeated(context, ['exclusions', exclusions], ['ground', ({ ground }) => [ground]], 'each ground once');
    const gas = exclusions.findIndex(({ ground }) => ground === 'gas-han-errors');
    if (gas === -1 || exclusions[gas]?.code === GAS_LEFT_OUT) return;
    const message = `${GAS_LEFT_OUT}: the Common File has this code, and no other`;
    context.addIssue({ code: 'custom', path: ['exclusions', gas, 'code'], message });
  });

/** The category of the first of several grounds, in the order of the categories; nothing where none counts. */
export function exclusionFor(
  exclusions: readonly Exclusion[],
  grounds: readonly ExclusionGround[],
): Exclusion | undefined {
  return exclusions.find(({ ground }) => grounds.includes(ground));
}
