import type { ActionRequest, ActionResponse } from './action.ts';
import type { Aare, Aarq, Rlre, Rlrq } from './association.ts';
import type { ConfirmedServiceError, ExceptionResponse } from './errors.ts';
import type { GetRequest, GetResponse } from './get.ts';
import type { InitiateRequest, InitiateResponse } from './initiate.ts';
import type { DataNotification, EventNotification } from './notification.ts';
import type { SetRequest, SetResponse } from './set.ts';

/** Service-specific global ciphering (glo-*): the tag names the service; `content` is security control, counter, ciphertext, tag. */
export interface GloCiphered {
  readonly kind: 'glo-ciphered';
  /** The APDU tag on the wire, 0x21 to 0xCF. */
  readonly tag: number;
  readonly content: Uint8Array;
}

/** General-Glo-Ciphering (0xDB). */
export interface GeneralGloCiphered {
  readonly kind: 'general-glo-ciphering';
  readonly systemTitle: Uint8Array;
  readonly content: Uint8Array;
}

/** Every APDU that s1bench encodes and decodes. */
export type Apdu =
  | Aarq
  | Aare
  | Rlrq
  | Rlre
  | InitiateRequest
  | InitiateResponse
  | ConfirmedServiceError
  | ExceptionResponse
  | GetRequest
  | GetResponse
  | SetRequest
  | SetResponse
  | ActionRequest
  | ActionResponse
  | EventNotification
  | DataNotification
  | GloCiphered
  | GeneralGloCiphered;
