import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter, bytesEqual, concatBytes, fromHex, toHex } from '../../src/core/bytes.ts';
import { refusalOf, resultOrRefusal } from '../support/refusal.ts';

describe('core: hexadecimal', () => {
  test('is written in upper case, with a separator between the bytes', () => {
    expect(toHex(Uint8Array.of(0x0a, 0xff))).toBe('0AFF');
    expect(toHex(Uint8Array.of(0x0a, 0xff), '-')).toBe('0A-FF');
    expect(toHex(new Uint8Array(), '-')).toBe('');
  });

  test.each(['0aFF', '0a ff', ' 0a:ff ', '0a-ff', '0A\n FF', '0a--ff'])('%j is two bytes', (text) => {
    expect(fromHex(text)).toEqual(Uint8Array.of(0x0a, 0xff));
  });

  test.each(['', '  ', '-'])('%j is no byte', (text) => {
    expect(fromHex(text)).toEqual(new Uint8Array());
  });

  test.each(['0', '0g', '0 a', 'a-b', '0x0A', '0A,FF', '١٢'])('%j is refused', (text) => {
    expect(refusalOf(() => fromHex(text))).toMatchObject({ code: 'hex-invalid', found: JSON.stringify(text) });
  });

  test('is read as it was written, with any separator', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('', ' ', ':', '-', '\n'), (bytes, separator) => {
        expect(fromHex(toHex(bytes, separator))).toEqual(bytes);
      }),
    );
  });

  test('of many megabytes is read or refused', () => {
    expect(fromHex('0A'.repeat(5_000_000))).toHaveLength(5_000_000);
    expect(refusalOf(() => fromHex(`${'0A '.repeat(1_000_000)}x`)).code).toBe('hex-invalid');
  });

  test('any text is bytes or is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0aF :-\n') })), (text) => {
        resultOrRefusal(() => fromHex(text));
      }),
    );
  });
});

test('core: bytes are equal where they are the same, in the same number', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(bytesEqual(a, b)).toBe(Buffer.compare(a, b) === 0);
      expect(bytesEqual(a, a.slice())).toBe(true);
    }),
  );
  expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
});

test('core: parts are joined in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (parts) => {
      expect(concatBytes(...parts)).toEqual(Uint8Array.from(parts.flatMap((part) => [...part])));
    }),
  );
});

describe('core: ByteReader', () => {
  test('reads big-endian integers of each size', () => {
    const reader = new ByteReader(fromHex('FF FFFE FFFFFFFD FFFFFFFFFFFFFFFC'));
    expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([
      0xff,
      0xfffe,
      0xfffffffd,
      0xfffffffffffffffcn,
    ]);
    reader.offset = 0;
    expect([reader.i8(), reader.i16(), reader.i32(), reader.i64()]).toEqual([-1, -2, -3, -4n]);
  });

  test('looks at a byte without taking it', () => {
    const reader = new ByteReader(Uint8Array.of(7));
    expect([reader.peek(), reader.peek(), reader.remaining]).toEqual([7, 7, 1]);
  });

  test('gives views, of a Buffer too', () => {
    const bytes = Buffer.from([1, 2, 3, 4]);
    const taken = new ByteReader(bytes, 1).take(2);
    bytes[1] = 9;
    expect(taken).toEqual(Uint8Array.of(9, 3));
    expect(taken).not.toBeInstanceOf(Buffer);
  });

  test.each<readonly [string, (reader: ByteReader) => unknown, number]>([
    ['peek', (reader) => reader.peek(), 1],
    ['u8', (reader) => reader.u8(), 1],
    ['u16', (reader) => reader.u16(), 2],
    ['u32', (reader) => reader.u32(), 4],
    ['u64', (reader) => reader.u64(), 4],
    ['f32', (reader) => reader.f32(), 4],
    ['f64', (reader) => reader.f64(), 8],
    ['take', (reader) => reader.take(3), 3],
    ['need', (reader) => reader.need(5), 5],
  ])('%s says where the bytes end', (_, read, expected) => {
    const reader = new ByteReader(new Uint8Array(10), 3, 3);
    expect(refusalOf(() => read(reader))).toMatchObject({
      code: 'bytes-truncated',
      where: { offset: 3 },
      found: '0 byte(s) left',
      expected: `${expected}`,
    });
    expect(reader.offset).toBe(3);
  });

  test('never reads past the bytes, whatever its end', () => {
    const reader = new ByteReader(new Uint8Array(2), 0, 5);
    expect(reader.remaining).toBe(2);
  });
});

describe('core: ByteWriter', () => {
  test('grows, and writes what the reader reads', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xff }),
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.float(),
        fc.double(),
        fc.uint8Array(),
        fc.nat({ max: 10 }),
        (u8, u16, u32, u64, f32, f64, bytes, capacity) => {
          const writer = new ByteWriter(capacity);
          writer.u8(u8).u16(u16).u32(u32).u64(u64).f32(f32).f64(f64).put(bytes);
          const written = writer.finish();
          expect(written).toHaveLength(writer.length);
          const reader = new ByteReader(written);
          expect([reader.u8(), reader.u16(), reader.u32(), reader.u64(), reader.f32(), reader.f64()]).toEqual([
            u8,
            u16,
            u32,
            u64,
            f32,
            f64,
          ]);
          expect(reader.take(reader.remaining)).toEqual(bytes);
        },
      ),
    );
  });

  test('takes negative numbers as two’s complement', () => {
    expect(toHex(new ByteWriter(1).u8(-1).u16(-2).u32(-3).u64(-4n).finish())).toBe('FFFFFEFFFFFFFDFFFFFFFFFFFFFFFC');
  });

  test('keeps nothing of what it gave away', () => {
    const writer = new ByteWriter().u8(1);
    const first = writer.finish();
    first[0] = 9;
    expect(writer.u8(2).finish()).toEqual(Uint8Array.of(1, 2));
  });
});
