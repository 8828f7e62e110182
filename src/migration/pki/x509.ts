import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { DerReader, der, derBits, derInteger, derObjectId, derText, derTime, tags } from './der.ts';

/** Who is named by a subject or an issuer. */
export interface DistinguishedName {
  /** X520 common name (2.5.4.3). */
  readonly commonName: string;
  /** X520 organizational unit name (2.5.4.11). */
  readonly unit?: string | undefined;
  /** X520 unique identifier (2.5.4.45), whole bytes. */
  readonly uniqueId?: Uint8Array | undefined;
}

/** What a key may be used for (RFC 5280, 4.2.1.3): the bits that are used here. */
export const keyUsages = { 'digital-signature': 0x80, 'key-agreement': 0x08, authority: 0x06 } as const;
export type KeyUsage = keyof typeof keyUsages;

/** A certificate of version 3 on P-256, signed by ECDSA with SHA-256: what SMKI is made of [recalled]. */
export interface X509 {
  /** Upper-case hexadecimal pairs. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** As they are encoded: an issuer is who has exactly this as subject. */
  readonly issuerBytes: Uint8Array;
  readonly subjectBytes: Uint8Array;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly usage: KeyUsage;
  readonly publicKey: KeyObject;
  readonly der: Uint8Array;
  readonly signed: Signed;
}

/** Something that an authority signed, and its signature. */
export interface Signed {
  readonly contents: Uint8Array;
  readonly signature: Uint8Array;
}

const ids = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  unit: '2.5.4.11',
  uniqueId: '2.5.4.45',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
} as const;

const signatureAlgorithm = der(tags.sequence, derObjectId(ids.ecdsaWithSha256));

/** Signs what an authority says, and puts both in the sequence that certificates and revocation lists are. */
export function signedSequence(contents: Uint8Array, authorityKey: KeyObject): Uint8Array {
  const signature = sign('sha256', contents, { key: authorityKey, dsaEncoding: 'der' });
  return der(tags.sequence, contents, signatureAlgorithm, derBits(signature));
}

/** The two parts of such a sequence. @throws `der-invalid` */
export function readSigned(bytes: Uint8Array): Signed & { readonly reader: DerReader } {
  const outer = new DerReader(bytes);
  const sequence = outer.inside(tags.sequence);
  outer.end();
  const { contents, whole, offset } = sequence.next(tags.sequence);
  readAlgorithm(sequence);
  const signature = sequence.bits();
  sequence.end();
  return { contents: whole, signature, reader: new DerReader(contents, offset) };
}

export function isSignedBy({ contents, signature }: Signed, authorityKey: KeyObject): boolean {
  return verify('sha256', contents, { key: authorityKey, dsaEncoding: 'der' }, signature);
}

export function readAlgorithm(reader: DerReader): void {
  const algorithm = reader.inside(tags.sequence);
  const id = algorithm.objectId();
  if (id !== ids.ecdsaWithSha256) throw algorithm.problem(id, 'ECDSA with SHA-256');
  algorithm.end();
}

export function writeAlgorithm(): Uint8Array {
  return signatureAlgorithm;
}

export interface CertificateRequest {
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly usage: KeyUsage;
  readonly publicKey: KeyObject;
  /** The key that signs, and the public half of it. */
  readonly authorityKey: KeyObject;
  readonly authorityPublicKey: KeyObject;
}

