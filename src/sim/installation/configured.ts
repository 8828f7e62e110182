import { type CustomerState, initialCustomer } from '../customer/state.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Terms } from '../tariff/terms.ts';
import type { Configuration, MeterEntry, MeterSettings } from './entries.ts';

/** Who is shown as the supplier where the file doesn't say it. A meter in its model's configuration shows nobody. */
const suppliers: Readonly<Record<Configuration, string>> = {
  default: '',
  stale: 'FORMER SUPPLIER',
  current: 'EXAMPLE ENERGY',
};

/** Prices that a former supplier left, in per cent of those of the model: what matters is that they are others. */
const STALE_PRICES = 60;

type PaymentFacts = Pick<MeterModel, 'payment' | 'prices'>;

const facts = new WeakMap<MeterSettings, PaymentFacts>();
const staleFacts = new WeakMap<MeterModel, PaymentFacts>();
const staleTerms = new WeakMap<MeterModel, Terms>();
const customers = new WeakMap<MeterSettings, CustomerState>();
const usual = new Map<Configuration, CustomerState>();

/** What the payment functions of a meter begin with: what its model says, unless the installation says otherwise. */
export function configuredPayment({ model, settings, configuration }: MeterEntry): PaymentFacts {
  const usually = configuration === 'stale' ? known(staleFacts, model, withStaleStandingCharge) : model;
  if (settings === undefined) return usually;
  const { payment, prices } = usually;
  const { 'payment-mode': mode = payment.mode, balance = payment.balance } = settings;
  return known(facts, settings, () => ({ payment: { ...payment, mode, balance }, prices }));
}

/** The prices and thresholds of a meter: those of its model, unless a former supplier has left others. */
export function configuredTerms({ model, configuration }: MeterEntry, terms: Terms): Terms {
  return configuration === 'stale' ? known(staleTerms, model, () => withStalePrices(terms)) : terms;
}

function withStaleStandingCharge({ payment, prices }: MeterModel): PaymentFacts {
  return { payment, prices: { ...prices, 'standing-charge': lowered(prices['standing-charge']) } };
}

function withStalePrices(terms: Terms): Terms {
  const { timeOfUse, block, standingCharge, ...prices } = terms.prices;
  return {
    ...terms,
    prices: {
      ...prices,
      timeOfUse: timeOfUse.map(lowered),
      block: block.map((row) => row.map(lowered)),
      standingCharge: lowered(standingCharge),
    },
  };
}

function lowered(price: number): number {
  return Math.floor((price * STALE_PRICES) / 100);
}

/** One value for all that are alike: it is made once. */
function known<K extends object, V>(values: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  const before = values.get(key);
  if (before !== undefined) return before;
  const made = make(key);
  values.set(key, made);
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
