import fc from 'fast-check';

/** What a DUIS choice of one of several elements looks like. */
type Choice = Readonly<Record<string, number | object>>;

const nothing = {};
const withIndex = <T>(values: readonly T[]) => values.map((Value, i) => ({ index: i + 1, Value }));

/** Half-hours of a day, not always from midnight on. */
const switchTimes = fc
  .uniqueArray(fc.integer({ min: 0, max: 47 }), { minLength: 1, maxLength: 7 })
  .map((halfHours) => halfHours.toSorted((a, b) => a - b).map(timeOfHalfHour));

function timeOfHalfHour(halfHour: number): string {
  return `${String(Math.floor(halfHour / 2)).padStart(2, '0')}:${halfHour % 2 === 0 ? '00' : '30'}:00Z`;
}

const everyDay = { year: undefined, month: undefined, day: undefined, weekday: undefined };

/** A date on which a season can start: any year or one, a month, a day that each year has, any weekday or one; or no date. */
const seasonDate = fc
  .tuple(
    fc.option(fc.integer({ min: 2014, max: 2099 }), { nil: undefined }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  )
  .map(([year, month, day, weekday]) => ({ year, month, day, weekday }));

const seasonStart = fc.oneof({ weight: 4, arbitrary: seasonDate }, fc.constant(everyDay));

const specialDate = fc.record({
  year: fc.option(fc.integer({ min: 2014, max: 2099 }), { nil: undefined }),
  month: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  day: fc.option(fc.integer({ min: 1, max: 28 }), { nil: undefined }),
  weekday: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
});
interface Wildcards {
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly weekday: number | undefined;
}

const chosen = (value: number | undefined, specified: string, not: string): Choice =>
  value === undefined ? { [not]: nothing } : { [specified]: value };

export function electricityDate({ year, month, day, weekday }: Wildcards) {
  return {
    Year: chosen(year, 'SpecifiedYear', 'NonSpecifiedYear'),
    Month: chosen(month, 'SpecifiedMonth', 'NonSpecifiedMonth'),
    DayOfMonth: chosen(day, 'SpecifiedDayOfMonth', 'NonSpecifiedDayOfMonth'),
    DayOfWeek: chosen(weekday, 'SpecifiedDayOfWeek', 'NonSpecifiedDayOfWeek'),
  };
}

export function gasDate({ year, month, day, weekday }: Wildcards) {
  return {
    GasYearWithWildcards: chosen(year, 'SpecifiedYear', 'NonSpecifiedYear'),
    GasMonthWithWildcards: chosen(month, 'SpecifiedMonth', 'NonSpecifiedMonth'),
    GasDayOfMonthWithWildcards: chosen(day, 'SpecifiedDayOfMonth', 'GasNonSpecifiedDayOfMonth'),
    GasDayOfWeekWithWildcards: chosen(weekday, 'SpecifiedDayOfWeek', 'NonSpecifiedDayOfWeek'),
  };
}

/** A tariff, apart from how DUIS and the MMC write it down. */
export interface Plan {
  readonly isBlock: boolean;
  readonly days: readonly {
    readonly name: number;
    readonly switches: readonly { readonly at: string; readonly rate: number }[];
  }[];
  readonly weeks: readonly { readonly name: number; readonly days: readonly number[] }[];
  readonly seasons: readonly { readonly name: string; readonly start: Wildcards; readonly week: number }[];
  readonly specialDays: readonly { readonly date: Wildcards; readonly day: number }[];
  readonly thresholds: readonly (readonly number[])[];
  readonly scale: number;
  /** By rate; of a plan by block, and by block. */
  readonly prices: readonly (readonly number[])[];
  readonly standingScale: number;
  readonly standingCharge: number;
}

interface Limits {
  readonly days: number;
  readonly weeks: number;
  readonly seasons: number;
  readonly specialDays: number;
  readonly rates: number;
  readonly blockRates: number;
  readonly mostPrice: number;
  readonly scales: { readonly min: number; readonly max: number };
  readonly switchesInDay: boolean;
}

/** A plan that a meter with so many rates can follow. */
function plan(limits: Limits): fc.Arbitrary<Plan> {
  const names = (most: number) => fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: most });
  const ascending = fc
    .array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 1, maxLength: 3 })
    .map((thresholds) => thresholds.toSorted((a, b) => a - b));
  return fc
    .record({ isBlock: fc.boolean(), dayNames: names(limits.days), weekNames: names(limits.weeks) })
    .chain(({ isBlock, dayNames, weekNames }) => {
      const rates = isBlock ? limits.blockRates : limits.rates;
      const rate = fc.integer({ min: 1, max: rates });
      const times = limits.switchesInDay ? switchTimes : fc.constant(['00:00:00Z']);
      const switches = times.chain((at) => fc.tuple(...at.map((time) => rate.map((of) => ({ at: time, rate: of })))));
      const price = fc.integer({ min: 0, max: limits.mostPrice });
      const scale = fc.integer(limits.scales);
      return fc.record({
        isBlock: fc.constant(isBlock),
        days: fc.tuple(...dayNames.map((name) => switches.map((of) => ({ name, switches: of })))),
        weeks: fc.tuple(
          ...weekNames.map((name) =>
            fc.array(fc.constantFrom(...dayNames), { minLength: 7, maxLength: 7 }).map((days) => ({ name, days })),
          ),
        ),
        seasons: fc.array(
          fc.record({ name: fc.string({ maxLength: 8 }), start: seasonStart, week: fc.constantFrom(...weekNames) }),
          { minLength: 1, maxLength: limits.seasons },
        ),
        specialDays: fc.array(fc.record({ date: specialDate, day: fc.constantFrom(...dayNames) }), {
          maxLength: limits.specialDays,
        }),
        thresholds: fc.array(ascending, { minLength: limits.blockRates, maxLength: limits.blockRates }),
        scale,
        prices: fc.array(fc.array(price, { minLength: 1, maxLength: isBlock ? 4 : 1 }), {
          minLength: 1,
          maxLength: rates,
        }),
        standingScale: scale,
        standingCharge: price,
      });
    });
}

