import type { Clock } from '../core/clock.ts';
import type { Exchange } from '../protocol/cosem/exchange.ts';
import type { LinkAddress } from './address.ts';

/** What passed over a wire: for evidence and for a person who watches. */
export interface Traffic {
  readonly direction: 'sent' | 'received';
  /** `frame`: bytes as on the wire; `apdu`: one whole APDU as the framing carried it, in more than one frame. */
  readonly layer: 'frame' | 'apdu';
  readonly bytes: Uint8Array;
  /** Where one whole APDU stands in the bytes of a frame. */
  readonly apdu?: ApduPlace;
}

/** The first byte, from 0, and the length of an APDU in a frame. */
export type ApduPlace = readonly [from: number, length: number];

export interface WireOptions {
  /** Runs the time-outs. Real wires need the real clock. */
  readonly clock: Clock;
  readonly observe?: (traffic: Traffic) => void;
}

/** A place where a device can be reached: an open TCP connection, serial port or in-process stream. */
export interface Wire {
  readonly address: LinkAddress;
  /** Whether a client can connect: not once a link has failed, or the wire was closed by either side. */
  readonly isOpen: boolean;
  /**
   * Opens the framing for one client of one logical device (HDLC: sign-on if the address asks for it, then SNRM).
   * @throws `link-no-answer`, `link-refused`, `link-lost`, `link-busy` while another client is connected
   */
  connect(clientSap: number, serverSap: number): Promise<ApduLink>;
  close(): Promise<void>;
}

/** Carries APDUs of one client to one logical device and back, one request at a time. */
export interface ApduLink {
  readonly clientSap: number;
  readonly serverSap: number;
  /** Whether a request can be sent: not once anything has gone wrong, or the link was closed. */
  readonly isOpen: boolean;
  /**
   * Whatever it throws but `link-expired` and `link-busy`, the device may have carried the request out.
   * @throws `link-no-answer`, `link-lost`, `link-expired`, `link-busy`, and what the framing refuses
   */
  request(apdu: Uint8Array): Promise<Uint8Array>;
  /** Called with each APDU that answers no request. */
  onNotification: ((apdu: Uint8Array) => void) | undefined;
  /** Closes the framing (HDLC: DISC); the wire stays open. */
  close(): Promise<void>;
}

/** Drives a dialogue over a link to its end. */
export async function perform<T>(link: Pick<ApduLink, 'request'>, exchange: Exchange<T>): Promise<T> {
  let step = exchange.next();
  while (step.done !== true) {
    let answer: Uint8Array;
    try {
      answer = await link.request(step.value);
    } catch (error) {
      step = exchange.throw(error);
      continue;
    }
    step = exchange.next(answer);
  }
  return step.value;
}
