import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consumptionCost } from '../../../src/sim/tariff/charging.ts';
import { numberIn } from '../bench.ts';
import { GasBench } from './gas-bench.ts';

const CALORIFIC_VALUE = '7.0.54.0.0.255';
const FACTOR = '7.0.52.0.0.255';
const ENERGY = '7.0.33.2.0.255';
const value = (count: number) => ({ type: 'double-long-unsigned', value: count }) as const;

describe('SRV 6.6, Update Device Configuration (Gas Conversion)', () => {
  it('energy and cost are those of the values that were in force when the gas was burnt, and never go back', () => {
    const changes = fc.array(
      fc.record({
        days: fc.integer({ min: 0, max: 60 }),
        which: fc.constantFrom(CALORIFIC_VALUE, FACTOR),
        by: fc.integer({ min: -30, max: 30 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(changes, (list) => {
        const bench = new GasBench();
        const { device } = bench;
        const dco = bench.associate(1);
        const litres = (): number => device.registers.total(0, device.now());
        const energy = (): number => numberIn(dco.read(3, ENERGY, 2));
        let [calorificValue, factor] = [39.5, 1.02264];
        let expected = (litres() * calorificValue * factor) / 3.6 / 1000;
        let before = litres();
        let cost = consumptionCost(device, device.now());
        for (const { days, which, by } of list) {
          bench.pass({ hours: 24 * days });
          expected += ((litres() - before) * calorificValue * factor) / 3.6 / 1000;
          before = litres();
          const due = consumptionCost(device, device.now());
          expect(due).toBeGreaterThanOrEqual(cost);
          cost = due;
          if (which === FACTOR) factor = (102_264 + by) / 100_000;
          else calorificValue = (395 + by) / 10;
          const written = which === FACTOR ? 102_264 + by : 395 + by;
          expect(dco.set(3, which, 2, value(written))).toBe('success');
          expect(Math.abs(energy() - expected)).toBeLessThanOrEqual(1);
          expect(consumptionCost(device, device.now())).toBe(cost);
          expect(device.energyPerUnit).toBeCloseTo((calorificValue * factor) / 3.6, 9);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is for the critical client alone, is noted, and takes no zero', () => {
    const bench = new GasBench();
    expect(bench.associate(2).set(3, CALORIFIC_VALUE, 2, value(400))).not.toBe('success');
    expect(bench.recorded('event')).not.toContain('gas-conversion-changed');
    const dco = bench.associate(1);
    expect(dco.set(3, CALORIFIC_VALUE, 2, value(0))).toBe('other-reason');
    expect(dco.set(3, FACTOR, 2, value(0))).toBe('other-reason');
    expect(dco.set(3, CALORIFIC_VALUE, 2, value(401))).toBe('success');
    expect(numberIn(dco.read(3, CALORIFIC_VALUE, 2))).toBe(401);
    expect(bench.recorded('event').at(-1)).toBe('gas-conversion-changed');
  });
});
