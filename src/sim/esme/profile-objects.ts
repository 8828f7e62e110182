import type { Obis } from '../../core/identifiers.ts';
import { utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { type Column, profileGeneric } from '../classes/profile-generic.ts';
import { dateTime, doubleLongUnsigned, unsigned } from '../classes/values.ts';
import { capturedValue, clockCaptured } from '../device/captured.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity, obis } from '../device/obis.ts';
import type { EsmeModel } from '../files/device-model.ts';
import { type Capture, CapturedRows } from '../readings/captured-rows.ts';
import { type Quantity, quantities } from '../readings/energy.ts';
import type { Esme } from './esme.ts';
import { energyNames } from './metering-objects.ts';

/** Seconds. */
export const HALF_HOURLY = 1800;
const DAILY = 86_400;
const REGISTER = 3;
/** Profile status: the clock was set since the capture before. */
const CLOCK_ADJUSTED = 0x20;

const forSecured = { read: securedClients };

const clockColumn: Column<Esme, Capture> = {
  captures: clockCaptured,
  value: (_, { time }) => dateTime.encode(utc(time)),
};

const statusColumn: Column<Esme, Capture> = {
  captures: capturedValue(1, obis.profileStatus),
  value: (_, { clockAdjusted }) => unsigned.encode(clockAdjusted ? CLOCK_ADJUSTED : 0),
};

const totalColumns: readonly Column<Esme, Capture>[] = quantities.map((_, quantity) => ({
  captures: capturedValue(REGISTER, energyNames[quantity] as Obis),
  value: ({ registers }, { at }) => doubleLongUnsigned.encode(registers.total(quantity as Quantity, at)),
}));

function rateColumn(rate: number): Column<Esme, Capture> {
  return {
    captures: capturedValue(REGISTER, electricity(1, 8, rate + 1)),
    value: ({ registers }, { at }) => doubleLongUnsigned.encode(registers.rates(0, at)[rate] ?? 0),
  };
}

/** The profiles that are captured by the clock, with what their status column captures. */
export function profileFunction({ profiles, rates }: EsmeModel): DeviceFunction<Esme> {
  const rowsOf = (period: number, most: number) => (esme: Esme) =>
    new CapturedRows(esme.registers.eras, esme.now(), 1000 * period, most);
  const objects = [
    data(obis.profileStatus, 'Profile status', unsigned, forSecured, currentStatus),
    profileGeneric<Esme, Capture>({
      logicalName: obis.halfHourlyProfile,
      description: 'Load profile with recording period 1: half-hourly registers',
      rights: forSecured,
      capturePeriod: HALF_HOURLY,
      profileEntries: profiles['half-hourly'],
      columns: [clockColumn, statusColumn, ...totalColumns],
      rows: rowsOf(HALF_HOURLY, profiles['half-hourly']),
    }),
    profileGeneric<Esme, Capture>({
      logicalName: obis.dailyProfile,
      description: 'Load profile with recording period 2: daily registers',
      rights: forSecured,
      capturePeriod: DAILY,
      profileEntries: profiles.daily,
      columns: [
        clockColumn,
        statusColumn,
        ...totalColumns.slice(0, 2),
        ...Array.from({ length: rates }, (_, rate) => rateColumn(rate)),
      ],
      rows: rowsOf(DAILY, profiles.daily),
    }),
  ];
  return { objects };
}

/** The status as a capture now would find it. */
function currentStatus(esme: Esme): number {
  const { eras } = esme.registers;
  const [last] = new CapturedRows(eras, esme.now(), 1000 * HALF_HOURLY, 1).slice(0, 1);
  const offsetBefore = last === undefined ? eras[0]?.clockOffset : last.time - last.at;
  return offsetBefore === esme.era.clockOffset ? 0 : CLOCK_ADJUSTED;
}