/** A certificate as DER. */
export function writeX509(request: CertificateRequest): Uint8Array {
  const { serial, issuer, subject, from, until, usage, publicKey, authorityKey, authorityPublicKey } = request;
  const isAuthority = usage === 'authority';
  const contents = der(
    tags.sequence,
    der(tags.context0, derInteger(Uint8Array.of(2))),
    derInteger(serial),
    signatureAlgorithm,
    issuer,
    der(tags.sequence, derTime(from), derTime(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      tags.context3,
      der(
        tags.sequence,
        ...(isAuthority ? [extension(ids.basicConstraints, der(tags.sequence, derTrue))] : []),
        extension(ids.keyUsage, derBits(Uint8Array.of(keyUsages[usage]), unusedBits(keyUsages[usage]))),
        extension(ids.subjectKey, der(tags.octetString, keyIdOf(publicKey)), false),
        extension(ids.authorityKey, der(tags.sequence, der(0x80, keyIdOf(authorityPublicKey))), false),
      ),
    ),
  );
  return signedSequence(contents, authorityKey);
}

const derTrue = der(tags.boolean, Uint8Array.of(0xff));

function extension(id: string, value: Uint8Array, isCritical = true): Uint8Array {
  return der(tags.sequence, derObjectId(id), isCritical ? derTrue : new Uint8Array(), der(tags.octetString, value));
}

function unusedBits(byte: number): number {
  return 31 - Math.clz32(byte & -byte);
}

function keyIdOf(publicKey: KeyObject): Uint8Array {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

/** A name as DER. */
export function writeName({ commonName, unit, uniqueId }: DistinguishedName): Uint8Array {
  const attributes: readonly (readonly [string, Uint8Array | undefined])[] = [
    [ids.commonName, derText(commonName)],
    [ids.unit, unit === undefined ? undefined : derText(unit)],
    [ids.uniqueId, uniqueId === undefined ? undefined : derBits(uniqueId)],
  ];
  return der(
    tags.sequence,
    ...attributes.flatMap(([id, value]) =>
      value === undefined ? [] : [der(tags.set, der(tags.sequence, derObjectId(id), value))],
    ),
  );
}

/** @throws `der-invalid` */
export function readName(reader: DerReader): DistinguishedName {
  const name: { commonName?: string; unit?: string; uniqueId?: Uint8Array } = {};
  while (!reader.isAtEnd) {
    const set = reader.inside(tags.set);
    const attribute = set.inside(tags.sequence);
    const id = attribute.objectId();
    if (id === ids.commonName && name.commonName === undefined) name.commonName = attribute.text();
    else if (id === ids.unit && name.unit === undefined) name.unit = attribute.text();
    else if (id === ids.uniqueId && name.uniqueId === undefined) name.uniqueId = attribute.bits();
    else
      throw attribute.problem(`a name with ${id}`, 'common name, organizational unit and unique identifier, each once');
    attribute.end();
    set.end();
  }
  const { commonName } = name;
  if (commonName === undefined) throw reader.problem('a name without a common name', 'one with');
  return { ...name, commonName };
}

/**
 * A certificate from DER.
 * @throws `der-invalid`, `certificate-invalid`
 */
export function readX509(bytes: Uint8Array): X509 {
  const { contents, signature, reader } = readSigned(bytes);
  const version = reader.inside(tags.context0);
  if (version.unsigned()[0] !== 2) throw version.problem('another version', 'version 3');
  const serial = toHex(reader.unsigned());
  readAlgorithm(reader);
  const issuer = reader.next(tags.sequence);
  const validity = reader.inside(tags.sequence);
  const [from, until] = [validity.time(), validity.time()];
  validity.end();
  const subject = reader.next(tags.sequence);
  const publicKey = publicKeyOf(reader.next(tags.sequence).whole);
  const usage = readUsage(reader.inside(tags.context3).inside(tags.sequence));
  reader.end();
  return {
    serial,
    issuer: readName(new DerReader(issuer.contents, issuer.offset)),
    subject: readName(new DerReader(subject.contents, subject.offset)),
    issuerBytes: issuer.whole,
    subjectBytes: subject.whole,
    from,
    until,
    usage,
    publicKey,
    der: bytes,
    signed: { contents, signature },
  };
}

/** What the key is for, by the extensions; one that is critical and not known here makes the certificate useless. */
function readUsage(extensions: DerReader): KeyUsage {
  let bits = 0;
  let isAuthority = false;
  while (!extensions.isAtEnd) {
    const each = extensions.inside(tags.sequence);
    const id = each.objectId();
    const isCritical = each.optional(tags.boolean) !== undefined;
    const value = each.inside(tags.octetString);
    each.end();
    if (id === ids.keyUsage) bits = value.bits((count) => count < 8)[0] ?? 0;
    else if (id === ids.basicConstraints)
      isAuthority = value.inside(tags.sequence).optional(tags.boolean) !== undefined;
    else if (isCritical) throw new S1benchError('certificate-invalid', { found: `a critical extension ${id}` });
  }
  const usage = Object.entries(keyUsages).find(([, value]) => value === bits)?.[0] as KeyUsage | undefined;
  if (usage === undefined || isAuthority !== (usage === 'authority')) {
    const expected = 'a key for signatures alone, for key agreement alone, or for certificates and revocation lists';
    throw new S1benchError('certificate-invalid', { found: `key usage 0x${bits.toString(16)}`, expected });
  }
  return usage;
}

function publicKeyOf(spki: Uint8Array): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Whatever is wrong with it, it is no key that is of use.
  }
  throw new S1benchError('certificate-invalid', { found: 'another public key', expected: 'a point on P-256' });
}
