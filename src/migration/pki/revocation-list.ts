import type { KeyObject } from 'node:crypto';
import { fromHex, toHex } from '../../core/bytes.ts';
import { der, derInteger, derTime, tags } from './der.ts';
import {
  isSignedBy,
  readAlgorithm,
  readSigned,
  type Signed,
  signedSequence,
  writeAlgorithm,
  type X509,
} from './x509.ts';

/** Which certificates of one authority are not to be believed any more, and since when, by serial number. */
export interface RevocationList {
  readonly issuerBytes: Uint8Array;
  readonly revoked: ReadonlyMap<string, Temporal.Instant>;
  readonly der: Uint8Array;
  readonly signed: Signed;
}

/** A revocation list as DER (RFC 5280, 5.1). */
export function writeRevocationList(
  authority: X509,
  authorityKey: KeyObject,
  revoked: ReadonlyMap<string, Temporal.Instant>,
): Uint8Array {
  const entries = [...revoked].map(([serial, since]) =>
    der(tags.sequence, derInteger(fromHex(serial)), derTime(since)),
  );
  const contents = der(
    tags.sequence,
    derInteger(Uint8Array.of(1)),
    writeAlgorithm(),
    authority.subjectBytes,
    derTime(authority.from),
    derTime(authority.until),
    ...(entries.length === 0 ? [] : [der(tags.sequence, ...entries)]),
  );
  return signedSequence(contents, authorityKey);
}

/** @throws `der-invalid` */
export function readRevocationList(bytes: Uint8Array): RevocationList {
  const { contents, signature, reader } = readSigned(bytes);
  if (reader.unsigned()[0] !== 1) throw reader.problem('another version', 'version 2');
  readAlgorithm(reader);
  const issuer = reader.next(tags.sequence);
  reader.time();
  reader.time();
  const revoked = new Map<string, Temporal.Instant>();
  if (!reader.isAtEnd) {
    const entries = reader.inside(tags.sequence);
    while (!entries.isAtEnd) {
      const entry = entries.inside(tags.sequence);
      revoked.set(toHex(entry.unsigned()), entry.time());
    }
  }
  reader.end();
  return { issuerBytes: issuer.whole, revoked, der: bytes, signed: { contents, signature } };
}

/** Whether the authority itself says so. */
export function isListOf({ issuerBytes, signed }: RevocationList, authority: X509): boolean {
  return Buffer.from(issuerBytes).equals(authority.subjectBytes) && isSignedBy(signed, authority.publicKey);
}
