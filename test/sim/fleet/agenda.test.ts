import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../../src/sim/fleet/agenda.ts';

const COUNT = 20;

/** The plain way to say who is first. */
class Rules {
  readonly at: number[];

  constructor(at: number) {
    this.at = Array.from({ length: COUNT }, () => at);
  }

  get first(): number {
    return this.at.indexOf(Math.min(...this.at));
  }
}

interface Change {
  readonly k: number;
  readonly at: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  k: fc.nat(COUNT - 1),
  at: fc.oneof(fc.nat(10), fc.constant(Number.POSITIVE_INFINITY)),
});

describe('fleet: agenda', () => {
  it('the first is always the one that is due first, and of two at once the one with the lower number', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const agenda = new Agenda(COUNT, 5);
        const rules = new Rules(5);
        for (const { k, at } of changes) {
          agenda.set(k, at);
          rules.at[k] = at;
          expect(agenda.first).toBe(rules.first);
          expect(agenda.next).toBe(rules.at[rules.first]);
          expect(agenda.at(k)).toBe(at);
        }
      }),
    );
  });

  it('all come in order when each is put off as its turn comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 100 }), (times) => {
        const agenda = new Agenda(times.length, 0);
        for (const [k, at] of times.entries()) agenda.set(k, at);
        const order: number[] = [];
        while (agenda.next < Number.POSITIVE_INFINITY) {
          order.push(agenda.next);
          agenda.set(agenda.first, Number.POSITIVE_INFINITY);
        }
        expect(order).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });
});
