import { type CipherGCMOptions, createCipheriv, createDecipheriv } from 'node:crypto';
import { ByteReader } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { KEY_LENGTH, type Originator, SYSTEM_TITLE_LENGTH } from './originator.ts';
import { type SecurityPolicy, securityPolicies } from './policy.ts';
import { SHORT_TEXT, TAG_LENGTH } from './short-gcm.ts';

const ALGORITHM = 'aes-128-gcm';
const HEADER_LENGTH = 5;
const GCM: CipherGCMOptions = { authTagLength: TAG_LENGTH };

const policyOfControl = new Map<number, SecurityPolicy>(
  Object.entries(securityPolicies).map(([policy, control]) => [control, policy as SecurityPolicy]),
);

export interface Unprotected {
  readonly plaintext: Uint8Array;
  readonly policy: SecurityPolicy;
  readonly counter: number;
}

/** Whether messages protected by `policy` carry an authentication tag. */
export function isAuthenticated(policy: SecurityPolicy): boolean {
  return (securityPolicies[policy] & securityPolicies.authenticated) !== 0;
}

/** Whether `policy` protects in every way that `least` asks for. */
export function satisfies(policy: SecurityPolicy, least: SecurityPolicy): boolean {
  return (securityPolicies[policy] & securityPolicies[least]) === securityPolicies[least];
}

/** How many bytes `protect` adds to a plaintext. */
export function protectionLength(policy: SecurityPolicy): number {
  return HEADER_LENGTH + (isAuthenticated(policy) ? TAG_LENGTH : 0);
}

/**
 * Green Book 9.2, security suite 0 (AES-GCM-128, tag of 12 bytes): security control byte, invocation counter,
 * the plaintext or its ciphertext, and the authentication tag where there is one.
 * @param counter never used before with the keys and system title of the originator
 */
export function protect(
  originator: Originator,
  policy: SecurityPolicy,
  counter: number,
  plaintext: Uint8Array,
): Uint8Array {
  const content = new Uint8Array(plaintext.length + protectionLength(policy));
  content[0] = securityPolicies[policy];
  writeCounter(content, 1, counter);
  if (policy === 'none') {
    content.set(plaintext, HEADER_LENGTH);
    return content;
  }
  if (policy === 'authenticated-encrypted' && plaintext.length <= SHORT_TEXT) {
    originator.short.encrypt(counter, plaintext, content, HEADER_LENGTH);
    return content;
  }
  if (policy === 'authenticated' && plaintext.length <= SHORT_TEXT) {
    content.set(plaintext, HEADER_LENGTH);
    const aad = aadWithPlaintext(originator, plaintext);
    originator.short.authenticate(counter, aad, content, HEADER_LENGTH + plaintext.length);
    return content;
  }
  const cipher = createCipheriv(ALGORITHM, originator.keys.encryptionKey, ivFor(originator, counter), GCM);
  if (policy === 'authenticated') {
    cipher.setAAD(aadWithPlaintext(originator, plaintext));
    content.set(plaintext, HEADER_LENGTH);
  } else {
    if (policy === 'authenticated-encrypted') cipher.setAAD(originator.keys.aad);
    content.set(cipher.update(plaintext), HEADER_LENGTH);
  }
  if (isAuthenticated(policy)) {
    cipher.final();
    content.set(cipher.getAuthTag(), HEADER_LENGTH + plaintext.length);
  }
  return content;
}

/**
 * The reverse of `protect`. A policy without authentication can't tell a wrong key: what comes out must be checked.
 * @param lowestCounter the lowest invocation counter that is accepted; it doesn't bind a message without protection,
 *   whose counter proves nothing
 * @throws `bytes-truncated`, `security-control-unsupported`, `security-counter-replayed`, `security-deciphering-failed`
 */
export function unprotect(originator: Originator, content: Uint8Array, lowestCounter: number): Unprotected {
  const reader = new ByteReader(content);
  const control = reader.u8();
  const policy = policyOfControl.get(control);
  if (policy === undefined) {
    throw new S1benchError('security-control-unsupported', {
      where: { offset: 0 },
      found: `0x${control.toString(16).padStart(2, '0')}`,
      expected: 'security suite 0, unicast key, not compressed',
    });
  }
  const counter = reader.u32();
  if (policy === 'none') return { plaintext: reader.take(reader.remaining), policy, counter };
  if (counter < lowestCounter) {
    throw new S1benchError('security-counter-replayed', { found: `${counter}`, expected: `${lowestCounter} or more` });
  }
  // GCM deciphers as it enciphers; a decipher would insist on a tag.
  if (policy === 'encrypted') {
    const cipher = createCipheriv(ALGORITHM, originator.keys.encryptionKey, ivFor(originator, counter), GCM);
    return { plaintext: plain(cipher.update(reader.take(reader.remaining))), policy, counter };
  }
  const text = reader.take(Math.max(0, reader.remaining - TAG_LENGTH));
  const plaintext = authenticate(originator, policy, counter, text, reader.take(TAG_LENGTH));
  if (plaintext === undefined) throw new S1benchError('security-deciphering-failed');
  return { plaintext, policy, counter };
}

/** The plaintext, if the tag is right. */
function authenticate(
  originator: Originator,
  policy: 'authenticated' | 'authenticated-encrypted',
  counter: number,
  text: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const isEncrypted = policy === 'authenticated-encrypted';
  if (text.length <= SHORT_TEXT) {
    if (isEncrypted) return originator.short.decrypt(counter, text, tag);
    return originator.short.isAuthentic(counter, aadWithPlaintext(originator, text), tag) ? text : undefined;
  }
  const decipher = createDecipheriv(ALGORITHM, originator.keys.encryptionKey, ivFor(originator, counter), GCM);
  decipher.setAuthTag(tag);
  decipher.setAAD(isEncrypted ? originator.keys.aad : aadWithPlaintext(originator, text));
  const plaintext = isEncrypted ? plain(decipher.update(text)) : text;
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plaintext;
}

/** Node's Buffer is not quite a Uint8Array: its `slice` makes no copy. */
function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.length);
}

/** Node copies the vector when a cipher is made, so each originator needs but one. */
function ivFor(originator: Originator, counter: number): Uint8Array {
  writeCounter(originator.iv, SYSTEM_TITLE_LENGTH, counter);
  return originator.iv;
}

function aadWithPlaintext(originator: Originator, plaintext: Uint8Array): Uint8Array {
  const aad = new Uint8Array(1 + KEY_LENGTH + plaintext.length);
  aad[0] = securityPolicies.authenticated;
  aad.set(originator.keys.authentication, 1);
  aad.set(plaintext, 1 + KEY_LENGTH);
  return aad;
}

function writeCounter(bytes: Uint8Array, offset: number, counter: number): void {
  bytes[offset] = counter >>> 24;
  bytes[offset + 1] = counter >>> 16;
  bytes[offset + 2] = counter >>> 8;
  bytes[offset + 3] = counter;
}
