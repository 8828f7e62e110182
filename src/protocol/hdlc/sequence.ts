import { ByteWriter } from '../../core/bytes.ts';
import { type Control, encodeControl } from './control.ts';
import { encodeFrame, type HdlcFrame } from './frame.ts';
import { LLC_LENGTH, withoutLlc } from './llc.ts';
import type { HdlcParameters } from './parameters.ts';

const MODULO = 8;
const NO_LLC = new Uint8Array(0);

/** The information field of an I frame to be sent. */
interface Segment {
  /** The LLC header in front of the first segment of an APDU, else empty. */
  readonly llc: Uint8Array;
  readonly information: Uint8Array;
  /** Another segment of the same APDU follows. */
  readonly segmented: boolean;
}

/** The APDU that a frame completes, or why it can't be taken; nothing where more is to come. */
type Taken = Uint8Array | 'hdlc-apdu-too-long' | 'hdlc-llc-wrong' | undefined;

/**
 * The numbered frames of one connection, both ways, as seen from one end: state variables, windows, segmentation and
 * reassembly (IEC 62056-46, Green Book 8.4.3 and 8.4.5; ISO/IEC 13239).
 *
 * In normal response mode the ends take turns. A turn sends all that isn't acknowledged, from V(A) on and as far as the
 * window goes, so what was lost of the turn before is repeated.
 */
export class Sequence {
  readonly #parameters: HdlcParameters;
  readonly #addresses: Uint8Array;
  readonly #llc: Uint8Array;
  readonly #maxApduLength: number;
  /** Segments that aren't acknowledged, in order. */
  readonly #segments: Segment[] = [];
  #backlog = 0;
  /** V(A): the number of the first of them. */
  #acknowledged = 0;
  /** How many of them have been sent at least once. */
  #sent = 0;
  /** V(R): the number of the next frame expected. */
  #expected = 0;
  /** What has come so far of an APDU in several segments, with its LLC header. */
  #incoming: ByteWriter | undefined;

  /**
   * @param parameters as negotiated
   * @param addresses in front of every frame sent, from `encodeAddresses`
   * @param llc in front of every APDU sent
   * @param maxApduLength longest APDU taken, bytes
   */
  constructor(parameters: HdlcParameters, addresses: Uint8Array, llc: Uint8Array, maxApduLength: number) {
    this.#parameters = parameters;
    this.#addresses = addresses;
    this.#llc = llc;
    this.#maxApduLength = maxApduLength;
  }

  /** N(R) of the next frame sent. */
  get expected(): number {
    return this.#expected;
  }

  /** V(S): the number of the next frame sent for the first time. */
  get sendState(): number {
    return (this.#acknowledged + this.#sent) % MODULO;
  }

  /** APDUs that haven't been acknowledged to their end. */
  get backlog(): number {
    return this.#backlog;
  }

  /** There is something to send, or to send again. */
  get pending(): boolean {
    return this.#segments.length > 0;
  }

  /** Frames that have been sent and aren't acknowledged. */
  get unacknowledged(): number {
    return this.#sent;
  }

  /** An APDU has come in part only. */
  get incomplete(): boolean {
    return this.#incoming !== undefined;
  }

  /** Cuts an APDU into segments that fit the information fields of the other end. */
  enqueue(apdu: Uint8Array): void {
    const room = this.#parameters.maxInformationTransmit;
    let llc = this.#llc;
    let start = 0;
    do {
      const end = Math.min(start + room - llc.length, apdu.length);
      const information = end - start === apdu.length ? apdu : apdu.subarray(start, end);
      this.#segments.push({ llc, information, segmented: end < apdu.length });
      start = end;
      llc = NO_LLC;
    } while (start < apdu.length);
    this.#backlog++;
  }

  /** The I frames of one turn, the last of which hands the turn over. */
  frames(): readonly Uint8Array[] {
    const count = Math.min(this.#segments.length, this.#parameters.windowTransmit);
    this.#sent = count;
    const frames: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      const { llc, information, segmented } = this.#segments[i] as Segment;
      const number = (this.#acknowledged + i) % MODULO;
      const control = encodeControl('I', i === count - 1, this.#expected, number);
      frames.push(encodeFrame(this.#addresses, control, information, segmented, llc));
    }
    return frames;
  }

  /**
   * Takes the N(R) of a frame received: all frames before it have arrived.
   * @returns how many that newly says; nothing where N(R) is none of a frame that was sent or is next
   */
  acknowledge(receiveSequence: number): number | undefined {
    const count = (receiveSequence - this.#acknowledged + MODULO) % MODULO;
    if (count > this.#sent) return undefined;
    if (count > 0) {
      for (const { segmented } of this.#segments.splice(0, count)) if (!segmented) this.#backlog--;
      this.#sent -= count;
      this.#acknowledged = receiveSequence;
    }
    return count;
  }

  /** Where an I frame stands: the one expected, one after it, or a repetition. */
  placement({ sendSequence }: Control): 'expected' | 'ahead' | 'repeated' {
    const distance = (sendSequence - this.#expected + MODULO) % MODULO;
    if (distance === 0) return 'expected';
    return distance < this.#parameters.windowReceive ? 'ahead' : 'repeated';
  }

  /** Takes the I frame expected. */
  take({ information, segmented }: HdlcFrame): Taken {
    this.#expected = (this.#expected + 1) % MODULO;
    const length = (this.#incoming?.length ?? 0) + information.length;
    if (length > this.#maxApduLength + LLC_LENGTH) return 'hdlc-apdu-too-long';
    if (segmented || this.#incoming !== undefined) {
      this.#incoming ??= new ByteWriter(4 * this.#parameters.maxInformationReceive);
      this.#incoming.put(information);
    }
    if (segmented) return undefined;
    const sdu = this.#incoming?.finish() ?? information;
    this.#incoming = undefined;
    return withoutLlc(sdu) ?? 'hdlc-llc-wrong';
  }
}
