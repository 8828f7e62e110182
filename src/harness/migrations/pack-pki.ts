import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import { type PartyRole, partyRoles } from '../../migration/model/parties.ts';
import { certificateUses } from '../../migration/pki/certificate.ts';
import { type CertificateFault, certificateFaults } from '../../migration/pki/certificate-fault.ts';
import type { OwnCertificate, PartyKeys } from '../../migration/pki/party-keys.ts';
import type { TestPki } from '../../migration/pki/test-pki.ts';
import type { Trust } from '../../migration/pki/trust.ts';
import type { JsonValue } from '../json.ts';

/** A certificate that a test names in the place of one. */
const wantedSchema = z.strictObject({
  certificate: z.strictObject({
    of: z.enum(partyRoles),
    /** Of several parties in the role; the first unless given. */
    id: parsedBy(parseEui64).optional(),
    use: z.enum(certificateUses).default('signing'),
    fault: z.enum(certificateFaults).optional(),
  }),
});

/** The PKI of a test, with the certificates that have something wrong on purpose and that the test names. */
export class PackPki {
  readonly #random: Random;
  readonly #faulty = new Map<string, readonly OwnCertificate[]>();
  #pki: TestPki;
  /** What parties believe: always of the PKI as it is now. */
  readonly trust: Trust = {
    find: (id) => this.#pki.trust.find(id),
    of: (party, use) => this.#pki.trust.of(party, use),
    problemOf: (certificate, at) => this.#pki.trust.problemOf(certificate, at),
  };

  constructor(pki: TestPki, random: Random) {
    this.#pki = pki;
    this.#random = random;
  }

  /** Issues to every party what has a fault that is named somewhere in what is altered, before anybody asks for it. */
  async issueFaulty(altered: JsonValue): Promise<void> {
    const text = JSON.stringify(altered);
    for (const fault of certificateFaults.filter((each) => text.includes(`"${each}"`))) {
      for (const party of this.#pki.parties) {
        const name = `${party.role} ${party.id} ${fault}`;
        if (this.#faulty.has(name)) continue;
        const { pki, added } = await this.#pki.issue(party, this.#random.fork(name), fault);
        this.#pki = pki;
        this.#faulty.set(name, added);
      }
    }
  }

  /** @throws `migration-party-unknown` */
  keysOf(role: PartyRole, id?: Eui64): PartyKeys {
    return this.#pki.keysOf(role, id);
  }

  /** Who signs in the place of a party: it does by itself, somebody else does, or its certificate has something wrong. */
  signer(role: PartyRole, id: Eui64, as: PartyRole | CertificateFault | undefined): PartyKeys {
    if (as === undefined) return this.keysOf(role, id);
    const fault = certificateFaults.find((each) => each === as);
    if (fault === undefined) return this.keysOf(as as PartyRole);
    const [signing] = this.#withFault(role, id, fault);
    return { ...this.keysOf(role, id), signing: signing as OwnCertificate };
  }

  /** A value of a test, with the id of a certificate where it names one. */
  resolved(value: JsonValue): JsonValue {
    const { data } = wantedSchema.safeParse(value);
    if (data === undefined) return value;
    const { of, id, use, fault } = data.certificate;
    const party = this.#pki.party(of, id);
    const own = fault === undefined ? ownOf(this.keysOf(of, party.id)) : this.#withFault(of, party.id, fault);
    const found = own.find(({ certificate }) => certificate.use === use);
    return { ...(found as OwnCertificate).certificate.id };
  }

  #withFault(role: PartyRole, id: Eui64, fault: CertificateFault): readonly OwnCertificate[] {
    const party = this.#pki.party(role, id);
    return this.#faulty.get(`${party.role} ${party.id} ${fault}`) ?? [];
  }
}

function ownOf({ signing, agreement }: PartyKeys): readonly OwnCertificate[] {
  return [signing, agreement];
}
