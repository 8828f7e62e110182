import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Enrolled } from './enrolled.ts';
import {
  electricityPlan,
  electricityReport,
  electricityUpdate,
  gasPlan,
  gasReport,
  gasUpdate,
} from './tariff-arbitraries.ts';

let enrolled: Enrolled;
beforeAll(async () => {
  enrolled = await Enrolled.open('ioc-itron-dual-fuel');
});
afterAll(() => enrolled.close());

const RATES = 16;

async function write(role: string, update: object): Promise<void> {
  const { responseCode, debug } = await enrolled.submit(role, '1.1.1', update);
  expect([responseCode, debug]).toEqual(['I0', undefined]);
}

async function tariffOf(role: string, fuel: string): Promise<Record<string, unknown>> {
  const { body } = await enrolled.submit(role, '4.11.1');
  return (body?.[fuel] ?? expect.fail('no tariff')) as Record<string, unknown>;
}

it('SRV 1.1.1, 4.11.1: any tariff that is written to an electricity meter is read back as the same', async () => {
  await fc.assert(
    fc.asyncProperty(electricityPlan(RATES), async (plan) => {
      await write('esme', electricityUpdate(plan));
      const { PrimaryActiveTariffPrice, ...tariff } = await tariffOf('esme', 'Electricity');
      expect(tariff).toEqual(electricityReport(plan, RATES));
      expect(PrimaryActiveTariffPrice).toBeTypeOf('number');
    }),
    { numRuns: 40 },
  );
});

it('SRV 1.1.1, 4.11.1: any tariff that is written to a gas meter is read back as the same, there and at its mirror', async () => {
  await fc.assert(
    fc.asyncProperty(gasPlan, async (plan) => {
      await write('gsme', gasUpdate(plan));
      const { PrimaryActiveTariffPrice, ...tariff } = await tariffOf('gsme', 'Gas');
      expect(tariff).toEqual(gasReport(plan));
      expect(PrimaryActiveTariffPrice).toBeTypeOf('number');
      await enrolled.sleep({ hours: 1 });
      expect((await enrolled.submit('gpf', '4.11.1')).body).toMatchObject({ Gas: gasReport(plan) });
    }),
    { numRuns: 25 },
  );
});
