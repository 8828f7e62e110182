import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Esme } from '../../src/sim/esme/esme.ts';
import { isNonDisablement } from '../../src/sim/payment/non-disablement.ts';
import { Enrolled } from './enrolled.ts';
import { StandIn } from './stand-in.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const DAY = 86_400_000;

interface Window {
  /** Minutes of the day in which non-disablement begins and ends. */
  readonly from: number;
  readonly to: number;
  readonly on: readonly (typeof weekdays)[number][];
  readonly specialDays: readonly number[];
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
  readonly isEveryYear: boolean;
}

const dateIn2026 = fc.nat(364).map((days) => new Temporal.PlainDate(2026, 1, 1).add({ days }));
const window = (isEveryYear: boolean): fc.Arbitrary<Window> =>
  fc
    .record({
      bounds: fc.tuple(fc.nat(1439), fc.nat(1439)).filter(([a, b]) => a !== b),
      on: fc.uniqueArray(fc.constantFrom(...weekdays)),
      specialDays: fc.uniqueArray(fc.constantFrom(1, 2)),
      dates: fc.tuple(dateIn2026, dateIn2026),
    })
    .map(({ bounds, on, specialDays, dates }) => {
      const [start, end] = dates.toSorted(Temporal.PlainDate.compare) as [Temporal.PlainDate, Temporal.PlainDate];
      return { from: Math.min(...bounds), to: Math.max(...bounds), on, specialDays, start, end, isEveryYear };
    });
/** Windows that don't touch each other in time, so that one's end isn't another's beginning. */
const apart = (windows: readonly Window[]): boolean =>
  windows.every((a, i) => windows.every((b, j) => i === j || a.to < b.from || b.to < a.from));
const windows = fc
  .boolean()
  .chain((isEveryYear) => fc.array(window(isEveryYear), { minLength: 1, maxLength: 3 }))
  .filter(apart);
