import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { data } from '../classes/data.ts';
import { registerMonitor } from '../classes/register-monitor.ts';
import { array, doubleLongUnsigned, enumeration, integer, type Shape } from '../classes/values.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import { termsInForce } from './block-periods.ts';
import { blockRatesOf } from './initial-terms.ts';
import type { Measured } from './measured.ts';
import { type Part, partOf, thresholdsOf } from './names.ts';
import { change } from './tariff-change.ts';
import { BLOCKS, type Prices, pricings, type Terms } from './terms.ts';

const forSecured = { read: securedClients };
const forCritical = { read: securedClients, write: [CRITICAL] };

interface PartObject<T> {
  readonly part: Part;
  readonly description: string;
  readonly shape: Shape<T>;
  get(terms: Terms): T;
  /** The terms with another value; nothing where they can't have it. */
  set(terms: Terms, value: T): Terms | undefined;
}

/** The active terms, and the passive ones, each part on its own. */
export function priceObjects(model: MeterModel, measured: Measured): readonly CosemObject<Meter>[] {
  const rates = blockRatesOf(model);
  const amounts = array(doubleLongUnsigned, model.rates);
  const byBlock = array(array(doubleLongUnsigned, BLOCKS), rates);
  const scale = (part: 'scale' | 'standingScale', description: string): PartObject<number> => ({
    part,
    description,
    shape: integer,
    get: ({ prices }) => prices[part],
    set: (terms, value) => (value < -5 || value > 0 ? undefined : withPrices(terms, { [part]: value })),
  });
  return [
    ...both({
      part: 'pricing',
      description: 'pricing: 0 by time of use, 1 by block within it',
      shape: enumeration,
      get: ({ pricing }) => pricings.indexOf(pricing),
      set: (terms, value) => (pricings[value] === undefined ? undefined : { ...terms, pricing: pricings[value] }),
    }),
    ...both<Terms['thresholds']>({
      part: 'thresholds',
      description: 'Tariff Threshold Matrix: by rate, in units of the register',
      shape: array(array(doubleLongUnsigned, BLOCKS - 1), rates),
      get: ({ thresholds }) => thresholds,
      set: (terms, value) => (isMatrix(value, rates, BLOCKS - 1) ? { ...terms, thresholds: value } : undefined),
    }),
    ...both(scale('scale', 'scale of the prices: pounds times ten to the power of it')),
    ...both<Prices['timeOfUse']>({
      part: 'timeOfUse',
      description: 'Tariff TOU Price Matrix: a kWh, by rate',
      shape: amounts,
      get: ({ prices }) => prices.timeOfUse,
      set: (terms, value) => (value.length === model.rates ? withPrices(terms, { timeOfUse: value }) : undefined),
    }),
    ...both<Prices['block']>({
      part: 'block',
      description: 'Tariff Block Price Matrix: a kWh, by rate and block',
      shape: byBlock,
      get: ({ prices }) => prices.block,
      set: (terms, value) => (isMatrix(value, rates, BLOCKS) ? withPrices(terms, { block: value }) : undefined),
    }),
    ...both(scale('standingScale', 'scale of the standing charge')),
    ...both<number>({
      part: 'standingCharge',
      description: 'standing charge: a day',
      shape: doubleLongUnsigned,
      get: ({ prices }) => prices.standingCharge,
      set: (terms, value) => withPrices(terms, { standingCharge: value }),
    }),
    ...Array.from({ length: rates }, (_, rate) =>
      registerMonitor<Meter>(
        thresholdsOf(rate),
        `Tariff Threshold Matrix: blocks of rate ${rate + 1}`,
        forSecured,
        BLOCKS - 1,
        { classId: 3, logicalName: measured.inPeriod(rate), attribute: 2 },
        ({ state }) => termsInForce(state.tariff).thresholds[rate] ?? [],
      ),
    ),
  ];
}

function both<T>({ part, description, shape, get, set }: PartObject<T>): readonly CosemObject<Meter>[] {
  return [
    data<Meter, T>(partOf('active', part), `Active ${description}`, shape, forSecured, ({ state }) =>
      get(termsInForce(state.tariff)),
    ),
    data<Meter, T>(
      partOf('passive', part),
      `Passive ${description}`,
      shape,
      forCritical,
      ({ state }) => get(state.tariff.passiveTerms),
      (meter, value) => {
        const passiveTerms = set(meter.state.tariff.passiveTerms, value);
        if (passiveTerms === undefined) return 'other-reason';
        change(meter, { passiveTerms });
        return 'success';
      },
    ),
  ];
}

function withPrices(terms: Terms, prices: Partial<Prices>): Terms {
  return { ...terms, prices: { ...terms.prices, ...prices } };
}

function isMatrix(value: readonly (readonly number[])[], rows: number, columns: number): boolean {
  return value.length === rows && value.every((row) => row.length === columns);
}
