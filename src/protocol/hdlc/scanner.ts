import { concatBytes } from '../../core/bytes.ts';
import { decodeFrame, FLAG, type HdlcFrame } from './frame.ts';

const NOTHING = new Uint8Array(0);

/**
 * Finds the frames in a byte stream, however it is cut. What is no frame, or has a wrong check sequence, is dropped,
 * and the search goes on at the next flag. One flag may close a frame and open the next. Never holds more than the
 * start of one frame (at most 2 KiB).
 */
export class FrameScanner {
  /** Whether the last byte before `#partial` was a flag; else all up to the next flag is passed over. */
  #afterFlag = false;
  /** The start of a frame that isn't whole yet, without its flag. */
  #partial: Uint8Array = NOTHING;

  /** The frames that `bytes` complete. */
  push(bytes: Uint8Array): readonly HdlcFrame[] {
    const frames: HdlcFrame[] = [];
    const stream = this.#partial.length === 0 ? bytes : concatBytes(this.#partial, bytes);
    const end = stream.length;
    this.#partial = NOTHING;
    let start = 0;
    for (;;) {
      if (!this.#afterFlag) {
        const flag = stream.indexOf(FLAG, start);
        if (flag < 0) return frames;
        start = flag;
        this.#afterFlag = true;
      }
      while (start < end && stream[start] === FLAG) start++;
      const frame = decodeFrame(stream, start, end);
      if (frame === 'incomplete') {
        if (start < end) this.#partial = new Uint8Array(stream.subarray(start));
        return frames;
      }
      if (frame === 'invalid') this.#afterFlag = false;
      else {
        frames.push(frame);
        start += frame.length;
      }
    }
  }

  /** Gives up the frame that isn't whole yet: after a time-out the rest of it won't come. */
  reset(): void {
    this.#afterFlag = false;
    this.#partial = NOTHING;
  }
}
