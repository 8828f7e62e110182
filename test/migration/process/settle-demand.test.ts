import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Eui64, eui64FromBytes } from '../../../src/core/identifiers.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { fileNames, parseFileName } from '../../../src/migration/files/names.ts';
import { ResponsibleSupplier } from '../../../src/migration/parties/responsible-supplier.ts';
import { DemandBook } from '../../../src/migration/planning/demand-files.ts';
import { planDays, type Waiting } from '../../../src/migration/planning/plan-days.ts';
import { giveRows } from '../../../src/migration/planning/signed-rows.ts';
import { settleDemand } from '../../../src/migration/process/settle-demand.ts';
import type { MigrationRules } from '../../../src/migration/rules/rules.ts';
import { day, electricity, other, requestingPartyFor } from '../parties/cast.ts';
import { contextOf } from '../parties/world.ts';
import { registrations, rules } from '../validation/sound-set.ts';

const groups = ['DA', 'EA'] as const;
/** Who demands dormant installations. */
const requesting = Object.fromEntries(rules.groups.map((group) => [group.id, group['requesting-party']]));

const waiting: fc.Arbitrary<readonly Waiting[]> = fc
  .array(
    fc.record({
      group: fc.constantFrom(...groups),
      supplier: fc.option(fc.constantFrom(electricity, other)),
      priority: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  .map((list) =>
    list.map(({ group, supplier, priority }, i) => ({
      hub: eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 1, i)),
      group,
      party: supplier ?? (requesting[group] as Eui64),
      priority,
    })),
  );
const strategy = fc
  .record({ minimum: fc.integer({ min: 1, max: 6 }), more: fc.nat({ max: 10 }) })
  .map(({ minimum, more }) => ({ ...rules.strategy, 'daily-minimum': minimum, 'daily-capacity': minimum + more }));
const own = fc.array(
  fc.record({
    date: fc.nat({ max: 4 }).map((days) => day.add({ days })),
    group: fc.constant('DA'),
    installations: fc.nat({ max: 12 }),
  }),
  { maxLength: 4 },
);

/** A supplier, and those who play the others: what they give each other goes through files alone. */
function play(strategic: MigrationRules['strategy']) {
  const exchange = new MemoryExchange();
  const changed = { ...rules, strategy: strategic };
  const of = (role: 'responsible-supplier' | 'commissioning-party' | 'requesting-party', id?: Eui64) => ({
    ...contextOf(role, id, exchange),
    rules: changed,
  });
  const suppliers = new Map([electricity, other].map((id) => [id, of('responsible-supplier', id)]));
  const ofDcc = of('commissioning-party');
  const cast = {
    demand: new DemandBook(ofDcc),
    supplier: (id: Eui64) => new ResponsibleSupplier(suppliers.get(id) ?? ofDcc, registrations),
    requestingParty: (group: { readonly 'requesting-party': Eui64 }) => {
      const context = contextOf('requesting-party', group['requesting-party'], exchange);
      return requestingPartyFor(exchange, [], {}, context);
    },
  };
  const plan = (those: readonly Waiting[], date: Temporal.PlainDate) =>
    planDays(those, settleDemand(those, date, cast, changed), date, strategic).next().value;
  return { exchange, suppliers, ofDcc, cast, plan };
}

/** What the files say that was committed to on a day: by party and group, as text. */
function committedOn(exchange: MemoryExchange, date: Temporal.PlainDate): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const file of exchange.names()) {
    const name = file.endsWith('.csv') ? parseFileName(file) : undefined;
    if (name?.kind !== 'commitment') continue;
    const [, ...lines] = Buffer.from(exchange.get(file) ?? [])
      .toString()
      .trim()
      .split('\r\n');
    for (const [on, group, , committed] of lines.map((line) => line.split(','))) {
      if (on !== `${date}`) continue;
      const key = `${name.party} ${group}`;
      sums.set(key, (sums.get(key) ?? 0) + Number(committed));
    }
  }
  return sums;
}

describe('[public] a day is planned by what the files say', () => {
  it('no more than was committed to but to come to DMIN, priority first, and everybody goes', () => {
    fc.assert(
      fc.property(waiting, strategy, own, fc.nat({ max: 9 }), (all, of, demanded, answer) => {
        const { exchange, suppliers, ofDcc, cast, plan } = play(of);
        if (demanded.length > 0)
          cast.supplier(electricity).demand({ smso: 'secure', reference: 'own', date: day }, demanded);
        const theirs = fileNames.commitment({ reference: 's1bench', party: other, smso: 'bg', date: day });
        const answered = { date: day, group: 'EA', requested: 9, committed: answer };
        giveRows(ofDcc, theirs, rules.layouts.commitment, () => [answered]);
        let left = all;
        for (let date = day; left.length > 0; date = date.add({ days: 1 })) {
          const sets = plan(left, date)?.sets ?? [];
          const hubs = new Set(sets.flatMap((set) => set.hubs));
          const gone = left.filter(({ hub }) => hubs.has(hub));
          const flags = sets.map((set) => gone.find(({ hub }) => hub === set.hubs[0])?.priority);
          expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)));
          expect(gone.length).toBeLessThanOrEqual(of['daily-capacity']);
          expect(gone.length).toBeGreaterThanOrEqual(Math.min(left.length, of['daily-minimum']));
          const committed = committedOn(exchange, date);
          const inAll = committed.values().reduce((sum, count) => sum + count, 0);
          expect(gone.length).toBeLessThanOrEqual(Math.max(inAll, of['daily-minimum']));
          for (const [key, those] of Map.groupBy(gone, ({ party, group }) => `${party} ${group}`)) {
            const most = committed.get(key) ?? 0;
            if (gone.length > of['daily-minimum']) expect(those.length).toBeLessThanOrEqual(most);
          }
          left = left.filter(({ hub }) => !hubs.has(hub));
        }
        for (const { events } of [ofDcc, ...suppliers.values()]) {
          expect(events.filter(({ what }) => /refused/.test(what))).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a supplier whose demand is given as a file makes none for that SMSO; another does, and for others', () => {
    const { exchange, cast, plan } = play({ ...rules.strategy, 'daily-minimum': 1 });
    cast
      .supplier(electricity)
      .demand({ smso: 'Secure', reference: 'own', date: day }, [{ date: day, group: 'DA', installations: 2 }]);
    const those = [electricity, other].flatMap((party, i) =>
      groups.flatMap((group, j) =>
        [0, 1, 2].map((k) => ({
          hub: eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, i, j, k)),
          group,
          party,
          priority: false,
        })),
      ),
    );
    const hubs = plan(those, day)?.sets.flatMap((set) => set.hubs) ?? [];
    const went = (party: Eui64, group: string) =>
      those.filter((each) => each.party === party && each.group === group && hubs.includes(each.hub)).length;
    expect([went(electricity, 'DA'), went(electricity, 'EA'), went(other, 'DA'), went(other, 'EA')]).toEqual([
      2, 3, 3, 3,
    ]);
    expect(exchange.names().filter((name) => name.startsWith('DR_') && name.endsWith('.csv'))).toEqual(
      [
        `DR_own_${electricity}_Secure_20260115.csv`,
        `DR_s1bench_${electricity}_bg_20260115.csv`,
        `DR_s1bench_${other}_bg_20260115.csv`,
        `DR_s1bench_${other}_secure_20260115.csv`,
      ].toSorted(),
    );
  });
});
