import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/harness/json.ts';
import { resolve, valueTypes } from '../../../src/harness/pack/reference.ts';
import { parseSpan } from '../../../src/harness/pack/span.ts';
import { resultOrRefusal } from '../../support/refusal.ts';

const now = Temporal.Instant.from('2026-03-29T10:17:42.5Z');
const scope = {
  now,
  remembered: new Map<string, JsonValue>([
    ['start', '2026-01-01T00:00:00Z'],
    ['total', 7],
    ['esme.eui64', 'E'],
  ]),
};

describe('references', () => {
  it.each([
    ['${now}', '2026-03-29T10:17:42.5Z'],
    ['${now-1h}', '2026-03-29T09:17:42.5Z'],
    ['${half-hour}', '2026-03-29T10:00:00Z'],
    ['${midnight}', '2026-03-29T00:00:00Z'],
    ['${midnight-1d+30m}', '2026-03-28T00:30:00Z'],
    ['${today}', '2026-03-29'],
    ['${today+1d}', '2026-03-30'],
    ['${today-30d}', '2026-02-27'],
    ['${start+10s}', '2026-01-01T00:00:10Z'],
    ['${total}', 7],
    ['${esme.eui64}', 'E'],
    ['no reference', 'no reference'],
  ])('%s', (reference, value) => {
    expect(resolve(reference, scope)).toEqual(value);
  });

  it('are replaced wherever they stand', () => {
    expect(resolve({ a: ['${total}', { b: '${start}' }], c: null }, scope)).toEqual({
      a: [7, { b: '2026-01-01T00:00:00Z' }],
      c: null,
    });
  });

  it.each([
    ['${other}', /pack-reference-unknown/],
    ['${total+1h}', /pack-reference-invalid/],
    ['${NOW}', /pack-reference-invalid/],
    ['${toString}', /pack-reference-unknown/],
    ['${now', /pack-reference-invalid/],
    ['${now-1h} and more', /pack-reference-invalid/],
    ['${now-1x}', /pack-reference-unknown/],
  ])('%s is refused', (reference, code) => {
    expect(() => resolve(reference, scope)).toThrow(code);
  });

  it('give a value or a refusal of any text', () => {
    const part = fc.constantFrom('${', '}', 'now', 'midnight', '-', '+', '9', '999999', 'd', 'ms', '.', 'total');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        resultOrRefusal(() => resolve(parts.join(''), scope));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what a step remembers', () => {
  it.each([
    ['number', 7, 7],
    ['number', '7', undefined],
    ['boolean', false, false],
    ['boolean', 0, undefined],
    ['text', 'x', 'x'],
    ['text', null, undefined],
    ['octets', '00FF', '00FF'],
    ['octets', '00ff', undefined],
    ['instant', '07EA031D070A1E00000000FF', '2026-03-29T10:30:00Z'],
    ['instant', 'soon', undefined],
    ['instant', undefined, undefined],
  ] as const)('as %s: %j', (type, found, kept) => {
    expect(valueTypes[type](found)).toEqual(kept);
  });
});

describe('lengths of time', () => {
  it.each([
    ['500ms', 0.5],
    ['10s', 10],
    ['30m', 1800],
    ['1h', 3600],
    ['2d', 172_800],
  ])('%s', (text, seconds) => {
    expect(parseSpan(text).total('seconds')).toBe(seconds);
  });

  it.each(['', '10', 's', '-1s', '1.5h', '1w', '9999999s'])('%j is none', (text) => {
    expect(() => parseSpan(text)).toThrow(/span-invalid/);
  });
});
