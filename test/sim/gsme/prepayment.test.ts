import { describe, expect, it } from 'vitest';
import { utrnFor } from '../../../src/protocol/utrn/utrn.ts';
import { currentLedger } from '../../../src/sim/payment/account.ts';
import { GasBench, gsmeEntry, gsmeModel } from './gas-bench.ts';

/** Millionths. */
const PENNY = 1_000_000;
const prepaying = { ...gsmeModel, payment: { ...gsmeModel.payment, mode: 'prepayment' as const, balance: 1000 } };

describe('SMETS1 gas in prepayment mode', () => {
  it('charges volume by the energy that it gives, and the standing charge, from the balance', () => {
    const bench = new GasBench({ entry: { model: prepaying } });
    const { device } = bench;
    const litres = device.registers.total(0, device.now());
    const before = currentLedger(device).balance;
    bench.pass({ hours: 24 });
    const kilowattHours = ((device.registers.total(0, device.now()) - litres) * 39.5 * 1.02264) / 3.6 / 1000;
    const due = kilowattHours * 6.2 + 31;
    expect(Math.abs((before - currentLedger(device).balance) / PENNY - due)).toBeLessThan(1);
  });

  it('closes the valve when the credit is used up; a UTRN arms the supply, and the consumer opens it', () => {
    const bench = new GasBench({ entry: { model: prepaying } });
    const { device } = bench;
    for (let hour = 0; hour < 24 * 30 && device.state.supply.closed; hour++) bench.pass({ hours: 1 });
    expect(device.state.supply).toMatchObject({ state: 'disconnected', closed: false, cause: 'credit' });
    const shut = device.registers.total(0, device.now());
    expect(device.operate({ kind: 'supply', trigger: 'manual-reconnect' })).toBe('refused');
    expect(device.operate({ kind: 'utrn', digits: utrnFor(gsmeEntry, 2000, 0) })).toBe('success');
    expect(device.state.supply).toMatchObject({ state: 'ready-for-reconnection', closed: false });
    bench.pass({ hours: 5 });
    expect(device.registers.total(0, device.now())).toBe(shut);
    expect(device.operate({ kind: 'supply', trigger: 'manual-reconnect' })).toBe('success');
    bench.pass({ hours: 12 });
    expect(bench.recorded('event')).toContain('valve-tested');
    expect(device.registers.total(0, device.now())).toBeGreaterThan(shut);
  });

  it('keeps the supply armed where something is left on, whatever was paid', () => {
    const bench = new GasBench({ entry: { model: { ...prepaying, payment: { ...prepaying.payment, balance: 1 } } } });
    const { device } = bench;
    bench.pass({ hours: 48 });
    device.operate({ kind: 'utrn', digits: utrnFor(gsmeEntry, 2000, 0) });
    device.operate({ kind: 'gas', fault: 'uncontrolled-flow' });
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    bench.pass({ minutes: 1 });
    expect(device.state.supply).toMatchObject({ state: 'ready-for-reconnection', cause: 'flow' });
  });
});
