import type { Obis } from '../../core/identifiers.ts';
import type { CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { type Column, profileGeneric } from '../classes/profile-generic.ts';
import { counter, dateTime, unsigned } from '../classes/values.ts';
import { capturedValue, clockCaptured } from '../device/captured.ts';
import { securedClients } from '../device/clients.ts';
import { obis } from '../device/obis.ts';
import { wasOff } from '../power/outages.ts';
import { type Capture, CapturedRows } from '../readings/captured-rows.ts';
import type { Meter } from './meter.ts';

/** Seconds. */
export const HALF_HOURLY = 1800;
export const DAILY = 86_400;
const REGISTER = 3;
/** Profile status: the clock was set since the capture before. */
const CLOCK_ADJUSTED = 0x20;
/** Profile status: there was no power for a part of the period. */
const POWER_DOWN = 0x80;

const forSecured = { read: securedClients };

const clockColumn: Column<Meter, Capture> = {
  captures: clockCaptured,
  value: (_, { time }) => dateTime.encode(utc(time)),
};

/** @param period milliseconds of a period of the profile */
function statusColumn<M extends Meter>(period: (meter: M) => number): Column<M, Capture> {
  return {
    captures: capturedValue(1, obis.profileStatus),
    value: (meter, { at, clockAdjusted }) =>
      unsigned.encode(statusOf(clockAdjusted, wasOff(meter, at - period(meter), at))),
  };
}

function statusOf(clockAdjusted: boolean, powerDown: boolean): number {
  return (clockAdjusted ? CLOCK_ADJUSTED : 0) + (powerDown ? POWER_DOWN : 0);
}

/** Clock and status, with which a profile begins. */
export function leadingColumns<M extends Meter>(
  period: (meter: M) => number,
): readonly [Column<M, Capture>, Column<M, Capture>] {
  return [clockColumn, statusColumn(period)];
}

/** The register of a quantity, in total. */
export function totalColumn(logicalName: Obis, quantity: number): Column<Meter, Capture> {
  return {
    captures: capturedValue(REGISTER, logicalName),
    value: ({ registers }, { at }) => counter.encode(registers.total(quantity, at)),
  };
}

/** The register of the first quantity by rate, from 0. */
export function rateColumn(logicalName: Obis, rate: number): Column<Meter, Capture> {
  return {
    captures: capturedValue(REGISTER, logicalName),
    value: ({ registers }, { at }) => counter.encode(registers.rates(0, at)[rate] ?? 0),
  };
}

/** What the status column captures: the status as a half-hourly capture now would find it. */
export const profileStatus: CosemObject<Meter> = data(
  obis.profileStatus,
  'Profile status',
  unsigned,
  forSecured,
  currentStatus,
);

interface PeriodicProfile<M extends Meter> {
  readonly logicalName: Obis;
  readonly description: string;
  /** Seconds. */
  readonly period: number;
  readonly entries: number;
  readonly byRange?: boolean;
  /** Those that follow clock and status. */
  readonly columns: readonly Column<Meter, Capture>[];
  /** Where it isn't captured ever since the meter was installed. */
  readonly rows?: (meter: M) => CapturedRows;
  readonly methods?: Readonly<Record<number, Method<M>>>;
}

/** A profile that is captured by the clock, beginning with clock and status. */
export function periodicProfile<M extends Meter>(profile: PeriodicProfile<M>): CosemObject<M> {
  const { logicalName, description, period, entries, byRange = true, columns, rows, methods } = profile;
  return profileGeneric<M, Capture>({
    logicalName,
    description,
    rights: forSecured,
    capturePeriod: period,
    profileEntries: entries,
    byRange,
    columns: [...leadingColumns<M>(() => 1000 * period), ...columns],
    rows: rows ?? ((meter) => new CapturedRows(meter.registers.eras, meter.now(), 1000 * period, entries)),
    ...(methods && { methods }),
  });
}

function currentStatus(meter: Meter): number {
  const { eras } = meter.registers;
  const [last] = new CapturedRows(eras, meter.now(), 1000 * HALF_HOURLY, 1).slice(0, 1);
  const since = last?.at ?? meter.entry.installed.epochMilliseconds;
  const isSet = eras.slice(1).some(({ from, clockSet = false }) => clockSet && from >= since);
  return statusOf(isSet, wasOff(meter, since, meter.now()));
}
