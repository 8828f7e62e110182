import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import type { EsmeEntry } from '../../../src/sim/installation/entries.ts';
import { firstLight } from '../bench.ts';

const { esme } = firstLight.devices;

function stateOf(change: Partial<EsmeEntry>) {
  return createEsme({ ...esme, ...change }, new VirtualClock(firstLight.start), firstLight.seed).state;
}

describe('installation: how a meter is configured when it begins', () => {
  const model = stateOf({ configuration: 'default' });

  it('default: as its model begins', () => {
    expect(stateOf({})).toEqual(model);
    expect(model.customer.supplierName).toBe('');
  });

  it('stale: another name and other prices than those of today', () => {
    const stale = stateOf({ configuration: 'stale' });
    const current = stateOf({ configuration: 'current' });
    expect(stale.customer.supplierName).not.toBe(current.customer.supplierName);
    expect(current.tariff).toEqual(model.tariff);
    const priceOf = ({ tariff }: typeof stale): number => tariff.terms[0]?.prices.timeOfUse[0] ?? 0;
    expect(priceOf(stale)).toBeLessThan(priceOf(current));
    expect(priceOf(stale)).toBeGreaterThan(0);
    const standingOf = ({ tariff }: typeof stale): number => tariff.terms[0]?.prices.standingCharge ?? 0;
    expect(standingOf(stale)).toBeLessThan(standingOf(current));
    // What the ledger takes a day is what the tariff says.
    expect(stale.payment.ledger.standing).toBe(standingOf(stale) * 1000);
  });

  it('settings: payment mode, balance and supplier win over both', () => {
    const settings = { 'payment-mode': 'prepayment', balance: 1234, supplier: 'ANOTHER' } as const;
    const state = stateOf({ configuration: 'stale', settings });
    expect(state.payment).toMatchObject({ mode: 'prepayment' });
    expect(state.payment.ledger.balance).not.toBe(model.payment.ledger.balance);
    expect(state.customer.supplierName).toBe('ANOTHER');
  });

  it('what is alike is one value for all meters', () => {
    const [one, other] = [stateOf({ configuration: 'stale' }), stateOf({ configuration: 'stale' })];
    expect(other.customer).toBe(one.customer);
    expect(other.tariff.terms[0]).toBe(one.tariff.terms[0]);
  });
});
