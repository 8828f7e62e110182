import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { changeTerms } from '../../../src/sim/tariff/cost.ts';
import {
  ACCOUNT,
  array,
  BALANCE,
  DAY,
  DEBTS,
  EMERGENCY,
  HOUR,
  PAYMENT_DEBT,
  PENNY,
  Prepaying,
  pence,
  STANDING,
  START,
  structure,
} from './prepay.ts';

type Object = readonly [classId: number, name: string];

const CONSUMPTION = [113, '0.0.19.20.0.255'] as const;
const CALENDAR = [20, '0.0.13.0.1.255'] as const;
const SPECIAL_DAYS = [11, '0.0.11.0.1.255'] as const;
const REFUSED = 'other-reason';

const none = { type: 'octet-string', value: new Uint8Array(0) } as const;
const time = (value: Parameters<typeof encodeDateTime>[0]): Data => ({
  type: 'octet-string',
  value: encodeDateTime(value),
});
const prices = (...values: readonly number[]): Data =>
  array(...values.map((value) => structure(none, { type: 'long', value })));
const unitCharge = (scale: number, commodityScale: number, ...values: readonly number[]): Data =>
  structure(
    structure({ type: 'integer', value: commodityScale }, { type: 'integer', value: scale }),
    structure(
      { type: 'long-unsigned', value: 0 },
      { type: 'octet-string', value: new Uint8Array(6) },
      { type: 'integer', value: 0 },
    ),
    prices(...values),
  );

describe('SRV 2.1 Update Prepay Configuration', () => {
  const settings: readonly (readonly [string, Object, number, Data])[] = [
    ['low credit threshold of the account', ACCOUNT, 16, pence(300)],
    ['emergency credit threshold of the account', ACCOUNT, 17, pence(150)],
    ['low credit threshold', BALANCE, 5, pence(300)],
    ['disablement threshold', BALANCE, 6, pence(-50)],
    ['emergency credit limit', EMERGENCY, 9, pence(700)],
    ['emergency credit threshold', EMERGENCY, 10, pence(150)],
    ['maximum meter balance', [1, '0.0.19.50.1.255'], 2, pence(30_000)],
    ['maximum credit', [1, '0.0.19.50.2.255'], 2, pence(5000)],
    ['debt recovery rate cap', [1, '0.0.94.44.33.255'], 2, pence(200)],
    ['suspend debt disabled', [1, '0.0.94.44.31.255'], 2, { type: 'boolean', value: true }],
    ['suspend debt emergency', [1, '0.0.94.44.32.255'], 2, { type: 'boolean', value: true }],
  ];

  it.each(settings)('%s is set by the critical client alone, and kept', (_, [classId, name], attribute, value) => {
    const meter = new Prepaying();
    expect(meter.bench.associate(2).set(classId, name, attribute, value)).toBe('read-write-denied');
    expect(meter.client.set(classId, name, attribute, value)).toBe('success');
    expect(meter.client.read(classId, name, attribute)).toEqual(value);
    const again = new Prepaying({ saved: meter.bench.device.save() });
    expect(again.client.read(classId, name, attribute)).toEqual(value);
  });

  it('says of a raised threshold at once what it means', () => {
    const meter = new Prepaying();
    meter.set(ACCOUNT, 16, pence(1100));
    meter.set(BALANCE, 6, pence(1050));
    expect(meter.told).toEqual(['low-credit', 'credit-below-disablement']);
    expect(meter.supply).toBe('disconnected');
    meter.set(BALANCE, 6, pence(0));
    expect(meter.supply).toBe('ready-for-reconnection');
  });

  it('refuses limits below nothing', () => {
    const meter = new Prepaying();
    expect(meter.set(EMERGENCY, 9, pence(-1))).toBe(REFUSED);
    expect(meter.set([1, '0.0.19.50.1.255'], 2, pence(-1))).toBe(REFUSED);
  });

  it('suspended debts are not collected from the credits that they are suspended for', () => {
    const meter = new Prepaying();
    const count = () => (meter.client.read(...ACCOUNT, 11) as { value: readonly Data[] }).value.length;
    expect(count()).toBe(8);
    meter.set([1, '0.0.94.44.32.255'], 2, { type: 'boolean', value: true });
    expect(count()).toBe(6);
  });
});

