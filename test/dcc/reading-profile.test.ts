import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Obis, parseObis } from '../../src/core/identifiers.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { type Interval, type IntervalQuantity, readIntervals } from '../../src/dcc/s1sp/interval-profile.ts';
import { objectRef } from '../../src/dcc/s1sp/objects/object-ref.ts';
import type { Selection } from '../../src/dcc/s1sp/profile.ts';
import { decimals, wholes } from '../../src/dcc/s1sp/values.ts';
import type { GetResult } from '../../src/protocol/cosem/apdu/get.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { ObjectTree } from '../../src/protocol/cosem/server/object.ts';
import { utc } from '../../src/sim/classes/clock.ts';
import { profileGeneric } from '../../src/sim/classes/profile-generic.ts';
import { register } from '../../src/sim/classes/register.ts';
import { dateTime, doubleLongUnsigned, unsigned } from '../../src/sim/classes/values.ts';
import { capturedValue, clockCaptured } from '../../src/sim/device/captured.ts';
import { type Capture, CapturedRows } from '../../src/sim/readings/captured-rows.ts';
import type { Era } from '../../src/sim/readings/registers.ts';

const HALF_HOUR = 1_800_000;
const START = Temporal.Instant.from('2026-01-01T00:00:00Z').epochMilliseconds;
const rights = { read: [2] };
const PROFILE = objectRef('profileGeneric', '1.0.99.1.0.255');
const IMPORT = objectRef('register', '1.0.1.8.0.255');
const activeImport: IntervalQuantity = { name: 'import', cumulative: IMPORT, unit: wholes('Wh') };

/** A meter whose clock is set now and then, and whose profile keeps the last of its rows. */
interface World {
  readonly days: number;
  /** Hours after the beginning, and by how many minutes the clock is set. */
  readonly settings: readonly (readonly [hours: number, minutes: number])[];
  readonly entries: number;
  readonly scaler: number;
}

function erasOf({ settings }: World): readonly Era[] {
  const base = { tariff: 0, measuring: true, extra: 0, ticks: [0], rates: null };
  let clockOffset = 0;
  const later = settings
    .toSorted(([a], [b]) => a - b)
    .map(([hours, minutes]): Era => {
      clockOffset += 60_000 * minutes;
      return { ...base, from: START + 3_600_000 * hours + 1, clockOffset, clockSet: true };
    });
  return [{ ...base, from: START, clockOffset: 0 }, ...later];
}

/** Steps of the register at an instant: it goes on by fits and starts. */
function count(at: number): number {
  const t = Math.max(0, at - START) / HALF_HOUR;
  return Math.floor(37 * t + 20 * Math.sin(t));
}

function meterOf(world: World): { readonly services: CosemServices; readonly captures: readonly Capture[] } {
  const until = START + 86_400_000 * world.days;
  const rows = new CapturedRows(erasOf(world), until, HALF_HOUR, world.entries);
  const scalerUnit = { scaler: world.scaler, unit: 'Wh' } as const;
  const tree = new ObjectTree<null>([
    profileGeneric<null, Capture>({
      logicalName: PROFILE.instance,
      description: '',
      rights,
      capturePeriod: 1800,
      profileEntries: world.entries,
      columns: [
        { captures: clockCaptured, value: (_, { time }) => dateTime.encode(utc(time)) },
        {
          captures: capturedValue(1, parseObis('0.0.96.10.1.255')),
          value: (_, { clockAdjusted }) => unsigned.encode(clockAdjusted ? 0x20 : 0),
        },
        { captures: capturedValue(3, IMPORT.instance), value: (_, { at }) => doubleLongUnsigned.encode(count(at)) },
      ],
      rows: () => rows,
    }),
    register<null>(IMPORT.instance, '', doubleLongUnsigned, scalerUnit, rights, () => count(until)),
  ]);
  return { services: servicesOf(tree), captures: rows.slice(0, rows.count) };
}

function servicesOf(tree: ObjectTree<null>): CosemServices {
  const read = (instance: Obis, attribute: number, selection: object): Data | string =>
    tree.find(instance)?.attributes[attribute]?.read?.(null, { clientSap: 2, tree, ...selection }) ??
    'object-undefined';
  return {
    get: async ({ instance, attribute, selection }): Promise<GetResult> => {
      const data = read(instance, attribute, selection === undefined ? {} : { selection });
      return typeof data === 'string' ? { error: 'scope-of-access-violated' } : { data };
    },
    set: async () => 'read-write-denied',
    action: async () => ({ result: 'object-unavailable' }),
  };
}

