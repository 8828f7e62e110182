import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { Enrolled } from './enrolled.ts';
import { electricityUpdate, gasUpdate, type Plan } from './tariff-arbitraries.ts';

const CALENDAR = '0.0.13.0.0.255';
const COMMANDS = '0.0.10.0.120.255';
const PRICE_TIME = '0.0.130.2.255.255';

const always = { year: undefined, month: 1, day: 1, weekday: undefined };
const everyDay = { year: undefined, month: undefined, day: undefined, weekday: undefined };

/** One rate all day, at 20 pence a kWh and 50 pence a day. */
const simple: Plan = {
  isBlock: false,
  days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 1 }] }],
  weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 1] }],
  seasons: [{ name: 'ALL', start: always, week: 1 }],
  specialDays: [],
  thresholds: Array.from({ length: 8 }, () => [4_294_967_295]),
  scale: -5,
  prices: [[20_000], [30_000]],
  standingScale: -5,
  standingCharge: 25_000,
};
const secondRate: Plan = { ...simple, days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 2 }] }] };
const byBlock: Plan = {
  ...simple,
  isBlock: true,
  thresholds: Array.from({ length: 8 }, () => [100, 200, 300]),
  prices: [[10_000, 11_000, 12_000, 13_000]],
};

let enrolled: Enrolled;
beforeEach(async () => {
  enrolled = await Enrolled.open();
});
afterEach(() => enrolled.close());

async function tariffOf(role: string): Promise<Record<string, unknown>> {
  const { body } = await enrolled.submit(role, '4.11.1');
  return (body?.['Electricity'] ?? body?.['Gas'] ?? expect.fail('no tariff')) as Record<string, unknown>;
}

async function succeed(role: string, srv: string, parameters: unknown = {}): Promise<ServiceResponse> {
  const response = await enrolled.submit(role, srv, parameters);
  expect([response.responseCode, response.debug]).toEqual(['I0', undefined]);
  return response;
}

async function failure(role: string, srv: string, parameters: unknown): Promise<string> {
  const { responseCode, debug } = await enrolled.submit(role, srv, parameters);
  expect(responseCode).toBe('E1000');
  return debug?.[0]?.error ?? expect.fail('no error');
}

const later = (hours: number): string => enrolled.target.clock.now().add({ hours }).toString();
const pricesOf = ({ PriceElements }: { readonly PriceElements: object }) => ({ PriceElements });

