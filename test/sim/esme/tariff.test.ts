import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { encodeDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { Bench, type Client, elements, firstLight, numberIn } from '../bench.ts';

const CALENDAR = [20, '0.0.13.0.0.255'] as const;
const SPECIAL_DAYS = [11, '0.0.11.0.0.255'] as const;
const START = firstLight.start.epochMilliseconds;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SCRIPTS = Uint8Array.of(0, 0, 10, 0, 100, 255);
const encoder = new TextEncoder();

const text = (name: string): Data => ({ type: 'octet-string', value: encoder.encode(name) });
const bytes = (...value: readonly number[]): Data => ({ type: 'octet-string', value: Uint8Array.from(value) });
const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
const unsigned = (value: number): Data => ({ type: 'unsigned', value });
const longUnsigned = (value: number): Data => ({ type: 'long-unsigned', value });
const zero = { type: 'integer', value: 0 } as const;
const never = { type: 'octet-string', value: encodeDateTime({}) } as const;

const season = (name: string, month: number, week: string, time = [0, 0, 0, 0], year = 0xffff, dayOfMonth = 1): Data =>
  structure(text(name), bytes(year >> 8, year & 0xff, month, dayOfMonth, 0xff, ...time, 0x80, 0, 0xff), text(week));
const week = (name: string, ...days: readonly number[]): Data => structure(text(name), ...days.map(unsigned));
const action = (hour: number, minute: number, selector: number, script = SCRIPTS): Data =>
  structure(bytes(hour, minute, 0, 0), { type: 'octet-string', value: script }, longUnsigned(selector));
const day = (id: number, ...actions: readonly Data[]): Data => structure(unsigned(id), array(...actions));

interface Tables {
  readonly seasons?: Data;
  readonly weeks?: Data;
  readonly days?: Data;
}

/** A calendar in which every day is rate 3 from midnight and rate 4 from noon. */
const halves: Required<Tables> = {
  seasons: array(season('ALL', 1, 'W')),
  weeks: array(week('W', 7, 7, 7, 7, 7, 7, 7)),
  days: array(day(7, action(0, 0, 3), action(12, 0, 4))),
};

function writePassive(client: Client, tables: Tables): void {
  const { seasons, weeks, days } = { ...halves, ...tables };
  expect(client.set(...CALENDAR, 6, text('NEW'))).toBe('success');
  expect(client.set(...CALENDAR, 7, seasons)).toBe('success');
  expect(client.set(...CALENDAR, 8, weeks)).toBe('success');
  expect(client.set(...CALENDAR, 9, days)).toBe('success');
}

const activate = (client: Client) => client.action(...CALENDAR, 1, zero).result;
const rate = (client: Client): number => numberIn(client.read(1, '0.0.96.14.0.255', 2));
const rates = (client: Client): number[] => [1, 2, 3, 4].map((e) => numberIn(client.read(3, `1.0.1.8.${e}.255`, 2)));
const total = (client: Client): number => numberIn(client.read(3, '1.0.1.8.0.255', 2));
const codes = (bench: Bench): number[] => bench.state.logs.event.map(({ code }) => code);
const octetTime = (time: number): Data => ({ type: 'octet-string', value: encodeDateTime(utc(time)) });
const hours = (n: number) => Temporal.Duration.from({ hours: n });
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

describe('Blue Book 4.5.5, Activity calendar', () => {
  it('starts with the calendar of the model, which reads back as written there', () => {
    const client = new Bench().associate(2);
    expect(client.read(...CALENDAR, 2)).toEqual(text('INITIAL'));
    expect(elements(client.read(...CALENDAR, 3))).toHaveLength(2);
    const [winter] = elements(client.read(...CALENDAR, 4));
    expect(
      elements(winter as Data)
        .slice(1)
        .map(numberIn),
    ).toEqual([1, 1, 1, 1, 1, 2, 2]);
  });

  it('puts the passive calendar in force at once when told so; history keeps its rates', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const history = client.read(7, '1.0.99.2.0.255', 2);
    const before = rates(client);
    writePassive(client, halves);
    expect(client.read(...CALENDAR, 2)).toEqual(text('INITIAL'));
    expect(activate(client)).toBe('success');
    expect(client.read(...CALENDAR, 2)).toEqual(text('NEW'));
    expect(client.read(...CALENDAR, 5)).toEqual(halves.days);
    expect(rates(client)).toEqual(before);
    expect(client.read(7, '1.0.99.2.0.255', 2)).toEqual(history);
    expect(rate(client)).toBe(3);
    bench.clock.advance(hours(3));
    expect(rate(client)).toBe(4);
    const gained = rates(client).map((wh, i) => wh - (before[i] as number));
    expect(gained.slice(0, 2)).toEqual([0, 0]);
    expect(gained.slice(2).every((wh) => wh > 0)).toBe(true);
    expect(sum(rates(client))).toBe(total(client));
    expect(codes(bench)).toContain(0x0301);
  });

  it('activates the passive calendar at its time, at that time, whenever the meter is looked at', () => {
    fc.assert(
      fc.property(fc.nat(3 * DAY), fc.nat(5 * DAY), (after, look) => {
        const bench = new Bench();
        const client = bench.associate(1);
        writePassive(client, halves);
        const due = Math.floor((START + after) / 10) * 10;
        expect(client.set(...CALENDAR, 10, octetTime(due))).toBe('success');
        bench.clock.advance(Temporal.Duration.from({ milliseconds: look }));
        const isDue = START + look >= due;
        expect(client.read(...CALENDAR, 2)).toEqual(text(isDue ? 'NEW' : 'INITIAL'));
        expect(client.read(...CALENDAR, 10)).toEqual(isDue ? never : octetTime(due));
        expect(bench.state.logs.event.at(-1)).toEqual(
          isDue ? { time: due, code: 0x0301 } : expect.objectContaining({ code: 0x8f35 }),
        );
        expect(sum(rates(client))).toBe(total(client));
      }),
      { numRuns: 25 },
    );
  });

  it('activates at once what is due already, also because the clock was set on', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const before = rates(client);
    writePassive(client, halves);
    client.set(...CALENDAR, 10, octetTime(START - 100 * DAY));
    expect(client.read(...CALENDAR, 2)).toEqual(text('NEW'));
    expect(rates(client)).toEqual(before);
    expect(bench.state.logs.event.at(-1)).toEqual({ time: START, code: 0x0301 });
    client.set(...CALENDAR, 6, text('NEWER'));
    client.set(...CALENDAR, 10, octetTime(START + DAY));
    client.set(8, '0.0.1.0.0.255', 2, octetTime(START + 2 * DAY));
    expect(client.read(...CALENDAR, 2)).toEqual(text('NEWER'));
  });

  it('wants either no field of the activation time, or all that make up an instant', () => {
    const client = new Bench().associate(1);
    const { minute: _, ...partly } = utc(START + DAY);
    expect(client.set(...CALENDAR, 10, { type: 'octet-string', value: encodeDateTime(partly) })).toBe('other-reason');
    expect(client.set(...CALENDAR, 10, octetTime(START + DAY))).toBe('success');
    expect(client.set(...CALENDAR, 10, never)).toBe('success');
    expect(client.read(...CALENDAR, 10)).toEqual(never);
  });

  it.each<[string, Tables]>([
    ['no season', { seasons: array() }],
    ['a season whose week there is not', { seasons: array(season('ALL', 1, 'X')) }],
    ['a season that starts within a day', { seasons: array(season('ALL', 1, 'W', [6, 0, 0, 0])) }],
    ['a season without a month', { seasons: array(season('ALL', 0xff, 'W')) }],
    ['two weeks of one name', { weeks: array(week('W', 7, 7, 7, 7, 7, 7, 7), week('W', 7, 7, 7, 7, 7, 7, 7)) }],
    ['a day that there is not', { weeks: array(week('W', 7, 7, 7, 7, 7, 7, 8)) }],
    ['two days of one id', { days: array(day(7, action(0, 0, 1)), day(7, action(0, 0, 2))) }],
    ['an empty day', { days: array(day(7)) }],
    ['a switch off the half-hour', { days: array(day(7, action(0, 0, 1), action(8, 15, 2))) }],
    ['switches out of order', { days: array(day(7, action(0, 0, 1), action(9, 0, 2), action(8, 0, 3))) }],
    ['a rate that the meter has not', { days: array(day(7, action(0, 0, 5))) }],
    ['a rate of 0', { days: array(day(7, action(0, 0, 0))) }],
    ['another script table', { days: array(day(7, action(0, 0, 1, Uint8Array.of(0, 0, 10, 0, 106, 255)))) }],
    ['a switch at any hour', { days: array(day(7, action(0, 0, 1), action(0xff, 30, 2))) }],
  ])('does not put in force a calendar with %s', (_, tables) => {
    const bench = new Bench();
    const client = bench.associate(1);
    writePassive(client, tables);
    expect(activate(client)).toBe('other-reason');
    expect(client.set(...CALENDAR, 10, octetTime(START + DAY))).toBe('other-reason');
    expect(client.read(...CALENDAR, 2)).toEqual(text('INITIAL'));
    expect(codes(bench)).toContain(0x0302);
  });

  it('goes on after midnight with the rate of the day before until the first switch of the day', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    writePassive(client, { days: array(day(7, action(1, 0, 1), action(23, 0, 2))) });
    expect(activate(client)).toBe('success');
    const rateAt = (hour: number): number => {
      const time = bench.clock.now().toZonedDateTimeISO('UTC');
      bench.clock.advance(time.until(time.add({ days: 1 }).with({ hour, minute: 10 })));
      return rate(client);
    };
    expect([0, 1, 22, 23, 0].map(rateAt)).toEqual([2, 1, 1, 2, 2]);
    expect(sum(rates(client))).toBe(total(client));
  });

  it('takes a season of which nothing is specified, which is there all year', () => {
    const client = new Bench().associate(1);
    writePassive(client, { seasons: array(season('ALL', 0xff, 'W', [0, 0, 0, 0], 0xffff, 0xff)) });
    expect(activate(client)).toBe('success');
  });

  it('does not put in force at its time what was spoilt since that was set', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    writePassive(client, halves);
    client.set(...CALENDAR, 10, octetTime(START + HOUR));
    client.set(...CALENDAR, 9, array());
    bench.clock.advance(hours(2));
    expect(client.read(...CALENDAR, 2)).toEqual(text('INITIAL'));
    expect(bench.state.logs.event.at(-1)).toEqual({ time: START + HOUR, code: 0x0302 });
  });

  it('takes the season that began last, of every year or of one', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    writePassive(client, {
      seasons: array(season('A', 3, 'W3'), season('B', 11, 'W4'), season('C', 2, 'W1', [0, 0, 0, 0], 2026)),
      weeks: array(week('W3', 3, 3, 3, 3, 3, 3, 3), week('W4', 4, 4, 4, 4, 4, 4, 4), week('W1', 1, 1, 1, 1, 1, 1, 1)),
      days: array(day(1, action(0, 0, 1)), day(3, action(0, 0, 3)), day(4, action(0, 0, 4))),
    });
    expect(activate(client)).toBe('success');
    const rateOn = (date: string): number => {
      const then = Temporal.Instant.from(`${date}T12:00:00Z`).epochMilliseconds;
      client.set(8, '0.0.1.0.0.255', 2, octetTime(then));
      return rate(client);
    };
    expect(['2026-01-20', '2026-02-10', '2026-03-01', '2026-10-31', '2026-11-01', '2027-02-10'].map(rateOn)).toEqual([
      4, 1, 3, 3, 4, 4,
    ]);
  });

  it('is in force by the first season until any has begun', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    writePassive(client, { seasons: array(season('LATER', 1, 'W', [0, 0, 0, 0], 2030)) });
    expect(activate(client)).toBe('success');
    expect(rate(client)).toBe(3);
  });
});

