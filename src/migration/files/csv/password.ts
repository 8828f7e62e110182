import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { concatBytes } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';

/*
 * That authorisations have a companion with a password is public; what it protects isn't. Here [ours] it is the file:
 * AES-256-GCM under a key that scrypt derives from the password.
 */

/** What a protected file begins with. No CSV file does: it is not UTF-8. */
const MAGIC = Uint8Array.of(0xf5, 0x53, 0x31, 0x01);
const LENGTHS = { salt: 16, iv: 12, tag: 16 } as const;
/** RFC 7914, interactive use: some tens of milliseconds, 32 MiB. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 << 20 } as const;
const CIPHER = 'aes-256-gcm';
/** Characters of a password. */
const LONGEST_PASSWORD = 1024;

export function isProtected(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * A file that only the password opens. Salt and initialization vector are from the secure source of the machine.
 * @param name of the file: under any other it is not opened
 */
export function protect(bytes: Uint8Array, name: string, password: string): Uint8Array {
  const [salt, iv] = [randomBytes(LENGTHS.salt), randomBytes(LENGTHS.iv)];
  const cipher = createCipheriv(CIPHER, keyOf(password, salt), iv).setAAD(new TextEncoder().encode(name));
  const ciphertext = concatBytes(cipher.update(bytes), cipher.final());
  return concatBytes(MAGIC, salt, iv, cipher.getAuthTag(), ciphertext);
}

/** The file as it was. @throws `password-wrong` */
export function unprotect(bytes: Uint8Array, name: string, password: string): Uint8Array {
  const ends = [MAGIC.length];
  for (const length of [LENGTHS.salt, LENGTHS.iv, LENGTHS.tag]) ends.push((ends.at(-1) as number) + length);
  const [salt, iv, tag] = [0, 1, 2].map((i) => bytes.subarray(ends[i], ends[i + 1])) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  try {
    if (!isProtected(bytes) || tag.length < LENGTHS.tag) throw new S1benchError('password-wrong');
    const decipher = createDecipheriv(CIPHER, keyOf(password, salt), iv, { authTagLength: LENGTHS.tag })
      .setAAD(new TextEncoder().encode(name))
      .setAuthTag(tag);
    return concatBytes(decipher.update(bytes.subarray(ends[3])), decipher.final());
  } catch {
    throw new S1benchError('password-wrong', { where: { file: name } });
  }
}

/** The password in a companion file: its text, without the end of its line. @throws `password-wrong` where it is none */
export function passwordIn(companion: Uint8Array, name: string): string {
  const password = Buffer.from(companion.subarray(0, LONGEST_PASSWORD * 4))
    .toString('utf8')
    .trim();
  if (password !== '' && password.length <= LONGEST_PASSWORD) return password;
  throw new S1benchError('password-wrong', { where: { file: name }, expected: `1 to ${LONGEST_PASSWORD} characters` });
}

function keyOf(password: string, salt: Uint8Array): Uint8Array {
  return scryptSync(password.normalize('NFC'), salt, 32, SCRYPT);
}
