import { parseObis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { doubleLongUnsigned, longUnsigned } from '../classes/values.ts';
import type { DeviceFunction } from '../device/design.ts';
import { electricity } from '../device/obis.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Esme } from '../esme/esme.ts';
import type { EsmeModel } from '../files/device-model.ts';
import { networkLogObjects } from './network-log.ts';
import { counter, setting } from './settings.ts';
import { type VoltageLimit, type VoltageState, voltageLimits } from './voltage-state.ts';
import { voltageWatch, watchedUntilNow } from './voltage-watch.ts';

/** Blue Book, value group C: voltage of L1. */
const VOLTAGE = 32;
/** Told voltages that are kept. */
const MOST_TOLD = 32;
const volts = { scaler: -1, unit: 'V' } as const;

/**
 * Value group D for a threshold, how often it was passed, and for how long it must be (Blue Book, electricity: under
 * and over limit). E tells the limits apart; that is ours.
 */
const under = { threshold: 31, counter: 32, period: 43 } as const;
const over = { threshold: 35, counter: 36, period: 44 } as const;

const places: Readonly<
  Record<VoltageLimit, { readonly d: typeof under | typeof over; readonly e: number; readonly name: string }>
> = {
  sag: { d: under, e: 0, name: 'Voltage sag' },
  swell: { d: over, e: 0, name: 'Voltage swell' },
  'extreme-under': { d: under, e: 1, name: 'RMS extreme under voltage' },
  'extreme-over': { d: over, e: 1, name: 'RMS extreme over voltage' },
  'average-under': { d: under, e: 2, name: 'Average RMS under voltage' },
  'average-over': { d: over, e: 2, name: 'Average RMS over voltage' },
};

/** Seconds over which the voltage is averaged; a name of our own. */
const MEASUREMENT = parseObis('0.0.131.3.10.255');

/** The voltage and what goes beyond its limits (SRV 6.2.1, 6.5, 6.27), and the network data log (SRV 4.10). */
export function voltageFunction(model: EsmeModel): DeviceFunction<Esme> {
  return {
    objects: [
      ...voltageLimits.flatMap(limitObjects),
      setting<Esme>(
        MEASUREMENT,
        'Average RMS voltage measurement period',
        longUnsigned,
        { scaler: 0, unit: 'second' },
        ({ state }) => state.voltage.measurement.seconds,
        setMeasurement,
      ),
      ...networkLogObjects(model['network-log-entries']),
    ],
    timed: voltageWatch,
    operations: { voltage: (esme, { tenths }) => tell(esme, tenths) },
  };
}

function limitObjects(limit: VoltageLimit): readonly CosemObject<Esme>[] {
  const { d, e, name } = places[limit];
  const of = ({ state }: Esme): VoltageState['limits'][VoltageLimit] => state.voltage.limits[limit];
  const threshold = setting<Esme>(
    electricity(VOLTAGE, d.threshold, e),
    `${name} threshold`,
    longUnsigned,
    volts,
    (esme) => of(esme).threshold,
    (esme, value) => changeLimit(esme, limit, { threshold: value }),
  );
  const count = counter<Esme>(
    electricity(VOLTAGE, d.counter, e),
    `${name} counter`,
    doubleLongUnsigned,
    (esme) => of(esme).counter,
    (esme) => changeLimit(esme, limit, { counter: 0 }),
  );
  if (limit.startsWith('average')) return [threshold, count];
  const period = setting<Esme>(
    electricity(VOLTAGE, d.period, e),
    `${name} measurement period`,
    longUnsigned,
    { scaler: 0, unit: 'second' },
    (esme) => of(esme).period,
    (esme, value) => changeLimit(esme, limit, { period: value }),
  );
  return [threshold, count, period];
}

/** A limit is another one from now on: what was passed stays so until the voltage has come back. */
function changeLimit(
  esme: Esme,
  limit: VoltageLimit,
  change: Partial<VoltageState['limits'][VoltageLimit]>,
): DataAccessResult {
  const watch = watchedUntilNow(esme);
  const { [limit]: _, ...turning } = watch.turning;
  const { voltage } = esme.state;
  const isAnother = change.counter === undefined;
  esme.state.voltage = {
    ...voltage,
    limits: { ...voltage.limits, [limit]: { ...voltage.limits[limit], ...change } },
    watch: isAnother ? { ...watch, turning } : watch,
  };
  return 'success';
}

/** The voltage is averaged over another period, and the network data log begins anew. */
function setMeasurement(esme: Esme, seconds: number): DataAccessResult {
  if (seconds === 0) return 'other-reason';
  const watch = watchedUntilNow(esme);
  esme.state.voltage = { ...esme.state.voltage, measurement: { seconds, since: esme.now() }, watch };
  return 'success';
}

/** The mains have a voltage, or one by the seed again. */
function tell(esme: Esme, tenths: number | null): OperationResult {
  if (tenths !== null && !(Number.isInteger(tenths) && tenths >= 0 && tenths <= 0xffff)) return 'refused';
  const watch = watchedUntilNow(esme);
  const { voltage } = esme.state;
  esme.state.voltage = {
    ...voltage,
    told: [...voltage.told, { from: esme.now(), tenths }].slice(-MOST_TOLD),
    watch,
  };
  return 'success';
}
