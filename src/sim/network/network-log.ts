import { parseObis } from '../../core/identifiers.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { attribute } from '../classes/members.ts';
import { type Column, profileGeneric } from '../classes/profile-generic.ts';
import { register } from '../classes/register.ts';
import { doubleLongUnsigned, longUnsigned } from '../classes/values.ts';
import { capturedValue } from '../device/captured.ts';
import { securedClients } from '../device/clients.ts';
import { electricity } from '../device/obis.ts';
import type { Esme } from '../esme/esme.ts';
import { energyNames } from '../esme/metering-objects.ts';
import { leadingColumns, totalColumn } from '../meter/periodic-profile.ts';
import { type Capture, CapturedRows, erasSince } from '../readings/captured-rows.ts';
import { averageVoltage } from './voltage.ts';

/** Where power quality profiles usually are; the Blue Book leaves it to the manufacturer. */
const NETWORK_LOG = parseObis('1.0.99.14.0.255');
/** Blue Book, electricity: average voltage of L1 over a recording interval. */
const AVERAGE_VOLTAGE = electricity(32, 24);

const REGISTER = 3;
const forSecured = { read: securedClients };

const columns: readonly [Column<Esme, Capture>, ...Column<Esme, Capture>[]] = [
  ...leadingColumns(period),
  {
    captures: capturedValue(REGISTER, AVERAGE_VOLTAGE),
    value: (esme, { at }) => longUnsigned.encode(averageVoltage(esme, at - period(esme), at) ?? 0),
  },
  ...energyNames.map((name, quantity) => totalColumn(name, quantity)),
];

/** SMETS1 Average RMS Voltage Profile Data Log, with the energies of the same periods: one row for each measurement period. */
export function networkLogObjects(entries: number): readonly CosemObject<Esme>[] {
  const log = profileGeneric<Esme, Capture>({
    logicalName: NETWORK_LOG,
    description: 'Network data log: average RMS voltage, active and reactive energy',
    rights: forSecured,
    capturePeriod: 0,
    profileEntries: entries,
    columns,
    rows: (esme) => rowsOf(esme, entries),
  });
  const capturePeriod = attribute<Esme, number>(
    'capture_period',
    doubleLongUnsigned,
    forSecured,
    ({ state }) => state.voltage.measurement.seconds,
  );
  return [
    register<Esme>(
      AVERAGE_VOLTAGE,
      'Average RMS voltage of the last measurement period',
      longUnsigned,
      { scaler: -1, unit: 'V' },
      forSecured,
      lastAverage,
    ),
    { ...log, attributes: { ...log.attributes, 4: capturePeriod } },
  ];
}

function rowsOf(esme: Esme, most: number): CapturedRows {
  const now = esme.now();
  return new CapturedRows(
    erasSince(esme.registers.eras, esme.state.voltage.measurement.since),
    now,
    period(esme),
    most,
  );
}

/** 0 until there is one. */
function lastAverage(esme: Esme): number {
  const [last] = rowsOf(esme, 1).slice(0, 1);
  return last === undefined ? 0 : (averageVoltage(esme, last.at - period(esme), last.at) ?? 0);
}

/** Milliseconds. */
function period({ state }: Esme): number {
  return 1000 * state.voltage.measurement.seconds;
}
