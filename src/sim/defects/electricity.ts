import { CRITICAL, NON_CRITICAL, PUBLIC } from '../device/clients.ts';
import { DAY } from '../readings/civil-date.ts';
import { copied, onlyFor, reader, reading, rowsOf, swapped, writable } from './changes.ts';
import { defectsOf } from './defect.ts';
import { minuteOf, moved, scaled, scalerUnitOf, statusOf, timeOf, withStatus } from './values.ts';

const IMPORT = '1.0.1.8.0.255';
const EXPORT = '1.0.2.8.0.255';
const HALF_HOURLY = '1.0.99.1.0.255';
const DAILY = '1.0.99.2.0.255';
const VOLTAGE = '1.0.32.7.0.255';
const POWER = '1.0.1.7.0.255';
const WATT = 27;
const WATT_HOUR = 30;

/** What an electricity meter measures, and how it shows it. */
export const electricityDefects = defectsOf(['ESME'], {
  'import-register-wrong-scaler': [
    'The import register says that it counts tens of Wh, and counts Wh',
    reading([IMPORT, 3], () => scalerUnitOf(1, WATT_HOUR)),
  ],
  'import-register-in-kwh': [
    'The import register counts whole kWh, and says Wh',
    reading([IMPORT, 2], (value) => scaled(value, 1 / 1000)),
  ],
  'import-register-wrong-unit': ['The import register says varh', reading([IMPORT, 3], () => scalerUnitOf(0, 32))],
  'import-register-goes-back-at-midnight': [
    'In the first hour of each day the import register shows 1 kWh less than before midnight',
    reading([IMPORT, 2], (value, device) => (device.time() % DAY < DAY / 24 ? moved(value, -1000) : value)),
  ],
  'import-register-frozen': [
    'The import register shows what it showed when the day began',
    reader([IMPORT, 2], (read) => (device, call) => {
      const midnight = device.now() - (device.time() % DAY);
      return device.asOf(midnight, () => read(device, call));
    }),
  ],
  'consumption-for-anyone': [
    'The public client can read the import register',
    onlyFor([PUBLIC, NON_CRITICAL, CRITICAL], [IMPORT, 2]),
  ],
  'consumption-for-no-one': ['No client can read the import register', onlyFor([], [IMPORT, 2])],
  'import-register-writable': ['The critical client can write the import register', writable([CRITICAL], [IMPORT, 2])],
  'object-too-many': ['There is an object that no document of the meter tells of', copied(IMPORT, '1.0.99.99.99.255')],
  'import-and-export-swapped': [
    'The import register shows the export, and the export register the import',
    swapped(IMPORT, EXPORT),
  ],
  'rate-register-counts-too-much': [
    'The register of rate 1 shows 1 kWh more than was used in that rate',
    reading(['1.0.1.8.1.255', 2], (value) => moved(value, 1000)),
  ],
  'rate-registers-swapped': [
    'Consumption in rate 1 is shown in the register of rate 2, and the other way round',
    swapped('1.0.1.8.1.255', '1.0.1.8.2.255'),
  ],
  'voltage-in-whole-volts': [
    'The voltage is in whole volts, and says tenths',
    reading([VOLTAGE, 2], (value) => scaled(value, 1 / 10)),
  ],
  'power-says-kilowatts': ['Active power counts W, and says kW', reading([POWER, 3], () => scalerUnitOf(3, WATT))],
  'power-in-kilowatts': ['Active power is in kW, and says W', reading([POWER, 2], (value) => scaled(value, 1 / 1000))],
  'profile-ignores-range': [
    'The half-hourly profile gives its last 100 rows, whatever is asked for',
    reader([HALF_HOURLY, 2], (read) => (device, { selection: _, ...call }) => {
      const value = read(device, call);
      return typeof value === 'string' || value.type !== 'array' ? value : { ...value, value: value.value.slice(-100) };
    }),
  ],
  'profile-newest-first': [
    'The half-hourly profile gives its newest row first',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.toReversed()),
  ],
  'profile-loses-row-at-clock-change': [
    'The row of a half-hour in which the clock was set is missing from the profile',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.filter((row) => statusOf(row) === 0)),
  ],
  'profile-row-twice-at-midnight': [
    'The half-hourly profile has the row of midnight twice',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.flatMap((row) => (minuteOf(row) === 0 ? [row, row] : [row]))),
  ],
  'profile-row-missing-at-noon': [
    'The half-hourly profile has no row for noon',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.filter((row) => minuteOf(row) !== 720)),
  ],
  'profile-does-not-mark-clock-change': [
    'The status of a profile row does not say that the clock was set',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.map((row) => withStatus(row, 0))),
  ],
  'profile-shorter-than-thirteen-months': [
    'The half-hourly profile holds 90 days',
    rowsOf([HALF_HOURLY, 2], (rows, device) => rows.filter((row) => (timeOf(row) ?? 0) > device.time() - 90 * DAY)),
  ],
  'daily-log-a-day-late': [
    'The daily log does not yet have the row of the last midnight',
    rowsOf([DAILY, 2], (rows) => rows.slice(0, -1)),
  ],
});
