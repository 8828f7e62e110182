import { describe, expect, it } from 'vitest';
import { elements, numberIn } from '../bench.ts';
import { setNight } from './night.ts';
import {
  ACCOUNT,
  array,
  BALANCE,
  DAY,
  DEBTS,
  EMERGENCY,
  enumerated,
  HOUR,
  PAYMENT_DEBT,
  PENNY,
  Prepaying,
  pence,
  STANDING,
  START,
  structure,
} from './prepay.ts';

const DAILY = [7, '0.0.94.44.40.255'] as const;
const DEBT_PAYMENTS = [7, '0.0.94.44.42.255'] as const;
const SUCCESS = 'success';

const codes = ({ bench }: Prepaying): number[] => bench.state.logs.event.map(({ code }) => code);

describe('SRV 1.6 Update Payment Mode', () => {
  it('is for the critical client', () => {
    const meter = new Prepaying({ mode: 'credit' });
    const other = meter.bench.associate(2);
    const prepayment = structure(enumerated(2), enumerated(2));
    expect(other.set(...ACCOUNT, 2, prepayment)).toBe('read-write-denied');
    expect(other.action(...EMERGENCY, 3, { type: 'integer', value: 0 }).result).toBe('read-write-denied');
    expect(meter.client.read(...ACCOUNT, 2)).toEqual(structure(enumerated(1), enumerated(2)));
    expect(meter.setMode('prepayment')).toBe(SUCCESS);
    expect(meter.client.read(...ACCOUNT, 2)).toEqual(prepayment);
    expect(codes(meter)).toContain(0x0701);
  });

  it('knows no other modes, and no account that is not active', () => {
    const meter = new Prepaying();
    expect(meter.set(ACCOUNT, 2, structure(enumerated(3), enumerated(2)))).toBe('other-reason');
    expect(meter.set(ACCOUNT, 2, structure(enumerated(1), enumerated(3)))).toBe('other-reason');
  });

  it('a meter without credit is disabled by going to prepayment, and armed by going back', () => {
    const meter = new Prepaying({ mode: 'credit' });
    expect(meter.ledger.balance).toBeLessThan(0);
    meter.setMode('prepayment');
    expect(meter.supply).toBe('disconnected');
    expect(meter.told).toEqual(['low-credit', 'emergency-credit-available', 'credit-below-disablement']);
    meter.setMode('credit');
    expect(meter.supply).toBe('ready-for-reconnection');
  });

  it('writes a row of billing data', () => {
    const meter = new Prepaying();
    meter.setMode('credit');
    const { now } = meter;
    const { billing } = meter.esme.state;
    expect(billing.rows.at(-1)).toMatchObject({ cause: 'payment-mode-change', at: now });
    expect(billing.rows.at(-1)?.more.slice(-6)).toEqual([1000 * PENNY, 0, 0, 0, 0, 0]);
  });
});

describe('credit mode', () => {
  it('the balance is what was consumed and stood since the installation; nobody is told, nothing is ever due', () => {
    const meter = new Prepaying({ mode: 'credit' });
    meter.wait(90 * DAY);
    const { balance, paid } = meter.ledger;
    const consumption = meter.read([113, '0.0.19.20.0.255']) * PENNY;
    expect(balance).toBeLessThanOrEqual(-consumption - paid.standing);
    expect(balance).toBeGreaterThan(-consumption - paid.standing - PENNY);
    expect(meter.told).toEqual([]);
    expect(meter.supply).toBe('connected');
    expect(meter.esme.state.payment.ledger.at).toBeNull();
  });

  it('SRV 1.5: the balance is reset', () => {
    const meter = new Prepaying({ mode: 'credit' });
    expect(meter.act(BALANCE, 2, pence(0))).toBe(SUCCESS);
    expect(meter.read(BALANCE)).toBe(0);
    meter.wait(DAY);
    expect(meter.read(BALANCE)).toBeLessThan(-meter.read(STANDING, 11));
  });
});

describe('SRV 1.5 Update Meter Balance', () => {
  it('adds, takes and resets, and disables and arms as the balance then is', () => {
    const meter = new Prepaying();
    meter.act(BALANCE, 1, pence(250));
    expect(meter.read(BALANCE)).toBe(1250);
    meter.act(BALANCE, 1, pence(-1300));
    expect(meter.supply).toBe('disconnected');
    meter.act(BALANCE, 2, pence(0));
    expect(meter.supply).toBe('disconnected');
    meter.act(BALANCE, 1, pence(1));
    expect(meter.supply).toBe('ready-for-reconnection');
  });
});

