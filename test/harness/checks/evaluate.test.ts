import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expected, evaluate } from '../../../src/harness/checks/evaluate.ts';
import { valueAt } from '../../../src/harness/checks/path.ts';
import { type JsonValue, jsonEquals, toJson } from '../../../src/harness/json.ts';

const now = Temporal.Instant.from('2026-03-29T10:17:42Z');
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

function verdictsOf(expected: Expected, value: JsonValue | undefined, remembered: Record<string, JsonValue> = {}) {
  const scope = { now, remembered: new Map(Object.entries(remembered)) };
  const observation = value === undefined ? {} : { at: value };
  return evaluate({ expect: { at: expected }, remember: {} }, observation, scope).checks.map(({ verdict }) => verdict);
}

const rows = [
  ['07EA031D070A1E00000000FF', 3],
  ['07EA031D070B0000000000FF', 5],
];

describe('matchers', () => {
  it.each<[string, Expected, JsonValue | undefined, 'pass' | 'fail' | 'inconclusive']>([
    ['equals a map, whatever the order of its keys', { equals: { a: 1, b: [2] } }, { b: [2], a: 1 }, 'pass'],
    ['equals another list', { equals: [1, 2] }, [2, 1], 'fail'],
    ['equals nothing there', { equals: null }, undefined, 'fail'],
    ['not', { not: 'I0' }, 'E4', 'pass'],
    ['not the same', { not: 'E4' }, 'E4', 'fail'],
    ['not, but nothing there', { not: 'I0' }, undefined, 'fail'],
    ['one-of', { 'one-of': ['a', 'b'] }, 'b', 'pass'],
    ['one-of others', { 'one-of': ['a', 'b'] }, 'c', 'fail'],
    ['contains', { contains: [1] }, [[2], [1]], 'pass'],
    ['contains others', { contains: 1 }, [2, 3], 'fail'],
    ['contains, of what is no list', { contains: 1 }, 1, 'fail'],
    ['at-least its bound', { 'at-least': 5 }, 5, 'pass'],
    ['at-least below', { 'at-least': 5 }, 4, 'fail'],
    ['at-least of a text', { 'at-least': 5 }, '6', 'fail'],
    ['at-most its bound', { 'at-most': 5 }, 5, 'pass'],
    ['at-most above', { 'at-most': 5 }, 6, 'fail'],
    ['more-than its bound', { 'more-than': 5 }, 5, 'fail'],
    ['less-than its bound', { 'less-than': 5 }, 5, 'fail'],
    ['an instant at-least another', { 'at-least': '2026-03-29T10:00:00Z' }, '2026-03-29T10:00:00Z', 'pass'],
    ['a COSEM date-time at-most an instant', { 'at-most': '2026-03-29T10:30:00Z' }, '07EA031D070A1E00000000FF', 'pass'],
    ['a COSEM date-time with a deviation', { equals: '07EA031D070B1E0000FFC4FF' }, '07EA031D070B1E0000FFC4FF', 'pass'],
    ['near a number', { near: { value: 230, within: 23 } }, 253, 'pass'],
    ['near, but too far', { near: { value: 230, within: 23 } }, 253.1, 'fail'],
    ['near an instant', { near: { value: '${now}', within: '10s' } }, '2026-03-29T10:17:51Z', 'pass'],
    ['near an instant, deviation -60', { near: { value: '${now}', within: '1s' } }, '07EA031D070B112A00FFC400', 'pass'],
    ['near an instant, but too far', { near: { value: '${now}', within: '10s' } }, '2026-03-29T10:17:31Z', 'fail'],
    ['adds up: a list, from another number', { 'adds-up': { plus: [1000], to: 1006 } }, [1, 2, 3], 'pass'],
    ['adds up: one number, less another', { 'adds-up': { minus: [0.1], to: 0.2, within: 0 } }, 0.3, 'pass'],
    ['adds up, no farther off', { 'adds-up': { to: 5, within: 1 } }, [1, 2, 3], 'pass'],
    ['adds up, but too far off', { 'adds-up': { to: 4.5, within: 1 } }, [1, 2, 3], 'fail'],
    ['adds up: nothing', { 'adds-up': { to: 0 } }, [], 'pass'],
    ['adds up: what is no number', { 'adds-up': { to: 3 } }, [1, '2'], 'fail'],
    ['adds up: what is not there', { 'adds-up': { to: 0 } }, undefined, 'fail'],
    ['near an instant, of a number', { near: { value: '${now}', within: '10s' } }, 5, 'fail'],
    ['type integer', { type: 'integer' }, 7, 'pass'],
    ['type integer of a fraction', { type: 'integer' }, 7.5, 'fail'],
    ['type octets', { type: 'octets' }, '00FF', 'pass'],
    ['type octets of a text', { type: 'octets' }, 'xyz', 'fail'],
    ['type number', { type: 'number' }, 0.5, 'pass'],
    ['type boolean', { type: 'boolean' }, 0, 'fail'],
    ['type text', { type: 'text' }, 'x', 'pass'],
    ['type map', { type: 'map' }, {}, 'pass'],
    ['type map of a list', { type: 'map' }, [], 'fail'],
    ['type instant of a date-time that leaves fields open', { type: 'instant' }, 'FFFF031D070A1E00000000FF', 'fail'],
    ['matches', { matches: '^[A-Z]{3}' }, 'SLB1', 'pass'],
    ['matches a number', { matches: '1' }, 1, 'fail'],
    ['matches a text that is too long', { matches: 'a' }, 'a'.repeat(5000), 'fail'],
    ['present', { present: true }, null, 'pass'],
    ['present, but nothing there', { present: true }, undefined, 'fail'],
    ['absent', { absent: true }, undefined, 'pass'],
    ['absent, but something there', { absent: true }, 0, 'fail'],
    ['increasing strictly', { increasing: 'strictly' }, [1, 2, 3], 'pass'],
    ['increasing strictly, but level', { increasing: 'strictly' }, [1, 1], 'fail'],
    ['increasing weakly', { increasing: 'weakly' }, [1, 1, 2], 'pass'],
    ['increasing weakly, but falling', { increasing: 'weakly' }, [2, 1], 'fail'],
    ['increasing of texts', { increasing: 'weakly' }, ['a', 'b'], 'fail'],
    ['increasing of one value', { increasing: 'strictly' }, [1], 'inconclusive'],
    ['increasing of nothing there', { increasing: 'strictly' }, undefined, 'fail'],
    ['each', { each: { 'at-least': 2 } }, [2, 3], 'pass'],
    ['each, but one', { each: { 'at-least': 2 } }, [2, 1], 'fail'],
    ['each of no elements', { each: { 'at-least': 2 } }, [], 'inconclusive'],
    ['each of what is no list', { each: { 'at-least': 2 } }, 7, 'fail'],
    ['a remembered value that was never obtained', { 'at-least': '${before}' }, 7, 'inconclusive'],
  ])('%s', (_, expected, value, verdict) => {
    expect(verdictsOf(expected, value)).toEqual([verdict]);
  });

  it('each give a check of their own', () => {
    expect(verdictsOf({ 'at-least': 1, 'at-most': 5, type: 'integer' }, 7)).toEqual(['pass', 'fail', 'pass']);
  });

  it('refer to what an earlier step remembered', () => {
    expect(verdictsOf({ 'at-least': '${before}' }, 7, { before: 6 })).toEqual(['pass']);
    expect(verdictsOf({ 'at-most': '${start+1h}' }, '2026-01-01T01:00:00Z', { start: '2026-01-01T00:00:00Z' })).toEqual(
      ['pass'],
    );
  });

  it('give a verdict on any value', () => {
    const all: Expected = {
      equals: 1,
      'one-of': [1],
      'at-least': 1,
      near: { value: '${now}', within: '1s' },
      type: 'instant',
      matches: '^x',
      increasing: 'weakly',
      each: { 'less-than': '${midnight}' },
    };
    fc.assert(
      fc.property(json, (value) => {
        for (const verdict of verdictsOf(all, value)) expect(['pass', 'fail', 'inconclusive']).toContain(verdict);
      }),
    );
  });
});

