import { z } from 'zod';
import { billingState, initialBilling } from '../billing/state.ts';
import { count, whole } from '../classes/value-schemas.ts';
import { customerState } from '../customer/state.ts';
import { deviceStateShape, initialDeviceState } from '../device/state.ts';
import type { MeterModel } from '../files/device-model.ts';
import { configuredCustomer, configuredPayment, configuredTerms } from '../installation/configured.ts';
import type { MeterEntry } from '../installation/entries.ts';
import { paymentBeginning } from '../payment/beginning.ts';
import { paymentState } from '../payment/state.ts';
import { noOutages, outageState } from '../power/state.ts';
import type { Era } from '../readings/registers.ts';
import { initialSupply, supplyState } from '../supply/state.ts';
import { initialTamper, tamperState } from '../tamper/state.ts';
import { calendarOf } from '../tariff/initial-calendar.ts';
import { initialTerms } from '../tariff/initial-terms.ts';
import { type CostState, costState, type TariffState, tariffState } from '../tariff/state.ts';

const era: z.ZodType<Era> = z
  .strictObject({
    from: whole,
    clockOffset: whole,
    tariff: count,
    measuring: z.boolean(),
    extra: count,
    ticks: z.array(z.number().nonnegative()),
    rates: z.array(z.array(count)).nullable(),
    clockSet: z.exactOptional(z.literal(true)),
  })
  .readonly();

/** What both meters keep. Readings are not in it: they follow from the seed and `eras`. */
export const meterStateShape = {
  ...deviceStateShape,
  /** MPAN or MPRN. */
  meteringPoint: z.string(),
  /** How it has measured since it was installed: clock, tariff and supply changes, bounded in number. */
  eras: z.array(era).min(1).readonly(),
  supply: supplyState,
  tariff: tariffState,
  cost: costState,
  billing: billingState,
  payment: paymentState,
  customer: customerState,
  tamper: tamperState,
  outages: outageState,
};
const meterState = z.strictObject(meterStateShape);
export type MeterState = z.infer<typeof meterState>;

/** Refuses a state in which an era names a tariff, or a segment names terms, that aren't there. */
export function checkReferences({ eras, tariff, cost }: MeterState, context: z.RefinementCtx): void {
  const check = (of: 'tariffs' | 'terms', path: PropertyKey[], index: number, count: number): void => {
    if (index >= count) context.addIssue({ code: 'custom', path, message: `one of ${count} ${of}, counted from 0` });
  };
  for (const [i, era] of eras.entries()) check('tariffs', ['eras', i, 'tariff'], era.tariff, tariff.known.length);
  for (const [i, segment] of cost.segments.entries())
    check('terms', ['cost', 'segments', i, 'terms'], segment.terms, tariff.terms.length);
}

/**
 * The state of a meter that has measured by its first tariff since it was installed.
 * @param quantities how many it measures
 */
export function initialMeterState(entry: MeterEntry, at: number, quantities: number): MeterState {
  const { eras, tariff, supply } = beginnings(entry.model, quantities);
  return {
    ...initialDeviceState(entry.firmware, at),
    meteringPoint: entry.meteringPoint,
    eras: [{ ...eras, from: entry.installed.epochMilliseconds }],
    supply,
    tariff: configured(entry, tariff),
    cost: NO_COST,
    billing: initialBilling(entry.model, at),
    payment: paymentBeginning(configuredPayment(entry), at),
    customer: configuredCustomer(entry),
    tamper: initialTamper,
    outages: noOutages,
  };
}

function configured(entry: MeterEntry, tariff: TariffState): TariffState {
  const [before] = tariff.terms;
  const terms = before && configuredTerms(entry, before);
  return terms === undefined || terms === before ? tariff : { ...tariff, terms: [terms], passiveTerms: terms };
}

const NO_COST: CostState = { segments: [], blocks: null };

type Beginnings = Pick<MeterState, 'tariff' | 'supply'> & { readonly eras: Era };
const known = new WeakMap<MeterModel, Beginnings>();

/** What all meters of a model begin with: one value for all of them. */
function beginnings(model: MeterModel, quantities: number): Beginnings {
  const before = known.get(model);
  if (before !== undefined) return before;
  const calendar = calendarOf(model);
  const terms = initialTerms(model);
  const none = Array.from({ length: quantities }, () => 0);
  const made: Beginnings = {
    eras: {
      from: 0,
      clockOffset: 0,
      tariff: 0,
      measuring: true,
      extra: 0,
      ticks: none,
      rates: none.map(() => Array.from({ length: model.rates }, () => 0)),
    },
    supply: initialSupply(model.supply['control-mode']),
    tariff: {
      known: [{ calendar, specialDays: [] }],
      passive: calendar,
      activationTime: {},
      terms: [terms],
      passiveTerms: terms,
      priceActivationTime: {},
      dailyReset: model['tariff-blocks']['daily-reset'],
    },
  };
  known.set(model, made);
  return made;
}
