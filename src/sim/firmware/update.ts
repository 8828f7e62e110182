import { toHex } from '../../core/bytes.ts';
import type { ActionResult, DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Device } from '../device/device.ts';
import { addBlock, decodeHeader, HEADER_LENGTH, type ImageHeader, NO_BLOCKS } from './image-header.ts';
import type { ImageState, TransferState } from './state.ts';

export function changeImage({ state }: Device, change: Partial<ImageState>): void {
  state.image = { ...state.image, ...change };
}

/** Disabled, the device takes nothing more; what was transferred before stays. */
export function enableTransfer(device: Device, enabled: boolean): DataAccessResult {
  changeImage(device, { enabled });
  return 'success';
}

/** image_transfer_initiate: all that was transferred before is forgotten. */
export function initiateTransfer(device: Device, identifier: string, size: number): ActionResult {
  const { enabled, transfer, workingSince } = device.state.image;
  if (workingSince !== null) return 'temporary-failure';
  const { 'block-size': blockSize, 'largest-image': largest } = device.model['firmware-update'];
  if (!enabled || size < HEADER_LENGTH || size > largest) return 'other-reason';
  if (transfer !== null && !isComplete(transfer)) tellHub(device, 'firmware-transfer-failed');
  const blocks = '0'.repeat(Math.ceil(size / blockSize));
  changeImage(device, {
    status: 'initiated',
    transfer: { identifier, size, blocks, sum: NO_BLOCKS, header: null },
  });
  return 'success';
}

/** image_block_transfer: in any order. One that is there already is acknowledged, and changes nothing. */
export function transferBlock(device: Device, number: number, content: Uint8Array): ActionResult {
  const { enabled, status, transfer } = device.state.image;
  if (!enabled || transfer === null || status !== 'initiated') return 'other-reason';
  const size = device.model['firmware-update']['block-size'];
  const isLast = number === transfer.blocks.length - 1;
  if (content.length !== (isLast ? transfer.size - number * size : size)) return 'other-reason';
  if (transfer.blocks[number] === undefined) return 'data-block-unavailable';
  if (transfer.blocks[number] === '1') return 'success';
  const received: TransferState = {
    ...transfer,
    blocks: `${transfer.blocks.slice(0, number)}1${transfer.blocks.slice(number + 1)}`,
    sum: addBlock(transfer.sum, number, content),
    header: number === 0 ? toHex(content.subarray(0, HEADER_LENGTH)) : transfer.header,
  };
  changeImage(device, { transfer: received });
  if (isComplete(received)) tellHub(device, 'firmware-transfer-succeeded');
  return 'success';
}

export function isComplete({ blocks }: TransferState): boolean {
  return !blocks.includes('0');
}

/** The header of the image that is there, right or not. */
export function headerOf({ transfer }: ImageState): ImageHeader | undefined {
  return transfer?.header == null ? undefined : decodeHeader(Uint8Array.fromHex(transfer.header));
}

/** What a hub says of a transfer; meters don't. */
function tellHub(device: Device, event: 'firmware-transfer-succeeded' | 'firmware-transfer-failed'): void {
  if (device.type === 'CHF') device.record(event);
}
