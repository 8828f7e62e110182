import type { S1benchError } from '../core/errors.ts';

/** What a framing asks of whoever owns the wire, in this order. */
export type FramingAction =
  | { readonly kind: 'transmit'; readonly bytes: Uint8Array }
  /** A whole APDU came in. SAPs are those of the APDU's sender and receiver. */
  | { readonly kind: 'deliver'; readonly apdu: Uint8Array; readonly source: number; readonly destination: number }
  /** `open` has succeeded. */
  | { readonly kind: 'opened' }
  /** The other side closed, or `close` has succeeded. */
  | { readonly kind: 'closed' }
  /** The connection can't go on. */
  | { readonly kind: 'failed'; readonly error: S1benchError };

/**
 * How APDUs travel over a byte stream, either end: no I/O, no timers. Events go in, actions come out.
 * While `awaiting` is set the owner runs a timer of that kind and calls `timeout` when it expires; any
 * `receive` starts the timer anew.
 */
export interface Framing {
  readonly awaiting: 'answer' | 'activity' | undefined;
  open(): readonly FramingAction[];
  /** @param destination SAP of the receiver, where one connection serves several; else the peer of the connection */
  send(apdu: Uint8Array, destination?: number): readonly FramingAction[];
  close(): readonly FramingAction[];
  receive(bytes: Uint8Array): readonly FramingAction[];
  timeout(): readonly FramingAction[];
}
