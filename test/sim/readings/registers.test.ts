import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CapturedRows } from '../../../src/sim/readings/captured-rows.ts';
import { Energy, type Quantity, quantities } from '../../../src/sim/readings/energy.ts';
import { type Era, MOST_ERAS, type RateTable, Registers } from '../../../src/sim/readings/registers.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const INSTALLED = Date.UTC(2024, 5, 3, 9, 12, 13, 141);
const RATES = 4;

/** Rates that change every so many hours, another one each day. */
function everyHours(hours: number): RateTable {
  return {
    runs: (day) =>
      Array.from({ length: Math.ceil(24 / hours) }, (_, i) => ({
        until: Math.min(DAY, (i + 1) * hours * HOUR),
        rate: (((day + i) % RATES) + RATES) % RATES,
      })),
  };
}

const tariffs = [everyHours(24), everyHours(7), everyHours(1)];
const energy = new Energy(5, { microgeneration: true, timeZone: 'Europe/London' });

function fresh(): Registers {
  const zero = quantities.map(() => 0);
  const rates = quantities.map(() => [0, 0, 0, 0]);
  const first: Era = { from: INSTALLED, clockOffset: 0, tariff: 0, measuring: true, extra: 0, ticks: zero, rates };
  return new Registers(energy, { eras: [first] }, (index) => tariffs[index] as RateTable);
}

const changes = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 10 * DAY }), fc.constant(0), fc.integer({ min: 1, max: HOUR })),
    change: fc.oneof(
      fc.record({ measuring: fc.boolean() }),
      fc.record({ tariff: fc.integer({ min: 0, max: tariffs.length - 1 }) }),
      fc.record(
        { clockOffset: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }), clockSet: fc.constant(true as const) },
        { requiredKeys: ['clockOffset'] },
      ),
    ),
  }),
  { maxLength: 12 },
);

