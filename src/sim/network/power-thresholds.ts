import { parseObis } from '../../core/identifiers.ts';
import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { data } from '../classes/data.ts';
import { doubleLongUnsigned, enumeration } from '../classes/values.ts';
import { securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { Esme } from '../esme/esme.ts';
import type { PowerThresholds } from './power-state.ts';
import { setting } from './settings.ts';

/** Names of our own. */
const names = {
  medium: parseObis('0.0.131.3.0.255'),
  high: parseObis('0.0.131.3.1.255'),
  level: parseObis('0.0.131.3.2.255'),
};

const watts = { scaler: 0, unit: 'W' } as const;

/** Active power import as low, medium or high, as a display shows it without numbers (SRV 6.2.5, 6.12). */
export const powerThresholdFunction: DeviceFunction<Esme> = {
  objects: [
    setting<Esme>(
      names.medium,
      'Low medium power threshold',
      doubleLongUnsigned,
      watts,
      ({ state }) => state.powerThresholds.medium,
      (esme, medium) => change(esme, { medium }),
    ),
    setting<Esme>(
      names.high,
      'Medium high power threshold',
      doubleLongUnsigned,
      watts,
      ({ state }) => state.powerThresholds.high,
      (esme, high) => change(esme, { high }),
    ),
    data<Esme, number>(
      names.level,
      'Active power import: 0 low, 1 medium, 2 high',
      enumeration,
      { read: securedClients },
      powerLevel,
    ),
  ],
};

function powerLevel(esme: Esme): 0 | 1 | 2 {
  const { activeImport } = esme.instantaneous();
  const { medium, high } = esme.state.powerThresholds;
  if (activeImport >= high) return 2;
  return activeImport >= medium ? 1 : 0;
}

/** The two are set one after the other, so nothing says that the second is above the first. */
function change({ state }: Esme, to: Partial<PowerThresholds>): DataAccessResult {
  state.powerThresholds = { ...state.powerThresholds, ...to };
  return 'success';
}
