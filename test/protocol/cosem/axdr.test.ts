import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter, fromHex, toHex } from '../../../src/core/bytes.ts';
import { decodeData, encodeData, readData, writeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { damaged, data } from '../../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';

const octetString = (hex: string): Data => ({ type: 'octet-string', value: fromHex(hex) });
const unsigned = (value: number): Data => ({ type: 'unsigned', value });

/** Every type with the bytes that the Green Book's tags and A-XDR give it. */
const encodings: readonly (readonly [Data, string])[] = [
  [{ type: 'null-data' }, '00'],
  [{ type: 'dont-care' }, 'FF'],
  [{ type: 'boolean', value: true }, '03 01'],
  [{ type: 'boolean', value: false }, '03 00'],
  [{ type: 'bit-string', value: '' }, '04 00'],
  [{ type: 'bit-string', value: '110' }, '04 03 C0'],
  [{ type: 'bit-string', value: '0000000011' }, '04 0A 00 C0'],
  [{ type: 'integer', value: -128 }, '0F 80'],
  [{ type: 'long', value: -2 }, '10 FFFE'],
  [{ type: 'double-long', value: -2147483648 }, '05 80000000'],
  [{ type: 'long64', value: -1n }, '14 FFFFFFFFFFFFFFFF'],
  [{ type: 'unsigned', value: 255 }, '11 FF'],
  [{ type: 'long-unsigned', value: 0x1234 }, '12 1234'],
  [{ type: 'double-long-unsigned', value: 0xfedcba98 }, '06 FEDCBA98'],
  [{ type: 'long64-unsigned', value: 0xfedcba9876543210n }, '15 FEDCBA9876543210'],
  [{ type: 'enum', value: 30 }, '16 1E'],
  [{ type: 'bcd', value: 0x42 }, '0D 42'],
  [{ type: 'float32', value: 1.5 }, '17 3FC00000'],
  [{ type: 'float64', value: -2 }, '18 C000000000000000'],
  [octetString(''), '09 00'],
  [octetString('0100000200FF'), '09 06 0100000200FF'],
  [{ type: 'visible-string', value: 'ABC' }, '0A 03 414243'],
  [{ type: 'utf8-string', value: 'é' }, '0C 02 C3A9'],
  [{ type: 'date', value: { year: 2026, month: 2, dayOfMonth: 28, dayOfWeek: 6 } }, '1A 07EA 02 1C 06'],
  [{ type: 'time', value: { hour: 12, minute: 34, second: 56 } }, '1B 0C 22 38 FF'],
  [
    { type: 'date-time', value: { hour: 0, deviation: -60, clockStatus: 0x80 } },
    '19 FFFF FF FF FF 00 FF FF FF FFC4 80',
  ],
  [{ type: 'array', value: [unsigned(1), unsigned(2)] }, '01 02 1101 1102'],
  [{ type: 'structure', value: [unsigned(1), { type: 'array', value: [] }] }, '02 02 1101 0100'],
];

describe('Green Book, Data: each type has its tag and its exact size', () => {
  test.each(encodings)('%o', (value, hex) => {
    expect(toHex(encodeData(value))).toBe(toHex(fromHex(hex)));
    expect(decodeData(fromHex(hex))).toEqual(value);
  });
});

test('A-XDR: any byte but zero is a boolean that is true', () => {
  expect(decodeData(fromHex('03 FF'))).toEqual({ type: 'boolean', value: true });
});

test('A-XDR: what follows the last bit of a bit-string in its last byte has no meaning', () => {
  expect(decodeData(fromHex('04 03 FF'))).toEqual({ type: 'bit-string', value: '111' });
});

test('Blue Book, visible-string: every byte that a device sends is kept', () => {
  const bytes = Uint8Array.of(0x0a, 0x81, 0xff, ...Array.from({ length: 255 }, (_, i) => i + 1));
  expect(encodeData(decodeData(bytes))).toEqual(bytes);
});

test('Blue Book, utf8-string: a byte order mark is part of the text', () => {
  expect(decodeData(fromHex('0C 04 EFBBBF 41'))).toEqual({ type: 'utf8-string', value: '\ufeffA' });
});

test('Blue Book, float32: not-a-number and the infinities travel', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(decodeData(encodeData({ type: 'float32', value }))).toEqual({ type: 'float32', value });
  }
});

test('Green Book, Data: values are read and written one after the other', () => {
  const writer = new ByteWriter();
  writeData(writer, unsigned(1));
  writeData(writer, unsigned(2));
  const reader = new ByteReader(writer.finish());
  expect([readData(reader), readData(reader)]).toEqual([unsigned(1), unsigned(2)]);
  expect(reader.remaining).toBe(0);
});

