import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarIn, electricityReportOf, gasReportOf } from '../../src/dcc/s1sp/billing/calendar.ts';
import {
  dateOfElectricity,
  dateOfGas,
  electricityDate,
  electricityDateOf,
  gasDate,
  gasDateOf,
} from '../../src/dcc/s1sp/tariff/dates.ts';
import { electricityReport, reportOfElectricity } from '../../src/dcc/s1sp/tariff/electricity-report.ts';
import { gasReport, reportOfGas } from '../../src/dcc/s1sp/tariff/gas-report.ts';
import { gasTariffUpdate } from '../../src/dcc/s1sp/tariff/gas-schema.ts';
import { tariffOfGas } from '../../src/dcc/s1sp/tariff/of-gas.ts';
import type { TariffInForce } from '../../src/dcc/s1sp/tariff/read.ts';
import { cosemDate } from '../support/arbitraries.ts';
import { Enrolled } from './enrolled.ts';
import { gasUpdate, type Plan } from './tariff-arbitraries.ts';

const midnight = Temporal.PlainTime.from('00:00');
const noon = Temporal.PlainTime.from('12:00');

function tariff(changes: Partial<TariffInForce['prices']> = {}): TariffInForce {
  return {
    price: 1,
    currency: 'GBP',
    table: {
      days: [
        { name: 1, switches: [{ start: midnight, rate: 1 }] },
        {
          name: 2,
          switches: [
            { start: midnight, rate: 1 },
            { start: noon, rate: 2 },
          ],
        },
      ],
      weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 2, 2] }],
      seasons: [{ name: 'ALL', start: {}, week: 1 }],
      specialDays: [],
    },
    thresholds: [[1, 2, 3]],
    prices: {
      pricing: 'time-of-use',
      scale: -5,
      byRate: [[1], [2]],
      standingScale: -5,
      standingCharge: 1,
      ...changes,
    },
  };
}

describe('MMC 5.4, ReadTariffPrimaryElementRsp', () => {
  it('prices that are too large for PriceType are told at a larger scale', () => {
    const { Electricity } = reportOfElectricity(tariff({ byRate: [[400_000], [20_000]], standingCharge: 53_000 }));
    expect(Electricity).toMatchObject({ StandingCharge: 5300, StandingChargeScale: -4, PriceScale: -3 });
    const values = Electricity.TariffTOUPriceMatrix?.TariffTOUPrice.map(({ Value }) => Value);
    expect(values).toEqual([4000, 200]);
  });

  it('SRV 4.11.1: the standing charge that a meter is delivered with is told so', async () => {
    const enrolled = await Enrolled.open('foc-np-dual-fuel');
    const { body } = await enrolled.submit('esme', '4.11.1');
    expect(body).toMatchObject({ Electricity: { StandingCharge: 5300, StandingChargeScale: -4, PriceScale: -5 } });
    await enrolled.close();
  });

  it('prices for which no scale is exact fail the step', () => {
    expect(() => reportOfElectricity(tariff({ standingCharge: 53_001 }))).toThrow('53001E-5');
  });

  it('a day of gas that switches is told without its action', () => {
    const report = reportOfGas(tariff());
    expect(report.Gas.TariffSwitchingTable.DayProfiles.DayProfile).toEqual([
      { DayName: 1, TOUTariffAction: 1 },
      { DayName: 2 },
    ]);
    expect(gasReport.safeParse(report).success).toBe(true);
  });

  it('prices of gas at any scale are told in thousandths of a penny', () => {
    const { Gas } = reportOfGas(tariff({ scale: -2, byRate: [[6]], standingScale: -3, standingCharge: 310 }));
    expect([Gas.TOUTariff?.TariffTOUPrice, Gas.StandingCharge]).toEqual([[{ index: 1, Value: 6000 }], 31_000]);
  });

  it('what the MMC has no room for is no response', () => {
    const { table, ...others } = tariff();
    const days = [{ name: 17, switches: [] }];
    expect(electricityReport.safeParse(reportOfElectricity({ ...others, table: { ...table, days } })).success).toBe(
      false,
    );
  });
});

describe('DUIS 5.4, Date and GasDateWithWildcards', () => {
  const ofDuis = cosemDate.filter(({ year = 2014, month = 1 }) => year >= 2014 && year <= 9999 && month <= 12);

  it('dates of electricity round-trip, the last days of a month among them', () => {
    fc.assert(
      fc.property(ofDuis, (date) => {
        const written = electricityDateOf(date);
        expect(electricityDate.parse(written)).toEqual(written);
        expect(dateOfElectricity(written)).toEqual(date);
      }),
    );
  });

  it('dates of gas round-trip, and have no last days of a month', () => {
    fc.assert(
      fc.property(ofDuis, (date) => {
        if ((date.dayOfMonth ?? 1) > 31) {
          expect(() => gasDateOf(date)).toThrow('a date that DUIS has');
          return;
        }
        const written = gasDateOf(date);
        expect(gasDate.parse(written)).toEqual(written);
        expect(dateOfGas(written)).toEqual(date);
      }),
    );
  });

  it('dates of daylight saving are none', () => {
    expect(() => electricityDateOf({ month: 0xfe, dayOfMonth: 1 })).toThrow('a date that DUIS has');
  });

  it('of a choice there is exactly one element', () => {
    const both = { SpecifiedMonth: 1, NonSpecifiedMonth: {} };
    const date = electricityDateOf({});
    for (const Month of [both, {}]) {
      expect(electricityDate.safeParse({ ...date, Month }).error?.issues).toMatchObject([
        { path: ['Month'], message: 'exactly one of SpecifiedMonth, NonSpecifiedMonth' },
      ]);
    }
  });
});

it('SRV 1.1.1: gas has no more thresholds in use than it is given', () => {
  const plan: Plan = {
    isBlock: true,
    days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 1 }] }],
    weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 1] }],
    seasons: [],
    specialDays: [],
    thresholds: [[1, 2]],
    scale: -5,
    prices: [[1, 2, 3]],
    standingScale: -5,
    standingCharge: 0,
  };
  const update = gasUpdate({
    ...plan,
    seasons: [{ name: '', start: { year: undefined, month: 1, day: 1, weekday: undefined }, week: 1 }],
  });
  const { BlockTariff, ...elements } = update.PriceElements.GasPriceElements as { BlockTariff?: object };
  const three = { ...elements, BlockTariff: { ...BlockTariff, NumberOfThresholds: 3 } };
  const parameters = gasTariffUpdate.parse({ ...update, PriceElements: { GasPriceElements: three } });
  expect(() => tariffOfGas(parameters)).toThrow('NumberOfThresholds 3');
});

describe('SRV 6.2.3', () => {
  it('a meter without billing dates has no billing calendar to tell', () => {
    const none = { start: Temporal.Instant.from('2000-01-01T00:00:00Z'), period: 'none' } as const;
    expect([electricityReportOf(none), gasReportOf(none)]).toEqual([undefined, undefined]);
  });

  it('a period that no billing calendar has fails the step', () => {
    const start = { type: 'octet-string', value: Uint8Array.from([7, 0xd0, 1, 1, 0xff, 0, 0, 0, 0, 0, 0, 0]) } as const;
    expect(() => calendarIn({ type: 'structure', value: [start, { type: 'enum', value: 7 }] })).toThrow('period 7');
  });
});