describe('SRV 1.1.1', () => {
  it('everything waits until the last step activates it', async () => {
    await succeed('esme', '1.1.1', electricityUpdate(simple));
    const operations = enrolled.takeOperations('esme');
    const changes = operations.filter((each) => !each.includes(' get '));
    expect(changes.slice(0, 2)).toEqual([`1 set ${CALENDAR} 10: success`, `1 set ${PRICE_TIME} 2: success`]);
    expect(
      changes.slice(2, -1).every((each) => / set 0\.0\.(130\.2|13\.0)\.[0-9]\.255 [26789]: success/.test(each)),
    ).toBe(true);
    expect(changes.at(-1)).toBe(`1 action ${CALENDAR} 1: success`);
    expect(operations.at(-1)).toBe(changes.at(-1));
  });

  it.each([
    ['esme', electricityUpdate, 20_000],
    ['gsme', gasUpdate, 20_000],
  ])('the prices of the tariff are those that are used: %s', async (role, update, price) => {
    await succeed(role, '1.1.1', update(simple));
    expect(await tariffOf(role)).toMatchObject({ PrimaryActiveTariffPrice: price });
    await succeed(role, '1.1.1', update(secondRate));
    expect(await tariffOf(role)).toMatchObject({ PrimaryActiveTariffPrice: 30_000 });
  });

  it.each([
    ['esme', electricityUpdate],
    ['gsme', gasUpdate],
  ])('at a time to come nothing changes before it, by the device: %s', async (role, update) => {
    const before = await tariffOf(role);
    await succeed(role, '1.1.1', { ExecutionDateTime: later(2), ...update(secondRate) });
    await enrolled.sleep({ hours: 1 });
    expect(await tariffOf(role)).toEqual(before);
    await enrolled.sleep({ hours: 1, minutes: 1 });
    expect(await tariffOf(role)).toMatchObject({ PrimaryActiveTariffPrice: 30_000 });
  });

  it('a time that has passed is now', async () => {
    await succeed('esme', '1.1.1', { ExecutionDateTime: '2020-01-01T00:00:00Z', ...electricityUpdate(secondRate) });
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 30_000 });
  });

  it('what waited is given up for what comes after it', async () => {
    await succeed('esme', '1.1.1', { ExecutionDateTime: later(2), ...electricityUpdate(secondRate) });
    await succeed('esme', '1.1.1', electricityUpdate(simple));
    await enrolled.sleep({ hours: 3 });
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 20_000 });
  });

  it.each([
    ['esme', electricityUpdate],
    ['gsme', gasUpdate],
  ])('what waits is cancelled by the date that DUIS has for it: %s', async (role, update) => {
    const cancelled = { ExecutionDateTime: '3000-12-31T00:00:00.00Z' };
    await succeed(role, '1.1.1', update(simple));
    await succeed(role, '1.2.1', { ExecutionDateTime: later(3), ...pricesOf(update({ ...simple, prices: [[1]] })) });
    await succeed(role, '1.2.1', { ...cancelled, ...pricesOf(update(simple)) });
    await succeed(role, '1.1.1', { ExecutionDateTime: later(3), ...update(secondRate) });
    await succeed(role, '1.1.1', { ...cancelled, ...update(secondRate) });
    await enrolled.sleep({ hours: 4 });
    expect(await tariffOf(role)).toMatchObject({ PrimaryActiveTariffPrice: 20_000 });
  });

  it('special days are in force with their calendar, not before', async () => {
    const special = { ...simple, days: [...simple.days, { name: 2, switches: [{ at: '00:00:00Z', rate: 3 }] }] };
    await succeed('esme', '1.1.1', electricityUpdate({ ...special, specialDays: [{ date: everyDay, day: 2 }] }));
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 0 });
    await succeed('esme', '1.1.1', { ExecutionDateTime: later(2), ...electricityUpdate(secondRate) });
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 0 });
    await enrolled.sleep({ hours: 3 });
    const { PrimaryActiveTariffPrice, TariffSwitchingTableSpecialDays } = await tariffOf('esme');
    expect([PrimaryActiveTariffPrice, TariffSwitchingTableSpecialDays]).toEqual([30_000, { SpecialDay: [] }]);
  });

  it('special days of a tariff that the device refuses change nothing', async () => {
    const days = [...simple.days, { name: 2, switches: [{ at: '00:00:00Z', rate: 1 }] }];
    await succeed('esme', '1.1.1', electricityUpdate({ ...simple, days, specialDays: [{ date: everyDay, day: 2 }] }));
    const before = await tariffOf('esme');
    const unordered = { ...secondRate, thresholds: simple.thresholds.map(() => [3, 2, 1]) };
    const refused = await failure(
      'esme',
      '1.1.1',
      electricityUpdate({ ...unordered, specialDays: [{ date: always, day: 1 }] }),
    );
    expect(refused).toContain(`ACTION ${CALENDAR} (class 20) 1: other-reason`);
    expect(await tariffOf('esme')).toEqual(before);
  });

  it('the device refuses what it does not have, and nothing changes', async () => {
    const before = await tariffOf('esme');
    for (const asked of [
      { ...simple, scale: -6 },
      { ...simple, days: [{ name: 1, switches: [{ at: '00:15:00Z', rate: 1 }] }] },
      { ...simple, seasons: [{ name: 'ANY', start: { ...everyDay, day: 1 }, week: 1 }] },
    ]) {
      expect(await failure('esme', '1.1.1', electricityUpdate(asked))).toContain('other-reason');
      expect(await tariffOf('esme')).toEqual(before);
    }
  });

  it.each([
    ['a day that is not there', { weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 2] }] }, 'day profile 2'],
    ['a week that is not there', { seasons: [{ name: 'ALL', start: always, week: 2 }] }, 'week profile 2'],
    ['a special day that is not there', { specialDays: [{ date: always, day: 3 }] }, 'day profile 3'],
    ['a day twice', { days: [simple.days[0], simple.days[0]] as Plan['days'] }, 'day profile 1 twice'],
    ['a price below zero', { prices: [[-1]] }, 'a price of -1'],
    ['a standing charge below zero', { standingCharge: -1 }, 'a price of -1'],
  ])('SRV 1.1.1: %s is refused before anything is sent', async (_, change, found) => {
    expect(await failure('esme', '1.1.1', electricityUpdate({ ...simple, ...change }))).toContain(found);
    expect(enrolled.takeOperations('esme')).toEqual([]);
  });

  it('prices of another kind than the days, and both kinds, are refused before anything is sent', async () => {
    const { ElecTariffElements } = electricityUpdate(simple);
    const { PriceElements } = electricityUpdate(byBlock);
    expect(await failure('esme', '1.1.1', { ElecTariffElements, PriceElements })).toContain("isn't priced by block");
    const { StandingCharge, StandingChargeScale, PriceScale } = PriceElements.ElectricityPriceElements;
    const price = { index: 1, Value: 1 };
    const HybridTariff = { BlockPrices: [{ index: 1, BlockPrice: [price] }], TOUPrice: [price] };
    const hybrid = {
      ElectricityPriceElements: { StandingCharge, StandingChargeScale, PriceScale, HybridTariff },
    };
    expect(await failure('esme', '1.1.1', { ElecTariffElements, PriceElements: hybrid })).toContain('hybrid');
    const { GasTariffElements } = gasUpdate(simple);
    const gasPrices = pricesOf(gasUpdate({ ...byBlock, thresholds: [[1]] }));
    expect(await failure('gsme', '1.1.1', { GasTariffElements, ...gasPrices })).toContain("isn't priced by block");
    expect([...enrolled.takeOperations('esme'), ...enrolled.takeOperations('gsme')]).toEqual([]);
  });

  it('prices in a currency that the meter has not are refused before anything is written', async () => {
    const { ElecTariffElements, PriceElements } = electricityUpdate(simple);
    const inEuro = { ElecTariffElements: { ...ElecTariffElements, CurrencyUnits: 'ECB' }, PriceElements };
    expect(await failure('esme', '1.1.1', inEuro)).toContain('GBP');
    const gas = gasUpdate(simple);
    const GasPriceElements = { ...gas.PriceElements.GasPriceElements, CurrencyUnits: 'ECB' };
    expect(await failure('gsme', '1.1.1', { ...gas, PriceElements: { GasPriceElements } })).toContain('GBP');
    expect(enrolled.takeOperations('gsme').filter((each) => !each.includes(' get '))).toEqual([]);
  });

  it('the mirror of the gas meter takes no tariff', async () => {
    expect(await enrolled.submit('gpf', '1.1.1', gasUpdate(simple))).toMatchObject({ responseCode: 'E11' });
  });
});

