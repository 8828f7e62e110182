import type { SecurityPolicy } from './security/policy.ts';
import { protectionLength } from './security/protection.ts';

/** How a protected APDU travels: by a tag for each service, or in the general form that names its sender. */
export type Wrapping = 'glo' | 'general-glo';

export interface MessageProtection {
  readonly policy: SecurityPolicy;
  readonly wrapping: Wrapping;
}

/** What the length field of a wrapper can say; the two ends of an HDLC connection take no more either. */
const LARGEST_CARRIED = 0xffff;

/** Tag, and in the general form the system title with its length. */
const wrappingLength: Readonly<Record<Wrapping, number>> = { glo: 1, 'general-glo': 1 + 1 + 8 };

/**
 * The longest APDU that still fits into `pduSize` bytes when it is protected like this.
 * @param pduSize as negotiated: 0 is no limit but that of the framings
 */
export function largestApdu(pduSize: number, protection: MessageProtection | undefined): number {
  const size = pduSize === 0 ? LARGEST_CARRIED : pduSize;
  if (protection === undefined) return size;
  return size - wrappingLength[protection.wrapping] - lengthSize(size) - protectionLength(protection.policy);
}

/** The most bytes that, with their length before them, fit into `room`; 0 or less where nothing does. */
export function largestOctetString(room: number): number {
  return room - lengthSize(room);
}

/** Bytes that A-XDR takes to write a length of at most 65,535. */
function lengthSize(length: number): number {
  if (length < 0x80) return 1;
  return length <= 0xff ? 2 : 3;
}
