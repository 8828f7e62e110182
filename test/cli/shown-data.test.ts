import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownData } from '../../src/cli/device/shown-data.ts';
import { fromHex } from '../../src/core/bytes.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../src/protocol/cosem/date-time.ts';
import { data } from '../support/arbitraries.ts';

const octets = (value: Uint8Array): Data => ({ type: 'octet-string', value });

describe('a COSEM value, as a person is shown it', () => {
  it.each<[string, Data, string]>([
    ['a number', { type: 'double-long-unsigned', value: 7 }, 'double-long-unsigned 7'],
    ['a large number', { type: 'long64', value: -(2n ** 63n) }, 'long64 -9223372036854775808'],
    ['nothing', { type: 'null-data' }, 'null-data'],
    ['text', { type: 'visible-string', value: 'a"b' }, 'visible-string "a\\"b"'],
    ['octets', octets(fromHex('00FF')), 'octet-string 00FF'],
    ['octets that are text', octets(fromHex('584D50')), 'octet-string 584D50 "XMP"'],
    [
      'octets that are a date-time',
      octets(encodeDateTime({ year: 2026, month: 1, dayOfMonth: 15, hour: 10, minute: 20, second: 0, deviation: 0 })),
      'octet-string 07EA010FFF0A1400FF0000FF 2026-01-15T10:20:00Z',
    ],
    ['twelve octets that are no date-time', octets(new Uint8Array(12).fill(0xfe)), `octet-string ${'FE'.repeat(12)}`],
    [
      'what holds others, indented',
      { type: 'array', value: [{ type: 'structure', value: [{ type: 'enum', value: 30 }, octets(fromHex('01'))] }] },
      'array of 1\n  structure of 2\n    enum 30\n    octet-string 01',
    ],
    [
      'the first rows of many',
      { type: 'array', value: Array.from({ length: 20 }, (_, value) => ({ type: 'unsigned', value })) },
      `array of 20${Array.from({ length: 12 }, (_, i) => `\n  unsigned ${i}`).join('')}\n  ... 8 more`,
    ],
  ])('%s', (_, value, shown) => {
    expect(shownData(value)).toBe(shown);
  });

  it('any value has something to show, that begins with its type', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(shownData(value).startsWith(value.type)).toBe(true);
      }),
    );
  });
});
