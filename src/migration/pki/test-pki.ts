import type { KeyObject } from 'node:crypto';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { Party, PartyRole } from '../model/parties.ts';
import { type Authority, issue, makeRoot, type Validity } from './authority.ts';
import { type CertificateUse, certificateUses, isOf } from './certificate.ts';
import type { CertificateFault } from './certificate-fault.ts';
import { partyCertificateOf, subjectOf } from './party-certificate.ts';
import type { OwnCertificate, PartyKeys } from './party-keys.ts';
import { type RevocationList, writeRevocationList } from './revocation-list.ts';
import { type Trust, trustIn } from './trust.ts';
import type { X509 } from './x509.ts';

/** A certificate of a party, and what is wrong with it on purpose. */
export interface IssuedCertificate extends OwnCertificate {
  readonly fault?: CertificateFault | undefined;
}

export interface TestPkiOptions extends Partial<Validity> {
  readonly parties: readonly Party[];
  /** Decides every key and every serial number; signatures differ from one time to the next. */
  readonly random: RandomSource;
}

/** Long enough for whatever time a simulation plays in. */
const defaultValidity = {
  from: Temporal.Instant.from('2020-01-01T00:00:00Z'),
  until: Temporal.Instant.from('2069-12-31T23:59:59Z'),
} as const;

const names = {
  root: 's1bench test root',
  issuer: 's1bench test issuer',
  stranger: 's1bench test stranger',
} as const;

/** A PKI with more certificates than before, and which. */
export interface Issued {
  readonly pki: TestPki;
  readonly added: readonly IssuedCertificate[];
}

export interface PkiParts {
  readonly root: X509;
  readonly issuer: X509;
  /** Missing where nothing more is to be issued or revoked. */
  readonly issuerKey?: KeyObject | undefined;
  readonly parties: readonly Party[];
  readonly certificates: readonly IssuedCertificate[];
  readonly revocations: RevocationList;
}

/**
 * Certificates and keys of every party of a migration, under a root of their own: for tests, and never for anything else.
 * It never changes: to issue or to revoke gives another one.
 */
export class TestPki implements PkiParts {
  readonly root: X509;
  readonly issuer: X509;
  readonly issuerKey: KeyObject | undefined;
  readonly parties: readonly Party[];
  readonly certificates: readonly IssuedCertificate[];
  readonly revocations: RevocationList;
  /** What every party believes. */
  readonly trust: Trust;

  constructor({ root, issuer, issuerKey, parties, certificates, revocations }: PkiParts) {
    this.root = root;
    this.issuer = issuer;
    this.issuerKey = issuerKey;
    this.parties = parties;
    this.certificates = certificates;
    this.revocations = revocations;
    this.trust = trustIn({
      root,
      issuers: [issuer],
      revocations: [revocations],
      certificates: certificates.map(({ certificate }) => certificate),
    });
  }

  /** @throws `migration-party-unknown` */
  party(role: PartyRole, id?: Eui64): Party {
    const found = this.parties.find((party) => party.role === role && (id === undefined || party.id === id));
    if (found !== undefined) return found;
    const expected = this.parties.map((party) => `${party.role} ${party.id}`).join(', ');
    throw new S1benchError('migration-party-unknown', { found: `${role} ${id ?? ''}`.trim(), expected });
  }

  /**
   * The keys that a party uses: the last that were issued to it with nothing wrong on purpose.
   * @throws `migration-party-unknown`, `party-without-keys`
   */
  keysOf(role: PartyRole, id?: Eui64): PartyKeys {
    const party = this.party(role, id);
    const last = (use: CertificateUse): OwnCertificate => {
      const own = this.certificates.findLast(
        ({ certificate, fault }) => fault === undefined && isOf(certificate, party) && certificate.use === use,
      );
      if (own === undefined)
        throw new S1benchError('party-without-keys', { found: `${role} ${party.id}`, expected: use });
      return own;
    };
    return { party, signing: last('signing'), agreement: last('key-agreement') };
  }

