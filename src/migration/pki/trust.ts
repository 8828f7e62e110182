import { S1benchError } from '../../core/errors.ts';
import type { CertificateId } from '../model/installation.ts';
import type { Party } from '../model/parties.ts';
import { type Certificate, type CertificateUse, formatCertificateId, isOf } from './certificate.ts';
import { isListOf, type RevocationList } from './revocation-list.ts';
import { readX509, type X509 } from './x509.ts';

/** Why a certificate is not to be believed. */
export type CertificateProblem = 'expired' | 'not-yet-valid' | 'revoked' | 'issuer-unknown' | 'signature-wrong';

/** Whom a party believes. */
export interface Trust {
  /** A certificate that is known, whether it is to be believed or not. */
  find(id: CertificateId): Certificate | undefined;
  /** Those of one party in its role for one use, in the order in which they were issued. */
  of(party: Pick<Party, 'id' | 'role'>, use: CertificateUse): readonly Certificate[];
  /** What is wrong with a certificate at an instant: its chain up to the root, its validity, its revocation. */
  problemOf(certificate: Certificate, at: Temporal.Instant): CertificateProblem | undefined;
}

export interface TrustSources {
  /** Believed without proof. */
  readonly root: X509;
  /** Authorities that the root has issued. */
  readonly issuers: readonly X509[];
  /** What they say is revoked. */
  readonly revocations: readonly RevocationList[];
  readonly certificates: readonly Certificate[];
}

/** @throws `certificate-invalid` for an issuer that is none, `revocation-list-untrue` for a list that none of them signed */
export function trustIn({ root, issuers, revocations, certificates }: TrustSources): Trust {
  for (const { usage, subject } of [root, ...issuers]) {
    if (usage === 'authority') continue;
    throw new S1benchError('certificate-invalid', { found: subject.commonName, expected: 'an authority' });
  }
  for (const list of revocations) {
    if (!issuers.some((issuer) => isListOf(list, issuer))) throw new S1benchError('revocation-list-untrue');
  }
  const byId = new Map(certificates.map((certificate) => [formatCertificateId(certificate.id), certificate]));
  const authorities = [root, ...issuers];
  const revokedBy = new Map(revocations.map(({ issuerName, revoked }) => [issuerName, revoked]));
  const chains = new WeakMap<Certificate, Chain | ChainProblem>();

  /** The authorities up to the root, each of which has signed the one before. */
  function chainOf(certificate: Certificate): Chain | ChainProblem {
    const known = chains.get(certificate);
    if (known !== undefined) return known;
    const chain = makeChain(readX509(certificate.der), authorities, root);
    chains.set(certificate, chain);
    return chain;
  }

  return {
    find: (id) => byId.get(formatCertificateId(id)),
    of: (party, use) => certificates.filter((each) => isOf(each, party) && each.use === use),
    problemOf(certificate, at) {
      const chain = chainOf(certificate);
      if (typeof chain === 'string') return chain;
      for (const { serial, issuerName } of chain) {
        const since = revokedBy.get(issuerName)?.get(serial);
        if (since !== undefined && Temporal.Instant.compare(since, at) <= 0) return 'revoked';
      }
      if (chain.some(({ from }) => Temporal.Instant.compare(at, from) < 0)) return 'not-yet-valid';
      if (chain.some(({ until }) => Temporal.Instant.compare(at, until) > 0)) return 'expired';
      return undefined;
    },
  };
}

/** A certificate, who issued it, and so on up to the root. */
type Chain = readonly X509[];
type ChainProblem = Extract<CertificateProblem, 'issuer-unknown' | 'signature-wrong'>;

/** A PKI has a root and issuers below it; a longer chain is none of it. */
const LONGEST_CHAIN = 3;

function makeChain(certificate: X509, authorities: readonly X509[], root: X509): Chain | ChainProblem {
  const chain = [certificate];
  for (let last = certificate; last !== root && chain.length < LONGEST_CHAIN; chain.push(last)) {
    const issuers = authorities.filter(({ subjectName }) => subjectName === last.issuerName);
    const issuer = issuers.find(({ publicKey }) => last.isSignedBy(publicKey));
    if (issuer === undefined) return issuers.length === 0 ? 'issuer-unknown' : 'signature-wrong';
    last = issuer;
  }
  return chain.at(-1) === root ? chain : 'issuer-unknown';
}