describe('Blue Book, Common data types: a value outside of its type is not written', () => {
  test.each<Data>([
    { type: 'integer', value: 128 },
    { type: 'integer', value: -129 },
    { type: 'long', value: 0x8000 },
    { type: 'double-long', value: -0x80000001 },
    { type: 'long64', value: 2n ** 63n },
    { type: 'unsigned', value: 256 },
    { type: 'unsigned', value: -1 },
    { type: 'unsigned', value: 1.5 },
    { type: 'unsigned', value: Number.NaN },
    { type: 'enum', value: 256 },
    { type: 'bcd', value: 256 },
    { type: 'long-unsigned', value: 65536 },
    { type: 'double-long-unsigned', value: 2 ** 32 },
    { type: 'long64-unsigned', value: -1n },
    { type: 'float32', value: 3.5e38 },
    { type: 'bit-string', value: '012' },
    { type: 'visible-string', value: 'Ā' },
    { type: 'utf8-string', value: '\ud800' },
  ])('%o', (value) => {
    expect(refusalOf(() => encodeData(value))).toMatchObject({ code: 'axdr-value-out-of-range' });
  });
});

describe('Green Book, Data: bytes that are no value are refused at their offset', () => {
  test.each([
    ['', 'bytes-truncated', 0],
    ['08', 'axdr-tag-unknown', 0],
    ['0202 1101 63', 'axdr-tag-unknown', 4],
    ['06 000000', 'bytes-truncated', 1],
    ['09 05 00000000', 'bytes-truncated', 2],
    ['04 21 00000000', 'bytes-truncated', 2],
    ['0C 02 C328', 'axdr-utf8-invalid', 2],
    ['09 80', 'axdr-length-invalid', 1],
    ['09 85 0000000001 00', 'axdr-length-invalid', 1],
    ['09 84 FFFFFFFF 00', 'bytes-truncated', 6],
    ['01 84 FFFFFFFF 00', 'bytes-truncated', 6],
    ['02 82 0002 00', 'bytes-truncated', 4],
    ['1101 00', 'axdr-trailing-bytes', 2],
    ['1A 07EA 0D 01 FF', 'date-time-invalid', 3],
  ])('%s', (hex, code, offset) => {
    expect(refusalOf(() => decodeData(fromHex(hex)))).toMatchObject({ code, where: { offset } });
  });
});

/** Arrays in arrays: one byte for the tag and one for the length of each. */
function nest(levels: number): Data {
  let value: Data = { type: 'array', value: [] };
  for (let i = 1; i < levels; i++) value = { type: 'structure', value: [value] };
  return value;
}

test('Green Book, Data: arrays and structures nest 32 deep and no deeper', () => {
  expect(decodeData(encodeData(nest(32)))).toEqual(nest(32));
  expect(refusalOf(() => encodeData(nest(33)))).toMatchObject({ code: 'axdr-too-deep' });
  for (const tag of ['01', '02']) {
    const bomb = fromHex(`${tag}01`.repeat(30_000));
    expect(refusalOf(() => decodeData(bomb))).toMatchObject({ code: 'axdr-too-deep', where: { offset: 64 } });
  }
});

test('Green Book, Data: an array of nothing shares one value, however long', () => {
  const bytes = new Uint8Array(60_005);
  bytes.set(fromHex('01 82 EA60'));
  const decoded = decodeData(bytes.subarray(0, 60_004));
  expect(new Set((decoded as Extract<Data, { type: 'array' }>).value).size).toBe(1);
});

test('Green Book, Data: every value is read as it was written', () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(decodeData(encodeData(value))).toEqual(value);
    }),
  );
});

test('Green Book, Data: octet-strings are read from a part of a buffer', () => {
  fc.assert(
    fc.property(data, fc.nat({ max: 9 }), (value, gap) => {
      const encoded = encodeData(value);
      const buffer = Buffer.alloc(encoded.length + 2 * gap, 0xaa);
      buffer.set(encoded, gap);
      expect(decodeData(buffer.subarray(gap, gap + encoded.length))).toEqual(value);
    }),
  );
});

test('Green Book, Data: any bytes are a value or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      resultOrRefusal(() => decodeData(bytes));
    }),
    { numRuns: 2000 },
  );
});

test('Green Book, Data: a damaged value is another value or is refused', () => {
  fc.assert(
    fc.property(
      data.chain((value) => damaged(encodeData(value))),
      (bytes) => {
        const result = resultOrRefusal(() => decodeData(bytes));
        if (!(result instanceof Error)) expect(decodeData(encodeData(result))).toEqual(result);
      },
    ),
    { numRuns: 1000 },
  );
});
