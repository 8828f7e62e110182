import type { ActionResponse } from './apdu/action.ts';
import type { GetResponse } from './apdu/get.ts';

/** The responses that travel in blocks where they are too long for one APDU. */
export type LongResponseKind =
  | Extract<GetResponse['kind'], 'get-response-normal' | 'get-response-with-list'>
  | Extract<ActionResponse['kind'], 'action-response-normal' | 'action-response-with-list'>;

/**
 * Green Book 9.4, block transfer: the raw data of the blocks are those that follow this header in the response as one
 * APDU. So either form is made from the other, and one codec serves both.
 */
export function longResponseHeader(kind: LongResponseKind, invokeIdAndPriority: number): Uint8Array {
  switch (kind) {
    case 'get-response-normal':
      // Get-Data-Result, choice data: an error is never long.
      return Uint8Array.of(0xc4, 1, invokeIdAndPriority, 0);
    case 'get-response-with-list':
      return Uint8Array.of(0xc4, 3, invokeIdAndPriority);
    case 'action-response-normal':
      return Uint8Array.of(0xc7, 1, invokeIdAndPriority);
    case 'action-response-with-list':
      return Uint8Array.of(0xc7, 3, invokeIdAndPriority);
  }
}
