import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter, fromHex, toHex } from '../../../src/core/bytes.ts';
import { readLength, readOctets, writeLength, writeOctets } from '../../../src/protocol/cosem/axdr-length.ts';
import { octets, u32 } from '../../support/arbitraries.ts';
import { refusalOf } from '../../support/refusal.ts';

function written(length: number): string {
  const writer = new ByteWriter();
  writeLength(writer, length);
  return toHex(writer.finish());
}

test.each([
  [0, '00'],
  [127, '7F'],
  [128, '8180'],
  [255, '81FF'],
  [256, '820100'],
  [65535, '82FFFF'],
  [65536, '83010000'],
  [16777215, '83FFFFFF'],
  [16777216, '8401000000'],
  [4294967295, '84FFFFFFFF'],
])('IEC 61334-6: the length %d is written %s', (length, hex) => {
  expect(written(length)).toBe(hex);
  expect(readLength(new ByteReader(fromHex(hex)))).toBe(length);
});

test('IEC 61334-6: a length in more bytes than it needs is accepted', () => {
  expect(readLength(new ByteReader(fromHex('8400000001')))).toBe(1);
});

test.each([
  ['80', 'axdr-length-invalid'],
  ['85', 'axdr-length-invalid'],
  ['FF', 'axdr-length-invalid'],
  ['8201', 'bytes-truncated'],
  ['', 'bytes-truncated'],
])('IEC 61334-6: %j is no length', (hex, code) => {
  expect(refusalOf(() => readLength(new ByteReader(fromHex(hex))))).toMatchObject({ code });
});

test('IEC 61334-6: every length is read as it was written', () => {
  fc.assert(
    fc.property(u32, (length) => {
      expect(readLength(new ByteReader(fromHex(written(length))))).toBe(length);
    }),
  );
});

test('IEC 61334-6: octets follow their length', () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      const writer = new ByteWriter();
      writeOctets(writer, bytes);
      expect(readOctets(new ByteReader(writer.finish()))).toEqual(bytes);
    }),
  );
});
