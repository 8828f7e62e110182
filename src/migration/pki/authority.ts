import 'reflect-metadata';
import { createECDH, createPrivateKey, createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsagesExtension,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import type { RandomSource } from '../../core/random.ts';
import { type DistinguishedName, type KeyUsage, keyUsages, nameOf, readX509, type X509 } from './x509.ts';

/** Who issues certificates. */
export interface Authority {
  readonly certificate: X509;
  readonly privateKey: KeyObject;
}

export interface Validity {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** An authority that nobody stands above. */
export function makeRoot(commonName: string, validity: Validity, random: RandomSource): Promise<Authority> {
  const privateKey = newKey(random.fork('key'));
  const name = { commonName };
  return certify({ name, privateKey }, { name, privateKey, usage: 'authority', validity, random });
}

/** A certificate from this authority, and a new key for its subject. */
export function issue(
  { certificate, privateKey }: Authority,
  name: DistinguishedName,
  usage: KeyUsage,
  validity: Validity,
  random: RandomSource,
): Promise<Authority> {
  const issuer = { name: certificate.subject, privateKey };
  return certify(issuer, { name, privateKey: newKey(random.fork('key')), usage, validity, random });
}

interface Named {
  readonly name: DistinguishedName;
  readonly privateKey: KeyObject;
}

interface Subject extends Named {
  readonly usage: KeyUsage;
  readonly validity: Validity;
  /** Decides the serial number, which tells everybody what it draws: another source than that of the key. */
  readonly random: RandomSource;
}

async function certify(issuer: Named, { name, privateKey, usage, validity, random }: Subject): Promise<Authority> {
  const publicKey = publicHalf(privateKey);
  const written = await X509CertificateGenerator.create(
    {
      serialNumber: toHex(serialNumber(random.fork('serial number'))),
      issuer: nameOf(issuer.name),
      subject: nameOf(name),
      notBefore: dateOf(validity.from),
      notAfter: dateOf(validity.until),
      publicKey,
      extensions: [
        ...(usage === 'authority' ? [new BasicConstraintsExtension(true, undefined, true)] : []),
        new KeyUsagesExtension(keyUsages[usage], true),
        await SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(publicHalf(issuer.privateKey), false, webcrypto),
      ],
      signingAlgorithm,
      signingKey: signingKey(issuer.privateKey),
    },
    webcrypto,
  );
  return { certificate: readX509(new Uint8Array(written.rawData)), privateKey };
}

function publicHalf(privateKey: KeyObject): PublicKey {
  return new PublicKey(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
}

/** What SMKI signs by [recalled]. */
export const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;

export function signingKey(privateKey: KeyObject): webcrypto.CryptoKey {
  return privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}

/**
 * As the library takes it, which writes whole seconds, and years in two digits until 2049.
 * @throws `certificate-invalid`
 */
export function dateOf(instant: Temporal.Instant) {
  const { year } = instant.toZonedDateTimeISO('UTC');
  if (year < 1950 || year > 9999) {
    throw new S1benchError('certificate-invalid', { found: `${instant}`, expected: 'the years 1950 to 9999' });
  }
  // biome-ignore lint/style/noRestrictedGlobals: the library takes nothing else, and no clock is asked
  return new Date(instant.epochMilliseconds);
}

/** Order of the group of P-256: a private key is less, and not 0. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A private key on P-256: whoever can make the same source has it too. */
export function newKey(random: RandomSource): KeyObject {
  let scalar: Uint8Array;
  do scalar = random.bytes(32);
  while (!isPrivateKey(scalar));
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const base64url = (bytes: Uint8Array): string => bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: base64url(scalar),
      x: base64url(point.subarray(1, 33)),
      y: base64url(point.subarray(33)),
    },
  });
}

function isPrivateKey(scalar: Uint8Array): boolean {
  const value = BigInt(`0x${scalar.toHex()}`);
  return value > 0n && value < ORDER;
}

/** 16 bytes, of which the first is neither 0 nor a sign. */
function serialNumber(random: RandomSource): Uint8Array {
  const serial = random.bytes(16);
  serial[0] = 0x40 | ((serial[0] as number) & 0x3f);
  return serial;
}