describe('SRV 1.2.1', () => {
  const dearer = { ...simple, prices: [[25_000], [32_000]], standingCharge: 30_000 };

  it.each([
    ['esme', electricityUpdate],
    ['gsme', gasUpdate],
  ])('prices change, now or at a time, and nothing else does: %s', async (role, update) => {
    await succeed(role, '1.1.1', update(simple));
    const before = await tariffOf(role);
    enrolled.takeOperations(role);
    await succeed(role, '1.2.1', pricesOf(update(dearer)));
    expect(enrolled.takeOperations(role).at(-1)).toBe(`1 action ${COMMANDS} 1: success`);
    const after = await tariffOf(role);
    expect(after).toMatchObject({ PrimaryActiveTariffPrice: 25_000, StandingCharge: 30_000 });
    await succeed(role, '1.2.1', { ExecutionDateTime: later(2), ...pricesOf(update(simple)) });
    await enrolled.sleep({ hours: 1 });
    expect(await tariffOf(role)).toEqual(after);
    await enrolled.sleep({ hours: 1, minutes: 1 });
    expect(await tariffOf(role)).toEqual(before);
  });

  it('prices of another kind than the tariff has are refused before anything is written', async () => {
    expect(await failure('esme', '1.2.1', pricesOf(electricityUpdate(byBlock)))).toContain('time-of-use');
    await succeed('esme', '1.1.1', electricityUpdate(byBlock));
    expect(await failure('esme', '1.2.1', pricesOf(electricityUpdate(simple)))).toContain('block');
    await succeed('esme', '1.2.1', pricesOf(electricityUpdate({ ...byBlock, prices: [[1, 2, 3, 4]] })));
    expect(await tariffOf('esme')).toMatchObject({ PriceScale: -5 });
  });

  it('prices of gas for other blocks than the tariff has are refused', async () => {
    const gasByBlock = { ...byBlock, thresholds: [[100, 200]] };
    await succeed('gsme', '1.1.1', gasUpdate(gasByBlock));
    const forThree = pricesOf(gasUpdate({ ...gasByBlock, thresholds: [[1, 2, 3]] }));
    expect(await failure('gsme', '1.2.1', forThree)).toContain('2 thresholds');
    await succeed('gsme', '1.2.1', pricesOf(gasUpdate({ ...gasByBlock, prices: [[7, 8, 9]] })));
    expect(await tariffOf('gsme')).toMatchObject({
      BlockTariff: { BlockPrice: [{ Value: 7 }, { Value: 8 }, { Value: 9 }, {}] },
    });
  });

  it('prices are refused while a tariff waits: it would come with them', async () => {
    await succeed('esme', '1.1.1', { ExecutionDateTime: later(2), ...electricityUpdate(secondRate) });
    expect(await failure('esme', '1.2.1', pricesOf(electricityUpdate(dearer)))).toContain('a tariff that waits');
    await enrolled.sleep({ hours: 3 });
    await succeed('esme', '1.2.1', pricesOf(electricityUpdate(dearer)));
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 32_000 });
  });
});

