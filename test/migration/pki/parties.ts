import { parseEui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { type Party, type PartyRole, partyRoles } from '../../../src/migration/model/parties.ts';
import { makeTestPki, type TestPki } from '../../../src/migration/pki/test-pki.ts';

/** A party of each role, and a second supplier. */
export const parties: readonly Party[] = [...partyRoles, 'responsible-supplier' as const].map((role, i) => ({
  role,
  id: parseEui64(`00-00-5E-EF-10-00-0A-0${i}`),
  name: `Example ${role} ${i}`,
}));

export function partyOf(role: PartyRole): Party {
  return parties.find((party) => party.role === role) as Party;
}

export function somePki(seed = 'parties'): Promise<TestPki> {
  return makeTestPki({ parties, random: new Random(seed) });
}

/** An instant in the time of every PKI. */
export const someDay = Temporal.Instant.from('2026-01-15T12:00:00Z');