function intervals(services: CosemServices, from: number, to: number, selection: Selection = 'range') {
  const instant = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);
  const period = { StartDateTime: instant(from), EndDateTime: instant(to) };
  return readIntervals(new Device(services), PROFILE, [activeImport], period, selection);
}

function shown(rows: readonly Interval[]): readonly string[] {
  return rows.map(({ at, quantities }) => `${at} ${quantities}`);
}

const settings = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 24 * 5 }),
    fc.integer({ min: -600, max: 600 }).filter((minutes) => minutes !== 0),
  ),
  { maxLength: 2 },
);
const world: fc.Arbitrary<World> = fc.record({
  days: fc.integer({ min: 1, max: 6 }),
  settings,
  entries: fc.constantFrom(20, 97, 300),
  scaler: fc.constantFrom(-2, 0, 1),
});
/** The clock is set back to before the profile's first row: rows of earlier times come after it. */
const FIRST_ROW_COMES_AGAIN: [World, number, number][] = [
  [{ days: 1, settings: [[1, -121]], entries: 300, scaler: -2 }, START, START + HALF_HOUR],
];
const moment = fc.integer({ min: -48, max: 48 * 7 }).map((halfHours) => START + halfHours * HALF_HOUR);

describe('SRV 4.8: a profile of a cumulative register', () => {
  it('any part of a period has the rows of the whole period that fall in it, whatever the clock was set to', async () => {
    await fc.assert(
      fc.asyncProperty(world, moment, moment, async (given, a, b) => {
        const { services } = meterOf(given);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const whole = await intervals(services, START - 1e9, START + 1e9);
        const within = whole.filter(({ at }) => at.epochMilliseconds >= from && at.epochMilliseconds <= to);
        expect(shown(await intervals(services, from, to))).toEqual(shown(within));
      }),
      { examples: FIRST_ROW_COMES_AGAIN },
    );
  });

  it('what was used in all periods together is what the register went up by between the first row and the last', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { services, captures } = meterOf(given);
        const rows = await intervals(services, START - 1e9, START + 1e9);
        const wattHours = (capture: Capture): number => Math.floor(count(capture.at) * 10 ** given.scaler);
        const [first, last] = [captures[0], captures.at(-1)];
        if (first === undefined || last === undefined) expect(rows).toEqual([]);
        else {
          expect(rows).toHaveLength(captures.length - 1);
          const sum = rows.reduce((total, { quantities: [energy = 0] }) => total + energy, 0);
          expect(sum).toBe(wattHours(last) - wattHours(first));
        }
      }),
    );
  });

  it('selection by entry gives what selection by range gives', async () => {
    await fc.assert(
      fc.asyncProperty(world, moment, moment, async (given, a, b) => {
        const { services } = meterOf(given);
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const byRange = await intervals(services, from, to);
        expect(shown(await intervals(services, from, to, 'entry'))).toEqual(shown(byRange));
      }),
    );
  });

  it('selection by entry reads no more than a hundred rows at once, and loses none when the buffer moves on meanwhile', async () => {
    const full: World = { days: 6, settings: [], entries: 250, scaler: 0 };
    const before = meterOf(full);
    const after = meterOf({ ...full, days: 6 + 1 / 48 });
    const chunks: number[] = [];
    const moving: CosemServices = {
      ...before.services,
      get: async (descriptor) => {
        const result = await (chunks.length > 0 ? after : before).services.get(descriptor);
        if (
          descriptor.attribute === 2 &&
          'data' in result &&
          result.data.type === 'array' &&
          result.data.value.length > 1
        )
          chunks.push(result.data.value.length);
        return result;
      },
    };
    const rows = await intervals(moving, START, START + 1e9, 'entry');
    expect(chunks).toEqual([96, 96, 58]);
    expect(shown(rows)).toEqual(shown(await intervals(after.services, START, START + 6 * 86_400_000)));
  });
});

describe('quantities', () => {
  it('MMC decimals: m3 from litres are written with exactly the digits of the register', async () => {
    const volume: IntervalQuantity = { name: 'volume', interval: IMPORT, unit: decimals('Wh', 3) };
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { services, captures } = meterOf({ ...given, scaler: 0 });
        const instant = (at: number) => Temporal.Instant.fromEpochMilliseconds(at);
        const period = { StartDateTime: instant(START - 1e9), EndDateTime: instant(START + 1e9) };
        const rows = await readIntervals(new Device(services), PROFILE, [volume], period, 'range');
        const written = captures.map(({ at }) => {
          const digits = `${count(at)}`.padStart(4, '0');
          return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '');
        });
        expect(rows.map(({ quantities: [value] }) => `${value}`)).toEqual(written);
      }),
    );
  });
});
