import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { Bench, numberIn } from '../bench.ts';

const HALF_HOUR = 1_800_000;
const DEMAND = [5, '1.0.1.4.0.255'] as const;
const MAXIMUM = [4, '1.0.1.6.0.255'] as const;
const [MEDIUM, HIGH] = [[3, '0.0.131.3.0.255', 2] as const, [3, '0.0.131.3.1.255', 2] as const];
const LEVEL = [1, '0.0.131.3.2.255', 2] as const;
const watts = (value: number) => ({ type: 'double-long-unsigned', value }) as const;

function advance(bench: Bench, milliseconds: number): void {
  bench.clock.advance(Temporal.Duration.from({ milliseconds }));
}

/** Mean power over a half-hour that ends at a time. */
function over({ registers }: Esme, end: number): number {
  return 2 * (registers.total(0, end) - registers.total(0, end - HALF_HOUR));
}

describe('SMETS1 power', () => {
  it('SRV 4.12.1, 6.18.2: maximum demand is the highest of all half-hours since it was reset', () => {
    const waits = fc.array(fc.record({ wait: fc.integer({ min: 1, max: 100 * HALF_HOUR }), extra: fc.nat(3000) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(waits, (list) => {
        const bench = new Bench();
        const esme = bench.device as Esme;
        const client = bench.associate(2);
        client.action(...MAXIMUM, 1, { type: 'integer', value: 0 });
        const since = esme.now();
        for (const { wait, extra } of list) {
          esme.operate({ kind: 'load', extra });
          advance(bench, wait);
          let highest = 0;
          const first = Math.ceil(since / HALF_HOUR) * HALF_HOUR + HALF_HOUR;
          for (let end = first; end <= esme.now(); end += HALF_HOUR) highest = Math.max(highest, over(esme, end));
          expect(numberIn(client.read(...MAXIMUM, 2))).toBe(highest);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('SRV 4.12.1: a half-hour in which the clock was put right by seconds counts, one in which it was set anew does not', () => {
    for (const [shift, counts] of [
      [1_000, true],
      [-10_000, true],
      [600_000, false],
    ] as const) {
      const bench = new Bench();
      const esme = bench.device as Esme;
      const client = bench.associate(2);
      advance(bench, HALF_HOUR - (esme.now() % HALF_HOUR));
      client.action(...MAXIMUM, 1, { type: 'integer', value: 0 });
      esme.operate({ kind: 'load', extra: 2000 });
      advance(bench, HALF_HOUR / 2);
      esme.setClockOffset(esme.clockOffset + shift, true);
      advance(bench, HALF_HOUR / 2 - shift);
      expect(numberIn(client.read(...MAXIMUM, 2)) > 2000).toBe(counts);
    }
  });

  it('Blue Book 4.3.4: demand is what was counted over the period, that of the last one complete', () => {
    const bench = new Bench();
    const esme = bench.device as Esme;
    const reader = bench.associate(2);
    expect(numberIn(reader.read(...DEMAND, 8))).toBe(1800);
    for (let i = 0; i < 50; i++) {
      advance(bench, 1_111_000);
      const start = Math.floor(esme.now() / HALF_HOUR) * HALF_HOUR;
      expect(numberIn(reader.read(...DEMAND, 3))).toBe(over(esme, start));
      const counted = esme.registers.total(0, esme.now()) - esme.registers.total(0, start);
      expect(Math.abs(numberIn(reader.read(...DEMAND, 2)) - 2 * counted)).toBeLessThanOrEqual(1);
    }
  });

  it('SRV 6.2.5, 6.12: active power import is low, medium or high by its thresholds', () => {
    const bench = new Bench();
    const esme = bench.device as Esme;
    const [client, supplier] = [bench.associate(2), bench.associate(1)];
    expect(supplier.set(...MEDIUM, watts(1))).toBe('read-write-denied');
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(3000), fc.nat(3000), (medium, high, extra) => {
        client.set(...MEDIUM, watts(medium));
        client.set(...HIGH, watts(high));
        esme.operate({ kind: 'load', extra });
        const power = numberIn(client.read(3, '1.0.1.7.0.255', 2));
        const expected = power >= high ? 2 : Number(power >= medium);
        expect(numberIn(client.read(...LEVEL))).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