/** Of an electricity meter: its prices at most a thousand pounds, as PriceType has them. */
export const electricityPlan = (rates: number): fc.Arbitrary<Plan> =>
  plan({
    days: 16,
    weeks: 4,
    seasons: 4,
    specialDays: 50,
    rates,
    blockRates: 8,
    mostPrice: 1000,
    scales: { min: -5, max: 0 },
    switchesInDay: true,
  });

export const gasPlan: fc.Arbitrary<Plan> = plan({
  days: 4,
  weeks: 2,
  seasons: 3,
  specialDays: 20,
  rates: 4,
  blockRates: 1,
  mostPrice: 100_000_000,
  scales: { min: -5, max: -5 },
  switchesInDay: false,
});

/** SRV 1.1.1 of an electricity meter. */
export function electricityUpdate(of: Plan) {
  const action = (rate: number) => (of.isBlock ? { BlockTariffAction: rate } : { TOUTariffAction: rate });
  return {
    ElecTariffElements: {
      CurrencyUnits: 'GBP',
      SwitchingTable: {
        DayProfiles: {
          DayProfile: of.days.map(({ name, switches }) => ({
            DayName: name,
            ProfileSchedule: switches.map(({ at, rate }) => ({ StartTime: at, ...action(rate) })),
          })),
        },
        WeekProfiles: {
          WeekProfile: of.weeks.map(({ name, days }) => ({ WeekName: name, ReferencedDayName: withIndex(days) })),
        },
        Seasons: {
          Season: of.seasons.map(({ name, start, week }) => ({
            SeasonName: name,
            SeasonStartDate: electricityDate(start),
            ReferencedWeekName: week,
          })),
        },
      },
      SpecialDays: {
        SpecialDay: of.specialDays.map(({ date, day }) => ({ Date: electricityDate(date), ReferencedDayName: day })),
      },
      ThresholdMatrix: {
        Thresholds: of.thresholds.map((row, i) => ({ index: i + 1, BlockThreshold: withIndex(row) })),
      },
    },
    PriceElements: {
      ElectricityPriceElements: {
        StandingCharge: of.standingCharge,
        StandingChargeScale: of.standingScale,
        PriceScale: of.scale,
        ...(of.isBlock
          ? { BlockTariff: { BlockPrices: of.prices.map((row, i) => ({ index: i + 1, BlockPrice: withIndex(row) })) } }
          : { TOUTariff: { TOUPrice: withIndex(of.prices.flat()) } }),
      },
    },
  };
}

const NEVER = 0xffffffff;
const filled = (values: readonly number[] | undefined, length: number, missing: number) =>
  withIndex(Array.from({ length }, (_, i) => values?.[i] ?? missing));

