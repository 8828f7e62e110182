import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUtrn, utrnFor } from '../../../src/protocol/utrn/utrn.ts';
import { firstLight } from '../bench.ts';
import { GATEWAY, MINUTE, PENNY, Prepaying } from './prepay.ts';

const { esme } = firstLight.devices;
const other = { ...esme, eui64: '00-00-5E-EF-10-00-00-02' as typeof esme.eui64 };
const strange = { ...esme, keys: { ...esme.keys, clients: { ...esme.keys.clients, 1: esme.keys.clients[2] } } };

const encoder = new TextEncoder();
const token = (digits: string) => ({ type: 'octet-string', value: encoder.encode(digits) }) as const;

/** The same digits with the last one made right. */
function withCheckDigit(digits: string): string {
  const found = Array.from({ length: 10 }, (_, last) => digits.slice(0, -1) + last).find(
    (each) => readUtrn(esme, each) !== 'format',
  );
  return found ?? digits;
}

describe('SRV 2.2 Top Up Device, and UTRNs typed in', () => {
  it('works once, by whichever way it comes first', () => {
    const meter = new Prepaying();
    const [typed, sent] = [meter.utrn(500), meter.utrn(700)];
    expect(meter.type(typed)).toBe('success');
    expect(meter.act(GATEWAY, 1, token(sent))).toBe('success');
    expect(meter.ledger.balance).toBe(2200 * PENNY);
    expect(meter.act(GATEWAY, 1, token(typed))).toBe('other-reason');
    expect(meter.type(sent)).toBe('refused');
    expect(meter.ledger.balance).toBe(2200 * PENNY);
    expect(meter.told).toEqual(['credit-added-locally', 'utrn-duplicate', 'utrn-duplicate']);
    expect(meter.payment.credits.map(({ amount }) => amount)).toEqual([500 * PENNY, 700 * PENNY]);
  });

  it('is taken in any order within the window, and never twice however many come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(80), { maxLength: 60 }), (counters) => {
        const meter = new Prepaying();
        const { window } = meter.esme.model.utrn;
        const accepted: number[] = [];
        for (const count of counters) {
          const before = meter.ledger.balance;
          const isTaken = meter.type(meter.utrn(1, count)) === 'success';
          expect(meter.ledger.balance - before).toBe(isTaken ? PENNY : 0);
          const forgotten = accepted.toSorted((a, b) => b - a)[window] ?? -1;
          expect(isTaken).toBe(!accepted.includes(count) && count > forgotten);
          if (isTaken) accepted.push(count);
        }
        expect(meter.payment.utrns.used.length).toBeLessThanOrEqual(window);
      }),
      { numRuns: 10 },
    );
  });

  it('is refused above the maximum credit, and where the balance would exceed its maximum, and may come again', () => {
    const meter = new Prepaying();
    expect(meter.type(meter.utrn(10_100, 50))).toBe('refused');
    expect(meter.told).toEqual(['maximum-credit-exceeded']);
    expect(meter.topUp(10_000)).toBe('success');
    expect(meter.topUp(10_000)).toBe('success');
    expect(meter.type(meter.utrn(9000, 51))).toBe('refused');
    expect(meter.told.at(-1)).toBe('maximum-balance-exceeded');
    expect(meter.set([1, '0.0.19.50.1.255'], 2, { type: 'double-long', value: 50_000_000 })).toBe('success');
    expect(meter.type(meter.utrn(9000, 51))).toBe('success');
  });

  it('after five wrong ones in a row typing is suspended for a while, the wire is not', () => {
    const meter = new Prepaying();
    const wrong = [utrnFor(other, 100, 1), utrnFor(strange, 100, 1)] as const;
    for (let i = 0; i < 5; i++) meter.type(wrong[i % 2] as string);
    expect(meter.told).toEqual([
      'utrn-not-for-device',
      'utrn-not-authentic',
      'utrn-not-for-device',
      'utrn-not-authentic',
      'utrn-not-for-device',
      'utrn-entry-suspended',
    ]);
    expect(meter.client.read(1, '0.0.94.44.35.255', 2)).toEqual({ type: 'boolean', value: true });
    const good = meter.utrn(100);
    expect(meter.type(good)).toBe('refused');
    expect(meter.told.at(-1)).toBe('utrn-locked-out');
    expect(meter.act(GATEWAY, 1, token(meter.utrn(100)))).toBe('success');
    meter.wait(30 * MINUTE);
    expect(meter.type(good)).toBe('success');
  });

  it('a good one in between makes the count of wrong ones begin anew; a mistyped one does not count', () => {
    const meter = new Prepaying();
    const wrong = utrnFor(other, 100, 1);
    for (let i = 0; i < 4; i++) meter.type(wrong);
    for (let i = 0; i < 4; i++) meter.type(`${wrong.slice(0, -1)}${(Number(wrong.at(-1)) + 1) % 10}`);
    meter.topUp(100);
    for (let i = 0; i < 4; i++) meter.type(wrong);
    expect(meter.told).not.toContain('utrn-entry-suspended');
  });

  it('is not taken in credit mode', () => {
    const meter = new Prepaying({ mode: 'credit' });
    const { balance } = meter.ledger;
    expect(meter.topUp(100)).toBe('refused');
    expect(meter.ledger.balance).toBe(balance);
  });

  it('shows at the token gateway', () => {
    const meter = new Prepaying();
    expect(meter.client.read(...GATEWAY, 2)).toEqual(token(''));
    const digits = withCheckDigit(meter.utrn(100));
    meter.act(GATEWAY, 1, token(digits));
    expect(meter.client.read(...GATEWAY, 2)).toEqual(token(digits));
    expect(meter.client.read(...GATEWAY, 5)).toEqual({ type: 'enum', value: 0 });
    expect(meter.client.read(...GATEWAY, 6)).toMatchObject({ value: [{ value: 3 }, { value: '' }] });
    meter.type('1');
    expect(meter.client.read(...GATEWAY, 5)).toEqual({ type: 'enum', value: 2 });
    expect(meter.client.read(...GATEWAY, 6)).toMatchObject({ value: [{ value: 4 }, { value: '' }] });
  });
});
