import { createHash } from 'node:crypto';
import type { Eui64 } from '../core/identifiers.ts';

/** Parties whose certificates are kept for a device (DUIS 5.4, RemotePartyRole). */
export const remotePartyRoles = [
  'ACB',
  'NetworkOperator',
  'Recovery',
  'Root',
  'Supplier',
  'TransCoS',
  'LoadController',
] as const;
export type RemotePartyRole = (typeof remotePartyRoles)[number];

/** What a certificate is for (MMC 5.4, CertificateUsage). */
export const certificateUses = ['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp', 'KeyCertSign'] as const;
export type CertificateUse = (typeof certificateUses)[number];

/**
 * Whom a device is to believe in one role. A SMETS1 device knows keys only: it is the DCC that keeps these for it, and
 * uses its keys for nobody else.
 */
export interface RoleCredentials {
  /** Of the party that the certificates belong to. */
  readonly party: Eui64;
  /** Base64, as DUIS has them. */
  readonly certificates: { readonly [Use in CertificateUse]?: string };
  /** A message with a lower counter is an old one. */
  readonly floorSeqNumber?: bigint;
  readonly prepaymentTopUpFloorSeqNumber?: bigint;
}

export type Credentials = { readonly [Role in RemotePartyRole]?: RoleCredentials };

/** Hash of a certificate as the MMC has it (`ExistingCertificateHash`): SHA-1, base64. */
export function certificateHash(certificate: string): string {
  return createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64');
}
