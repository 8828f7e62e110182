import { decodeAddress, encodeAddress, type HdlcAddress } from './address.ts';
import { FCS_GOOD, FCS_START, runFcs } from './fcs.ts';

export const FLAG = 0x7e;
/** Frame format type 3 in the high bits, then the segmentation bit and eleven bits of length. */
const FORMAT = 0xa000;
const SEGMENTED = 0x0800;
const LENGTH_MASK = 0x07ff;
/** What the length field counts of a frame with two short addresses and no information: all but the flags. */
const SHORTEST = 2 + 1 + 1 + 1 + 2;
/** Format, two long addresses, control field and header check sequence. */
const LONGEST_HEADER = 2 + 4 + 4 + 1 + 2;
const NOTHING = new Uint8Array(0);

/** A frame of format type 3 (IEC 62056-46, Green Book 8.4.1), its check sequences verified and taken off. */
export interface HdlcFrame {
  readonly destination: HdlcAddress;
  readonly source: HdlcAddress;
  /** The control field as it came; `decodeControl` takes it apart. */
  readonly control: number;
  /** Another frame carries on with the same APDU. */
  readonly segmented: boolean;
  readonly information: Uint8Array;
  /** As its length field says: all bytes but the flags. */
  readonly length: number;
}

/** Destination and source address as they stand in every frame of a connection. */
export function encodeAddresses(destination: HdlcAddress, source: HdlcAddress): Uint8Array {
  return Uint8Array.of(...encodeAddress(destination), ...encodeAddress(source));
}

/**
 * A whole frame, flags and check sequences included. A frame without information field has no header check sequence.
 * @param addresses from `encodeAddresses`
 * @param llc put before `information` in the information field
 */
export function encodeFrame(
  addresses: Uint8Array,
  control: number,
  information: Uint8Array = NOTHING,
  segmented = false,
  llc: Uint8Array = NOTHING,
): Uint8Array {
  const informationLength = llc.length + information.length;
  const headerEnd = 1 + 2 + addresses.length + 1;
  const frame = Buffer.allocUnsafe(headerEnd + (informationLength > 0 ? 2 + informationLength : 0) + 3);
  const format = FORMAT | (segmented ? SEGMENTED : 0) | (frame.length - 2);
  frame[0] = FLAG;
  frame[1] = format >>> 8;
  frame[2] = format;
  frame.set(addresses, 3);
  frame[headerEnd - 1] = control;
  let fcs = runFcs(FCS_START, frame, 1, headerEnd);
  let end = headerEnd;
  if (informationLength > 0) {
    putFcs(frame, headerEnd, fcs);
    frame.set(llc, headerEnd + 2);
    frame.set(information, headerEnd + 2 + llc.length);
    end += 2 + informationLength;
    fcs = runFcs(fcs, frame, headerEnd, end);
  }
  putFcs(frame, end, fcs);
  frame[end + 2] = FLAG;
  return frame;
}

function putFcs(frame: Uint8Array, offset: number, register: number): void {
  frame[offset] = ~register;
  frame[offset + 1] = ~register >>> 8;
}

/**
 * The frame whose format field stands at `start`, the offset after its opening flag. Its information is a view on `stream`.
 * @returns `incomplete` where bytes of it are still to come; `invalid` as soon as they can't become a frame: with the
 * header checked first, noise is seldom taken for the start of a long frame and waited for
 */
export function decodeFrame(stream: Uint8Array, start: number, end: number): HdlcFrame | 'incomplete' | 'invalid' {
  const available = end - start;
  if (available > 0 && ((stream[start] as number) & 0xf0) !== FORMAT >>> 8) return 'invalid';
  if (available < 2) return 'incomplete';
  const format = ((stream[start] as number) << 8) | (stream[start + 1] as number);
  const length = format & LENGTH_MASK;
  if (length < SHORTEST) return 'invalid';
  if (available < Math.min(length + 1, LONGEST_HEADER)) return 'incomplete';

  const fcsStart = start + length - 2;
  const destination = decodeAddress(stream, start + 2, fcsStart);
  if (destination === undefined) return 'invalid';
  const source = decodeAddress(stream, start + 2 + destination.length, fcsStart);
  if (source === undefined) return 'invalid';
  const headerEnd = start + 2 + destination.length + source.length + 1;
  const hasInformation = headerEnd !== fcsStart;
  if (hasInformation && headerEnd + 2 > fcsStart) return 'invalid';
  const headerFcs = runFcs(FCS_START, stream, start, headerEnd + 2);
  if (headerFcs !== FCS_GOOD) return 'invalid';

  if (available < length + 1) return 'incomplete';
  if (stream[start + length] !== FLAG) return 'invalid';
  if (hasInformation && runFcs(headerFcs, stream, headerEnd + 2, start + length) !== FCS_GOOD) return 'invalid';
  return {
    destination,
    source,
    control: stream[headerEnd - 1] as number,
    segmented: (format & SEGMENTED) !== 0,
    information: hasInformation ? stream.subarray(headerEnd + 2, fcsStart) : NOTHING,
    length,
  };
}
