import { createHash } from 'node:crypto';
import { concatBytes, fromHex, toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import type { CommonModel } from '../files/device-model.ts';
import { addBlock, encodeHeader, HEADER_LENGTH, NO_BLOCKS, signatureOf } from './image-header.ts';

const DEFAULT_SIZE = 16_384;

/** What an image has to know of its model. */
export type FirmwareModel = Pick<CommonModel, 'manufacturer' | 'model' | 'firmware' | 'firmware-update'>;

export interface ImageOptions {
  /** Another seed makes another image of the same version. */
  readonly seed?: string | number;
  /** Bytes of the whole image; 16 KiB by default. */
  readonly size?: number;
}

/**
 * A firmware image that devices of the model accept. The same seed gives the same bytes.
 * @throws `model-firmware-unknown`, `firmware-image-size-invalid`
 */
export function firmwareImage(model: FirmwareModel, version: string, options: ImageOptions = {}): Uint8Array {
  const { seed = '', size = DEFAULT_SIZE } = options;
  if (!model.firmware.includes(version)) {
    throw new S1benchError('model-firmware-unknown', { found: version, expected: model.firmware.join(' or ') });
  }
  const largest = model['firmware-update']['largest-image'];
  if (!(Number.isInteger(size) && size >= HEADER_LENGTH && size <= largest)) {
    const expected = `${HEADER_LENGTH} to ${largest} bytes`;
    throw new S1benchError('firmware-image-size-invalid', { found: `${size}`, expected });
  }
  const { manufacturer, model: name } = model;
  const content = new Random(`${seed}/${manufacturer}/${name}/${version}`).bytes(size - HEADER_LENGTH);
  const hash = createHash('sha256').update(content).digest('hex').toUpperCase();
  const unsigned = encodeHeader({ manufacturer, model: name, version, size, hash });
  const blocks = blocksOf(concatBytes(withLength(unsigned, HEADER_LENGTH), content), model);
  const sum = blocks.reduce((before, block, number) => addBlock(before, number, block), NO_BLOCKS);
  const header = concatBytes(unsigned, fromHex(signatureOf(model, unsigned, sum)));
  return concatBytes(withLength(header, HEADER_LENGTH), content);
}

/** An image as a device of the model takes it, block by block. */
export function blocksOf(image: Uint8Array, { 'firmware-update': facts }: FirmwareModel): readonly Uint8Array[] {
  const size = facts['block-size'];
  return Array.from({ length: Math.ceil(image.length / size) }, (_, i) => image.subarray(i * size, (i + 1) * size));
}

/** What the firmware hash of an image is: SHA-256 of all that follows its header, as hexadecimal. */
export function firmwareHash(image: Uint8Array): string {
  return toHex(createHash('sha256').update(image.subarray(HEADER_LENGTH)).digest());
}

const ownHashes = new WeakMap<FirmwareModel, Map<string, string>>();

/** The hash of a version as devices of the model are delivered with it. */
export function deliveredHash(model: FirmwareModel, version: string): string {
  const known = ownHashes.get(model) ?? new Map<string, string>();
  ownHashes.set(model, known);
  const hash = known.get(version) ?? firmwareHash(firmwareImage({ ...model, firmware: [version] }, version));
  known.set(version, hash);
  return hash;
}

function withLength(bytes: Uint8Array, length: number): Uint8Array {
  return concatBytes(bytes, new Uint8Array(length - bytes.length));
}
