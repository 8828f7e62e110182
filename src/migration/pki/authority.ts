import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Random } from '../../core/random.ts';
import { type DistinguishedName, type KeyUsage, readX509, writeName, writeX509, type X509 } from './x509.ts';

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
export function makeRoot(commonName: string, validity: Validity, random: Random): Authority {
  const privateKey = seededKey(random);
  const name = writeName({ commonName });
  const publicKey = createPublicKey(privateKey);
  const der = writeX509({
    ...validity,
    serial: serialNumber(random),
    issuer: name,
    subject: name,
    usage: 'authority',
    publicKey,
    authorityKey: privateKey,
    authorityPublicKey: publicKey,
  });
  return { certificate: readX509(der), privateKey };
}

/** A certificate from this authority, and a new key for its subject. */
export function issue(
  { certificate, privateKey: authorityKey }: Authority,
  subject: DistinguishedName,
  usage: KeyUsage,
  validity: Validity,
  random: Random,
): Authority {
  const privateKey = seededKey(random);
  const der = writeX509({
    ...validity,
    serial: serialNumber(random),
    issuer: certificate.subjectBytes,
    subject: writeName(subject),
    usage,
    publicKey: createPublicKey(privateKey),
    authorityKey,
    authorityPublicKey: certificate.publicKey,
  });
  return { certificate: readX509(der), privateKey };
}

/** Order of the group of P-256: a private key is less, and not 0. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A private key on P-256: the same from the same seed. */
export function seededKey(random: Random): KeyObject {
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
function serialNumber(random: Random): Uint8Array {
  const serial = random.bytes(16);
  serial[0] = 0x40 | ((serial[0] as number) & 0x3f);
  return serial;
}
