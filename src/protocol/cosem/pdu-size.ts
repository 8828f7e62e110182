import type { SecurityPolicy } from './security/policy.ts';
import { protectionLength } from './security/protection.ts';

/** How a protected APDU travels: by a tag for each service, or in the general form that names its sender. */
export type Wrapping = 'glo' | 'general-glo';

export interface MessageProtection {
  readonly policy: SecurityPolicy;
  readonly wrapping: Wrapping;
}

/** Tag, and in the general form the system title with its length. */
const wrappingLength: Readonly<Record<Wrapping, number>> = { glo: 1, 'general-glo': 1 + 1 + 8 };

/** Bytes that A-XDR takes to write a length. */
export function lengthSize(length: number): number {
  if (length < 0x80) return 1;
  if (length <= 0xff) return 2;
  return length <= 0xffff ? 3 : 5;
}

/**
 * The longest APDU that still fits into `pduSize` bytes when it is protected like this.
 * @param pduSize as negotiated: 0 is no limit
 */
export function largestApdu(pduSize: number, protection: MessageProtection | undefined): number {
  if (pduSize === 0) return Number.POSITIVE_INFINITY;
  if (protection === undefined) return pduSize;
  return pduSize - wrappingLength[protection.wrapping] - lengthSize(pduSize) - protectionLength(protection.policy);
}

/** The most bytes that, with their length before them, fit into `room`; 0 or less where nothing does. */
export function largestOctetString(room: number): number {
  return room - lengthSize(room);
}