const specialDates = fc.uniqueArray(dateIn2026, { minLength: 2, maxLength: 2, comparator: 'IsStrictlyEqual' });

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00Z`;

function electricityDate({ year, month, day }: Temporal.PlainDate) {
  return {
    Year: { SpecifiedYear: year },
    Month: { SpecifiedMonth: month },
    DayOfMonth: { SpecifiedDayOfMonth: day },
    DayOfWeek: { NonSpecifiedDayOfWeek: {} },
  };
}

function schedulesOf(window: Window): object[] {
  const year = (date: Temporal.PlainDate) => `${window.isEveryYear ? '65535' : date.year}${date.toString().slice(4)}Z`;
  const schedule = (script: string, minutes: number) => ({
    NonDisablementScript: script,
    SpecialDaysApplicability: { SpecialDayApplicability: window.specialDays.map((SpecialDayID) => ({ SpecialDayID })) },
    DaysOfWeekApplicability: { DayOfWeekApplicability: window.on.map((DayOfWeekID) => ({ DayOfWeekID })) },
    ScheduleDatesAndTime: { SwitchTime: time(minutes), StartDate: year(window.start), EndDate: year(window.end) },
  });
  return [schedule('START', window.from), schedule('STOP', window.to)];
}

const amounts = fc.record({
  DebtRecoveryRateCap: fc.nat(0xffff),
  EmergencyCreditLimit: fc.nat(10_000_000),
  EmergencyCreditThreshold: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  LowCreditThreshold: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  MaxMeterBalance: fc.nat(2 ** 31 - 1),
  MaxCreditThreshold: fc.nat(2 ** 31 - 1),
});
const gasAmounts = amounts.map((each) => ({
  ...each,
  EmergencyCreditThreshold: Math.abs(each.EmergencyCreditThreshold),
  LowCreditThreshold: Math.abs(each.LowCreditThreshold),
}));

const readBack = (given: Record<string, unknown>) => ({
  DebtRecoveryRateCap: given['DebtRecoveryRateCap'],
  EmergencyCreditLimit: given['EmergencyCreditLimit'],
  EmergencyCreditThreshold: given['EmergencyCreditThreshold'],
  LowCreditThreshold: given['LowCreditThreshold'],
  CreditMaxCreditThreshold: given['MaxCreditThreshold'],
  MaxCreditMaxMeterBalance: given['MaxMeterBalance'],
});

function electricity(given: object, specialDays: object[], schedules: object[]): object {
  return {
    UpdatePrepayConfigElectricity: {
      ...given,
      ElectricityNonDisablementCalendar: {
        ElectricitySpecialDays: { SpecialDay: specialDays },
        ElectricityNonDisablementSchedule: schedules,
      },
    },
  };
}

describe('SRV 2.1, electricity', () => {
  let standIn: StandIn;
  beforeAll(() => {
    standIn = new StandIn();
  });
  afterAll(() => standIn.dcc.close());

  const configure = async (parameters: object) => {
    const { responseCode, debug } = await standIn.submit('2.1', parameters);
    return responseCode === 'I0' ? 'I0' : debug?.[0]?.error;
  };
  const configuration = async () => {
    const { body, debug } = await standIn.submit('4.13');
    return (body ?? expect.fail(JSON.stringify(debug))) as Record<string, unknown> & {
      Electricity: {
        NonDisablementCalendar: {
          ElectricitySpecialDays: { SpecialDay: ({ index: number } & object)[] };
          ElectricityNonDisablementSchedule: object[];
        };
      };
    };
  };
  const isOn = (at: number) => isNonDisablement((standIn.device as Esme).state.payment.nonDisablement, at);

  it('the meter does what the schedules say, and SRV 4.13 tells schedules that say the same', async () => {
    await fc.assert(
      fc.asyncProperty(amounts, windows, specialDates, async (given, all, special) => {
        const days = special.map((date, i) => ({ Date: electricityDate(date), index: i + 1 }));
        expect(await configure(electricity(given, days, all.flatMap(schedulesOf)))).toBe('I0');
        const expected = (day: Temporal.PlainDate, minute: number) => {
          const index = special.findIndex((date) => date.equals(day)) + 1;
          return all.some(
            (each) =>
              (index > 0
                ? each.specialDays.includes(index)
                : each.on.includes(weekdays[day.dayOfWeek - 1] as 'Monday')) &&
              Temporal.PlainDate.compare(day, each.start) >= 0 &&
              Temporal.PlainDate.compare(day, each.end) <= 0 &&
              each.from <= minute &&
              minute < each.to,
          );
        };
        const told = all.flatMap(({ start, end, from, to }) => [
          [start, from],
          [end, from],
          [start.subtract({ days: 1 }), from],
          [end.add({ days: 1 }), from],
          [start, to],
        ]) as [Temporal.PlainDate, number][];
        const asked = [...told, ...special.flatMap((day) => all.map(({ from }) => [day, from] as const))];
        const compare = () => {
          for (const [day, minute] of asked) {
            if (day.year !== 2026) continue;
            const at = day.toZonedDateTime('UTC').epochMilliseconds + minute * 60_000;
            expect([day.toString(), minute, isOn(at)]).toEqual([day.toString(), minute, expected(day, minute)]);
          }
        };
        compare();
        const { Electricity, ...settings } = await configuration();
        expect(settings).toMatchObject(readBack(given));
        const { ElectricitySpecialDays, ElectricityNonDisablementSchedule } = Electricity.NonDisablementCalendar;
        if (ElectricityNonDisablementSchedule.length === 0) return;
        const again = ElectricitySpecialDays.SpecialDay.map(({ index, ...date }) => ({ Date: date, index }));
        expect(await configure(electricity(given, again, ElectricityNonDisablementSchedule))).toBe('I0');
        compare();
        expect(await configuration()).toEqual({ Electricity, ...settings });
      }),
      { numRuns: 40 },
    );
  });

  it('the special days of the calendar in force stay until the other one is: nothing lies between', async () => {
    const always = { from: 0, to: 1439, on: [], specialDays: [1], isEveryYear: true } as const;
    const [start, end] = [new Temporal.PlainDate(2026, 1, 1), new Temporal.PlainDate(2026, 12, 31)];
    const days = [{ Date: electricityDate(start.with({ day: 15 })), index: 1 }];
    const parameters = electricity(fc.sample(amounts, 1)[0] ?? {}, days, schedulesOf({ ...always, start, end }));
    expect(await configure(parameters)).toBe('I0');
    const noon = start.with({ day: 15 }).toZonedDateTime('UTC').epochMilliseconds + DAY / 2;
    expect(isOn(noon)).toBe(true);
    const states: boolean[] = [];
    standIn.operations.length = 0;
    const push = standIn.operations.push.bind(standIn.operations);
    standIn.operations.push = (...operations) => {
      states.push(isOn(noon));
      return push(...operations);
    };
    expect(await configure(parameters)).toBe('I0');
    expect(new Set(states)).toEqual(new Set([true]));
  });

  it('twenty special days take the place of twenty others, though the table has no room for both', async () => {
    const always = { from: 0, to: 1439, on: [], specialDays: [20], isEveryYear: true } as const;
    const [start, end] = [new Temporal.PlainDate(2026, 1, 1), new Temporal.PlainDate(2026, 12, 31)];
    for (const month of [3, 4]) {
      const days = Array.from({ length: 20 }, (_, i) => ({
        Date: electricityDate(new Temporal.PlainDate(2026, month, i + 1)),
        index: i + 1,
      }));
      const parameters = electricity(fc.sample(amounts, 1)[0] ?? {}, days, schedulesOf({ ...always, start, end }));
      expect(await configure(parameters)).toBe('I0');
      const { SpecialDay } = (await configuration()).Electricity.NonDisablementCalendar.ElectricitySpecialDays;
      expect(SpecialDay.map(({ index, ...date }) => ({ Date: date, index }))).toEqual(days);
    }
  });

  it.each<[string, Partial<Window>, Partial<Window>, string]>([
    ['START and STOP at once', { from: 60, to: 120 }, { from: 120, to: 180 }, 'START and STOP at 02:00:00'],
    [
      'one year and every year within each other',
      { isEveryYear: true },
      { isEveryYear: false, from: 700, to: 800 },
      'schedules of every year',
    ],
  ])('%s is refused before anything is written', async (_, one, other, error) => {
    const [start, end] = [new Temporal.PlainDate(2026, 3, 1), new Temporal.PlainDate(2026, 6, 1)];
    const basis: Window = { from: 0, to: 60, on: weekdays, specialDays: [], start, end, isEveryYear: true };
    const wide = { start: start.subtract({ days: 10 }), end: end.add({ days: 10 }) };
    const schedules = [...schedulesOf({ ...basis, ...one }), ...schedulesOf({ ...basis, ...wide, ...other })];
    standIn.operations.length = 0;
    expect(await configure(electricity(fc.sample(amounts, 1)[0] ?? {}, [], schedules))).toContain(error);
    expect(standIn.steps()).toEqual([]);
  });

  it('non-disablement over midnight into a day that begins without a switch is refused: a calendar begins each day anew', async () => {
    const [start, end] = [new Temporal.PlainDate(2026, 1, 1), new Temporal.PlainDate(2026, 12, 31)];
    const basis: Window = { from: 420, to: 1200, on: weekdays, specialDays: [], start, end, isEveryYear: true };
    const [begin, stop] = schedulesOf(basis) as [object, object];
    const overnight = {
      ...begin,
      ScheduleDatesAndTime: { SwitchTime: '22:00:00Z', StartDate: '65535-01-01Z', EndDate: '65535-12-31Z' },
    };
    const given = fc.sample(amounts, 1)[0] ?? {};
    expect(await configure(electricity(given, [], [begin, stop, overnight]))).toContain(
      'a switch at 00:00:00Z as well',
    );
    const atMidnight = {
      ...overnight,
      ScheduleDatesAndTime: { ...overnight.ScheduleDatesAndTime, SwitchTime: '00:00:00Z' },
    };
    expect(await configure(electricity(given, [], [atMidnight, stop, overnight]))).toBe('I0');
  });
});

const gasCalendar = fc
  .record({
    days: fc.array(fc.uniqueArray(fc.nat(1439), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
    weeks: fc.integer({ min: 1, max: 2 }),
    seasons: fc.uniqueArray(dateIn2026, { minLength: 1, maxLength: 3, selector: String }),
    special: fc.uniqueArray(dateIn2026, { maxLength: 5, selector: String }),
    choices: fc.array(fc.nat(1000), { minLength: 30, maxLength: 30 }),
    isEveryYear: fc.boolean(),
  })
  .map(({ days, weeks, seasons, special, choices, isEveryYear }) => {
    const dayName = (i: number) => ((choices[i] as number) % days.length) + 1;
    const date = ({ month, day, year }: Temporal.PlainDate) => ({
      GasYearWithWildcards: isEveryYear ? { NonSpecifiedYear: {} } : { SpecifiedYear: year },
      GasMonthWithWildcards: { SpecifiedMonth: month },
      GasDayOfMonthWithWildcards: { SpecifiedDayOfMonth: day },
      GasDayOfWeekWithWildcards: { NonSpecifiedDayOfWeek: {} },
    });
    return {
      DayProfiles: {
        GasNonDisablementDayProfile: days.map((starts, i) => ({
          TimeStartAction: starts
            .toSorted((a, b) => a - b)
            .map((minutes, j) => ({
              StartTime: time(minutes),
              NonDisablementAction: (choices[j] as number) % 2 === 0 ? 'START' : 'STOP',
            })),
          GasDayName: i + 1,
        })),
      },
      WeekProfiles: {
        WeekProfile: Array.from({ length: weeks }, (_, week) => ({
          WeekName: week + 1,
          ReferencedDayName: weekdays.map((_weekday, i) => ({ index: i + 1, Value: dayName(7 * week + i) })),
        })),
      },
      SeasonProfiles: {
        Season: seasons.map((start, i) => ({
          SeasonStartDate: date(start),
          ReferencedWeekName: ((choices[20 + i] as number) % weeks) + 1,
        })),
      },
      SpecialDays: {
        SpecialDay: special.map((each, i) => ({ Date: date(each), ReferencedDayName: dayName(23 + i) })),
      },
    };
  });

describe('SRV 2.1, gas', () => {
  let e: Enrolled;
  beforeAll(async () => {
    e = await Enrolled.open();
  });
  afterAll(() => e.close());

  it('what is written is what SRV 4.13 reads, at the meter and at its mirror', async () => {
    await fc.assert(
      fc.asyncProperty(gasAmounts, gasCalendar, async (given, calendar) => {
        const parameters = { UpdatePrepayConfigGas: { ...given, GasNonDisablementCalendar: calendar } };
        const { responseCode, debug } = await e.submit('gsme', '2.1', parameters);
        expect([responseCode, debug]).toEqual(['I0', undefined]);
        const { body } = await e.submit('gsme', '4.13');
        const days = calendar.DayProfiles.GasNonDisablementDayProfile.map(({ TimeStartAction, GasDayName }) => ({
          TimeStartAction: TimeStartAction.map((action, i) => ({ ...action, index: i + 1 })),
          GasDayName,
        }));
        expect(body).toMatchObject({
          ...readBack(given),
          Gas: { NonDisablementCalendar: { ...calendar, DayProfiles: { GasNonDisablementDayProfile: days } } },
        });
        await e.sleep({ hours: 1 });
        expect((await e.submit('gpf', '4.13')).body).toEqual(body);
      }),
      { numRuns: 15 },
    );
  });

  it('a week that names a day which is not there is refused before anything is written', async () => {
    const calendar = fc.sample(gasCalendar, 1)[0] ?? expect.fail('no calendar');
    const [given] = fc.sample(gasAmounts, 1);
    const [day] = calendar.DayProfiles.GasNonDisablementDayProfile;
    const broken = { ...calendar, DayProfiles: { GasNonDisablementDayProfile: [{ ...day, GasDayName: 5 }] } };
    const weeks = [{ WeekName: 1, ReferencedDayName: weekdays.map((_, i) => ({ index: i + 1, Value: 4 })) }];
    const parameters = {
      UpdatePrepayConfigGas: {
        ...given,
        GasNonDisablementCalendar: { ...broken, WeekProfiles: { WeekProfile: weeks } },
      },
    };
    e.takeOperations('gsme');
    const { responseCode, debug } = await e.submit('gsme', '2.1', parameters);
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('day profile 4')]);
    expect(e.takeOperations('gsme')).toEqual([]);
  });
});