  /**
   * With a certificate of each use more for a party, one by one in `added`.
   * @throws `pki-without-issuer-key`; `pki-party-role-other` where its EUI-64 is somebody's in another role;
   *   `pki-serial-taken` where this source has made certificates here before
   */
  async issue(party: Party, random: RandomSource, fault?: CertificateFault): Promise<Issued> {
    this.#refuseOtherRole(party);
    const authority = fault === 'wrong-issuer' ? await this.#stranger(random) : this.#authority();
    const added: IssuedCertificate[] = [];
    for (const use of certificateUses) {
      const usage = use === 'signing' ? 'digital-signature' : use;
      const { certificate, privateKey } = await issue(
        authority,
        subjectOf(party),
        usage,
        this.#validity(fault),
        random.fork(use),
      );
      this.#refuseTaken(certificate.serial);
      added.push({ certificate: partyCertificateOf(certificate), privateKey, ...(fault !== undefined && { fault }) });
    }
    const isKnown = this.parties.some((each) => isSame(each, party));
    const pki = new TestPki({
      ...this,
      parties: isKnown ? this.parties : [...this.parties, party],
      certificates: [...this.certificates, ...added],
    });
    if (fault !== 'revoked') return { pki, added };
    return { pki: await pki.revoke(added.map(({ certificate }) => certificate.id.serial)), added };
  }

  /**
   * With these certificates revoked.
   * @param serials of the issuer
   * @param since from when on; as long as the PKI has been there unless told otherwise
   * @throws `pki-without-issuer-key`
   */
  async revoke(serials: readonly string[], since: Temporal.Instant = this.issuer.from): Promise<TestPki> {
    const revoked = new Map([...this.revocations.revoked, ...serials.map((serial) => [serial, since] as const)]);
    return new TestPki({ ...this, revocations: await writeRevocationList(this.#authority(), revoked) });
  }

  /** Files and certificates name parties by their EUI-64: in two roles nobody could tell which is meant. */
  #refuseOtherRole({ id, role }: Party): void {
    const known = this.parties.find((each) => each.id === id);
    if (known === undefined || known.role === role) return;
    throw new S1benchError('pki-party-role-other', { found: `${role} ${id}`, expected: known.role });
  }

  /** What certificates and their files are called follows from the serial number, whoever has issued them. */
  #refuseTaken(serial: string): void {
    if (this.certificates.every(({ certificate }) => certificate.id.serial !== serial)) return;
    throw new S1benchError('pki-serial-taken', { found: serial });
  }

  #authority(): Authority {
    if (this.issuerKey === undefined) throw new S1benchError('pki-without-issuer-key');
    return { certificate: this.issuer, privateKey: this.issuerKey };
  }

  /** Somebody that nobody believes. */
  #stranger(random: RandomSource): Promise<Authority> {
    const { from, until } = this.issuer;
    return makeRoot(names.stranger, { from, until }, random.fork('stranger'));
  }

  /** What is out of date is so at every instant of the PKI's own time. */
  #validity(fault: CertificateFault | undefined): Validity {
    const { from, until } = this.issuer;
    const day = Temporal.Duration.from({ hours: 24 });
    if (fault === 'expired') return { from: from.subtract(day), until: from.subtract({ seconds: 1 }) };
    if (fault === 'not-yet-valid') return { from: until.add({ seconds: 1 }), until: until.add(day) };
    return { from, until };
  }
}

/** A root, an issuer under it, and for each party a certificate for signing and one for key agreement. */
export async function makeTestPki({ parties, random, ...validity }: TestPkiOptions): Promise<TestPki> {
  const { from, until } = { ...defaultValidity, ...validity };
  const root = await makeRoot(names.root, { from, until }, random.fork('root'));
  const subject = { commonName: names.issuer };
  const issuer = await issue(root, subject, 'authority', { from, until }, random.fork('issuer'));
  let pki = new TestPki({
    root: root.certificate,
    issuer: issuer.certificate,
    issuerKey: issuer.privateKey,
    parties: [],
    certificates: [],
    revocations: await writeRevocationList(issuer, new Map()),
  });
  for (const party of parties) ({ pki } = await pki.issue(party, random.fork(`${party.role} ${party.id}`)));
  return pki;
}

function isSame(a: Party, b: Party): boolean {
  return a.id === b.id && a.role === b.role;
}
