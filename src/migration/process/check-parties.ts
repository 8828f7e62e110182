import type { Party } from '../model/parties.ts';
import { keyRoles } from '../model/parties.ts';
import { certificateUses } from '../pki/certificate.ts';
import { checkCertificates } from '../pki/party-keys.ts';
import type { Group } from '../rules/groups.ts';
import type { MigrationRules } from '../rules/rules.ts';
import type { CastParts } from './cast.ts';

export type CheckPartiesParts = Pick<CastParts, 'keysOf' | 'trust'> & {
  readonly rules: Pick<MigrationRules, 'parties'>;
};

/**
 * Checks that those who give files of a set can do so: without them none of its installations has an outcome.
 * @param groups whose sets are to be begun; to end those under way takes neither their SMSO nor their Requesting Party
 * @throws `party-certificate-refused`, `party-without-keys`
 */
export function checkParties(
  groups: Iterable<Group>,
  at: Temporal.Instant,
  { rules, keysOf, trust }: CheckPartiesParts,
): void {
  const { parties } = rules;
  for (const role of keyRoles) checkEach(parties.of(role), certificateUses);
  checkEach(parties.of('commissioning-party'), ['signing']);
  const ids = new Set([...groups].flatMap((group) => [group.smso, group['requesting-party']]));
  checkEach(
    parties.all.filter(({ id }) => ids.has(id)),
    ['signing'],
  );

  function checkEach(those: readonly Party[], uses: Parameters<typeof checkCertificates>[1]): void {
    for (const party of those) checkCertificates(keysOf(party), uses, trust, at);
  }
}
