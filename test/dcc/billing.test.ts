import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarData, calendarIn, calendarOfElectricity } from '../../src/dcc/s1sp/billing/calendar.ts';
import { Enrolled } from './enrolled.ts';
import { electricityUpdate, gasUpdate, type Plan } from './tariff-arbitraries.ts';

let enrolled: Enrolled;
beforeEach(async () => {
  enrolled = await Enrolled.open();
});
afterEach(() => enrolled.close());

async function bodyOf(role: string, srv: string, parameters: unknown = {}): Promise<unknown> {
  const { responseCode, body, debug } = await enrolled.submit(role, srv, parameters);
  expect([role, srv, responseCode, debug]).toEqual([role, srv, 'I0', undefined]);
  return body;
}

const always = { ReadLogPeriod: { StartDateTime: '2000-01-01T00:00:00Z', EndDateTime: '2100-01-01T00:00:00Z' } };

interface Indexed {
  readonly index: number;
  readonly Value: number;
}
interface Entry {
  readonly Timestamp: string;
  readonly ActiveImportRegisterConsumption?: number;
  readonly ActiveImportRegisterValueConsumption?: number;
  readonly ConsumptionRegister?: number;
  readonly TariffTOURegisterMatrixValue: readonly Indexed[];
}
type Log = Readonly<Record<string, Readonly<Record<string, readonly Entry[]>>>>;

/** Entries of the log that have consumption, and those that have amounts. */
async function entriesOf(role: string, srv: '4.4.2' | '4.4.3'): Promise<readonly [readonly Entry[], readonly Entry[]]> {
  const body = (await bodyOf(role, srv, always)) as Log;
  const [consumption = [], amounts = []] = Object.values(Object.values(body)[0] ?? {});
  expect(amounts.map(({ Timestamp }) => Timestamp)).toEqual(consumption.map(({ Timestamp }) => Timestamp));
  return [consumption, amounts];
}

const oneRate: Plan = {
  isBlock: false,
  days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 1 }] }],
  weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 1] }],
  seasons: [{ name: 'ALL', start: { year: undefined, month: 1, day: 1, weekday: undefined }, week: 1 }],
  specialDays: [],
  thresholds: Array.from({ length: 8 }, () => [1]),
  scale: -5,
  prices: [[20_000]],
  standingScale: -5,
  standingCharge: 25_000,
};

