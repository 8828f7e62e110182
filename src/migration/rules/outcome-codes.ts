import { errorCatalogue } from '../../core/error-catalogue.ts';
import type { MigrationRules } from './rules.ts';

/** Why an installation isn't in the files of its set, or isn't valid, where it is by no check and no category. */
export const leftOutCodes = {
  'installation-unknown': 'Its SMSO has no such installation on record',
  'not-authorised':
    'An active meter has no Migration Authorisation that counts: authorisations.csv says what became of each',
  'not-registered': 'A dormant meter is registered to no supplier',
  'certificates-missing': 'The certificates that a dormant meter is to know are not all there, or not all valid',
  'not-eligible': 'No entry of the EPCL is for its group, its standing and its Device Model Combination',
  'not-ready': 'A dormant meter is not ready: its configuration or firmware is not what it has to be',
  'not-in-set': 'The Common File that was given for its set does not name it, or is not to be believed',
} as const;
export type LeftOutCode = keyof typeof leftOutCodes;

/** What the code of an outcome means, by the rules or the catalogue of errors; nothing where neither knows it. */
export function meaningOf(code: string, { checks, exclusions }: MigrationRules): string | undefined {
  const check = checks.find((each) => each.code === code);
  if (check !== undefined) return `not so: ${check.asks}`;
  const exclusion = exclusions.find((each) => each.code === code);
  if (exclusion !== undefined) return exclusion.means;
  const meanings: Readonly<Record<string, string | { readonly summary: string }>> = {
    ...errorCatalogue,
    ...leftOutCodes,
  };
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  return typeof meaning === 'string' ? meaning : meaning?.summary;
}
