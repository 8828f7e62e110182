import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data, TypeDescription } from '../../../src/protocol/cosem/data.ts';
import { dataAsDescribed, typeDescription } from '../../support/arbitraries.ts';
import { refusalOf } from '../../support/refusal.ts';

function compact(description: TypeDescription, value: readonly Data[]): Data {
  return { type: 'compact-array', description, value };
}

const unsigned = (value: number): Data => ({ type: 'unsigned', value });
const longUnsigned = (value: number): Data => ({ type: 'long-unsigned', value });
const text = (value: string): Data => ({ type: 'visible-string', value });

const examples: readonly (readonly [string, Data, string])[] = [
  ['of numbers', compact({ type: 'long-unsigned' }, [longUnsigned(1), longUnsigned(2)]), '13 12 04 0001 0002'],
  ['of nothing yet', compact({ type: 'long-unsigned' }, []), '13 12 00'],
  [
    'of structures',
    compact({ type: 'structure', elements: [{ type: 'long-unsigned' }, { type: 'unsigned' }] }, [
      { type: 'structure', value: [longUnsigned(1), unsigned(2)] },
      { type: 'structure', value: [longUnsigned(3), unsigned(4)] },
    ]),
    '13 02 02 12 11 06 0001 02 0003 04',
  ],
  [
    'of arrays',
    compact({ type: 'array', length: 2, element: { type: 'unsigned' } }, [
      { type: 'array', value: [unsigned(1), unsigned(2)] },
    ]),
    '13 01 0002 11 02 01 02',
  ],
  ['of strings', compact({ type: 'visible-string' }, [text('A'), text('BC')]), '13 0A 05 01 41 02 4243'],
];

test.each(examples)('Green Book, compact-array: %s', (_, value, hex) => {
  expect(toHex(encodeData(value))).toBe(toHex(fromHex(hex)));
  expect(decodeData(fromHex(hex))).toEqual(value);
});

describe('Green Book, compact-array: an element must be as described', () => {
  test.each<readonly [string, TypeDescription, Data]>([
    ['type', { type: 'unsigned' }, longUnsigned(1)],
    ['array', { type: 'array', length: 1, element: { type: 'unsigned' } }, { type: 'structure', value: [unsigned(1)] }],
    ['length', { type: 'array', length: 1, element: { type: 'unsigned' } }, { type: 'array', value: [] }],
    ['elements', { type: 'structure', elements: [{ type: 'unsigned' }] }, { type: 'structure', value: [] }],
    ['element', { type: 'structure', elements: [{ type: 'unsigned' }] }, { type: 'structure', value: [text('')] }],
  ])('%s', (_, description, element) => {
    expect(refusalOf(() => encodeData(compact(description, [element])))).toMatchObject({
      code: 'axdr-compact-array-mismatch',
    });
  });
});

describe('Green Book, compact-array: bytes that are none are refused at their offset', () => {
  test.each([
    ['13 13 12 00', 'axdr-tag-unknown', 1],
    ['13 02 05 11', 'bytes-truncated', 3],
    ['13 12 03 0001 00', 'bytes-truncated', 5],
    ['13 12 04 0001', 'bytes-truncated', 3],
    ['13 11 84 FFFFFFFF', 'bytes-truncated', 7],
    ['13 01 FFFF 11 01 00', 'bytes-truncated', 6],
  ])('%s', (hex, code, offset) => {
    expect(refusalOf(() => decodeData(fromHex(hex)))).toMatchObject({ code, where: { offset } });
  });
});

/** Descriptions of few bytes that promise many values. */
const bombs: readonly (readonly [string, string])[] = [
  ['elements without a byte', '13 00 01 00'],
  ['arrays of nothing', '13 01 FFFF 00 01 00'],
  ['arrays of arrays of nothing', '13 01 FFFF 01 FFFF 01 FFFF 00 01 00'],
  ['a byte and much of nothing', '13 02 02 11 01 FFFF FF 01 00'],
  ['empty structures', '13 01 FFFF 02 00 01 00'],
  ['a byte and many nulls', `13 02 12 11 ${'00'.repeat(17)} 01 00`],
];

test.each(bombs)('Green Book, compact-array: %s are refused before anything is read', (_, hex) => {
  expect(refusalOf(() => decodeData(fromHex(hex)))).toMatchObject({
    code: 'axdr-compact-array-sparse',
    where: { offset: 1 },
  });
});

test('Green Book, compact-array: an element is not begun where its fewest bytes are not there', () => {
  const bomb = fromHex('13 02 02 01 FFFF 01 FFFF 00 01 FFFF 01 FFFF 11 01 00');
  expect(refusalOf(() => decodeData(bomb))).toMatchObject({
    code: 'bytes-truncated',
    where: { offset: 18 },
    expected: `${65535 * 65535}`,
  });
});

test('Green Book, compact-array: what would be refused is not written', () => {
  const nothing: TypeDescription = { type: 'array', length: 65535, element: { type: 'null-data' } };
  expect(refusalOf(() => encodeData(compact(nothing, [])))).toMatchObject({ code: 'axdr-compact-array-sparse' });
  const long: TypeDescription = { type: 'array', length: 65536, element: { type: 'unsigned' } };
  expect(refusalOf(() => encodeData(compact(long, [])))).toMatchObject({ code: 'axdr-value-out-of-range' });
});

test('Green Book, compact-array: descriptions nest no deeper than data', () => {
  let description: TypeDescription = { type: 'double-long-unsigned' };
  let value: Data = { type: 'double-long-unsigned', value: 1 };
  for (let i = 0; i < 31; i++) {
    description = { type: 'array', length: 1, element: description };
    value = { type: 'array', value: [value] };
  }
  const deepest = compact(description, [value]);
  expect(decodeData(encodeData(deepest))).toEqual(deepest);
  for (const outer of ['array', 'structure'] as const) {
    expect(refusalOf(() => encodeData({ type: outer, value: [deepest] }))).toMatchObject({ code: 'axdr-too-deep' });
  }
  for (const level of ['01 0001', '02 01']) {
    const bomb = fromHex(`13 ${level.repeat(5000)} 11 01 00`);
    expect(refusalOf(() => decodeData(bomb))).toMatchObject({ code: 'axdr-too-deep' });
  }
});

test('Green Book, compact-array: every element is read as it was written', () => {
  fc.assert(
    fc.property(
      typeDescription.chain((description) =>
        fc.tuple(fc.constant(description), fc.array(dataAsDescribed(description), { maxLength: 10 })),
      ),
      ([description, value]) => {
        const decoded = decodeData(encodeData(compact(description, value)));
        expect(decoded).toEqual(compact(description, value));
      },
    ),
  );
});
