import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { ByteReader, ByteWriter, concatBytes } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes, eui64FromBytes } from '../../core/identifiers.ts';
import { checkKeyLength, KEY_LENGTH } from '../../protocol/cosem/security/originator.ts';
import type { KeyRole } from '../model/parties.ts';
import type { Certificate } from '../pki/certificate.ts';
import type { PartyKeys } from '../pki/party-keys.ts';
import type { DeviceKeyMaterial } from './contents.ts';

/** What sealed keys are for: opened in any other place they are nothing. */
export interface SealContext {
  readonly set: string;
  readonly hub: Eui64;
  readonly recipient: KeyRole;
}

/** Of the form of what is sealed, and of what is sealed in it. */
const VERSION = 1;
const POINT_LENGTH = 65;
const TAG_LENGTH = 16;
/** An installation has four devices that have keys. */
const MOST_DEVICES = 16;
const INFO = new TextEncoder().encode('s1bench sealed key material 1');
const CIPHER = { name: 'aes-256-gcm', key: 32, iv: 12 } as const;

/**
 * Keys of devices for one recipient alone: ephemeral-static ECDH on P-256, HKDF with SHA-256, AES-256-GCM. The ephemeral
 * key is from the secure source of the machine, never from a seed: twice the same one would give the keys away.
 * @throws `security-key-invalid`
 */
export function seal(material: readonly DeviceKeyMaterial[], recipient: Certificate, context: SealContext): Uint8Array {
  const ephemeral = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const point = pointOf(ephemeral.publicKey);
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: recipient.publicKey });
  const plaintext = encodeMaterial(material);
  const { key, iv } = keysOf(secret, point, recipient);
  const cipher = createCipheriv(CIPHER.name, key, iv).setAAD(aadOf(context, recipient));
  const ciphertext = concatBytes(cipher.update(plaintext), cipher.final());
  for (const used of [secret, key, plaintext]) used.fill(0);
  return concatBytes(Uint8Array.of(VERSION), point, ciphertext, cipher.getAuthTag());
}

/**
 * What was sealed for this party and this use. Whatever is wrong, the error is the same, and says nothing of it.
 * @throws `sealed-unopened`
 */
export function open(sealed: Uint8Array, keys: PartyKeys, context: SealContext): readonly DeviceKeyMaterial[] {
  try {
    return unseal(sealed, keys, context);
  } catch {
    throw new S1benchError('sealed-unopened');
  }
}

function unseal(sealed: Uint8Array, { agreement }: PartyKeys, context: SealContext): readonly DeviceKeyMaterial[] {
  const reader = new ByteReader(sealed);
  if (reader.u8() !== VERSION) throw new S1benchError('sealed-unopened');
  const point = reader.take(POINT_LENGTH);
  const ciphertext = reader.take(reader.remaining - TAG_LENGTH);
  const tag = reader.take(TAG_LENGTH);
  const secret = diffieHellman({ privateKey: agreement.privateKey, publicKey: publicKeyAt(point) });
  const { key, iv } = keysOf(secret, point, agreement.certificate);
  const decipher = createDecipheriv(CIPHER.name, key, iv, { authTagLength: TAG_LENGTH })
    .setAAD(aadOf(context, agreement.certificate))
    .setAuthTag(tag);
  const plaintext = concatBytes(decipher.update(ciphertext), decipher.final());
  const material = decodeMaterial(plaintext);
  for (const used of [secret, key, plaintext]) used.fill(0);
  return material;
}

/** Key and initialization vector of one use; both public keys go into them. */
function keysOf(
  secret: Uint8Array,
  ephemeral: Uint8Array,
  { publicKey }: Certificate,
): Record<'key' | 'iv', Uint8Array> {
  const info = concatBytes(INFO, ephemeral, pointOf(publicKey));
  const derived = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), info, CIPHER.key + CIPHER.iv));
  return { key: derived.subarray(0, CIPHER.key), iv: derived.subarray(CIPHER.key) };
}

/** Additional authenticated data: each text with its length before it, so that no two contexts are alike. */
function aadOf({ set, hub, recipient }: SealContext, { id }: Certificate): Uint8Array {
  const writer = new ByteWriter();
  for (const text of [set, hub, recipient, id.serial, id.issuer]) {
    const bytes = new TextEncoder().encode(text);
    writer.u32(bytes.length).put(bytes);
  }
  return writer.finish();
}

/** An uncompressed point: what stands last in the key's SubjectPublicKeyInfo. */
function pointOf(key: KeyObject): Uint8Array {
  return key.export({ type: 'spki', format: 'der' }).subarray(-POINT_LENGTH);
}

function publicKeyAt(point: Uint8Array): KeyObject {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((coordinate) =>
    coordinate.toBase64({ alphabet: 'base64url', omitPadding: true }),
  ) as [string, string];
  if (point[0] !== 4) throw new S1benchError('sealed-unopened');
  return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
}

/** Version, number of devices; of each its EUI-64, whether there is a master key, the master key, and its client's two. */
function encodeMaterial(material: readonly DeviceKeyMaterial[]): Uint8Array {
  if (material.length > MOST_DEVICES) {
    throw new S1benchError('migration-file-unwritable', {
      found: `${material.length} devices`,
      expected: `${MOST_DEVICES}`,
    });
  }
  const writer = new ByteWriter(2 + material.length * 57).u8(VERSION).u8(material.length);
  for (const { device, master, keys } of material) {
    const all = master === undefined ? [] : [master];
    writer.put(eui64Bytes(device)).u8(all.length);
    for (const key of [...all, keys.encryption, keys.authentication]) {
      checkKeyLength(key);
      writer.put(key);
    }
  }
  return writer.finish();
}

function decodeMaterial(plaintext: Uint8Array): readonly DeviceKeyMaterial[] {
  const reader = new ByteReader(plaintext);
  const [version, count] = [reader.u8(), reader.u8()];
  const key = (): Uint8Array => reader.take(KEY_LENGTH).slice();
  const material = Array.from({ length: count }, (): DeviceKeyMaterial => {
    const device = eui64FromBytes(reader.take(8));
    const hasMaster = reader.u8();
    const master = hasMaster === 1 ? { master: key() } : {};
    if (hasMaster > 1) throw new S1benchError('sealed-unopened');
    return { device, ...master, keys: { encryption: key(), authentication: key() } };
  });
  if (version !== VERSION || count > MOST_DEVICES || reader.remaining > 0) throw new S1benchError('sealed-unopened');
  return material;
}