describe('SRV 6.8, 6.2.3', () => {
  const monthDay = fc.integer({ min: 1, max: 28 });
  const inYear = fc.record({ DayOfMonth: monthDay, BillingPeriodStartMonth: fc.integer({ min: 1, max: 12 }) });
  const time = fc.integer({ min: 0, max: 86_399 }).map((second) => {
    const { hour, minute, second: left } = Temporal.PlainTime.from('00:00').add({ seconds: second });
    return `${[hour, minute, left].map((part) => String(part).padStart(2, '0')).join(':')}Z`;
  });
  const periodicity: fc.Arbitrary<object> = fc.oneof(
    fc.constant({ Daily: {} }),
    fc.integer({ min: 1, max: 7 }).map((Weekly) => ({ Weekly })),
    monthDay.map((Monthly) => ({ Monthly })),
    inYear.map((Quarterly) => ({ Quarterly })),
    inYear.map((SixMonthly) => ({ SixMonthly })),
    inYear.map((Yearly) => ({ Yearly })),
  );

  it('any billing calendar of electricity that is written is read back as the same', async () => {
    await fc.assert(
      fc.asyncProperty(time, periodicity, async (BillingTime, period) => {
        const ElectricityBillingCalendar = { BillingTime, ...period };
        await bodyOf('esme', '6.8', { ElectricityBillingCalendar });
        const { BillingCalendar } = (await bodyOf('esme', '6.2.3')) as { BillingCalendar: object };
        expect(BillingCalendar).toEqual({
          ElectricityBillingCalendar: { ...ElectricityBillingCalendar, BillingTime: shortest(BillingTime) },
        });
      }),
      { numRuns: 60 },
    );
  });

  it('any billing calendar of gas that is written is read back as the same, there and at the mirror', async () => {
    const start = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
      .map((date) => Temporal.Instant.fromEpochMilliseconds(Math.floor(date.getTime() / 1000) * 1000));
    const Periodicity = fc.constantFrom('Daily', 'Weekly', 'Monthly', 'Quarterly', 'SixMonthly', 'Yearly');
    await fc.assert(
      fc.asyncProperty(start, Periodicity, async (instant, period) => {
        const GasBillingCalendar = { BillingPeriodStart: instant.toString(), Periodicity: period };
        const { responseCode } = await enrolled.submit('gsme', '6.8', { GasBillingCalendar });
        const isShortMonths = instant.toZonedDateTimeISO('UTC').day > 28 && period !== 'Daily' && period !== 'Weekly';
        expect(responseCode).toBe(isShortMonths ? 'E1000' : 'I0');
        if (isShortMonths) return;
        expect(await bodyOf('gsme', '6.2.3')).toEqual({ BillingCalendar: { GasBillingCalendar } });
        await enrolled.sleep({ hours: 1 });
        expect(await bodyOf('gpf', '6.2.3')).toEqual({ BillingCalendar: { GasBillingCalendar } });
      }),
      { numRuns: 40 },
    );
  });

  it('the first billing date of electricity is the last of those asked for until now, and what follows is as asked', () => {
    const now = fc
      .date({ min: new Date('2014-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
      .map((date) => Temporal.Instant.fromEpochMilliseconds(date.getTime()));
    fc.assert(
      fc.property(now, time, periodicity, (at, text, period) => {
        const calendar = { BillingTime: Temporal.PlainTime.from(text.slice(0, -1)), ...period };
        const { start, period: name } = calendarOfElectricity(calendar, at);
        const steps = {
          none: {},
          daily: { days: 1 },
          weekly: { weeks: 1 },
          monthly: { months: 1 },
          quarterly: { years: 1 },
          'six-monthly': { years: 1 },
          yearly: { years: 1 },
        };
        const next = start.toZonedDateTimeISO('UTC').add(steps[name]).toInstant();
        expect(Temporal.Instant.compare(start, at)).toBeLessThanOrEqual(0);
        expect(Temporal.Instant.compare(next, at)).toBeGreaterThan(0);
        expect(calendarIn(calendarData({ start, period: name }))).toEqual({ start, period: name });
      }),
    );
  });

  it('the mirror of the gas meter takes no billing calendar', async () => {
    const GasBillingCalendar = { BillingPeriodStart: '2026-01-01T00:00:00Z', Periodicity: 'Daily' };
    expect(await enrolled.submit('gpf', '6.8', { GasBillingCalendar })).toMatchObject({ responseCode: 'E11' });
  });
});

/** As `Temporal` writes a time: always with its seconds. */
function shortest(time: string): string {
  return `${Temporal.PlainTime.from(time.slice(0, -1))}Z`;
}

describe('SRV 4.4.3', () => {
  it('electricity: at each billing date there is a row, of which the rates add up to the total', async () => {
    await bodyOf('esme', '6.8', { ElectricityBillingCalendar: { BillingTime: '06:30:00Z', Daily: {} } });
    const [before] = await entriesOf('esme', '4.4.3');
    await enrolled.sleep({ days: 2 });
    const [after, amounts] = await entriesOf('esme', '4.4.3');
    expect(before).toHaveLength(12);
    expect(after).toHaveLength(12);
    const added = after.slice(-2);
    expect(added.map(({ Timestamp }) => Timestamp)).toEqual(['2026-01-16T06:30:00Z', '2026-01-17T06:30:00Z']);
    for (const { ActiveImportRegisterValueConsumption: total, TariffTOURegisterMatrixValue: rates } of after) {
      expect(rates.reduce((sum, { Value }) => sum + Value, 0)).toBe(total);
      expect(rates).toHaveLength(48);
    }
    expect(amounts.at(-1)).toMatchObject({ EmergencyCreditBalance: 0, PaymentDebtRegister: 0 });
  });

  it.each(['gsme', 'gpf'])(
    'gas: at each billing date there is a row, of which the rates add up to the total: %s',
    async (role) => {
      const GasBillingCalendar = { BillingPeriodStart: '2026-01-16T06:30:00Z', Periodicity: 'Daily' };
      await bodyOf('gsme', '6.8', { GasBillingCalendar });
      await enrolled.sleep({ days: 2 });
      const [entries] = await entriesOf(role, '4.4.3');
      expect(entries.slice(-2).map(({ Timestamp }) => Timestamp)).toEqual([
        '2026-01-16T06:30:00Z',
        '2026-01-17T06:30:00Z',
      ]);
      for (const { ActiveImportRegisterValueConsumption: total, TariffTOURegisterMatrixValue: rates } of entries) {
        expect(rates.reduce((sum, { Value }) => sum + Value, 0)).toBeCloseTo(total ?? Number.NaN, 9);
      }
    },
  );
});

describe('SRV 4.4.2', () => {
  it.each([
    ['esme', electricityUpdate, 'LogEntryConsumptionAndTariffRegistersData', 'Electricity'],
    ['gsme', gasUpdate, 'LogEntryConsumptionRegister', 'Gas'],
  ])('a change of tariff is there, and not among the billing dates: %s', async (role, update, list, fuel) => {
    expect(await bodyOf(role, '4.4.2', always)).toEqual({ [fuel]: { [list]: [], LogEntryPrepaymentData: [] } });
    const [dates] = await entriesOf(role, '4.4.3');
    await bodyOf(role, '1.1.1', update(oneRate));
    const [changes] = await entriesOf(role, '4.4.2');
    expect(changes).toHaveLength(1);
    const age = Temporal.Instant.from(changes[0]?.Timestamp ?? '').until(enrolled.target.clock.now());
    expect(age.total('minutes')).toBeLessThan(5);
    expect((await entriesOf(role, '4.4.3'))[0]).toEqual(dates.slice(1));
  });

  it('only the rows of the period that is asked for come', async () => {
    const period = (StartDateTime: string, EndDateTime: string) => ({ ReadLogPeriod: { StartDateTime, EndDateTime } });
    const of = async (parameters: object) => {
      const { Electricity } = (await bodyOf('esme', '4.4.3', parameters)) as Log;
      return Electricity?.['ESMEBillingDataLogEntry']?.map(({ Timestamp }) => Timestamp);
    };
    expect(await of(period('2025-10-01T00:00:00Z', '2025-12-01T00:00:00Z'))).toEqual([
      '2025-10-01T00:00:00Z',
      '2025-11-01T00:00:00Z',
      '2025-12-01T00:00:00Z',
    ]);
    expect(await of(period('2025-10-01T00:00:01Z', '2025-10-31T23:59:59Z'))).toEqual([]);
  });
});
