import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FCS_GOOD, FCS_START, runFcs } from '../../../src/protocol/hdlc/fcs.ts';

/** The check sequence bit by bit, from its polynomial x^16 + x^12 + x^5 + 1. */
function fcsByBits(bytes: Uint8Array): number {
  let register = 0xffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const feedback = (register ^ (byte >>> bit)) & 1;
      register = (register >>> 1) ^ (feedback === 1 ? 0x8408 : 0);
    }
  }
  return ~register & 0xffff;
}

const run = (bytes: Uint8Array): number => runFcs(FCS_START, bytes, 0, bytes.length);

test('ISO/IEC 13239 FCS: the check value of CRC-16/X-25 is 0x906E', () => {
  expect(~run(new TextEncoder().encode('123456789')) & 0xffff).toBe(0x906e);
});

test('ISO/IEC 13239 FCS: the table gives what the polynomial gives', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => (~run(bytes) & 0xffff) === fcsByBits(bytes)));
});

test('ISO/IEC 13239 FCS: bytes followed by their check sequence leave the good register', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const fcs = ~run(bytes);
      expect(run(Uint8Array.of(...bytes, fcs, fcs >>> 8))).toBe(FCS_GOOD);
    }),
  );
});
