import type { S1benchError } from '../../core/errors.ts';
import type { BaudRate, Identification } from './messages.ts';

/** What a sign-on asks of whoever owns the port, in this order. */
export type SignOnAction =
  | { readonly kind: 'transmit'; readonly bytes: Uint8Array }
  /** Change the rate of the port once all that was transmitted before has left. */
  | { readonly kind: 'baud'; readonly rate: BaudRate }
  /** The device has said who it is. */
  | { readonly kind: 'identified'; readonly device: Identification }
  /** The data lines of a readout, each ended by CR LF. It ends the sign-on. */
  | { readonly kind: 'readout'; readonly data: string }
  /** From here on the line speaks HDLC; `rest` is what came of it already. It ends the sign-on. */
  | { readonly kind: 'mode-e-entered'; readonly rest: Uint8Array }
  /** It ends the sign-on. */
  | { readonly kind: 'failed'; readonly error: S1benchError };
