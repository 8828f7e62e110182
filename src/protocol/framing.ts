import type { S1benchError } from '../core/errors.ts';

/** What a framing asks of whoever owns the wire, in this order. */
export type FramingAction =
  | { readonly kind: 'transmit'; readonly bytes: Uint8Array }
  /**
   * A whole APDU came in. SAPs are those of the APDU's sender and receiver.
   * `apdu` may be a view on the bytes handed to `receive`.
   */
  | {
      readonly kind: 'deliver';
      readonly apdu: Uint8Array;
      readonly source: number;
      readonly destination: number;
      /** It came outside of the dialogue (HDLC: in a UI frame): it answers nothing, and gets no answer. */
      readonly unconfirmed?: true;
    }
  /** `open` has succeeded, or the other side has opened. */
  | { readonly kind: 'opened' }
  /** The other side closed, or `close` has succeeded. */
  | { readonly kind: 'closed' }
  /** The connection can't go on. */
  | { readonly kind: 'failed'; readonly error: S1benchError };

/**
 * How APDUs travel over a byte stream, either end: no I/O, no timers. Events go in, actions come out.
 * While `awaiting` is set the owner runs a timer of that kind and calls `timeout` when it expires; any
 * `receive` starts the timer anew. Bytes handed in or out must not be changed afterwards.
 */
export interface Framing {
  readonly awaiting: 'answer' | 'activity' | undefined;
  open(): readonly FramingAction[];
  /**
   * @param destination SAP of the receiver, where one connection serves several; else the peer of the connection
   * @param source SAP of the sender, where one connection serves several; else that of the last APDU received
   * @throws `framing-not-open`, and what the framing refuses to carry
   */
  send(apdu: Uint8Array, destination?: number, source?: number): readonly FramingAction[];
  close(): readonly FramingAction[];
  receive(bytes: Uint8Array): readonly FramingAction[];
  timeout(): readonly FramingAction[];
}

/** The framing of a device, which may also speak unasked. */
export interface ServerFraming extends Framing {
  /**
   * Sends an APDU that answers no request; over HDLC in a UI frame, which asks for no connection and isn't repeated.
   * @param destination SAP of the client
   * @param source SAP of the logical device
   * @throws what the framing refuses to carry
   */
  notify(apdu: Uint8Array, destination: number, source: number): readonly FramingAction[];
}
