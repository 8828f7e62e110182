import type { Duplex } from 'node:stream';

export type Receiver = (bytes: Uint8Array) => void;

/** A byte stream to a device that has been opened, with what only its kind can do. */
export interface Opened {
  /** For writing, and for what becomes of it; reading goes through `onBytes`. */
  readonly stream: Duplex;
  /** Hands over what comes in, in pieces that nobody changes afterwards. */
  onBytes(receive: Receiver): void;
  /** Closes it for good; never rejects. */
  close(): Promise<void>;
  /** Changes the rate of a serial line, once everything written has left; anything else has no rate. */
  setBaud?(baud: number): Promise<void>;
}
