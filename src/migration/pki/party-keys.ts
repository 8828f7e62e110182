import type { KeyObject } from 'node:crypto';
import type { Party } from '../model/parties.ts';
import type { Certificate } from './certificate.ts';

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
