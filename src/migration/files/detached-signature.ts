import { hash } from 'node:crypto';
import { S1benchError } from '../../core/errors.ts';
import type { PartyRole } from '../model/parties.ts';
import type { PartyKeys } from '../pki/party-keys.ts';
import type { Trust } from '../pki/trust.ts';
import { checkSigned } from './check-signature.ts';
import { readSigned, writeSigned } from './signed-xml.ts';
import { type DetachedSignature, detachedSignature } from './xml/kinds.ts';

/** The signature of a file that is not XML: a signed file of its own, beside it, that names it and its SHA-256. */
export function signDetached(file: string, bytes: Uint8Array, keys: PartyKeys, created: Temporal.Instant): Uint8Array {
  const contents = { file, sha256: sha256Of(bytes), from: keys.party.id, created };
  return writeSigned(contents, detachedSignature, keys);
}

/**
 * What is wrong with such a signature, if anything is.
 * @param signature the file beside it
 * @param roles that may give such a file
 * @returns as `checkSignature`
 * @throws as `readMigrationFile`, where it is no such file
 */
export function checkDetached(
  file: string,
  bytes: Uint8Array,
  signature: Uint8Array,
  roles: readonly PartyRole[],
  trust: Trust,
  at: Temporal.Instant,
): { readonly problem: S1benchError | undefined; readonly stated: DetachedSignature } {
  const { contents: stated, ...signed } = readSigned(signature, signatureNameOf(file), detachedSignature);
  const actual = sha256Of(bytes);
  const isOfThis = stated.file === file && stated.sha256 === actual;
  const changed = new S1benchError('signature-contents-changed', {
    found: `${file} with SHA-256 ${actual}`,
    expected: `${stated.file} with ${stated.sha256}`,
  });
  return { problem: isOfThis ? checkSigned(signed, trust, at, { from: stated.from, roles }) : changed, stated };
}

/** What the file with the signature of a file is called. */
export function signatureNameOf(file: string): string {
  return `${file}.sig`;
}

function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex').toUpperCase();
}
