import { z } from 'zod';
import type { EsmeModel } from '../files/device-model.ts';
import type { EsmeEntry } from '../installation/entries.ts';
import { checkReferences, initialMeterState, meterStateShape } from '../meter/state.ts';
import { demandState, initialDemand, powerThresholdState } from '../network/power-state.ts';
import { initialVoltage, voltageState } from '../network/voltage-state.ts';
import { quantities } from '../readings/energy.ts';
import { initialLoadLimit, loadLimitState } from '../supply/load-limit-state.ts';

/** All that tells one simulated ESME from another of its design, apart from its seed and its entry. */
export const esmeState = z
  .strictObject({
    ...meterStateShape,
    loadLimit: loadLimitState,
    voltage: voltageState,
    powerThresholds: powerThresholdState,
    demand: demandState,
  })
  .superRefine(checkReferences);
export type EsmeState = z.infer<typeof esmeState>;

/** The state of an electricity meter that has measured by its first tariff since it was installed. */
export function initialEsmeState(entry: EsmeEntry, at: number): EsmeState {
  return { ...initialMeterState(entry, at, quantities.length), ...beginnings(entry.model), demand: initialDemand };
}

type Beginnings = Pick<EsmeState, 'loadLimit' | 'voltage' | 'powerThresholds'>;
const known = new WeakMap<EsmeModel, Beginnings>();

/** What all electricity meters of a model begin with: one value for all of them. */
function beginnings(model: EsmeModel): Beginnings {
  const before = known.get(model);
  if (before !== undefined) return before;
  const made = {
    loadLimit: initialLoadLimit(model['load-limit']),
    voltage: initialVoltage(model.voltage),
    powerThresholds: model['power-thresholds'],
  };
  known.set(model, made);
  return made;
}
