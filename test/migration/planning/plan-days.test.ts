import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eui64FromBytes } from '../../../src/core/identifiers.ts';
import type { Commitment } from '../../../src/migration/planning/commitments.ts';
import { type PlannedDay, planDays, type Waiting } from '../../../src/migration/planning/plan-days.ts';
import type { Strategy } from '../../../src/migration/rules/strategy.ts';
import { rules } from '../validation/sound-set.ts';

const from = Temporal.PlainDate.from('2026-01-15');
const suppliers = [1, 2].map((n) => idAt(0xffff00 + n));
const groups = ['DA', 'EA'];

function idAt(n: number) {
  return eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, n >>> 16, n >>> 8, n));
}

const waiting: fc.Arbitrary<readonly Waiting[]> = fc
  .uniqueArray(fc.nat({ max: 9999 }), { maxLength: 60 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((n) =>
        fc.record({
          hub: fc.constant(idAt(n)),
          group: fc.constantFrom(...groups),
          party: fc.constantFrom(...suppliers),
          priority: fc.boolean(),
        }),
      ),
    ),
  );
const commitments: fc.Arbitrary<readonly Commitment[]> = fc.array(
  fc.record({
    party: fc.constantFrom(...suppliers),
    group: fc.constantFrom(...groups),
    date: fc.nat({ max: 5 }).map((days) => from.add({ days })),
    installations: fc.nat({ max: 30 }),
    requested: fc.constant(30),
  }),
  { maxLength: 8 },
);
const strategy: fc.Arbitrary<Strategy> = fc
  .record({ minimum: fc.integer({ min: 1, max: 10 }), more: fc.nat({ max: 20 }), size: fc.integer({ min: 1, max: 7 }) })
  .map(({ minimum, more, size }) => ({
    ...rules.strategy,
    'daily-minimum': minimum,
    'daily-capacity': minimum + more,
    'set-size': size,
  }));

function hubsOf({ sets }: PlannedDay): readonly string[] {
  return sets.flatMap(({ hubs }) => hubs);
}

function shown(days: Iterable<PlannedDay>) {
  return [...days].map(({ date, sets }) => ({ date: date.toString(), sets }));
}

describe('planning of days', () => {
  it('everybody goes exactly once, and never more than the capacity on a day', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, (those, committed, of) => {
        const days = [...planDays(those, committed, from, of)];
        expect(days.flatMap(hubsOf).toSorted()).toEqual(those.map(({ hub }) => hub).toSorted());
        for (const day of days) expect(hubsOf(day).length).toBeLessThanOrEqual(of['daily-capacity']);
      }),
    );
  });

  it('[public] at least DMIN go on a day, where there are so many', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, (those, committed, of) => {
        let left = those.length;
        for (const day of planDays(those, committed, from, of)) {
          expect(hubsOf(day).length).toBeGreaterThanOrEqual(Math.min(left, of['daily-minimum']));
          left -= hubsOf(day).length;
        }
      }),
    );
  });

  it('of a party and group no more go than were committed to, but to come to DMIN', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, (those, committed, of) => {
        const byHub = new Map<string, Waiting>(those.map((each) => [each.hub, each]));
        for (const day of planDays(those, committed, from, of)) {
          const total = committed
            .filter(({ date }) => date.equals(day.date))
            .reduce((sum, { installations }) => sum + installations, 0);
          expect(hubsOf(day).length).toBeLessThanOrEqual(Math.max(total, of['daily-minimum']));
          if (hubsOf(day).length <= of['daily-minimum']) continue;
          for (const [key, mine] of Map.groupBy(hubsOf(day), (hub) => keyOf(byHub.get(hub)))) {
            const quota = committed
              .filter((each) => each.date.equals(day.date) && keyOf(each) === key)
              .reduce((sum, { installations }) => sum + installations, 0);
            expect(mine.length).toBeLessThanOrEqual(quota);
          }
        }
      }),
    );
  });

  it('[seed] priority never comes after others on a day, and of a party and group never on a later one', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, (those, committed, of) => {
        const byHub = new Map<string, Waiting>(those.map((each) => [each.hub, each]));
        const days = [...planDays(those, committed, from, of)].map((day) => hubsOf(day).map((hub) => byHub.get(hub)));
        for (const day of days) {
          const flags = day.map((each) => each?.priority);
          expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)));
        }
        for (const mine of Map.groupBy(days.flat(), keyOf).values()) {
          const flags = mine.map((each) => each?.priority);
          expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)));
        }
      }),
    );
  });

  it('the order in which they wait, and in which it was committed to them, is of no matter', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, fc.nat(), (those, committed, of, seed) => {
        const mixed = <T>(list: readonly T[]) => list.toSorted((a, b) => hashOf(a, seed) - hashOf(b, seed));
        expect(shown(planDays(mixed(those), mixed(committed), from, of))).toEqual(
          shown(planDays(those, committed, from, of)),
        );
      }),
    );
  });

  it('sets are of one group, are no larger than they may be, and have names of their own', () => {
    fc.assert(
      fc.property(waiting, commitments, strategy, (those, committed, of) => {
        const byHub = new Map<string, Waiting>(those.map((each) => [each.hub, each]));
        const sets = [...planDays(those, committed, from, of)].flatMap((day) => day.sets);
        expect(new Set(sets.map(({ name }) => name)).size).toBe(sets.length);
        for (const { name, group, hubs } of sets) {
          expect(name).toMatch(new RegExp(`^${group}-2026\\d{4}-\\d{3}$`));
          expect(hubs.length).toBeGreaterThan(0);
          expect(hubs.length).toBeLessThanOrEqual(of['set-size']);
          expect(hubs.filter((hub) => byHub.get(hub)?.group !== group)).toEqual([]);
        }
      }),
    );
  });

  it('nobody waits: nothing is planned', () => {
    expect([...planDays([], [], from, rules.strategy)]).toEqual([]);
  });

  it('a hundred thousand are planned, a hundred a day', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => ({
      hub: idAt(n),
      group: 'DA',
      party: suppliers[0] as Waiting['party'],
      priority: n % 10 === 0,
    }));
    const days = [...planDays(many, [], from, rules.strategy)];
    expect(days).toHaveLength(1000);
    expect(days.at(-1)?.date.toString()).toBe(from.add({ days: 999 }).toString());
  });
});

function keyOf(of: Pick<Waiting, 'party' | 'group'> | undefined): string {
  return `${of?.party} ${of?.group}`;
}

function hashOf(value: unknown, seed: number): number {
  return [...JSON.stringify(value)].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193), seed);
}
