import { z } from 'zod';
import { count, whole } from '../classes/value-schemas.ts';
import type { GsmeModel } from '../files/device-model.ts';
import type { GsmeEntry } from '../installation/entries.ts';
import { checkReferences, initialMeterState, meterStateShape } from '../meter/state.ts';
import { gasQuantities } from '../readings/gas.ts';
import { depletionStates } from './supply-states.ts';

const conversionState = z
  .strictObject({
    /** 0.1 MJ/m3 */
    calorificValue: count,
    /** Hundred-thousandths. */
    conversionFactor: count,
    /** Registers when these came into force, in litres and in Wh. */
    since: z.strictObject({ litres: count, energy: z.number().nonnegative() }).readonly(),
  })
  .readonly();
export type ConversionState = z.infer<typeof conversionState>;

const flowState = z
  .strictObject({
    /** Ten-thousandths of a cubic metre an hour, as DUIS has them. */
    uncontrolled: count,
    /** Seconds. */
    stabilisation: count,
    /** Seconds. */
    measurement: count,
    depletion: z.enum(depletionStates),
    /** What is wrong with the gas or the pipes behind the meter. */
    fault: z.enum(['none', 'air', 'reverse-flow', 'uncontrolled-flow']),
    /** Litres an hour that appliances take on top of what the seed says. */
    load: count,
  })
  .readonly();
export type FlowState = z.infer<typeof flowState>;

const valveState = z
  .strictObject({
    /** Whether the meter has taken note that it is open. */
    open: z.boolean(),
    /** True time at which the flow test that is under way ends, milliseconds from 1970. */
    testedAt: whole.nullable(),
  })
  .readonly();

const batteryState = z
  .strictObject({
    /** Per cent of its capacity that were left at a true time, milliseconds from 1970. */
    percent: z.number().min(0).max(100),
    at: whole,
    /** True time at which it was put in. */
    installed: whole,
    /** Whether it is known to be low. */
    low: z.boolean(),
  })
  .readonly();

/** All that tells one simulated GSME from another of its design, apart from its seed and its entry. */
export const gsmeState = z
  .strictObject({
    ...meterStateShape,
    conversion: conversionState,
    flow: flowState,
    valve: valveState,
    battery: batteryState,
    /** Since when the network data log has been filled, true time in milliseconds from 1970. */
    networkData: whole.nullable(),
  })
  .superRefine(checkReferences);
export type GsmeState = z.infer<typeof gsmeState>;

/** The state of a gas meter that has measured by its first tariff since it was installed. */
export function initialGsmeState(entry: GsmeEntry, at: number): GsmeState {
  const installed = entry.installed.epochMilliseconds;
  return {
    ...initialMeterState(entry, at, gasQuantities.length),
    ...beginnings(entry.model),
    battery: { percent: 100, at: installed, installed, low: false },
    networkData: null,
  };
}

type Beginnings = Pick<GsmeState, 'conversion' | 'flow' | 'valve'>;
const known = new WeakMap<GsmeModel, Beginnings>();

/** What all gas meters of a model begin with: one value for all of them. */
function beginnings(model: GsmeModel): Beginnings {
  const before = known.get(model);
  if (before !== undefined) return before;
  const conversion = model['gas-conversion'];
  const flow = model['gas-flow'];
  const made: Beginnings = {
    conversion: {
      calorificValue: Math.round(10 * conversion['calorific-value-mj-per-m3']),
      conversionFactor: Math.round(100_000 * conversion['conversion-factor']),
      since: { litres: 0, energy: 0 },
    },
    flow: {
      uncontrolled: 10 * flow['uncontrolled-litres-per-hour'],
      stabilisation: flow['stabilisation-seconds'],
      measurement: flow['measurement-seconds'],
      depletion: flow['supply-depletion-state'],
      fault: 'none',
      load: 0,
    },
    valve: { open: true, testedAt: null },
  };
  known.set(model, made);
  return made;
}
