import { toHex } from '../../core/bytes.ts';
import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { type Device, StepFailed } from './device.ts';
import {
  beginVerification,
  enableTransfer,
  type ImageStatus,
  initiateTransfer,
  readBlockSize,
  readImageStatus,
  readImagesToActivate,
  readTransferredBlocks,
  transferBlock,
} from './image-transfer.ts';

/** An image that a device is to hold, so that it can be activated later. */
export interface FirmwareImage {
  readonly content: Uint8Array;
  /** What the device is to know it by, at most 64 bytes: the hash by which Activate Firmware (SRV 11.3) names it. */
  readonly name: Uint8Array;
}

/** What came of a transfer. */
export type TransferOutcome =
  /** The device holds the image, whole and verified. */
  | 'verified'
  /** The device doesn't take it. */
  | 'refused'
  /** The device says that it has begun with the image, and hasn't. */
  | 'not-begun'
  /** The device says that it takes blocks, and doesn't keep them. */
  | 'blocks-lost'
  /** The device has the image and found it wrong, or doesn't come to an end with it. */
  | 'not-verified'
  /** The device stayed out of reach. */
  | 'unreachable'
  /** Another image is under way to the device. */
  | 'busy';

export interface TransferResult {
  readonly outcome: TransferOutcome;
  /** What the device said, or what became of the way to it. */
  readonly detail?: string;
}

/** Does something at the device, once all that came before it has ended: other requests get their turn between blocks. */
export type Turn = <T>(work: (device: Device) => Promise<T>) => Promise<T>;

/** Ours, all of them. */
const patience = {
  /** Losses in a row; a block that arrives ends the row. */
  losses: 12,
  /** Seconds after the first loss; twice as long after each further one, up to `longestWait`. */
  firstWait: 60,
  longestWait: 3600,
  /** Times that the same is done which a device acknowledges each time, and nothing comes of it. */
  tries: 3,
  /** Seconds between two looks at a device that is at work, and for how many of them. */
  look: 10,
  looks: 720,
};

/**
 * Brings firmware images to devices (SRV 11.1): block by block, from where it was interrupted, and only to where the
 * device has verified the image. What runs in the device doesn't change by it.
 */
export class FirmwareTransfers {
  readonly #clock: Clock;
  /** The image that each device has begun with: it doesn't tell by itself. */
  readonly #begun = new Map<Eui64, string>();
  readonly #running = new Set<Eui64>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws `aborted`; what `turn` throws, but for StepFailed */
  async transfer(device: Eui64, image: FirmwareImage, turn: Turn, signal?: AbortSignal): Promise<TransferResult> {
    if (this.#running.has(device)) return { outcome: 'busy' };
    this.#running.add(device);
    try {
      const hasBegun = this.#begun.get(device) === toHex(image.name);
      const onBegun = (): unknown => this.#begun.set(device, toHex(image.name));
      const transfer = new Transfer({ image, turn, clock: this.#clock, hasBegun, onBegun, signal });
      return await transfer.run();
    } finally {
      this.#running.delete(device);
    }
  }
}

/** Where a device stands with an image. */
interface Standing {
  readonly status: ImageStatus;
  readonly isHeld: boolean;
  readonly blocks: string;
}

interface TransferParts {
  readonly image: FirmwareImage;
  readonly turn: Turn;
  readonly clock: Clock;
  /** Whether the device has begun with this image. */
  readonly hasBegun: boolean;
  readonly onBegun: () => void;
  readonly signal: AbortSignal | undefined;
}

class Transfer {
  readonly #image: FirmwareImage;
  readonly #parts: TransferParts;
  #hasBegun: boolean;
  #blocks: readonly Uint8Array[] = [];
  #losses = 0;
  #looks = 0;
  readonly #tries = { initiate: 0, blocks: 0, verify: 0 };

  constructor(parts: TransferParts) {
    this.#image = parts.image;
    this.#parts = parts;
    this.#hasBegun = parts.hasBegun;
  }

  /** Each round looks where the device stands, and does what comes next; after a loss, too. */
  async run(): Promise<TransferResult> {
    for (;;) {
      try {
        const result = await this.#round();
        if (result !== undefined) return result;
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        if (!isLoss(error)) return { outcome: 'refused', detail: error.debug.error };
        if (++this.#losses > patience.losses) return { outcome: 'unreachable', detail: error.debug.error };
        await this.#wait(Math.min(patience.firstWait * 2 ** (this.#losses - 1), patience.longestWait));
      }
    }
  }

  async #round(): Promise<TransferResult | undefined> {
    if (this.#blocks.length === 0) this.#blocks = blocksOf(this.#image.content, await this.#turn(readBlockSize));
    const { status, isHeld, blocks } = await this.#turn((device) => this.#standing(device));
    if (isHeld) return { outcome: 'verified' };
    if (status === 'verification-initiated' || status === 'activation-initiated') return this.#look();
    if (!this.#hasBegun || blocks.length !== this.#blocks.length) return this.#initiate();
    if (status === 'verification-failed' && this.#tries.verify > 0) return { outcome: 'not-verified' };
    // Whatever became of it before is over: it is begun anew.
    if (status !== 'initiated') return this.#initiate();
    return blocks.includes('0') ? this.#send(blocks) : this.#verify();
  }

  async #standing(device: Device): Promise<Standing> {
    const status = await readImageStatus(device);
    const names = await readImagesToActivate(device);
    return { status, isHeld: names.includes(toHex(this.#image.name)), blocks: await readTransferredBlocks(device) };
  }

  async #initiate(): Promise<TransferResult | undefined> {
    if (this.#tries.initiate === patience.tries) return { outcome: 'not-begun' };
    const { name, content } = this.#image;
    await this.#turn(async (device) => {
      await enableTransfer(device);
      await initiateTransfer(device, name, content.length, this.#blocks.length);
    });
    this.#tries.initiate++;
    this.#hasBegun = true;
    this.#parts.onBegun();
    return undefined;
  }

  async #send(there: string): Promise<TransferResult | undefined> {
    if (this.#tries.blocks === patience.tries) return { outcome: 'blocks-lost' };
    for (const [number, block] of this.#blocks.entries()) {
      if (there[number] === '1') continue;
      await this.#turn((device) => transferBlock(device, number, block));
      this.#losses = 0;
    }
    this.#tries.blocks++;
    return undefined;
  }

  async #verify(): Promise<TransferResult | undefined> {
    if (this.#tries.verify === patience.tries) return { outcome: 'not-verified' };
    await this.#turn(beginVerification);
    this.#tries.verify++;
    return undefined;
  }

  async #look(): Promise<TransferResult | undefined> {
    if (++this.#looks > patience.looks) return { outcome: 'not-verified', detail: 'the device is still at work' };
    await this.#wait(patience.look);
    return undefined;
  }

  #wait(seconds: number): Promise<void> {
    return this.#parts.clock.sleep(Temporal.Duration.from({ seconds }), this.#parts.signal);
  }

  #turn<T>(work: (device: Device) => Promise<T>): Promise<T> {
    if (this.#parts.signal?.aborted) throw new S1benchError('aborted');
    return this.#parts.turn(work);
  }
}

function blocksOf(image: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(image.length / size) }, (_, i) => image.subarray(i * size, (i + 1) * size));
}

function isLoss({ code }: StepFailed): boolean {
  return code === 'device-no-response' || code === 'device-unreachable';
}
