import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obisBytes } from '../../src/core/identifiers.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Device, StepFailed } from '../../src/dcc/s1sp/device.ts';
import { creditParts, payment } from '../../src/dcc/s1sp/objects/payment.ts';
import { wasMade } from '../../src/dcc/s1sp/payment/change.ts';
import { inPence, Money, ofPence, rescaled } from '../../src/dcc/s1sp/payment/money.ts';
import { gasRecoveryOf, recoveryOfGas } from '../../src/dcc/s1sp/payment/recovery.ts';
import type { GetResult } from '../../src/protocol/cosem/apdu/get.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';

const account = '0.0.19.0.0.255 15';
const balance = '0.0.19.10.0.255 2';

/** A device that answers each attribute, named as `0.0.19.0.0.255 15`, with what it was given. */
function deviceWith(attributes: Readonly<Record<string, Data>>): Device {
  const services: CosemServices = {
    get: async ({ instance, attribute }): Promise<GetResult> => {
      const value = attributes[`${[...obisBytes(instance)].join('.')} ${attribute}`];
      return value === undefined ? { error: 'object-undefined' } : { data: value };
    },
    set: async () => 'read-write-denied',
    action: async () => ({ result: 'object-unavailable' }),
  };
  return new Device(services);
}

function currency(scale: number, name = 'GBP', unit = 2): Data {
  return {
    type: 'structure',
    value: [
      { type: 'utf8-string', value: name },
      { type: 'integer', value: scale },
      { type: 'enum', value: unit },
    ],
  };
}

async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof StepFailed ? error.debug.error : expect.fail(`not a failed step: ${error}`);
}

describe('money of DUIS and the MMC is in thousandths of a penny', () => {
  it('whatever a meter counts in, an amount is told exactly, or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -8, max: 0 }),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        async (scale, value) => {
          const device = deviceWith({ [account]: currency(scale), [balance]: { type: 'double-long', value } });
          const money = await Money.of(device);
          const told = await money.read(payment.meterBalance, creditParts.amount).catch(() => undefined);
          if (told === undefined) expect(scale < -5 && value % 10 ** (-5 - scale) !== 0).toBe(true);
          else {
            expect(BigInt(told) * 1000n).toBe(BigInt(value) * 10n ** BigInt(scale + 8));
            expect(money.data(told)).toEqual({ type: 'double-long', value });
          }
        },
      ),
    );
  });

  it('a meter that counts pence is given no thousandths, and none is given more than it can hold', async () => {
    const money = await Money.of(deviceWith({ [account]: currency(-2) }));
    expect(money.data(5000)).toEqual({ type: 'double-long', value: 5 });
    expect(() => money.data(5001)).toThrow('a whole number of 1E-2 pounds');
    const fine = await Money.of(deviceWith({ [account]: currency(-8) }));
    expect(() => fine.data(2 ** 31 - 1)).toThrow('more than the meter can hold');
  });

  it.each([
    ['another currency', currency(-5, 'EUR'), 'another currency'],
    ['a count of something else', currency(-5, 'GBP', 1), 'unit 1'],
    ['no currency', { type: 'structure', value: [] } as Data, 'another currency'],
  ])('%s fails the step', async (_, data, error) => {
    expect(await failure(Money.of(deviceWith({ [account]: data })))).toContain(error);
  });

  it('pence and thousandths', () => {
    expect(ofPence(255)).toBe(255_000);
    expect(inPence(255_000)).toBe(255);
    expect(() => inPence(255_001)).toThrow('step-value-unexpected');
    expect(rescaled(-12n, -2, -5)).toBe(-12_000);
  });
});

describe('SRV 2.3: rates of gas', () => {
  it('are said exactly in the 16 bits and the scale of a charge, or not at all', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.constantFrom('HOURLY', 'DAILY'),
        (rate, period) => {
          const given = { DebtRecoveryRate: rate, DebtRecoveryRatePeriod: period };
          try {
            expect(gasRecoveryOf(recoveryOfGas(given))).toEqual(given);
          } catch (error) {
            expect(error).toMatchObject({ code: 'step-value-unexpected' });
            expect(rate % 10 !== 0 || Math.abs(rate) > 32_768 * 10).toBe(true);
          }
        },
      ),
    );
    expect(recoveryOfGas({ DebtRecoveryRate: 1_000_000, DebtRecoveryRatePeriod: 'DAILY' })).toMatchObject({
      rate: 10_000,
      scale: -3,
    });
  });
});

describe('what became of a change whose answer is lost', () => {
  const thousandth = 1000;
  it('is found out rightly or not at all, whatever the charges took meanwhile', () => {
    const scene = fc.record({
      amount: fc.integer({ min: -1e9, max: 1e9 }),
      paid: fc.array(fc.nat(1e9), { minLength: 4, maxLength: 4 }),
      // Thousandths of the unit: what a meter knows is finer than what it shows.
      took: fc.array(fc.nat(3_000_000), { minLength: 4, maxLength: 4 }),
      fromElsewhere: fc.nat(100),
      by: fc.integer({ min: -1e6, max: 1e6 }).filter((by) => by !== 0),
      isMade: fc.boolean(),
    });
    const shown = (value: number): number => Math.floor(value / thousandth);
    const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
    fc.assert(
      fc.property(scene, ({ amount, paid, took, fromElsewhere, by, isMade }) => {
        const fromHere = Math.floor((sum(took) * (100 - fromElsewhere)) / 100);
        const before = { amount: shown(amount), taken: sum(paid.map(shown)) };
        const after = {
          amount: shown(amount - fromHere + (isMade ? by * thousandth : 0)),
          taken: sum(paid.map((each, i) => shown(each + (took[i] as number)))),
        };
        try {
          expect(wasMade({ before, after, by })).toBe(isMade);
        } catch (error) {
          if ((error as { code?: string }).code !== 'step-value-unexpected') throw error;
          // Undecided only where charges may have taken about as much as was to be changed.
          expect(after.taken - before.taken + 10).toBeGreaterThanOrEqual(Math.abs(by));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is not told from amounts that are as high as a meter can show', () => {
    const most = 2 ** 31 - 1;
    expect(() =>
      wasMade({ before: { amount: 0, taken: most }, after: { amount: 100, taken: most }, by: 100 }),
    ).toThrow();
  });
});
