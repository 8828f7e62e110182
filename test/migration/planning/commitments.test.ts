import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { commit, type Demand, share } from '../../../src/migration/planning/commitments.ts';

const day = Temporal.PlainDate.from('2026-01-15');
const suppliers = ['01', '02', '03'].map((end) => parseEui64(`00-00-5E-EF-10-00-01-${end}`));
const demands: fc.Arbitrary<readonly Demand[]> = fc.array(
  fc.record({
    party: fc.constantFrom(...suppliers),
    group: fc.constantFrom('DA', 'EA'),
    date: fc.nat({ max: 2 }).map((days) => day.add({ days })),
    installations: fc.nat({ max: 500 }),
  }),
  { maxLength: 12 },
);
const capacity = fc.nat({ max: 1000 });

describe('shares of a capacity', () => {
  it('use it up where there is enough demand, and never exceed it or what was wanted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 })), capacity, (wanted, most) => {
        const shares = share(wanted, most);
        const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
        expect(sum(shares)).toBe(Math.min(sum(wanted), most));
        for (const [i, one] of shares.entries()) expect(one).toBeLessThanOrEqual(wanted[i] ?? 0);
      }),
    );
  });

  it('nobody gets less than another who gets more than it wants, by more than one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 })), capacity, (wanted, most) => {
        const shares = share(wanted, most);
        const unserved = shares.filter((one, i) => one < (wanted[i] ?? 0));
        for (const one of unserved) expect(one).toBeGreaterThanOrEqual(Math.max(...shares) - 1);
      }),
    );
  });

  it('grow with the capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 }), { minLength: 1 }), capacity, (wanted, most) => {
        const [less, more] = [share(wanted, most), share(wanted, most + 1)];
        for (const [i, one] of less.entries()) expect(more[i]).toBeGreaterThanOrEqual(one);
      }),
    );
  });
});

describe('[public] demand and commitment', () => {
  it('a commitment is never above what was asked for, nor all of a day above its capacity', () => {
    fc.assert(
      fc.property(demands, capacity, (asked, most) => {
        const commitments = commit(asked, () => most);
        for (const { installations, requested } of commitments) expect(installations).toBeLessThanOrEqual(requested);
        for (const ofDay of Map.groupBy(commitments, ({ date }) => date.toString()).values()) {
          expect(ofDay.reduce((sum, { installations }) => sum + installations, 0)).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('demands for the same are one, and their order is of no matter', () => {
    fc.assert(
      fc.property(demands, capacity, (asked, most) => {
        const shown = (list: readonly Demand[]) =>
          commit(list, () => most).map((each) => ({ ...each, date: `${each.date}` }));
        expect(shown(asked.toReversed())).toEqual(shown(asked));
        const halves = asked.flatMap((each) => {
          const half = Math.floor(each.installations / 2);
          return [
            { ...each, installations: half },
            { ...each, installations: each.installations - half },
          ];
        });
        expect(shown(halves)).toEqual(shown(asked));
      }),
    );
  });
});
