import { FCS_START, runFcs } from '../../../src/protocol/hdlc/fcs.ts';
import { FLAG } from '../../../src/protocol/hdlc/frame.ts';

/** Flags, format field, two addresses of a byte each, control field and frame check sequence. */
const SHORTEST = 9;

/**
 * A damaged frame whose flags, length and check sequences are right again, so that what is wrong with it comes further
 * in than the search for frames.
 */
export function withRightChecks(damaged: Uint8Array): Uint8Array {
  if (damaged.length < SHORTEST) return damaged;
  const frame = damaged.slice(0, 0x7ff + 2);
  const end = frame.length - 3;
  frame[0] = FLAG;
  frame[1] = 0xa0 | ((frame[1] as number) & 0x08) | ((frame.length - 2) >>> 8);
  frame[2] = frame.length - 2;
  const headerEnd = afterAddress(frame, afterAddress(frame, 3)) + 1;
  if (headerEnd + 2 < end) putFcs(frame, headerEnd);
  putFcs(frame, end);
  frame[end + 2] = FLAG;
  return frame;
}

/** The offset after an address: the last byte of one is odd. */
function afterAddress(frame: Uint8Array, start: number): number {
  let end = start;
  while (end < start + 4 && ((frame[end] ?? 1) & 1) === 0) end++;
  return end + 1;
}

function putFcs(frame: Uint8Array, at: number): void {
  const fcs = ~runFcs(FCS_START, frame, 1, at);
  frame[at] = fcs;
  frame[at + 1] = fcs >>> 8;
}
