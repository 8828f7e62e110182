/** Register before the first byte (ISO/IEC 13239, the 16-bit frame check sequence; CRC-16/X-25). */
export const FCS_START = 0xffff;
/** Register after bytes that end with their own check sequence. */
export const FCS_GOOD = 0xf0b8;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte;
  for (let bit = 0; bit < 8; bit++) register = (register >>> 1) ^ (register & 1 ? 0x8408 : 0);
  return register;
});

/**
 * The register after the bytes from `start` to before `end`. The check sequence is its complement, low byte first.
 */
export function runFcs(register: number, bytes: Uint8Array, start: number, end: number): number {
  let fcs = register;
  for (let i = start; i < end; i++) fcs = (fcs >>> 8) ^ (TABLE[(fcs ^ (bytes[i] as number)) & 0xff] as number);
  return fcs;
}