/** SRV 4.11.1 of an electricity meter with that tariff, without the price of the moment. */
export function electricityReport(of: Plan, rates: number) {
  const action = (rate: number) => (of.isBlock ? { BlockTariffAction: rate } : { TOUTariffAction: rate });
  return {
    CurrencyUnitsLabel: 'GBP',
    CurrencyUnitsName: 'Millipence',
    StandingCharge: of.standingCharge,
    StandingChargeScale: of.standingScale,
    PriceScale: of.scale,
    ...(of.isBlock
      ? {
          TariffBlockPriceMatrix: {
            TariffBlockPrices: Array.from({ length: 8 }, (_, i) => ({
              index: i + 1,
              BlockPrice: filled(of.prices[i], 4, 0),
            })),
          },
        }
      : { TariffTOUPriceMatrix: { TariffTOUPrice: filled(of.prices.flat(), rates, 0) } }),
    TariffSwitchingTable: {
      DayProfiles: {
        DayProfile: of.days.map(({ name, switches }) => ({
          Day: name,
          ProfileSchedule: switches.map(({ at, rate }) => ({ StartTime: at, ...action(rate) })),
        })),
      },
      WeekProfiles: {
        WeekProfile: of.weeks.map(({ name, days }) => ({ WeekName: name, ReferencedElecDay: withIndex(days) })),
      },
      Seasons: {
        Season: of.seasons.map(({ name, start, week }) => ({
          SeasonName: name,
          SeasonStartDate: electricityDate(start),
          ReferencedWeekName: week,
        })),
      },
    },
    TariffSwitchingTableSpecialDays: {
      SpecialDay: of.specialDays.map(({ date, day }) => ({ Date: electricityDate(date), ReferencedDay: day })),
    },
    TariffThresholdMatrix: {
      ElecTariffThresholds: of.thresholds.map((row, i) => ({ index: i + 1, BlockThreshold: filled(row, 3, NEVER) })),
    },
  };
}

/** SRV 1.1.1 of a gas meter. */
export function gasUpdate(of: Plan) {
  const [thresholds = []] = of.thresholds;
  return {
    GasTariffElements: {
      SwitchingTable: {
        DayProfiles: {
          DayProfile: of.days.map(({ name, switches: [first] }) => ({
            DayName: name,
            ...(of.isBlock ? { BlockTariff: nothing } : { TOUTariffAction: first?.rate }),
          })),
        },
        WeekProfiles: {
          WeekProfile: of.weeks.map(({ name, days }) => ({ WeekName: name, ReferencedDayName: withIndex(days) })),
        },
        Seasons: {
          Season: of.seasons.map(({ start, week }) => ({ SeasonStartDate: gasDate(start), ReferencedWeekName: week })),
        },
      },
      SpecialDays: {
        SpecialDay: of.specialDays.map(({ date, day }) => ({ Date: gasDate(date), ReferencedDayName: day })),
      },
      ThresholdMatrix: { BlockThreshold: withIndex(thresholds) },
    },
    PriceElements: {
      GasPriceElements: {
        CurrencyUnits: 'GBP',
        StandingCharge: of.standingCharge,
        ...(of.isBlock
          ? { BlockTariff: { BlockPrice: withIndex(of.prices[0] ?? []), NumberOfThresholds: thresholds.length } }
          : { TOUTariff: { TOUPrice: withIndex(of.prices.flat()) } }),
      },
    },
  };
}

/** SRV 4.11.1 of a gas meter with that tariff, without the price of the moment. */
export function gasReport(of: Plan) {
  const [thresholds = []] = of.thresholds;
  return {
    PrimaryActiveTariffPriceScale: -5,
    CurrencyUnitsLabel: 'GBP',
    StandingCharge: of.standingCharge,
    TariffSwitchingTable: {
      DayProfiles: {
        DayProfile: of.days.map(({ name, switches: [first] }) => ({
          DayName: name,
          ...(of.isBlock ? { BlockTariff: nothing } : { TOUTariffAction: first?.rate }),
        })),
      },
      WeekProfiles: {
        WeekProfile: of.weeks.map(({ name, days }) => ({ WeekName: name, ReferencedDay: withIndex(days) })),
      },
      Seasons: {
        Season: of.seasons.map(({ start, week }) => ({ SeasonStartDate: gasDate(start), ReferencedWeekName: week })),
      },
    },
    TariffSwitchingTableSpecialDays: {
      SpecialDay: of.specialDays.map(({ date, day }) => ({ Date: gasDate(date), ReferencedDay: day })),
    },
    TariffThresholds: {
      // By time of use there are none: what DUIS has to have of them says nothing.
      BlockThreshold: withIndex([0, 1, 2].map((i) => ((of.isBlock ? thresholds[i] : undefined) ?? NEVER) / 1000)),
    },
    ...(of.isBlock
      ? { BlockTariff: { BlockPrice: filled(of.prices[0], 4, 0) } }
      : { TOUTariff: { TariffTOUPrice: filled(of.prices.flat(), 4, 0) } }),
  };
}
