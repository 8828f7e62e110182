import { Meter } from '../meter/meter.ts';
import { DAY } from '../readings/civil-date.ts';
import { changeSupply } from '../supply/supply-control.ts';
import { all, forgetting, invoker, reader, reading, rowsOf, unlogged, untold } from './changes.ts';
import { defectsOf } from './defect.ts';
import { minuteOf, moved, scaled, scalerUnitOf } from './values.ts';

const VOLUME = '7.0.3.0.0.255';
const ENERGY = '7.0.33.2.0.255';
const CALORIFIC_VALUE = '7.0.54.0.0.255';
const FACTOR = '7.0.52.0.0.255';
const HALF_HOURLY = '7.0.99.1.0.255';
const SUPPLY = '0.0.96.3.10.255';
const BATTERY = '0.0.96.6.1.255';
const CUBIC_METRE_AN_HOUR = 15;

/** What a gas meter measures, its valve and its battery. */
export const gasDefects = defectsOf(['GSME'], {
  'volume-in-cubic-metres': [
    'The volume is in m3, and says litres',
    reading([VOLUME, 2], (value) => scaled(value, 1 / 1000)),
  ],
  'volume-wrong-unit': [
    'The volume says m3 an hour',
    reading([VOLUME, 3], () => scalerUnitOf(-3, CUBIC_METRE_AN_HOUR)),
  ],
  'volume-goes-back-at-midnight': [
    'In the first hour of each day the volume shows 100 litres less than before midnight',
    reading([VOLUME, 2], (value, device) => (device.time() % DAY < DAY / 24 ? moved(value, -100) : value)),
  ],
  'volume-frozen': [
    'The volume shows what it showed when the day began',
    reader(
      [VOLUME, 2],
      (read) => (device, call) => device.asOf(device.now() - (device.time() % DAY), () => read(device, call)),
    ),
  ],
  'energy-not-converted': [
    'The energy leaves the conversion factor out',
    reading([ENERGY, 2], (value) => scaled(value, 1 / 1.02264)),
  ],
  'calorific-value-not-stored': [
    'A new calorific value is acknowledged, and not stored',
    forgetting([CALORIFIC_VALUE, 2]),
  ],
  'conversion-factor-not-stored': ['A new conversion factor is acknowledged, and not stored', forgetting([FACTOR, 2])],
  'gas-profile-row-missing-at-noon': [
    'The half-hourly profile has no row for noon',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.filter((row) => minuteOf(row) !== 720)),
  ],
  'gas-profile-newest-first': [
    'The half-hourly profile gives its newest row first',
    rowsOf([HALF_HOURLY, 2], (rows) => rows.toReversed()),
  ],
  'valve-opened-from-afar': [
    'A client opens the valve without the consumer',
    invoker([SUPPLY, 2], (invoke) => (device, parameters, call) => {
      const result = invoke(device, parameters, call);
      if (device instanceof Meter) changeSupply(device, 'connected', 'command');
      return result;
    }),
  ],
  'battery-always-full': ['The battery is always full', reading([BATTERY, 2], (value) => moved(scaled(value, 0), 100))],
  'low-battery-not-told': ['A low battery is not told', untold('battery-low')],
  'reverse-flow-unnoticed': [
    'Reverse flow of gas leaves no trace',
    all(unlogged('gas-reverse-flow'), untold('gas-reverse-flow')),
  ],
});
