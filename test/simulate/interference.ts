import type { Exchange } from '../../src/migration/exchange/exchange.ts';
import { parseFileName } from '../../src/migration/files/names.ts';
import type { PartyRole } from '../../src/migration/model/parties.ts';
import type { Trust } from '../../src/migration/pki/trust.ts';
import type { Expected } from './troubles.ts';

/** Who gives files that others have to believe. */
export const revocable = [
  'requesting-party',
  'smso',
  'commissioning-party',
  's1sp',
  'dco',
] as const satisfies PartyRole[];

/** What befalls certificates and files. */
export interface Interference {
  /** Certificates in a role aren't to be believed once so many events were logged, until somebody issues others. */
  readonly revoked?: { readonly role: PartyRole; readonly after: number; readonly as: 'revoked' | 'expired' };
  /** Somebody puts what was said of the viability of a set in the place of the same of the next one of its group. */
  readonly isReplayed: boolean;
}

/** What keeps files from being believed may keep an installation from being migrated, and nothing else. */
export function interfered(expected: Expected): Expected {
  return expected.outcome === 'commissioned' ? { outcome: 'either' } : expected;
}

/** What parties believe while some certificates aren't to be believed. */
export function trustWithout(trust: Trust, isRevoked: () => Interference['revoked']): Trust {
  return {
    ...trust,
    problemOf: (certificate, at) => {
      const revoked = isRevoked();
      return revoked?.role === certificate.role ? revoked.as : trust.problemOf(certificate, at);
    },
  };
}

/** Copies what was said of earlier sets to the names of the one whose Common File is given. */
export function replay(exchange: Exchange, given: Map<string, Uint8Array>, name: string): void {
  const begun = name.endsWith('.xml') ? parseFileName(name) : undefined;
  if (begun?.kind !== 'common') return;
  const [group] = begun.set.split('-');
  for (const [earlier, bytes] of [...given]) {
    const of = earlier.endsWith('.xml') ? parseFileName(earlier) : undefined;
    if (of?.kind !== 'viability' || of.set === begun.set || !of.set.startsWith(`${group}-`)) continue;
    const as = earlier.replace(of.set, begun.set);
    if (exchange.get(as) !== undefined) continue;
    exchange.put(as, bytes);
    given.set(as, bytes);
  }
}
