import { S1benchError } from '../../core/errors.ts';

/**
 * An HDLC address (IEC 62056-46, Green Book 8.4.2). A client's has one byte. A server's has one byte (upper),
 * two (upper, lower) or four (upper, lower, each of two bytes).
 */
export interface HdlcAddress {
  /** The SAP: of the client, or of the logical device. */
  readonly upper: number;
  /** The physical device; 0 where the address has one byte. */
  readonly lower: number;
  readonly length: AddressLength;
}

export type AddressLength = 1 | 2 | 4;

/** The largest value of each half, by address length: it stands for all stations. */
export const ALL_STATIONS: Readonly<Record<AddressLength, number>> = { 1: 0x7f, 2: 0x7f, 4: 0x3fff };

/** @throws `hdlc-address-invalid` */
export function hdlcAddress(upper: number, lower = 0, length: AddressLength = 1): HdlcAddress {
  const largest = ALL_STATIONS[length];
  if (![upper, lower].every((half) => Number.isInteger(half) && half >= 0 && half <= largest)) {
    throw new S1benchError('hdlc-address-invalid', {
      found: `upper ${upper}, lower ${lower} in ${length} byte(s)`,
      expected: `0 to ${largest} each`,
    });
  }
  return { upper, lower: length === 1 ? 0 : lower, length };
}

export function sameAddress(a: HdlcAddress, b: HdlcAddress): boolean {
  return a.upper === b.upper && a.lower === b.lower && a.length === b.length;
}

/** Seven bits a byte, the most significant first; the lowest bit is set in the last byte only. */
export function encodeAddress({ upper, lower, length }: HdlcAddress): Uint8Array {
  switch (length) {
    case 1:
      return Uint8Array.of((upper << 1) | 1);
    case 2:
      return Uint8Array.of(upper << 1, (lower << 1) | 1);
    case 4:
      return Uint8Array.of((upper >>> 7) << 1, upper << 1, (lower >>> 7) << 1, (lower << 1) | 1);
  }
}

/** The address that starts at `offset`; nothing where none of 1, 2 or 4 bytes ends before `end`. */
export function decodeAddress(bytes: Uint8Array, offset: number, end: number): HdlcAddress | undefined {
  const last = Math.min(offset + 4, end);
  let next = offset;
  while (next < last && ((bytes[next] as number) & 1) === 0) next++;
  if (next === last) return undefined;
  const half = (i: number): number => (bytes[offset + i] as number) >>> 1;
  switch (next - offset) {
    case 0:
      return { upper: half(0), lower: 0, length: 1 };
    case 1:
      return { upper: half(0), lower: half(1), length: 2 };
    case 3:
      return { upper: (half(0) << 7) | half(1), lower: (half(2) << 7) | half(3), length: 4 };
    default:
      return undefined;
  }
}
