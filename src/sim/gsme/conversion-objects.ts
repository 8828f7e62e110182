import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import { register } from '../classes/register.ts';
import { doubleLongUnsigned } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import { VOLUME } from '../readings/gas.ts';
import { settleCost } from '../tariff/cost.ts';
import { energyAt } from './conversion.ts';
import type { Gsme } from './gsme.ts';
import { gasObis } from './names.ts';
import type { ConversionState } from './state.ts';

/** 200 MJ a cubic metre is more than any gas has; a gas under ten times the pressure is in no dwelling. */
const MOST = { calorificValue: 2000, conversionFactor: 1_000_000 } as const;

const rights = { read: securedClients, write: [CRITICAL] };

/**
 * SRV 6.6, Update Device Configuration (Gas Conversion). What was burnt until now keeps the energy and the cost that it
 * had.
 */
function convertBy(gsme: Gsme, change: Partial<ConversionState>): DataAccessResult {
  if (Object.values(change).includes(0)) return 'other-reason';
  if ((change.calorificValue ?? 0) > MOST.calorificValue || (change.conversionFactor ?? 0) > MOST.conversionFactor)
    return 'other-reason';
  settleCost(gsme);
  const { conversion } = gsme.state;
  const litres = gsme.registers.total(VOLUME, gsme.now());
  gsme.state.conversion = { ...conversion, ...change, since: { litres, energy: energyAt(conversion, litres) } };
  gsme.record('gas-conversion-changed');
  return 'success';
}

/** How volume becomes energy. */
export const conversionFunction: DeviceFunction<Gsme> = {
  objects: [
    register<Gsme>(
      gasObis.calorificValue,
      'Superior calorific value',
      doubleLongUnsigned,
      { scaler: 5, unit: 'J/m3' },
      rights,
      ({ state }) => state.conversion.calorificValue,
      (gsme, calorificValue) => convertBy(gsme, { calorificValue }),
    ),
    register<Gsme>(
      gasObis.conversionFactor,
      'Conversion factor',
      doubleLongUnsigned,
      { scaler: -5, unit: 'none' },
      rights,
      ({ state }) => state.conversion.conversionFactor,
      (gsme, conversionFactor) => convertBy(gsme, { conversionFactor }),
    ),
  ],
};
