/** Register before the first byte (ISO/IEC 13239, the 16-bit frame check sequence; CRC-16/X-25). */
export const FCS_START = 0xffff;
/** Register after bytes that end with their own check sequence. */
export const FCS_GOOD = 0xf0b8;

/** What the low byte of the register becomes when it is shifted out. */
const ONE_BYTE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte;
  for (let bit = 0; bit < 8; bit++) register = (register >>> 1) ^ (register & 1 ? 0x8408 : 0);
  return register;
});
/** The same when another byte of zero bits follows. */
const TWO_BYTES = ONE_BYTE.map((register) => (register >>> 8) ^ (ONE_BYTE[register & 0xff] as number));

/**
 * The register after the bytes from `start` to before `end`. The check sequence is its complement, low byte first.
 * Two bytes at a time take half as long as one by one, and most of what a frame costs is its check sequence.
 */
export function runFcs(register: number, bytes: Uint8Array, start: number, end: number): number {
  let fcs = register;
  let i = start;
  for (; i + 1 < end; i += 2) {
    fcs ^= (bytes[i] as number) | ((bytes[i + 1] as number) << 8);
    fcs = (TWO_BYTES[fcs & 0xff] as number) ^ (ONE_BYTE[fcs >>> 8] as number);
  }
  return i < end ? (fcs >>> 8) ^ (ONE_BYTE[(fcs ^ (bytes[i] as number)) & 0xff] as number) : fcs;
}
