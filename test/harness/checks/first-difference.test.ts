import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../src/harness/checks/first-difference.ts';
import { valueAt } from '../../../src/harness/checks/path.ts';
import { type JsonValue, jsonEquals } from '../../../src/harness/json.ts';

describe('the first difference of two values', () => {
  it.each<[string, JsonValue, JsonValue, object | undefined]>([
    ['the same', { a: [1, 2] }, { a: [1, 2] }, undefined],
    ['two numbers', 1, 2, undefined],
    ['a list and a map', [1], { 0: 1 }, undefined],
    ['deep inside', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, { at: 'a.1.b', expected: 2, found: 3 }],
    ['a field too few', { a: 1, b: null }, { a: 1 }, { at: 'b', expected: null, found: undefined }],
    ['a field too many', { a: 1 }, { a: 1, b: 2 }, { at: 'b', expected: null, found: 2 }],
    ['an element too many', [1], [1, 2], { at: '1', expected: null, found: 2 }],
    ['another kind', { a: [1] }, { a: 'x' }, { at: 'a', expected: [1], found: 'x' }],
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
  ])('%s', (_, expected, found, difference) => {
    expect(firstDifference(expected, found)).toEqual(difference);
  });

  it('is there exactly where lists or maps differ, and at its path the values do', () => {
    // Points in keys would make paths of them.
    const key = fc.stringMatching(/^[a-z]{0,3}$/);
    const value = fc.letrec<{ any: JsonValue }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<JsonValue>(null, 0, 1, 'x'),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (expected, found) => {
        const difference = firstDifference(expected, found);
        expect(difference === undefined).toBe(jsonEquals(expected, found));
        if (difference === undefined || difference.at.includes('..') || difference.at.endsWith('.')) return;
        expect(valueAt(found, difference.at)).toEqual(difference.found);
        expect(valueAt(expected, difference.at) ?? null).toEqual(difference.expected);
      }),
    );
  });
});
