import 'reflect-metadata';
import { verify, webcrypto } from 'node:crypto';
import { X509Crl, X509CrlGenerator, X509CrlReason } from '@peculiar/x509';
import { type Authority, dateOf, signingAlgorithm, signingKey } from './authority.ts';
import { expectSame, readDer } from './der.ts';
import { expectAlgorithm, nameOf, type Signed, type X509 } from './x509.ts';

/** Which certificates of one authority are not to be believed any more, and since when, by serial number. */
export interface RevocationList extends Signed {
  readonly issuerName: string;
  readonly revoked: ReadonlyMap<string, Temporal.Instant>;
  readonly der: Uint8Array;
}

/** The revocation list of an authority (RFC 5280, 5.1). */
export async function writeRevocationList(
  { certificate, privateKey }: Authority,
  revoked: ReadonlyMap<string, Temporal.Instant>,
): Promise<RevocationList> {
  const list = await X509CrlGenerator.create(
    {
      issuer: nameOf(certificate.subject),
      thisUpdate: dateOf(certificate.from),
      nextUpdate: dateOf(certificate.until),
      entries: [...revoked].map(([serialNumber, since]) => ({
        serialNumber,
        revocationDate: dateOf(since),
        // Without one the library writes a list of no extensions, which RFC 5280, 5.1 has not.
        reason: X509CrlReason.keyCompromise,
      })),
      signingAlgorithm,
      signingKey: signingKey(privateKey),
    },
    webcrypto,
  );
  return readRevocationList(new Uint8Array(list.rawData));
}

/** What an authority signed, and the whole as DER, are for readers of its own alone in the library. */
class ReadableCrl extends X509Crl {
  get contents(): Uint8Array {
    return new Uint8Array(this.asn.tbsCertListRaw ?? []);
  }

  writtenAgain(): Uint8Array {
    return new Uint8Array(new X509Crl(this.asn).rawData);
  }
}

/** @throws `der-invalid`, `certificate-invalid` */
export function readRevocationList(der: Uint8Array): RevocationList {
  return readDer(der, () => {
    const list = new ReadableCrl(Buffer.from(der));
    expectSame(der, list.writtenAgain());
    expectAlgorithm(list.signatureAlgorithm);
    const { issuer, entries, contents, signature } = list;
    return {
      issuerName: issuer,
      revoked: new Map(
        entries.map(({ serialNumber, revocationDate }) => [
          serialNumber.toUpperCase(),
          revocationDate.toTemporalInstant(),
        ]),
      ),
      der,
      isSignedBy: (key) => verify('sha256', contents, { key, dsaEncoding: 'der' }, new Uint8Array(signature)),
    };
  });
}

/** Whether the authority itself says so. */
export function isListOf(list: RevocationList, authority: X509): boolean {
  return list.issuerName === authority.subjectName && list.isSignedBy(authority.publicKey);
}
