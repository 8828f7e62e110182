import { describe, expect, it } from 'vitest';
import { initialTerms } from '../../../src/sim/tariff/initial-terms.ts';
import { areThresholds, blockAt, divided } from '../../../src/sim/tariff/terms.ts';
import { Bench, type Client, elements, firstLight, numberIn } from '../bench.ts';
import { GasBench } from '../gsme/gas-bench.ts';
import {
  amount,
  array,
  CALENDAR,
  COMMANDS,
  COUNTERS,
  enumeration,
  esmeOf,
  integer,
  longUnsigned,
  matrix,
  matrixIn,
  minutes,
  numbersIn,
  octetTime,
  PRICE_TIME,
  part,
  START,
  sum,
  unsigned,
  writeCalendar,
} from './tariff-bench.ts';

const esmeModel = firstLight.devices.esme.model;
const names = ['pricing', 'thresholds', 'scale', 'timeOfUse', 'block', 'standingScale', 'standingCharge'] as const;

describe('SMETS1: prices', () => {
  it('begin as the model says, and the passive ones alike', () => {
    const client = new Bench().associate(2);
    for (const name of names) expect(client.read(...part(1, name), 2)).toEqual(client.read(...part(2, name), 2));
    const { prices, thresholds } = initialTerms(esmeModel);
    expect(numbersIn(client.read(...part(1, 'timeOfUse'), 2))).toEqual(prices.timeOfUse);
    expect(matrixIn(client.read(...part(1, 'block'), 2))).toEqual(prices.block);
    expect(matrixIn(client.read(...part(1, 'thresholds'), 2))).toEqual(thresholds);
    expect(numberIn(client.read(3, '0.0.130.0.1.255', 2))).toBe(24_500);
  });

  it('are the critical client’s alone to write, and every secured client’s to read; nobody writes the active ones', () => {
    const bench = new Bench();
    const price = array([1, 2, 3, 4].map(amount));
    const critical = bench.associate(1);
    const other = bench.associate(2);
    expect(other.set(...part(2, 'timeOfUse'), 2, price)).toBe('read-write-denied');
    expect(other.action(...COMMANDS, 1, longUnsigned(2)).result).toBe('read-write-denied');
    expect(critical.set(...part(1, 'timeOfUse'), 2, price)).toBe('read-write-denied');
    expect(critical.set(...part(2, 'timeOfUse'), 2, price)).toBe('success');
    expect(critical.set(...COUNTERS, 2, matrix([]))).toBe('read-write-denied');
    expect(other.read(...part(2, 'timeOfUse'), 2)).toEqual(price);
    expect(numbersIn(other.read(...part(1, 'timeOfUse'), 2))[0]).toBe(24_500);
  });

  it('refuse a matrix of another size, a scale finer than a thousandth of a penny, and a pricing that there is not', () => {
    const client = new Bench().associate(1);
    expect(client.set(...part(2, 'timeOfUse'), 2, array([1, 2, 3].map(amount)))).toBe('other-reason');
    expect(client.set(...part(2, 'timeOfUse'), 2, array([1, 2, 3, 4, 5].map(amount)))).toBe('type-unmatched');
    expect(client.set(...part(2, 'block'), 2, matrix([[1, 2, 3, 4]]))).toBe('other-reason');
    expect(client.set(...part(2, 'scale'), 2, integer(-6))).toBe('other-reason');
    expect(client.set(...part(2, 'scale'), 2, integer(1))).toBe('other-reason');
    expect(client.set(...part(2, 'standingScale'), 2, integer(-6))).toBe('other-reason');
    expect(client.set(...part(2, 'pricing'), 2, enumeration(2))).toBe('other-reason');
    expect(client.set(...part(2, 'pricing'), 2, unsigned(1))).toBe('type-unmatched');
  });

  it('want an activation time that is an instant, or none', () => {
    const client = new Bench().associate(1);
    const partly = {
      type: 'octet-string',
      value: Uint8Array.from({ length: 12 }, (_, i) => (i === 3 ? 1 : 0xff)),
    } as const;
    expect(client.set(...PRICE_TIME, 2, partly)).toBe('other-reason');
    expect(client.set(...PRICE_TIME, 2, octetTime(START + 1_000_000))).toBe('success');
    expect(client.read(...PRICE_TIME, 2)).toEqual(octetTime(START + 1_000_000));
  });

  it('do not come into force with thresholds that go down, nor by block for rates without blocks', () => {
    const bench = new Bench({
      entry: { model: { ...esmeModel, 'tariff-blocks': { ...esmeModel['tariff-blocks'], rates: 2 } } },
    });
    const client = bench.associate(1);
    const activate = () => client.action(...CALENDAR, 1, integer(0)).result;
    client.set(
      ...part(2, 'thresholds'),
      2,
      matrix([
        [3, 2, 4],
        [1, 2, 3],
      ]),
    );
    expect(activate()).toBe('other-reason');
    client.set(
      ...part(2, 'thresholds'),
      2,
      matrix([
        [2, 2, 4],
        [1, 2, 3],
      ]),
    );
    client.set(...part(2, 'pricing'), 2, enumeration(1));
    expect(activate()).toBe('other-reason');
    writeCalendar(client, { first: 0, second: 1, from: 20 });
    expect(activate()).toBe('success');
  });

  it('Blue Book 4.5.6: show their thresholds as monitors of what each rate has used', () => {
    const client = new Bench().associate(2);
    for (const rate of [0, 1, 2, 3]) {
      const monitor = [21, `0.0.16.1.${11 + rate}.255`] as const;
      expect(numbersIn(client.read(...monitor, 2))).toHaveLength(3);
      expect(elements(client.read(...monitor, 3))[1]).toEqual({
        type: 'octet-string',
        value: Uint8Array.of(1, 0, 1, 9, rate + 1, 255),
      });
      expect(elements(client.read(...monitor, 4))).toHaveLength(3);
    }
  });
});

