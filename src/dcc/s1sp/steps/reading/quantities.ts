import type { IntervalQuantity } from '../../interval-profile.ts';
import { electricity } from '../../objects/electricity.ts';
import { gas } from '../../objects/gas.ts';
import { objectRef } from '../../objects/object-ref.ts';
import { decimals, wholes } from '../../values.ts';

export const wattHours = wholes('Wh');
export const varHours = wholes('varh');
export const cubicMetres = decimals('m3');

/** What profiles of meters hold, in the MMC's units. Value group D 29 of the Blue Book is a recording interval's own. */
export const measured = {
  activeImport: {
    name: 'active energy import',
    cumulative: electricity.activeImport,
    interval: objectRef('register', '1.0.1.29.0.255'),
    unit: wattHours,
  },
  activeExport: {
    name: 'active energy export',
    cumulative: electricity.activeExport,
    interval: objectRef('register', '1.0.2.29.0.255'),
    unit: wattHours,
  },
  reactiveImport: {
    name: 'reactive energy import',
    cumulative: electricity.reactiveImport,
    interval: objectRef('register', '1.0.3.29.0.255'),
    unit: varHours,
  },
  reactiveExport: {
    name: 'reactive energy export',
    cumulative: electricity.reactiveExport,
    interval: objectRef('register', '1.0.4.29.0.255'),
    unit: varHours,
  },
  volume: { name: 'volume', cumulative: gas.volume, unit: cubicMetres },
} as const satisfies Readonly<Record<string, IntervalQuantity>>;