describe('paths', () => {
  it.each([
    ['', rows],
    ['#', 2],
    ['*.1', [3, 5]],
    ['-1.1', 5],
    ['0.-1', 3],
    ['2.0', undefined],
    ['*.7', undefined],
    ['x', undefined],
    ['0.1.x', undefined],
  ])('%s', (path, found) => {
    expect(valueAt(rows, path)).toEqual(found);
  });

  it('find own members only', () => {
    expect(valueAt({ a: 1 }, 'constructor')).toBeUndefined();
    expect(valueAt({ a: 1 }, '__proto__')).toBeUndefined();
  });
});

describe('observations', () => {
  it('remember what later steps refer to, each value by its type', () => {
    const asked = {
      expect: {},
      remember: { last: { instant: '-1.0' }, count: { number: '#' }, lost: { number: '0.0' } },
    };
    const { checks, remembered } = evaluate(asked, rows, { now, remembered: new Map([['old', 1]]) });
    expect(Object.fromEntries(remembered)).toEqual({ old: 1, last: '2026-03-29T11:00:00Z', count: 2 });
    expect(checks.map(({ matcher, verdict }) => [matcher, verdict])).toEqual([
      ['remember', 'pass'],
      ['remember', 'pass'],
      ['remember', 'fail'],
    ]);
  });

  it('give the same verdicts after they were written and read again', () => {
    const asked = { expect: { a: { equals: 1 }, b: { each: { type: 'text' } } } as const, remember: {} };
    fc.assert(
      fc.property(json, json, (a, b) => {
        const observation = toJson({ a, b });
        const again = JSON.parse(JSON.stringify(observation)) as JsonValue;
        const scope = { now, remembered: new Map() };
        expect(evaluate(asked, again, scope)).toEqual(evaluate(asked, observation, scope));
      }),
    );
  });

  it('repeat long values in part', () => {
    const { checks } = evaluate(
      { expect: { x: { present: true } }, remember: {} },
      { x: 'y'.repeat(500) },
      {
        now,
        remembered: new Map(),
      },
    );
    expect(checks[0]?.found).toMatch(/^"y{199}…$/);
  });
});

describe('JSON', () => {
  it('holds what observations hold, and is the same when read again', () => {
    const value = {
      at: now,
      span: Temporal.Duration.from({ seconds: 3 }),
      bytes: Uint8Array.of(1, 255),
      small: 7n,
      large: 2n ** 63n,
      odd: [Number.NaN, Number.POSITIVE_INFINITY, -0],
      nothing: undefined,
      deep: { none: null, yes: true },
    };
    expect(toJson(value)).toEqual({
      at: '2026-03-29T10:17:42Z',
      span: 'PT3S',
      bytes: '01FF',
      small: 7,
      large: '9223372036854775808',
      odd: ['NaN', 'Infinity', 0],
      deep: { none: null, yes: true },
    });
    fc.assert(fc.property(fc.anything(), (any) => jsonEquals(JSON.parse(JSON.stringify(toJson(any))), toJson(any))));
  });

  it('keeps members of every name', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":[3]}') as JsonValue;
    expect(JSON.stringify(toJson(value))).toBe(JSON.stringify(value));
  });

  it('equality is that of values', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const written = toJson(a);
        expect(jsonEquals(JSON.parse(JSON.stringify(written)) as JsonValue, written)).toBe(true);
        expect(jsonEquals(a, b)).toBe(jsonEquals(b, a));
      }),
    );
  });
});