describe('SRV 2.5 Activate Emergency Credit', () => {
  it('is possible once the balance is low, lasts until it is exhausted, and is repaid first', () => {
    const meter = new Prepaying();
    expect(meter.act(EMERGENCY, 3)).toBe('other-reason');
    meter.act(BALANCE, 2, pence(50));
    expect(numberIn(meter.client.read(...EMERGENCY, 8))).toBe(1);
    expect(meter.act(EMERGENCY, 3)).toBe(SUCCESS);
    expect(meter.act(EMERGENCY, 3)).toBe('other-reason');
    expect(meter.read(EMERGENCY)).toBe(500);
    expect(numberIn(meter.client.read(...EMERGENCY, 8))).toBe(2);
    meter.wait(6 * HOUR);
    expect(numberIn(meter.client.read(...EMERGENCY, 8))).toBe(3);
    const used = meter.ledger.granted - meter.ledger.emergency;
    expect(used).toBeGreaterThan(0);
    expect(meter.ledger.balance).toBe(0);
    expect(meter.read(ACCOUNT, 6)).toBeCloseTo((used + meter.ledger.accumulated) / PENNY, 2);
    meter.topUp(2);
    expect(meter.ledger.granted - meter.ledger.emergency).toBe(used - 2 * PENNY);
    meter.wait(5 * DAY);
    expect(numberIn(meter.client.read(...EMERGENCY, 8))).toBe(4);
    expect(meter.supply).toBe('disconnected');
    const owed = meter.ledger.accumulated + 500 * PENNY;
    meter.topUp(2000);
    expect(meter.ledger.accumulated).toBe(0);
    expect(meter.ledger.granted).toBe(0);
    expect(meter.supply).toBe('ready-for-reconnection');
    expect(2000 * PENNY - owed - meter.ledger.balance).toBeLessThan(PENNY);
    expect(meter.told).toContain('emergency-credit-exhausted');
  });

  it('arms a supply that was disabled for want of credit: alert 8168', () => {
    const meter = new Prepaying();
    meter.wait(4 * DAY);
    expect(meter.supply).toBe('disconnected');
    expect(meter.esme.operate({ kind: 'emergency-credit' })).toBe(SUCCESS);
    expect(meter.supply).toBe('ready-for-reconnection');
    expect(codes(meter).slice(-3)).toEqual([0x81ab, 0x8f32, 0x8168]);
  });
});

describe('SMETS1 disablement and the supply', () => {
  it('comes in the very second in which the credit falls below the threshold, and consumption ends with it', () => {
    const meter = new Prepaying();
    meter.wait(4 * DAY);
    const at = meter.alerts.find(({ event }) => event === 'credit-below-disablement')?.at ?? Number.NaN;
    const watched = new Prepaying();
    watched.waitUntil(at - 1000 - START);
    expect(watched.supply).toBe('connected');
    expect(watched.ledger.balance).toBeGreaterThanOrEqual(0);
    watched.wait(1000);
    expect(watched.supply).toBe('disconnected');
    expect(watched.ledger.balance).toBeLessThan(0);
    expect(meter.ledger.balance).toBe(watched.ledger.balance);
  });

  it('leaves alone a supply that is disabled for another reason', () => {
    const meter = new Prepaying();
    meter.act([70, '0.0.96.3.10.255'], 1);
    meter.act(BALANCE, 2, pence(-1));
    expect(meter.esme.state.supply.cause).toBe('command');
    meter.topUp(500);
    expect(meter.supply).toBe('disconnected');
  });

  it('goes below zero where the threshold lies there', () => {
    const meter = new Prepaying();
    meter.set(BALANCE, 6, pence(-300));
    meter.act(BALANCE, 2, pence(-100));
    expect(meter.supply).toBe('connected');
    meter.wait(3 * DAY);
    expect(meter.supply).toBe('disconnected');
    expect(Math.ceil(meter.read(BALANCE))).toBe(-300);
  });
});