describe('SRV 4.1.2, 4.1.3, 4.1.4', () => {
  const values = (list: unknown): number[] => (list as { Value: number }[]).map(({ Value }) => Value);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

  it('the registers of the rates add up to the total, and only that of the rate in force grows', async () => {
    const rates = async () => {
      const { body } = await succeed('esme', '4.1.2');
      const { Electricity } = body as {
        Electricity: { TariffTOURegisterCollection: { TOUPrimaryRegisterValue: unknown } };
      };
      return values(Electricity.TariffTOURegisterCollection.TOUPrimaryRegisterValue);
    };
    const before = await rates();
    const { body } = await succeed('esme', '4.1.1');
    const { Value } = (body as { Electricity: { ActiveImportRegister: { Value: number } } }).Electricity
      .ActiveImportRegister;
    expect(Math.abs(sum(before) - Value)).toBeLessThan(100);
    expect(before).toHaveLength(48);
    await succeed('esme', '1.1.1', electricityUpdate(secondRate));
    const changed = await rates();
    await enrolled.sleep({ days: 1 });
    const grown = (await rates()).map((value, i) => value - (changed[i] as number));
    expect(grown[1]).toBeGreaterThan(100);
    expect(grown.filter((growth) => growth !== 0)).toHaveLength(1);
  });

  it('blocks of electricity are filled one after the other', async () => {
    const blocks = async () => {
      const { body } = await succeed('esme', '4.1.3');
      const { TariffBlockTOURegisterCollection: of } = body as {
        TariffBlockTOURegisterCollection: { TariffBlock: { CounterMatrixTOUValue: unknown }[] };
      };
      return of.TariffBlock.map(({ CounterMatrixTOUValue }) => values(CounterMatrixTOUValue)[6]);
    };
    const inSeventh = { ...byBlock, days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 7 }] }] };
    await succeed(
      'esme',
      '1.1.1',
      electricityUpdate({ ...inSeventh, prices: Array.from({ length: 7 }, () => [1, 2, 3, 4]) }),
    );
    expect((await blocks()).slice(1)).toEqual([0, 0, 0]);
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 1 });
    await enrolled.sleep({ days: 1 });
    const [first, second, third, fourth] = await blocks();
    expect([first, second, third]).toEqual([100, 100, 100]);
    expect(fourth).toBeGreaterThan(0);
    expect(await tariffOf('esme')).toMatchObject({ PrimaryActiveTariffPrice: 4 });
  });

  it('blocks of gas are told in cubic metres, and by the mirror what the meter last told it', async () => {
    const blocks = async (role: string) => {
      const { body } = await succeed(role, '4.1.4');
      const { ImportBlockCounters } = body as { ImportBlockCounters: { TariffBlockCounterValue: unknown } };
      return values(ImportBlockCounters.TariffBlockCounterValue);
    };
    expect(sum((await blocks('gsme')).slice(1))).toBe(0);
    await succeed('gsme', '1.1.1', gasUpdate({ ...byBlock, thresholds: [[100, 200, 300]] }));
    await enrolled.sleep({ days: 2 });
    expect((await blocks('gsme')).slice(1).some((value) => value > 0)).toBe(true);
    expect(sum(await blocks('gpf'))).toBeGreaterThan(1);
  });
});
