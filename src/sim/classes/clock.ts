import type { Obis } from '../../core/identifiers.ts';
import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { civilDate, DAY, dayNumber } from '../readings/civil-date.ts';
import { attribute, constant, method, type Rights } from './members.ts';
import { boolean, dateTime, enumeration, integer, long, type Shape, structure, unsigned } from './values.ts';

/** A time to set the clock to when told so, and when that is allowed. */
export interface PresetTime {
  readonly time: CosemDateTime;
  readonly from: CosemDateTime;
  readonly until: CosemDateTime;
}

/** A clock that shows UTC. Times are milliseconds from 1970 by the device's own clock. */
export interface ClockAccess<D> {
  time(device: D): number;
  /** clock_status: 0 where there is nothing to be said against the time. */
  status(device: D): number;
  /** @returns `other-reason` where the clock can't show that time */
  setTime(device: D, time: number): 'success' | 'other-reason';
  /** @returns `other-reason` where the clock isn't adjusted by that much */
  adjustTime(device: D, time: number): 'success' | 'other-reason';
  preset(device: D): PresetTime | undefined;
  setPreset(device: D, preset: PresetTime): void;
  /** Told where the preset time was asked for outside of its validity. */
  presetRefused(device: D): void;
}

const clockBases = { 'not-defined': 0, 'internal-crystal': 1 } as const;

const MINUTE = 60_000;
/** Seconds. */
const MOST_SHIFT = 900;
const UNSPECIFIED: CosemDateTime = {};
const presetTime: Shape<PresetTime> = structure({ time: dateTime, from: dateTime, until: dateTime });

/**
 * Clock (class 8, version 0), Blue Book 4.5.1, of a device that keeps UTC: time zone 0, no daylight saving.
 * @param measuringPeriod seconds, for adjust_to_measuring_period
 * @param setters clients that may set and adjust it
 */
export function clock<D>(
  logicalName: Obis,
  { read }: Rights,
  setters: readonly number[],
  measuringPeriod: number,
  access: ClockAccess<D>,
): CosemObject<D> {
  const rights = { read, write: setters };
  const toNearest = (name: string, step: number) =>
    method<D, number>(name, integer, setters, (device) =>
      access.adjustTime(device, Math.round(access.time(device) / step) * step),
    );
  return {
    classId: 8,
    version: 0,
    logicalName,
    description: 'Clock',
    attributes: {
      2: attribute(
        'time',
        dateTime,
        rights,
        (device) => utc(access.time(device), access.status(device)),
        (device, value) => set(device, value, access),
      ),
      3: constant('time_zone', long, rights, 0),
      4: attribute('status', unsigned, { read }, access.status),
      5: constant('daylight_savings_begin', dateTime, rights, UNSPECIFIED),
      6: constant('daylight_savings_end', dateTime, rights, UNSPECIFIED),
      7: constant('daylight_savings_deviation', integer, rights, 0),
      8: constant('daylight_savings_enabled', boolean, rights, false),
      9: constant('clock_base', enumeration, rights, clockBases['internal-crystal']),
    },
    methods: {
      1: toNearest('adjust_to_quarter', 15 * MINUTE),
      2: toNearest('adjust_to_measuring_period', 1000 * measuringPeriod),
      3: toNearest('adjust_to_minute', MINUTE),
      4: method('adjust_to_preset_time', integer, setters, (device) => adjustToPreset(device, access)),
      5: method('preset_adjusting_time', presetTime, setters, (device, preset) => {
        if (millisecondsOf(preset.time) === undefined) return 'other-reason';
        access.setPreset(device, preset);
        return 'success';
      }),
      6: method('shift_time', long, setters, (device, seconds) => {
        if (Math.abs(seconds) > MOST_SHIFT) return 'other-reason';
        return access.adjustTime(device, access.time(device) + 1000 * seconds);
      }),
    },
  };
}

/** The date-time in UTC of a time in milliseconds from 1970, every field specified. */
export function utc(time: number, clockStatus = 0): CosemDateTime {
  const day = Math.floor(time / DAY);
  const hundredths = Math.floor((time - day * DAY) / 10);
  return {
    ...civilDate(day),
    hour: Math.floor(hundredths / 360_000),
    minute: Math.floor(hundredths / 6000) % 60,
    second: Math.floor(hundredths / 100) % 60,
    hundredths: hundredths % 100,
    deviation: 0,
    clockStatus,
  };
}

/**
 * Milliseconds from 1970, of UTC where no deviation is given: what `instantFromDateTime` gives, at a tenth of its time.
 * Nothing where a field that is needed isn't specified, or names no day.
 */
export function millisecondsOf(value: CosemDateTime): number | undefined {
  const { year, month, dayOfMonth, hour, minute, second, hundredths = 0, deviation = 0 } = value;
  if (year === undefined || month === undefined || dayOfMonth === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const day = dayNumber(year, month, dayOfMonth);
  const date = civilDate(day);
  if (date.month !== month || date.dayOfMonth !== dayOfMonth) return undefined;
  return day * DAY + (60 * hour + minute + deviation) * MINUTE + 1000 * second + 10 * hundredths;
}

function set<D>(device: D, value: CosemDateTime, access: ClockAccess<D>): 'success' | 'other-reason' {
  const time = millisecondsOf(value);
  return time === undefined ? 'other-reason' : access.setTime(device, time);
}

function adjustToPreset<D>(device: D, access: ClockAccess<D>): ActionResult {
  const preset = access.preset(device);
  if (preset === undefined) return 'other-reason';
  const now = access.time(device);
  if (now < (millisecondsOf(preset.from) ?? now) || now > (millisecondsOf(preset.until) ?? now)) {
    access.presetRefused(device);
    return 'other-reason';
  }
  return set(device, preset.time, access);
}
