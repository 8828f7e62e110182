import { createHash, createHmac } from 'node:crypto';
import { ByteReader, ByteWriter, concatBytes, toHex } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';

/*
 * A firmware image [ours] is a header of 192 bytes and the firmware itself, big-endian throughout:
 *
 *   0   magic "S1FW"
 *   4   version of the format, 1
 *   5   manufacturer of the device model: length, and 30 bytes of ASCII, zero to the right
 *  36   model, in the same way
 *  67   firmware version: length, and 8 bytes
 *  76   length of the whole image, 4 bytes
 *  80   SHA-256 of what follows the header: the firmware hash
 * 112   signature: HMAC-SHA-256, under the key of the model, of the bytes before it and of the sum of the blocks
 * 144   zeros
 *
 * Blocks come in any order and a device keeps none of them, so that a hundred thousand that update at once fit into
 * memory. What it keeps is the sum, modulo 2^256, of SHA-256(block number, content): an incremental hash (Bellare and
 * Micciancio 1997, AdHash), which is the same in whatever order it was added up.
 */

export const HEADER_LENGTH = 192;
const MAGIC = new TextEncoder().encode('S1FW');
const FORMAT = 1;
const NAME_LENGTH = 30;
const VERSION_LENGTH = 8;
const SIGNED_LENGTH = 112;
const DIGEST_LENGTH = 32;
const SUM_RANGE = 1n << 256n;

/** Whose firmware it is. */
export interface ImageModel {
  readonly manufacturer: string;
  readonly model: string;
}

export interface ImageHeader extends ImageModel {
  readonly version: string;
  /** Bytes of the whole image. */
  readonly size: number;
  /** SHA-256 of the firmware, as hexadecimal. */
  readonly hash: string;
  /** As hexadecimal. */
  readonly signature: string;
}

/** The header, all but its signature. */
export function encodeHeader({ manufacturer, model, version, size, hash }: Omit<ImageHeader, 'signature'>): Uint8Array {
  const writer = new ByteWriter(HEADER_LENGTH).put(MAGIC).u8(FORMAT);
  putText(writer, manufacturer, NAME_LENGTH);
  putText(writer, model, NAME_LENGTH);
  putText(writer, version, VERSION_LENGTH);
  return writer.u32(size).put(Uint8Array.fromHex(hash)).finish();
}

/** The header that an image begins with; nothing where it begins with anything else. */
export function decodeHeader(bytes: Uint8Array): ImageHeader | undefined {
  try {
    const reader = new ByteReader(bytes);
    if (toHex(reader.take(MAGIC.length)) !== toHex(MAGIC) || reader.u8() !== FORMAT) return undefined;
    const manufacturer = takeText(reader, NAME_LENGTH);
    const model = takeText(reader, NAME_LENGTH);
    const version = takeText(reader, VERSION_LENGTH);
    const size = reader.u32();
    const hash = toHex(reader.take(DIGEST_LENGTH));
    return { manufacturer, model, version, size, hash, signature: toHex(reader.take(DIGEST_LENGTH)) };
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}

/**
 * The signature of an image, as hexadecimal.
 * @param header its first bytes
 * @param sum of its blocks
 */
export function signatureOf(of: ImageModel, header: Uint8Array, sum: string): string {
  const signature = createHmac('sha256', keyOf(of)).update(header.subarray(0, SIGNED_LENGTH)).update(sum).digest();
  return toHex(signature);
}

/** The sum of no blocks. */
export const NO_BLOCKS = '00'.repeat(DIGEST_LENGTH);

/** The sum with one more block in it. Of the first block, what follows the header counts. */
export function addBlock(sum: string, number: number, content: Uint8Array): string {
  const counted = number === 0 ? content.subarray(HEADER_LENGTH) : content;
  const digest = createHash('sha256').update(new ByteWriter(4).u32(number).finish()).update(counted).digest('hex');
  const added = (BigInt(`0x${sum}`) + BigInt(`0x${digest}`)) % SUM_RANGE;
  return added
    .toString(16)
    .toUpperCase()
    .padStart(2 * DIGEST_LENGTH, '0');
}

/** It protects nothing: whoever reads this can sign. It tells images that were made for a model from all others. */
function keyOf({ manufacturer, model }: ImageModel): Uint8Array {
  return createHash('sha256').update(`s1bench firmware key/${manufacturer}/${model}`).digest();
}

function putText(writer: ByteWriter, text: string, room: number): void {
  const bytes = Buffer.from(text, 'latin1');
  writer.u8(bytes.length).put(concatBytes(bytes, new Uint8Array(room - bytes.length)));
}

function takeText(reader: ByteReader, room: number): string {
  const length = Math.min(reader.u8(), room);
  return Buffer.from(reader.take(room).subarray(0, length)).toString('latin1');
}