describe('what a client cannot do to credits and charges', () => {
  it.each<readonly [string, Object, number, Data]>([
    ['invoke the balance', BALANCE, 3, { type: 'integer', value: 0 }],
    ['add emergency credit', EMERGENCY, 1, pence(1)],
    ['set emergency credit', EMERGENCY, 2, pence(1)],
    ['price consumption', CONSUMPTION, 1, prices(1)],
    ['activate a price of consumption', CONSUMPTION, 2, { type: 'integer', value: 0 }],
    ['collect', DEBTS[0], 3, { type: 'integer', value: 0 }],
    ['add to the standing charge', STANDING, 4, pence(1)],
    ['set the standing charge', STANDING, 5, pence(1)],
    ['give a debt two rates', DEBTS[0], 1, prices(1, 2)],
    ['give a debt a negative rate', DEBTS[0], 1, prices(-1)],
  ])('%s', (_, object, method, value) => {
    expect(new Prepaying().act(object, method, value)).toBe(REFUSED);
  });

  it('wait with a rate that could not be', () => {
    const meter = new Prepaying();
    expect(meter.set(DEBTS[0], 6, unitCharge(-5, 0))).toBe(REFUSED);
    expect(meter.set(DEBTS[0], 6, unitCharge(-5, 0, 1, 2))).toBe(REFUSED);
    expect(meter.set(DEBTS[0], 6, unitCharge(-5, 1, 1))).toBe(REFUSED);
    expect(meter.set(DEBTS[0], 6, unitCharge(-9, 0, 1))).toBe(REFUSED);
  });

  it('lift the balance out of what the wire can show', () => {
    const meter = new Prepaying();
    const most: Data = { type: 'double-long', value: 2 ** 31 - 1 };
    expect(meter.act(BALANCE, 1, most)).toBe(REFUSED);
    expect(meter.act(BALANCE, 2, most)).toBe('success');
  });
});

describe('SRV 2.3 Update Debt, by difference', () => {
  it('adds to and takes from what is owed', () => {
    const meter = new Prepaying();
    for (const charge of [DEBTS[1], PAYMENT_DEBT]) {
      expect(meter.act(charge, 4, pence(40))).toBe('success');
      expect(meter.act(charge, 4, pence(-15))).toBe('success');
      expect(meter.act(charge, 4, pence(-26))).toBe(REFUSED);
      expect(meter.read(charge, 12)).toBe(25);
    }
  });

  it('says when a debt was collected last', () => {
    const meter = new Prepaying();
    meter.setDebt(0, 100, 2, 604_800);
    const monday = utc(START - ((START - 4 * DAY) % (7 * DAY)));
    expect(meter.client.read(...DEBTS[0], 10)).toEqual(time(monday));
    expect(meter.client.read(...PAYMENT_DEBT, 10)).toEqual(time({}));
    meter.wait(5 * DAY);
    expect(meter.read(DEBTS[0], 12)).toBe(98);
  });
});

describe('the standing charge', () => {
  it('counts the midnights of the clock: none that it is set over', () => {
    const meter = new Prepaying();
    const { standing } = meter.ledger.paid;
    expect(meter.set([8, '0.0.1.0.0.255'], 2, time(utc(meter.now + 5 * DAY)))).toBe('success');
    expect(meter.ledger.paid.standing).toBe(standing);
    meter.wait(DAY);
    expect(meter.ledger.paid.standing).toBe(standing + 53 * PENNY);
  });

  it('changes with the tariff from then on', () => {
    const meter = new Prepaying();
    meter.wait(DAY);
    const terms = meter.esme.state.tariff.terms.at(-1);
    if (terms === undefined) throw new RangeError('no terms');
    changeTerms(meter.esme, { ...terms, prices: { ...terms.prices, standingCharge: 6_000_000 } });
    meter.esme.changed();
    meter.act(BALANCE, 2, pence(100_000));
    meter.wait(2 * DAY);
    expect(meter.ledger.paid.standing).toBe(53 * PENNY + 2 * 6000 * PENNY);
    expect(meter.client.read(...STANDING, 5)).toMatchObject({ value: { 0: { value: [{}, { value: -2 }] } } });
  });
});

describe('SMETS1 non-disablement calendar: what it refuses', () => {
  it('times that are no instants, and days that it does not have', () => {
    const meter = new Prepaying();
    expect(meter.set(CALENDAR, 10, time({ year: 2026 }))).toBe(REFUSED);
    expect(meter.set(CALENDAR, 10, time({}))).toBe('success');
    const special = (month: number, day: number): Data =>
      array(
        structure(
          { type: 'long-unsigned', value: 1 },
          { type: 'octet-string', value: Uint8Array.of(0xff, 0xff, month, 1, 0xff) },
          { type: 'unsigned', value: day },
        ),
      );
    expect(meter.set(SPECIAL_DAYS, 2, special(1, 9))).toBe(REFUSED);
    expect(meter.set(SPECIAL_DAYS, 2, special(0xfd, 1))).toBe(REFUSED);
    expect(meter.set(SPECIAL_DAYS, 2, special(1, 1))).toBe('success');
  });

  it('a passive calendar that cannot be put in force', () => {
    const meter = new Prepaying();
    meter.set(CALENDAR, 7, array());
    expect(meter.set(CALENDAR, 10, time(utc(START + HOUR)))).toBe(REFUSED);
  });
});
