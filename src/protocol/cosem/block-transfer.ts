import { ByteWriter } from '../../core/bytes.ts';
import type { DataBlock } from './apdu/set.ts';
import { largestOctetString } from './pdu-size.ts';

const NOTHING = new Uint8Array(0);

/** An encoded value that is sent in numbered blocks (Green Book 9.4, service-specific block transfer). */
export class OutgoingBlocks {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #number = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Number of the block that was given out last; 0 before the first. */
  get blockNumber(): number {
    return this.#number;
  }

  get isFinished(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** @param room bytes for the block's raw data with its length; 2 at least */
  next(room: number): DataBlock {
    const end = Math.min(this.#bytes.length, this.#offset + largestOctetString(room));
    const rawData = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return { lastBlock: this.isFinished, blockNumber: ++this.#number, rawData };
  }
}

/** What became of a block that came in. */
export type BlockFate = 'expects-next' | 'complete' | 'number-wrong' | 'too-long';

/** An encoded value that comes in numbered blocks, held until it is whole. */
export class IncomingBlocks {
  readonly #limit: number;
  readonly #writer = new ByteWriter();
  #number = 0;

  /**
   * @param limit bytes that are held at most; every block counts as one more, so that empty ones come to an end too
   * @param header what `bytes` begins with
   */
  constructor(limit: number, header: Uint8Array = NOTHING) {
    this.#limit = limit;
    this.#writer.put(header);
  }

  /** Number of the block that came in last; 0 before the first. */
  get blockNumber(): number {
    return this.#number;
  }

  /** Keeps a copy of the block's raw data. A block out of order or beyond the limit isn't kept. */
  add(block: DataBlock): BlockFate {
    if (block.blockNumber !== this.#number + 1) return 'number-wrong';
    if (this.#writer.length + block.blockNumber + block.rawData.length > this.#limit) return 'too-long';
    this.#writer.put(block.rawData);
    this.#number++;
    return block.lastBlock ? 'complete' : 'expects-next';
  }

  /** All that came in. Nothing can be added after. */
  bytes(): Uint8Array {
    return this.#writer.finish();
  }
}