describe('SMETS1 non-disablement calendar', () => {
  it('the supply stays on in it, and goes off when it ends: alert 8F83', () => {
    const meter = new Prepaying();
    setNight(meter, { from: 16, to: 24 });
    meter.waitUntil(16 * HOUR - (START % DAY));
    meter.act(BALANCE, 2, pence(1));
    meter.wait(HOUR);
    expect(meter.supply).toBe('connected');
    expect(meter.told).toContain('credit-below-disablement');
    const below = meter.ledger.balance;
    meter.wait(HOUR);
    expect(meter.ledger.balance).toBeLessThan(below);
    expect(meter.told).toContain('disablement-suspended');
    meter.waitUntil(DAY - (START % DAY) - 1000);
    expect(meter.supply).toBe('connected');
    meter.wait(1000);
    expect(meter.supply).toBe('disconnected');
  });

  it('a top-up in it calls the disablement off', () => {
    const meter = new Prepaying();
    setNight(meter, { from: 0, to: 24 });
    meter.act(BALANCE, 2, pence(-5));
    expect(meter.supply).toBe('connected');
    meter.topUp(1000);
    setNight(meter, { from: 0, to: 0 });
    expect(meter.supply).toBe('connected');
  });

  it('has days of the week and special days', () => {
    const meter = new Prepaying();
    // The beginning is a Thursday.
    setNight(meter, { from: 0, to: 24, days: [5] });
    const isOn = () => meter.client.read(1, '0.0.94.44.30.255', 2);
    expect(isOn()).toEqual({ type: 'boolean', value: false });
    const today = { type: 'octet-string', value: Uint8Array.of(0xff, 0xff, 1, 15, 0xff) } as const;
    const special = structure({ type: 'long-unsigned', value: 1 }, today, { type: 'unsigned', value: 2 });
    expect(meter.set([11, '0.0.11.0.1.255'], 2, array(special))).toBe(SUCCESS);
    expect(isOn()).toEqual({ type: 'boolean', value: true });
    meter.wait(DAY);
    expect(isOn()).toEqual({ type: 'boolean', value: true });
    meter.wait(DAY);
    expect(isOn()).toEqual({ type: 'boolean', value: false });
  });

  it('refuses a calendar whose days name other scripts', () => {
    const meter = new Prepaying();
    const calendar = [20, '0.0.13.0.1.255'] as const;
    meter.set(calendar, 9, array());
    expect(meter.act(calendar, 1)).toBe('other-reason');
    expect(codes(meter)).toContain(0x0706);
  });

  it('activates itself at the time that it is given', () => {
    const meter = new Prepaying();
    const time = Uint8Array.of(0x07, 0xea, 1, 16, 0xff, 0, 0, 0, 0, 0, 0, 0);
    expect(meter.set([20, '0.0.13.0.1.255'], 10, { type: 'octet-string', value: time })).toBe(SUCCESS);
    meter.wait(DAY);
    expect(codes(meter)).toContain(0x0705);
  });
});

