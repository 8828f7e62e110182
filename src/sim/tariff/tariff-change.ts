import type { ActionResult } from '../../protocol/cosem/apdu/results.ts';
import { requestBilling } from '../billing/request.ts';
import { obis } from '../device/obis.ts';
import type { Meter } from '../meter/meter.ts';
import { termsInForce } from './block-periods.ts';
import { changeTerms } from './cost.ts';
import { blockRatesOf } from './initial-terms.ts';
import type { TariffState } from './state.ts';
import { isUsable, type Tariff } from './tariff.ts';
import { arePrices, areThresholds } from './terms.ts';

/** Puts the passive calendar in force from now on, with the passive thresholds and prices. */
export function activatePassive(meter: Meter): ActionResult {
  change(meter, { activationTime: {} });
  if (!isPassiveUsable(meter)) {
    meter.record('calendar-refused');
    return 'other-reason';
  }
  const { specialDays } = tariffInForce(meter);
  requestBilling(meter, 'tariff-change');
  if (termsInForce(meter.state.tariff) !== meter.state.tariff.passiveTerms)
    changeTerms(meter, meter.state.tariff.passiveTerms);
  changeTariff(meter, { calendar: meter.state.tariff.passive, specialDays });
  meter.record('calendar-activated');
  return 'success';
}

/** Puts the passive prices in force from now on; calendar and thresholds stay. */
export function activatePrices(meter: Meter): void {
  change(meter, { priceActivationTime: {} });
  const { prices } = meter.state.tariff.passiveTerms;
  if (!arePrices(prices)) {
    meter.record('calendar-refused');
    return;
  }
  changeTerms(meter, { ...termsInForce(meter.state.tariff), prices });
  meter.record('prices-activated');
}

/** Whether the passive calendar, thresholds and prices can be put in force: block pricing knows only rates that have blocks. */
export function isPassiveUsable({ state, model }: Meter): boolean {
  const { passive, passiveTerms } = state.tariff;
  const rates = passiveTerms.pricing === 'block' ? blockRatesOf(model) : model.rates;
  return (
    isUsable(passive, obis.tariffScripts, rates) &&
    areThresholds(passiveTerms.thresholds) &&
    arePrices(passiveTerms.prices)
  );
}

export function tariffInForce({ state, era }: Meter): Tariff {
  return state.tariff.known[era.tariff] as Tariff;
}

export function change({ state }: Meter, changes: Partial<TariffState>): void {
  state.tariff = { ...state.tariff, ...changes };
}

/** Puts another tariff in force from now on. */
export function changeTariff(meter: Meter, tariff: Tariff): void {
  const known = [...meter.state.tariff.known, tariff];
  change(meter, { known });
  meter.registers.begin(meter.now(), { tariff: known.length - 1 });
  forgetTariffs(meter);
}

/** Leaves only the tariffs that an era still names. */
function forgetTariffs(meter: Meter): void {
  const { state } = meter;
  const named = [...new Set(state.eras.map(({ tariff }) => tariff))].sort((a, b) => a - b);
  if (named.length === state.tariff.known.length) return;
  change(meter, { known: named.map((index) => state.tariff.known[index] as Tariff) });
  state.eras = state.eras.map((era) => ({ ...era, tariff: named.indexOf(era.tariff) }));
}
