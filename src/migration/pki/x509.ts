import 'reflect-metadata';
import { X509Certificate as CheckedCertificate, type KeyObject } from 'node:crypto';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, Name, X509Certificate } from '@peculiar/x509';
import { toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { expectSame, readDer } from './der.ts';

/** Who is named by a subject or an issuer. */
export interface DistinguishedName {
  /** X520 common name (2.5.4.3). */
  readonly commonName: string;
  /** X520 organizational unit name (2.5.4.11). */
  readonly unit?: string | undefined;
  /** X520 unique identifier (2.5.4.45), 8 bytes. */
  readonly uniqueId?: Uint8Array | undefined;
}

/** What a key may be used for (RFC 5280, 4.2.1.3). */
export const keyUsages = {
  'digital-signature': KeyUsageFlags.digitalSignature,
  'key-agreement': KeyUsageFlags.keyAgreement,
  authority: KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
} as const;
export type KeyUsage = keyof typeof keyUsages;

/** Something that an authority signed. */
export interface Signed {
  isSignedBy(authorityKey: KeyObject): boolean;
}

/** A certificate of version 3 on P-256, signed by ECDSA with SHA-256: what SMKI is made of [recalled]. */
export interface X509 extends Signed {
  /** Upper-case hexadecimal pairs. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Whole names as text: an issuer is who has exactly this as subject. */
  readonly issuerName: string;
  readonly subjectName: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly usage: KeyUsage;
  readonly publicKey: KeyObject;
  readonly der: Uint8Array;
}

/**
 * A certificate from DER.
 * @throws `der-invalid`, `certificate-invalid`
 */
export function readX509(der: Uint8Array): X509 {
  return readDer(der, () => {
    const checked = new CheckedCertificate(der);
    expectSame(der, checked.raw);
    const certificate = new X509Certificate(Buffer.from(der));
    expectAlgorithm(certificate.signatureAlgorithm);
    return {
      serial: checked.serialNumber,
      issuer: readName(certificate.issuerName),
      subject: readName(certificate.subjectName),
      issuerName: certificate.issuer,
      subjectName: certificate.subject,
      from: checked.validFromDate.toTemporalInstant(),
      until: checked.validToDate.toTemporalInstant(),
      usage: usageOf(certificate),
      publicKey: publicKeyOf(checked),
      der,
      isSignedBy: (authorityKey) => checked.verify(authorityKey),
    };
  });
}

/** As the library names it; its own types leave `name` to those of browsers. */
type AlgorithmOfSignature = X509Certificate['signatureAlgorithm'] & { readonly name?: string };

/** @throws `certificate-invalid` */
export function expectAlgorithm({ name, hash }: AlgorithmOfSignature): void {
  if (name === 'ECDSA' && hash?.name === 'SHA-256') return;
  throw new S1benchError('certificate-invalid', { found: `a signature by ${name}`, expected: 'ECDSA with SHA-256' });
}

/** In names the library has texts alone: a bit string of eight whole bytes is DER from outside, of which this comes first. */
const EIGHT_BYTES = '030900';
const UNIQUE_ID = '2.5.4.45';

export function nameOf({ commonName, unit, uniqueId }: DistinguishedName): Name {
  return new Name([
    { CN: [{ utf8String: commonName }] },
    ...(unit === undefined ? [] : [{ OU: [{ utf8String: unit }] }]),
    ...(uniqueId === undefined ? [] : [{ [UNIQUE_ID]: [`#${EIGHT_BYTES}${toHex(uniqueId)}`] }]),
  ]);
}

function readName(name: Name): DistinguishedName {
  const [commonName, unit, uniqueId] = ['CN', 'OU', UNIQUE_ID].map((field) => {
    const [value, ...others] = name.getField(field);
    if (others.length === 0) return value;
    throw new S1benchError('certificate-invalid', { found: `${name}`, expected: `${field} once` });
  });
  if (commonName === undefined) {
    throw new S1benchError('certificate-invalid', { found: `${name}`, expected: 'a name with a common name' });
  }
  return {
    commonName,
    unit,
    uniqueId: uniqueId?.startsWith(EIGHT_BYTES) ? Uint8Array.fromHex(uniqueId.slice(EIGHT_BYTES.length)) : undefined,
  };
}

/** What the key is for, by the extensions; one that is critical and not known here makes the certificate useless. */
function usageOf(certificate: X509Certificate): KeyUsage {
  const keyUsage = certificate.getExtension(KeyUsagesExtension);
  const constraints = certificate.getExtension(BasicConstraintsExtension);
  const unknown = certificate.extensions.find((each) => each.critical && each !== keyUsage && each !== constraints);
  if (unknown !== undefined) {
    throw new S1benchError('certificate-invalid', { found: `a critical extension ${unknown.type}` });
  }
  const bits = keyUsage?.usages ?? 0;
  const usage = Object.entries(keyUsages).find(([, value]) => value === bits)?.[0] as KeyUsage | undefined;
  if (usage === undefined || (constraints?.ca ?? false) !== (usage === 'authority')) {
    const expected = 'a key for signatures alone, for key agreement alone, or for certificates and revocation lists';
    throw new S1benchError('certificate-invalid', { found: `key usage 0x${bits.toString(16)}`, expected });
  }
  return usage;
}

function publicKeyOf(certificate: CheckedCertificate): KeyObject {
  try {
    const { publicKey } = certificate;
    if (publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1') return publicKey;
  } catch {
    // Whatever is wrong with it, it is no key that is of use.
  }
  throw new S1benchError('certificate-invalid', { found: 'another public key', expected: 'a point on P-256' });
}
