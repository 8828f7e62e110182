import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/core/bytes.ts';
import { parseObis } from '../../../src/core/identifiers.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { parseSelection, rangeByTime, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { data, entryDescriptor, rangeDescriptor, u8 } from '../../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';

test('Blue Book, Profile generic: the parameters of access by range', () => {
  const from: Data = { type: 'octet-string', value: fromHex('07EA0101FF00000000800000') };
  const { selector, parameters } = selectionOf({
    kind: 'range',
    restrictingObject: { classId: 8, logicalName: parseObis('0.0.1.0.0.255'), attributeIndex: 2, dataIndex: 0 },
    from,
    to: { type: 'null-data' },
    selectedValues: [],
  });
  expect(selector).toBe(1);
  expect(encodeData(parameters)).toEqual(
    fromHex('0204 0204 120008 0906 0000010000FF 0F02 120000 090C 07EA0101FF00000000800000 00 0100'),
  );
});

test('Blue Book, Profile generic: access by time goes by the clock, in UTC, with all columns', () => {
  const instant = (text: string) => Temporal.Instant.from(text);
  const { selector, parameters } = rangeByTime(instant('2026-01-15T00:30:00Z'), instant('2026-01-15T02:00:00+01:00'));
  expect(selector).toBe(1);
  expect(encodeData(parameters)).toEqual(
    fromHex(
      '0204 0204 120008 0906 0000010000FF 0F02 120000 090C 07EA010F04001E0000000000 090C 07EA010F0401000000000000 0100',
    ),
  );
});

test('Blue Book, Profile generic: the parameters of access by entry', () => {
  const entry = { kind: 'entry', fromEntry: 1, toEntry: 0, fromSelectedValue: 2, toSelectedValue: 3 } as const;
  const { selector, parameters } = selectionOf(entry);
  expect(selector).toBe(2);
  expect(encodeData(parameters)).toEqual(fromHex('0204 0600000001 0600000000 120002 120003'));
});

test('Blue Book, Profile generic: a selection is read as it was written', () => {
  fc.assert(
    fc.property(fc.oneof(rangeDescriptor, entryDescriptor), (descriptor) => {
      const { selector, parameters } = selectionOf(descriptor);
      expect(parseSelection({ selector, parameters: decodeData(encodeData(parameters)) })).toEqual(descriptor);
    }),
  );
});

describe('Blue Book, Profile generic: parameters that are none are refused', () => {
  test.each([
    ['no structure', 1, '00'],
    ['an array', 2, '0104 0600000001 0600000000 120002 120003'],
    ['too few elements', 2, '0203 0600000001 0600000000 120002'],
    ['too many elements', 2, '0205 0600000001 0600000000 120002 120003 00'],
    ['an entry of another type', 2, '0204 120001 0600000000 120002 120003'],
    ['no restricting object', 1, '0204 00 00 00 0100'],
    ['a logical name of five bytes', 1, '0204 0204 120008 0905 0000010000 0F02 120000 00 00 0100'],
    ['selected values that are no array', 1, '0204 0204 120008 0906 0000010000FF 0F02 120000 00 00 00'],
    ['a selected value that is no object', 1, '0204 0204 120008 0906 0000010000FF 0F02 120000 00 00 0101 00'],
  ])('%s', (_, selector, hex) => {
    const selection = { selector, parameters: decodeData(fromHex(hex)) };
    expect(refusalOf(() => parseSelection(selection))).toMatchObject({ code: 'selective-access-invalid' });
  });

  test('a selector that a profile has not', () => {
    expect(refusalOf(() => parseSelection({ selector: 3, parameters: { type: 'null-data' } }))).toMatchObject({
      code: 'selective-access-selector-unknown',
      found: '3',
    });
  });

  test('any parameters are a selection or are refused', () => {
    fc.assert(
      fc.property(u8, data, (selector, parameters) => {
        resultOrRefusal(() => parseSelection({ selector, parameters }));
      }),
    );
  });
});