describe('SRV 2.3 Update Debt', () => {
  it('time-based debts go by the hour, the day and the week, and end with an alert', () => {
    const meter = new Prepaying();
    meter.setDebt(0, 10, 3, 3600);
    meter.setDebt(1, 20, 8, 86_400);
    meter.wait(3 * HOUR);
    expect(meter.read(DEBTS[0], 12)).toBe(1);
    expect(meter.read(DEBTS[0])).toBe(9);
    meter.wait(HOUR);
    expect(meter.told).toEqual(['time-debt-1-completed']);
    meter.wait(DAY);
    expect(meter.read(DEBTS[1], 12)).toBe(12);
    expect(meter.read(ACCOUNT, 8)).toBe(12);
  });

  it('accumulates while there is nothing to take it from, unless it is suspended', () => {
    const accumulated = (suspend: boolean): number => {
      const meter = new Prepaying();
      meter.set([1, '0.0.94.44.31.255'], 2, { type: 'boolean', value: suspend });
      meter.setDebt(0, 10_000, 1, 3600);
      meter.act(BALANCE, 2, pence(-1));
      meter.wait(10 * DAY);
      return meter.read([1, '0.0.94.44.34.255']);
    };
    expect(accumulated(true)).toBe(10 * 53);
    expect(accumulated(false)).toBe(10 * 53 + 240);
  });

  it('payment-based debt takes its share of each top-up, up to its cap a week', () => {
    const meter = new Prepaying();
    meter.act(PAYMENT_DEBT, 5, pence(500));
    meter.set(PAYMENT_DEBT, 13, { type: 'long-unsigned', value: 2500 });
    meter.set([1, '0.0.94.44.33.255'], 2, pence(200));
    for (let i = 0; i < 3; i++) meter.topUp(400);
    expect(meter.read(PAYMENT_DEBT, 12)).toBe(300);
    meter.wait(5 * DAY);
    meter.topUp(800);
    expect(meter.read(PAYMENT_DEBT, 12)).toBe(100);
    const rows = elements(meter.client.read(...DEBT_PAYMENTS, 2));
    expect(rows.map((row) => elements(row)[1])).toEqual([pence(100), pence(100), pence(200)]);
    meter.wait(7 * DAY);
    meter.topUp(800);
    expect(meter.told).toContain('payment-debt-completed');
  });

  it('refuses debts and shares that cannot be', () => {
    const meter = new Prepaying();
    expect(meter.act(DEBTS[0], 5, pence(-1))).toBe('other-reason');
    expect(meter.set(DEBTS[0], 8, { type: 'double-long-unsigned', value: 60 })).toBe('other-reason');
    expect(meter.set(PAYMENT_DEBT, 13, { type: 'long-unsigned', value: 10_001 })).toBe('other-reason');
    expect(meter.act(PAYMENT_DEBT, 5, pence(-1))).toBe('other-reason');
  });

  it('takes a new rate from the passive unit charge when it is activated', () => {
    const meter = new Prepaying();
    const charge = (value: number, scale: number) =>
      structure(
        structure({ type: 'integer', value: 0 }, { type: 'integer', value: scale }),
        structure(
          { type: 'long-unsigned', value: 0 },
          { type: 'octet-string', value: new Uint8Array(6) },
          { type: 'integer', value: 0 },
        ),
        array(structure({ type: 'octet-string', value: new Uint8Array(0) }, { type: 'long', value })),
      );
    expect(meter.set(DEBTS[0], 6, charge(5, -2))).toBe(SUCCESS);
    expect(meter.act(DEBTS[0], 2)).toBe(SUCCESS);
    expect(meter.client.read(...DEBTS[0], 5)).toEqual(charge(5, -2));
    expect(meter.read(DEBTS[0], 11)).toBe(5);
  });
});

describe('SRV 4.14 Read Prepayment Daily Read Log', () => {
  it('has 31 days, each as the meter was at its midnight, whatever happened later', () => {
    const meter = new Prepaying();
    const seen: number[] = [];
    meter.waitUntil(DAY - (START % DAY));
    for (let day = 0; day < 35; day++) {
      seen.push(meter.read(BALANCE));
      meter.wait(7 * HOUR);
      meter.topUp(400 + day);
      meter.wait(17 * HOUR);
    }
    const rows = elements(meter.client.read(...DAILY, 2)).map((row) => elements(row));
    expect(rows).toHaveLength(31);
    expect(rows.map((row) => numberIn(row[1] as never) / 1000)).toEqual([...seen.slice(-30), meter.read(BALANCE)]);
  });
});

describe('Blue Book Account (111)', () => {
  it('says in its status what the credit is like', () => {
    const meter = new Prepaying();
    const bits = () => (meter.client.read(...ACCOUNT, 4) as { value: string }).value;
    expect(bits()).toBe('10100000');
    meter.act(BALANCE, 2, pence(50));
    expect(bits()).toBe('11110000');
    meter.act(EMERGENCY, 3);
    expect(bits()).toBe('10001000');
    meter.act(BALANCE, 2, pence(0));
    expect(bits()).toBe('10000100');
    expect(meter.read(ACCOUNT, 3) * 1000).toBe(1);
    meter.act(BALANCE, 2, pence(-600));
    expect(bits()).toBe('01000110');
    expect(meter.read(ACCOUNT, 5)).toBe(0);
  });

  it('cannot be closed nor reset', () => {
    const meter = new Prepaying();
    expect([1, 2, 3].map((method) => meter.act(ACCOUNT, method))).toEqual([SUCCESS, 'other-reason', 'other-reason']);
  });
});
