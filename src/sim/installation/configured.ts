import { type CustomerState, initialCustomer } from '../customer/state.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Terms } from '../tariff/terms.ts';
import type { Configuration, MeterEntry, MeterSettings } from './entries.ts';

/** Who is shown as the supplier where the file doesn't say it. A meter in its model's configuration shows nobody. */
const suppliers: Readonly<Record<Configuration, string>> = {
  default: '',
  stale: 'FORMER SUPPLIER',
  current: 'EXAMPLE SUPPLIER',
};

/** Prices that a former supplier left, in per cent of those of the model: what matters is that they are others. */
const STALE_PRICES = 60;

type PaymentFacts = Pick<MeterModel, 'payment' | 'prices'>;

const facts = new WeakMap<MeterSettings, PaymentFacts>();
const stale = new WeakMap<MeterModel, Terms>();
const customers = new WeakMap<MeterSettings, CustomerState>();
const usual = new Map<Configuration, CustomerState>();

/** What the payment functions of a meter begin with: what its model says, unless the installation says otherwise. */
export function configuredPayment({ model, settings }: MeterEntry): PaymentFacts {
  if (settings === undefined) return model;
  const known = facts.get(settings);
  if (known !== undefined) return known;
  const { 'payment-mode': mode = model.payment.mode, balance = model.payment.balance } = settings;
  const made = { payment: { ...model.payment, mode, balance }, prices: model.prices };
  facts.set(settings, made);
  return made;
}

/** The prices and thresholds of a meter: those of its model, unless a former supplier has left others. */
export function configuredTerms({ model, configuration }: MeterEntry, terms: Terms): Terms {
  if (configuration !== 'stale') return terms;
  const known = stale.get(model);
  if (known !== undefined) return known;
  const lowered = (prices: readonly number[]): number[] =>
    prices.map((price) => Math.floor((price * STALE_PRICES) / 100));
  const { timeOfUse, block, ...prices } = terms.prices;
  const made: Terms = { ...terms, prices: { ...prices, timeOfUse: lowered(timeOfUse), block: block.map(lowered) } };
  stale.set(model, made);
  return made;
}

/** What a meter shows of its supplier: one value for all that are configured alike. */
export function configuredCustomer({ configuration = 'default', settings }: MeterEntry): CustomerState {
  const known = settings === undefined ? usual.get(configuration) : customers.get(settings);
  if (known !== undefined) return known;
  const supplierName = settings?.supplier ?? suppliers[configuration];
  const made = supplierName === '' ? initialCustomer : { ...initialCustomer, supplierName };
  if (settings === undefined) usual.set(configuration, made);
  else customers.set(settings, made);
  return made;
}
