import { describe, expect, it } from 'vitest';
import { Vending } from '../../src/dcc/vending.ts';
import { readUtrn, utrnFor } from '../../src/protocol/utrn/utrn.ts';
import { installation } from '../links/simulated.ts';
import { StandIn } from './stand-in.ts';

const { esme } = installation.devices;
const prepayment = { SuspendDebtDisabled: false, SuspendDebtEmergency: false, DisablementThreshold: -1_000_000 };

/** Vending that has the last token of a meter from here. */
function vendingAfter(token: string): Vending {
  const s1sp = { visit: async () => token } as never;
  return new Vending({ s1sp, keysOf: (device) => (device === esme.eui64 ? esme.keys : undefined) });
}

function counterOf(digits: string): number {
  const contents = readUtrn(esme, digits);
  return typeof contents === 'string' ? expect.fail(contents) : contents.counter;
}

describe('SRV 2.2: UTRNs are vended', () => {
  it('with counters that never repeat, also where two are asked for at once', async () => {
    const vending = vendingAfter('');
    const digits = await Promise.all([100, 200, 300, 10_000].map((pence) => vending.vend(esme.eui64, pence)));
    expect(digits.map(counterOf)).toEqual([0, 1, 2, 3]);
    expect(digits.map((each) => readUtrn(esme, each))).toMatchObject([{ pence: 100 }, {}, {}, { pence: 10_000 }]);
  });

  it.each([
    ['a token of the meter', utrnFor(esme, 100, 41), 42],
    ['digits that are none of its UTRNs', '12345678901234567890', 0],
  ])('going on from %s', async (_, token, counter) => {
    expect(counterOf(await vendingAfter(token).vend(esme.eui64, 100))).toBe(counter);
  });

  it('for a device without known keys: device-route-unknown; for no sum that a UTRN can say: utrn-value-invalid', async () => {
    const vending = vendingAfter('');
    await expect(vending.vend('00-00-5E-EF-10-00-00-99' as typeof esme.eui64, 100)).rejects.toMatchObject({
      code: 'device-route-unknown',
    });
    await expect(vending.vend(esme.eui64, 0)).rejects.toMatchObject({ code: 'utrn-value-invalid' });
    expect(counterOf(await vending.vend(esme.eui64, 100))).toBe(0);
    const last = vendingAfter(utrnFor(esme, 100, 99_999));
    await expect(last.vend(esme.eui64, 100)).rejects.toMatchObject({ code: 'utrn-value-invalid' });
  });

  it('and the meter takes each of them, also after another bench has vended', async () => {
    const standIn = new StandIn();
    await standIn.submit('1.6', { Prepayment: prepayment });
    for (const bench of [1, 2]) {
      const vending = new Vending({ s1sp: standIn.s1sp, keysOf: () => esme.keys });
      for (const pence of [500, 700]) {
        const { responseCode } = await standIn.submit('2.2', { UTRN: await vending.vend(esme.eui64, pence) });
        expect([bench, pence, responseCode]).toEqual([bench, pence, 'I0']);
      }
    }
    await standIn.dcc.close();
  });
});