describe('SMETS1: blocks', () => {
  it('divide what is used at their thresholds', () => {
    expect(divided([10, 20, 30], 5, 35)).toEqual([5, 10, 10, 5]);
    expect(divided([10, 10, 30], 0, 15)).toEqual([10, 0, 5, 0]);
    expect(divided([10, 20, 30], 40, 45)).toEqual([0, 0, 0, 5]);
    expect([0, 9, 10, 29, 30].map((used) => blockAt([10, 20, 30], used))).toEqual([0, 0, 1, 2, 3]);
    expect(areThresholds([[1, 1, 2]])).toBe(true);
    expect(areThresholds([[1, 2, 1]])).toBe(false);
  });

  it('SRV 1.7: are reset by the critical client, with an event', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    expect(sum(matrixIn(client.read(...COUNTERS, 2)).flat())).toBeGreaterThan(0);
    expect(client.action(...COMMANDS, 1, longUnsigned(1)).result).toBe('success');
    expect(sum(matrixIn(client.read(...COUNTERS, 2)).flat())).toBe(0);
    expect(bench.state.logs.event.at(-1)?.code).toBe(0x0305);
  });

  it('of gas are four, of the one rate that is divided', () => {
    const bench = new GasBench();
    const client: Client = bench.associate(1);
    expect(matrixIn(client.read(...COUNTERS, 2))).toHaveLength(1);
    expect(client.read(...part(1, 'thresholds'), 2)).toEqual(client.read(...part(2, 'thresholds'), 2));
    expect(numberIn(client.read(3, '7.0.3.128.1.255', 2))).toBe(sum(matrixIn(client.read(...COUNTERS, 2)).flat()));
  });
});

describe('SMETS1: 48 rates', () => {
  const days = Object.fromEntries(
    Array.from({ length: 48 }, (_, halfHour) => [
      `${String(Math.floor(halfHour / 2)).padStart(2, '0')}:${halfHour % 2 === 0 ? '00' : '30'}`,
      halfHour + 1,
    ]),
  );
  const calendar = {
    name: 'ALL',
    seasons: [{ name: 'S', start: '01-01', week: 'W' }],
    weeks: { W: [1, 1, 1, 1, 1, 1, 1] },
    days: { 1: days },
  };
  const bench = new Bench({ entry: { model: { ...esmeModel, rates: 48, 'activity-calendar': calendar } } });
  const client = bench.associate(1);

  it('have a register each, which sum to the total; each half-hour its own', () => {
    const registers = (): number[] =>
      Array.from({ length: 48 }, (_, rate) => numberIn(client.read(3, `1.0.1.8.${rate + 1}.255`, 2)));
    expect(sum(registers())).toBe(numberIn(client.read(3, '1.0.1.8.0.255', 2)));
    const before = registers();
    bench.clock.advance(minutes(40));
    const gained = registers().flatMap((units, rate) => (units > (before[rate] as number) ? [rate + 1] : []));
    expect(gained).toEqual([21, 22]);
    expect(numberIn(client.read(1, '0.0.96.14.0.255', 2))).toBe(23);
  });

  it('have a price each; the first eight have blocks', () => {
    expect(numbersIn(client.read(...part(1, 'timeOfUse'), 2))).toHaveLength(48);
    expect(matrixIn(client.read(...part(1, 'block'), 2))).toHaveLength(8);
    expect(numberIn(client.read(1, '0.0.96.14.1.255', 2))).toBe(0);
    expect(esmeOf(bench).state.tariff.passiveTerms.thresholds).toHaveLength(8);
  });

  it('can be written and activated: a day of 48 switches (Blue Book 4.5.5)', () => {
    const day = client.read(...CALENDAR, 5);
    expect(client.set(...CALENDAR, 9, day)).toBe('success');
    expect(client.action(...CALENDAR, 1, integer(0)).result).toBe('success');
    expect(client.read(...CALENDAR, 5)).toEqual(day);
  });
});
