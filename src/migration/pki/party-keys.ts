import type { KeyObject } from 'node:crypto';
import { S1benchError } from '../../core/errors.ts';
import type { Party } from '../model/parties.ts';
import { type Certificate, type CertificateUse, formatCertificateId } from './certificate.ts';
import type { Trust } from './trust.ts';

/** A certificate and the key that belongs to it: what its owner has, and nobody else. */
export interface OwnCertificate {
  readonly certificate: Certificate;
  readonly privateKey: KeyObject;
}

/** The keys of one party. */
export interface PartyKeys {
  readonly party: Party;
  /** Signs its files. */
  readonly signing: OwnCertificate;
  /** Opens what was sealed for it. */
  readonly agreement: OwnCertificate;
}

/** @throws `party-certificate-refused` where what a party does with these keys is believed by nobody at that instant */
export function checkCertificates(
  { party, signing, agreement }: PartyKeys,
  uses: readonly CertificateUse[],
  trust: Trust,
  at: Temporal.Instant,
): void {
  for (const use of uses) {
    const { certificate } = use === 'signing' ? signing : agreement;
    const problem = trust.problemOf(certificate, at);
    if (problem === undefined) continue;
    const found = `${party.role} ${party.id}, ${use}: ${formatCertificateId(certificate.id)}, ${problem}`;
    throw new S1benchError('party-certificate-refused', { found });
  }
}
