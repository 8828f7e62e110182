import type { KeyObject } from 'node:crypto';
import type { Eui64 } from '../../core/identifiers.ts';
import type { CertificateId } from '../model/installation.ts';
import type { Party, PartyRole } from '../model/parties.ts';

export const certificateUses = ['signing', 'key-agreement'] as const;
export type CertificateUse = (typeof certificateUses)[number];

/** The certificate of a party: whose key it is, and for what. */
export interface Certificate {
  readonly id: CertificateId;
  readonly party: Eui64;
  readonly role: PartyRole;
  readonly use: CertificateUse;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly der: Uint8Array;
  readonly publicKey: KeyObject;
}

/** Whether it is that of a party, in its role. */
export function isOf({ party, role }: Certificate, of: Pick<Party, 'id' | 'role'>): boolean {
  return party === of.id && role === of.role;
}

/** How people are shown which certificate is meant: `0F01 of Z1`. */
export function formatCertificateId({ serial, issuer }: CertificateId): string {
  return `${serial} of ${issuer}`;
}
