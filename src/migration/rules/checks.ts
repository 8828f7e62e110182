import { z } from 'zod';
import { keyRoles, type PartyRole, validators } from '../model/parties.ts';
import { evidenceSchema } from './evidence.ts';
import { refuseRepeated } from './refuse-repeated.ts';

/** Checks without which none of the others can be made. */
export const readingChecks = ['schema', 'complete'] as const;
/** Checks of the files of a set; one that fails makes every installation of the set invalid. */
export const fileChecks = [...readingChecks, 'signature', 'signer', 'replay', 'group', 'size'] as const;

/** Checks of each installation, which say nothing of any other. */
export const installationChecks = [
  'devices-once',
  'consistent',
  'standing',
  'mpxn-form',
  'mpxn-registered',
  'responsible-supplier',
  'eligible-product',
  'not-enrolled',
  'not-under-way',
  'not-excluded',
  'authorised',
  'ready',
  'supplier-certificates-valid',
  'supplier-certificates-owner',
  'dno-certificates-present',
  'dno-certificates-valid',
  'dno-certificates-owner',
  'addressed',
  'sealed-part',
  'keys-complete',
  'master-keys',
] as const;

export type ReadingCheckName = (typeof readingChecks)[number];
export type FileCheckName = (typeof fileChecks)[number];
export type InstallationCheckName = (typeof installationChecks)[number];
export type CheckName = FileCheckName | InstallationCheckName;

/** Who can make what not everybody can: only its recipient opens a sealed part, only the S1SP is given addresses. */
const makers: Readonly<Partial<Record<CheckName, readonly PartyRole[]>>> = {
  addressed: ['s1sp'],
  'sealed-part': keyRoles,
  'keys-complete': keyRoles,
  'master-keys': keyRoles,
};

const checkSchema = z.strictObject({
  code: z.string().regex(/^[A-Z0-9-]{1,10}$/, 'capital letters, digits and hyphens'),
  check: z.enum([...fileChecks, ...installationChecks]).describe('Which check of the software it is'),
  asks: z.string().min(1).describe('What it asks, in one sentence'),
  by: z.array(z.enum(validators)).min(1).describe('Who makes it'),
  outcome: z.enum(['refused', 'excluded']).describe('How the migration of an installation ends that does not pass'),
  evidence: evidenceSchema,
});
export type Check = z.output<typeof checkSchema>;

/** What is checked before a set is migrated (`kind: migration-checks`). */
export const checksSchema = z
  .strictObject({
    kind: z.literal('migration-checks'),
    title: z.string().min(1),
    evidence: evidenceSchema,
    checks: z.array(checkSchema).min(1).describe('In the order in which their results are reported'),
  })
  .superRefine(({ checks }, context) => {
    refuseRepeated(context, ['checks', checks], ['code', ({ code }) => [code]], 'each code once');
    refuseRepeated(context, ['checks', checks], ['check', ({ check }) => [check]], 'each check once');
    for (const check of readingChecks) {
      const by = checks.find((each) => each.check === check)?.by ?? [];
      if (validators.every((role) => by.includes(role))) continue;
      const message = `${check}, by ${validators.join(', ')}: nothing else can be checked without it`;
      context.addIssue({ code: 'custom', path: ['checks'], message });
    }
    for (const [i, { check, by }] of checks.entries()) {
      const can = makers[check] ?? validators;
      if (by.every((role) => can.includes(role))) continue;
      context.addIssue({ code: 'custom', path: ['checks', i, 'by'], message: `none but ${can.join(' and ')}` });
    }
  });

/** Whether a check is of the files of a set, rather than of each installation. */
export function isFileCheck(check: CheckName): check is FileCheckName {
  return (fileChecks as readonly CheckName[]).includes(check);
}

/** Whether it is one without which none of the others can be made. */
export function isReadingCheck(check: CheckName): check is ReadingCheckName {
  return (readingChecks as readonly CheckName[]).includes(check);
}