describe('Blue Book 4.5.4, Special days table', () => {
  const entry = (index: number, date: readonly number[], dayId: number): Data =>
    structure(longUnsigned(index), bytes(...date), unsigned(dayId));
  const today = [0x07, 0xea, 1, 15, 0xff];

  it('puts the day of an entry in force on its date, whole or in part', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    expect(rate(client)).toBe(1);
    expect(client.set(...SPECIAL_DAYS, 2, array(entry(1, today, 2)))).toBe('success');
    expect(rate(client)).toBe(4);
    bench.clock.advance(hours(24));
    expect(rate(client)).toBe(1);
    expect(client.action(...SPECIAL_DAYS, 1, entry(2, [0xff, 0xff, 0xff, 0xff, 5], 2)).result).toBe('success');
    expect(rate(client)).toBe(4);
    expect(elements(client.read(...SPECIAL_DAYS, 2))).toHaveLength(2);
    expect(client.action(...SPECIAL_DAYS, 2, longUnsigned(2)).result).toBe('success');
    expect(rate(client)).toBe(1);
    expect(sum(rates(client))).toBe(total(client));
    expect(codes(bench).filter((code) => code === 0x0303)).toHaveLength(3);
  });

  it('replaces the entry of the same index', () => {
    const client = new Bench().associate(1);
    client.action(...SPECIAL_DAYS, 1, entry(1, today, 2));
    client.action(...SPECIAL_DAYS, 1, entry(1, today, 3));
    expect(client.read(...SPECIAL_DAYS, 2)).toEqual(array(entry(1, today, 3)));
  });

  it('refuses what it cannot follow', () => {
    const client = new Bench().associate(1);
    const insert = (data: Data) => client.action(...SPECIAL_DAYS, 1, data).result;
    expect(insert(entry(1, today, 9))).toBe('other-reason');
    expect(insert(entry(1, [0xff, 0xff, 0xfe, 1, 0xff], 2))).toBe('other-reason');
    expect(insert(entry(1, [0xff, 0xff, 1, 0xfe, 0xff], 2))).toBe('other-reason');
    expect(insert(entry(1, [0xff, 0xff, 2, 30, 0xff], 2))).toBe('type-unmatched');
    expect(client.action(...SPECIAL_DAYS, 2, longUnsigned(1)).result).toBe('other-reason');
    expect(client.set(...SPECIAL_DAYS, 2, array(entry(1, today, 2), entry(1, today, 3)))).toBe('other-reason');
    const many = Array.from({ length: 100 }, (_, i) => entry(i, today, 2));
    expect(client.set(...SPECIAL_DAYS, 2, array(...many, entry(100, today, 2)))).toBe('type-unmatched');
    expect(client.set(...SPECIAL_DAYS, 2, array(...many))).toBe('success');
    expect(insert(entry(100, today, 2))).toBe('other-reason');
  });

  it('keeps only tariffs that still matter', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    for (let i = 0; i < 200; i++) {
      client.action(...SPECIAL_DAYS, 1, entry(i % 20, today, (i % 3) + 1));
      bench.clock.advance(Temporal.Duration.from({ minutes: 1 + (i % 5) }));
    }
    expect(bench.state.tariff.known.length).toBeLessThanOrEqual(64);
    expect(sum(rates(client))).toBe(total(client));
  });
});
