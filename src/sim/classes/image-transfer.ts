import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute, method, type Rights } from './members.ts';
import { array, boolean, doubleLongUnsigned, enumeration, integer, octets, type Shape, structure } from './values.ts';

/** image_transfer_status, by its numbers on the wire (Blue Book 4.4.6). */
export const imageTransferStatuses = [
  'not-initiated',
  'initiated',
  'verification-initiated',
  'verification-successful',
  'verification-failed',
  'activation-initiated',
  'activation-successful',
  'activation-failed',
] as const;
export type ImageTransferStatus = (typeof imageTransferStatuses)[number];

/** An image that is ready to be activated; the identification and the signature as hexadecimal. */
export interface ImageToActivate {
  readonly size: number;
  readonly identification: string;
  readonly signature: string;
}

export interface ImageTransferAccess<D> {
  blockSize(device: D): number;
  /** One character for each block of the image, 1 where it is there; none where there is no image. */
  transferredBlocks(device: D): string;
  enabled(device: D): boolean;
  setEnabled(device: D, enabled: boolean): DataAccessResult;
  status(device: D): ImageTransferStatus;
  imagesToActivate(device: D): readonly ImageToActivate[];
  /** @param identifier as hexadecimal */
  initiate(device: D, identifier: string, size: number): ActionResult;
  transferBlock(device: D, number: number, content: Uint8Array): ActionResult;
  /** @returns `temporary-failure` while that goes on */
  verify(device: D): ActionResult;
  activate(device: D): ActionResult;
}

const MOST_IDENTIFIER = 64;
const MOST_SIGNATURE = 64;

interface Initiation {
  readonly identifier: string;
  readonly size: number;
}

interface Block {
  readonly number: number;
  readonly content: Uint8Array;
}

const rawBytes: Shape<Uint8Array> = {
  encode: (value) => ({ type: 'octet-string', value }),
  decode: (data) => (data.type === 'octet-string' ? data.value : undefined),
};
const initiation: Shape<Initiation> = structure({ identifier: octets(MOST_IDENTIFIER), size: doubleLongUnsigned });
const block: Shape<Block> = structure({ number: doubleLongUnsigned, content: rawBytes });
const imagesToActivate: Shape<readonly ImageToActivate[]> = array(
  structure({ size: doubleLongUnsigned, identification: octets(MOST_IDENTIFIER), signature: octets(MOST_SIGNATURE) }),
  1,
);

/**
 * Image transfer (class 18, version 0), Blue Book 4.4.6.
 * @param rights who reads it, and who enables it, transfers and has verified
 * @param activators clients that may activate an image
 */
export function imageTransfer<D>(
  logicalName: Obis,
  rights: Required<Rights>,
  activators: readonly number[],
  access: ImageTransferAccess<D>,
): CosemObject<D> {
  const readers = Object.fromEntries(rights.read.map((sap) => [sap, 'read-only'] as const));
  const blocks = (device: D): Data => ({ type: 'bit-string', value: access.transferredBlocks(device) });
  return {
    classId: 18,
    version: 0,
    logicalName,
    description: 'Image transfer',
    attributes: {
      2: attribute('image_block_size', doubleLongUnsigned, rights, access.blockSize),
      3: { name: 'image_transferred_blocks_status', access: readers, read: blocks },
      4: attribute('image_first_not_transferred_block_number', doubleLongUnsigned, rights, (device: D) =>
        firstMissing(access.transferredBlocks(device)),
      ),
      5: attribute('image_transfer_enabled', boolean, rights, access.enabled, access.setEnabled),
      6: attribute('image_transfer_status', enumeration, rights, (device: D) =>
        imageTransferStatuses.indexOf(access.status(device)),
      ),
      7: attribute('image_to_activate_info', imagesToActivate, rights, access.imagesToActivate),
    },
    methods: {
      1: method('image_transfer_initiate', initiation, rights.write, (device, { identifier, size }) =>
        access.initiate(device, identifier, size),
      ),
      2: method('image_block_transfer', block, rights.write, (device, { number, content }) =>
        access.transferBlock(device, number, content),
      ),
      3: method<D, number>('image_verify', integer, rights.write, access.verify),
      4: method<D, number>('image_activate', integer, activators, access.activate),
    },
  };
}

/** The number of blocks, where none is missing. */
function firstMissing(blocks: string): number {
  const missing = blocks.indexOf('0');
  return missing === -1 ? blocks.length : missing;
}
