/** The numbered frames: information and supervisory (IEC 62056-46, Green Book 8.4.3). */
type NumberedKind = 'I' | 'RR' | 'RNR' | 'REJ';
type UnnumberedKind = 'SNRM' | 'DISC' | 'UA' | 'DM' | 'FRMR' | 'UI';
export type FrameKind = NumberedKind | UnnumberedKind;

/** The control field of a frame, taken apart. */
export interface Control {
  readonly kind: FrameKind;
  /** Poll bit of a command, final bit of a response: the turn to send goes to the other side. */
  readonly pollFinal: boolean;
  /** N(S); 0 where the frame has none. */
  readonly sendSequence: number;
  /** N(R), the number of the next frame expected; 0 where the frame has none. */
  readonly receiveSequence: number;
}

const POLL_FINAL = 0x10;

/** Control fields with the poll/final bit and all sequence numbers 0. */
const CODES: Readonly<Record<FrameKind, number>> = {
  I: 0x00,
  RR: 0x01,
  RNR: 0x05,
  REJ: 0x09,
  SNRM: 0x83,
  DISC: 0x43,
  UA: 0x63,
  DM: 0x0f,
  FRMR: 0x87,
  UI: 0x03,
};

export function encodeControl(kind: FrameKind, pollFinal: boolean, receiveSequence = 0, sendSequence = 0): number {
  return CODES[kind] | (pollFinal ? POLL_FINAL : 0) | (receiveSequence << 5) | (sendSequence << 1);
}

/** The meaning of each of the 256 control fields; nothing for those that are not defined. */
const CONTROLS: readonly (Control | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const kind = kindOf(byte);
  if (kind === undefined) return undefined;
  const pollFinal = isPollFinal(byte);
  const sendSequence = kind === 'I' ? (byte >>> 1) & 7 : 0;
  const receiveSequence = (byte & 3) === 3 ? 0 : byte >>> 5;
  return { kind, pollFinal, sendSequence, receiveSequence };
});

/** Also for a control field that isn't defined. */
export function isPollFinal(byte: number): boolean {
  return (byte & POLL_FINAL) !== 0;
}

export function decodeControl(byte: number): Control | undefined {
  return CONTROLS[byte];
}

function kindOf(byte: number): FrameKind | undefined {
  if ((byte & 1) === 0) return 'I';
  const code = byte & ((byte & 3) === 1 ? 0x0f : 0xff & ~POLL_FINAL);
  return (Object.keys(CODES) as FrameKind[]).find((kind) => kind !== 'I' && CODES[kind] === code);
}
