import { toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { actionResults } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { type Device, StepFailed } from './device.ts';
import { firmware } from './objects/firmware.ts';
import { listOf, numberOf } from './values.ts';

/** Attributes and methods of Image transfer (Blue Book 4.4.6). */
const BLOCK_SIZE = 2;
const TRANSFERRED_BLOCKS = 3;
const TRANSFER_ENABLED = 5;
const STATUS = 6;
const IMAGES_TO_ACTIVATE = 7;
const INITIATE = 1;
const TRANSFER_BLOCK = 2;
const VERIFY = 3;
const ACTIVATE = 4;

const NO_PARAMETER: Data = { type: 'integer', value: 0 };

/** image_transfer_status, by its number. */
const statuses = [
  'not-initiated',
  'initiated',
  'verification-initiated',
  'verification-successful',
  'verification-failed',
  'activation-initiated',
  'activation-successful',
  'activation-failed',
] as const;
export type ImageStatus = (typeof statuses)[number];

export function readImageStatus(device: Device): Promise<ImageStatus> {
  return device.read(firmware.imageTransfer, STATUS, statusOf);
}

/** Bytes of every block but the last one. */
export function readBlockSize(device: Device): Promise<number> {
  return device.read(firmware.imageTransfer, BLOCK_SIZE, (data) => {
    const size = numberOf(data);
    if (size >= 1) return size;
    throw new S1benchError('step-value-unexpected', { found: `blocks of ${size} bytes`, expected: 'at least 1' });
  });
}

/** One character for each block, 1 where the device has it; none where no transfer was begun. */
export function readTransferredBlocks(device: Device): Promise<string> {
  return device.read(firmware.imageTransfer, TRANSFERRED_BLOCKS, blocksOf);
}

/** The names of the images that are verified and can be activated, as hexadecimal in capital letters. */
export function readImagesToActivate(device: Device): Promise<readonly string[]> {
  return device.read(firmware.imageTransfer, IMAGES_TO_ACTIVATE, (data) =>
    listOf(data).map((image) => {
      const [, name] = listOf(image);
      if (name?.type === 'octet-string') return toHex(name.value);
      throw new S1benchError('step-value-unexpected', {
        found: name?.type ?? 'nothing',
        expected: 'the name of an image',
      });
    }),
  );
}

/** Has a device take images that takes none. */
export async function enableTransfer(device: Device): Promise<void> {
  const isEnabled = await device.read(
    firmware.imageTransfer,
    TRANSFER_ENABLED,
    (data) => data.type === 'boolean' && data.value,
  );
  if (!isEnabled) await device.write(firmware.imageTransfer, TRANSFER_ENABLED, { type: 'boolean', value: true });
}

/**
 * Begins the transfer of an image: what was transferred before is forgotten.
 * @param name at most 64 bytes
 * @param count of its blocks
 */
export function initiateTransfer(device: Device, name: Uint8Array, size: number, count: number): Promise<void> {
  const image: Data = {
    type: 'structure',
    value: [
      { type: 'octet-string', value: name },
      { type: 'double-long-unsigned', value: size },
    ],
  };
  return device.invoke(firmware.imageTransfer, INITIATE, image, async () => {
    const blocks = await device.peek(firmware.imageTransfer, TRANSFERRED_BLOCKS);
    return blocks !== undefined && blocksOf(blocks) === '0'.repeat(count);
  });
}

export function transferBlock(device: Device, number: number, content: Uint8Array): Promise<void> {
  const block: Data = {
    type: 'structure',
    value: [
      { type: 'double-long-unsigned', value: number },
      { type: 'octet-string', value: content },
    ],
  };
  return device.invoke(firmware.imageTransfer, TRANSFER_BLOCK, block, async () => {
    const blocks = await device.peek(firmware.imageTransfer, TRANSFERRED_BLOCKS);
    return blocks !== undefined && blocksOf(blocks)[number] === '1';
  });
}

/** Has an image verified; that may still be going on when this returns. */
export function beginVerification(device: Device): Promise<void> {
  return begin(device, VERIFY, ['verification-initiated', 'verification-successful', 'verification-failed']);
}

/** Has an image activated; that may still be going on when this returns. */
export function beginActivation(device: Device): Promise<void> {
  return begin(device, ACTIVATE, ['activation-initiated', 'activation-successful', 'activation-failed']);
}

/** A device that needs time for what it was told to do says temporary-failure, and goes on with it. */
async function begin(device: Device, method: number, begun: readonly ImageStatus[]): Promise<void> {
  try {
    await device.invoke(firmware.imageTransfer, method, NO_PARAMETER, async () => {
      const status = await device.peek(firmware.imageTransfer, STATUS);
      return status !== undefined && begun.includes(statusOf(status));
    });
  } catch (error) {
    const isWorking = error instanceof StepFailed && error.debug.responseCode === actionResults['temporary-failure'];
    if (!isWorking) throw error;
  }
}

function statusOf(data: Data): ImageStatus {
  const number = numberOf(data);
  const status = statuses[number];
  if (status !== undefined) return status;
  throw new S1benchError('step-value-unexpected', { found: `image transfer status ${number}`, expected: '0 to 7' });
}

function blocksOf(data: Data): string {
  if (data.type === 'bit-string') return data.value;
  throw new S1benchError('step-value-unexpected', { found: data.type, expected: 'a bit-string' });
}