/** Registers after some changes, and the moment of the last. */
function changed(list: typeof changes extends fc.Arbitrary<infer T> ? T : never): {
  registers: Registers;
  now: number;
} {
  const registers = fresh();
  let now = INSTALLED;
  for (const { after, change } of list) {
    now += after;
    registers.begin(now, change);
  }
  return { registers, now: now + 3 * DAY };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const quantity = fc.constantFrom<Quantity>(0, 1, 2, 3);

describe('readings: registers', () => {
  it('never go back, in total and by rate, and rates sum to the total, for any instants and interruptions', () => {
    fc.assert(
      fc.property(changes, quantity, fc.array(fc.nat(150 * DAY), { minLength: 2 }), (list, q, spans) => {
        const { registers, now } = changed(list);
        const instants = spans.map((span) => Math.min(now, INSTALLED + span)).sort((a, b) => a - b);
        let before = [0, 0, 0, 0];
        for (const at of instants) {
          const rates = registers.rates(q, at);
          expect(sum(rates)).toBe(registers.total(q, at));
          expect(rates.every((wh, rate) => wh >= (before[rate] as number))).toBe(true);
          before = [...rates];
        }
      }),
    );
  });

  it('give the same whether asked in order or not, and after the state was stored', () => {
    fc.assert(
      fc.property(changes, quantity, fc.array(fc.nat(100 * DAY), { minLength: 1 }), (list, q, spans) => {
        const { registers } = changed(list);
        const stored = JSON.parse(JSON.stringify(registers.eras)) as Era[];
        for (const at of spans.map((span) => INSTALLED + span)) {
          const anew = new Registers(energy, { eras: stored }, (index) => tariffs[index] as RateTable);
          expect(registers.rates(q, at)).toEqual(anew.rates(q, at));
        }
      }),
    );
  });

  it('were measured between two instants to the amount by which they differ', () => {
    fc.assert(
      fc.property(changes, quantity, fc.nat(60 * DAY), fc.nat(60 * DAY), (list, q, from, span) => {
        const { registers } = changed(list);
        const [start, end] = [INSTALLED + from, INSTALLED + from + span];
        const before = registers.rates(q, start);
        const gained = registers.rates(q, end).map((rate, i) => rate - (before[i] ?? 0));
        const between = registers.between(q, start, end);
        expect(gained.map((_, i) => between[i] ?? 0)).toEqual(gained);
      }),
    );
  });

  it('gain the integral of power, and nothing while the supply is interrupted', () => {
    fc.assert(
      fc.property(fc.nat(60 * DAY), fc.nat(20 * DAY), quantity, (start, span, q) => {
        const registers = fresh();
        const off = INSTALLED + start;
        const on = off + span;
        const before = registers.total(q, off);
        registers.begin(off, { measuring: false });
        registers.begin(on, { measuring: true });
        expect(registers.total(q, on)).toBe(before);
        expect(registers.power(q, off)).toBe(span === 0 ? energy.power(q, off) : 0);
        const later = on + 5 * DAY;
        const gained = energy.ticks(q, later) - energy.ticks(q, on) + energy.ticks(q, off) - energy.ticks(q, INSTALLED);
        expect(registers.total(q, later)).toBe(Math.floor(gained / 1_800_000));
      }),
    );
  });

  it('give each Wh to the rate in force by the clock of the meter, whatever tariffs and clock were before', () => {
    fc.assert(
      fc.property(changes, quantity, (list, q) => {
        const { registers, now } = changed(list);
        const expected = [0, 0, 0, 0];
        for (let at = INSTALLED; at < now; ) {
          const era = registers.eraAt(at);
          const ends = registers.eras.map(({ from }) => from).filter((from) => from > at);
          const hour = Math.floor((at + era.clockOffset) / HOUR + 1) * HOUR - era.clockOffset;
          const end = Math.min(now, hour, ...ends);
          const rate = registers.rateAt(at);
          expected[rate] = (expected[rate] as number) + registers.total(q, end) - registers.total(q, at);
          at = end;
        }
        expect(registers.rates(q, now)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('stay right when there are more changes than are kept: the shortest eras melt, the long history stays', () => {
    const registers = fresh();
    const monthLater = INSTALLED + 30 * DAY;
    const inHistory = INSTALLED + 11 * DAY;
    const history = registers.rates(0, inHistory);
    const written: { at: number; total: number }[] = [];
    for (let i = 0; i < 5 * MOST_ERAS; i++) {
      const at = monthLater + i * 7 * 60_000;
      written.push({ at, total: registers.total(0, at) });
      registers.begin(at, i % 3 === 0 ? { tariff: i % 2 } : { measuring: i % 3 === 1 });
      expect(registers.eras.length).toBeLessThanOrEqual(MOST_ERAS);
    }
    expect(registers.rates(0, inHistory)).toEqual(history);
    expect(registers.eras[0]?.from).toBe(INSTALLED);
    let before = [0, 0, 0, 0];
    for (const { at, total } of written) {
      const rates = registers.rates(0, at);
      expect(registers.total(0, at)).toBeLessThanOrEqual(total);
      expect(sum(rates)).toBe(registers.total(0, at));
      expect(rates.every((wh, rate) => wh >= (before[rate] as number))).toBe(true);
      before = [...rates];
    }
    const end = written.at(-1);
    expect(registers.total(0, end?.at ?? 0)).toBe(end?.total);
  });

  it('are zero before the meter was installed', () => {
    expect(fresh().total(0, INSTALLED - DAY)).toBe(0);
    expect(fresh().rates(0, INSTALLED - DAY)).toEqual([0, 0, 0, 0]);
  });
});

describe('Blue Book 4.3.6: captures of a periodic profile', () => {
  const period = 1_800_000;

  it('happen once at each whole period of the meter clock, in order of true time', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const { registers, now } = changed(list);
        const rows = new CapturedRows(registers.eras, now, period, 1_000_000);
        const expected: { at: number; time: number }[] = [];
        for (const [i, { from, clockOffset }] of registers.eras.entries()) {
          const to = registers.eras[i + 1]?.from ?? now;
          for (let time = Math.ceil((from + clockOffset) / period) * period; time - clockOffset <= to; time += period) {
            if (time - clockOffset > from) expected.push({ at: time - clockOffset, time });
          }
        }
        expect(rows.slice(0, rows.count).map(({ at, time }) => ({ at, time }))).toEqual(expected);
      }),
    );
  });

  it('select by entry and by range what the whole buffer holds', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 300 }), fc.nat(400), fc.nat(400), (list, most, a, b) => {
        const { registers, now } = changed(list);
        const rows = new CapturedRows(registers.eras, now, period, most);
        const all = rows.slice(0, rows.count);
        expect(all).toHaveLength(rows.count);
        expect(rows.count).toBeLessThanOrEqual(most);
        expect(rows.slice(a, b)).toEqual(all.slice(a, b));
        const [from, to] = [now - a * HOUR, now - b * HOUR];
        expect(rows.between(from, to)).toEqual(all.filter(({ time }) => time >= from && time <= to));
        expect(rows.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toEqual(all);
      }),
    );
  });

  it('differ by what the registers gained between them', () => {
    const { registers, now } = changed([
      { after: 3 * DAY, change: { measuring: false } },
      { after: 2 * HOUR, change: { measuring: true } },
    ]);
    const rows = new CapturedRows(registers.eras, now, period, 1000);
    const totals = rows.slice(0, rows.count).map(({ at }) => registers.total(0, at));
    const gained = totals.slice(1).map((total, i) => total - (totals[i] as number));
    expect(sum(gained)).toBe((totals.at(-1) as number) - (totals[0] as number));
    expect(gained.slice(-150).filter((wh) => wh === 0).length).toBeGreaterThanOrEqual(3);
  });

  it('tell that the clock was set, in the first one after it, and nothing of its drift', () => {
    const { registers, now } = changed([
      { after: HOUR, change: { clockOffset: HOUR, clockSet: true } },
      { after: HOUR, change: { clockOffset: HOUR + 1000 } },
      { after: DAY, change: { measuring: false } },
    ]);
    const rows = new CapturedRows(registers.eras, now, period, 1000);
    const adjusted = rows.slice(0, rows.count).filter(({ clockAdjusted }) => clockAdjusted);
    expect(adjusted.map(({ time }) => time)).toEqual([Math.ceil((INSTALLED + 2 * HOUR) / period) * period]);
  });
});
