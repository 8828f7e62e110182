import type { Obis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { type ChargeAccess, charge, type UnitCharge } from '../classes/charge.ts';
import { utc } from '../classes/clock.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { Meter } from '../meter/meter.ts';
import { consumptionCost, standingCharge } from '../tariff/charging.ts';
import { currentLedger } from './account.ts';
import type { periods } from './facts.ts';
import { periodsUntil, recoveryAmount, startOfPeriod } from './ledger.ts';
import { amount, CURRENCY_SCALE } from './money.ts';
import { paymentNames as names } from './names.ts';
import {
  setPassiveRecovery,
  setPaymentDebt,
  setRecovery,
  setRecoveryPerPayment,
  setTimeDebt,
} from './payment-control.ts';
import type { Recovery } from './state.ts';

type Period = (typeof periods)[number];
type Which = 0 | 1;

const rights = { read: securedClients, write: [CRITICAL] };
const seconds: Readonly<Record<Period, number>> = { hour: 3600, day: 86_400, week: 604_800 };
const NOTHING = 0 as Obis;
/** Millionths of a penny in the unit of prices on the wire. */
const PRICE_UNIT = 1000;
const MOST_LONG = 0x7fff;

/** What most charges have nothing of. */
const unpriced = {
  unitCharge: () => unitChargeOf(0, CURRENCY_SCALE, []),
  passiveUnitCharge: () => unitChargeOf(0, CURRENCY_SCALE, []),
  period: () => 0,
  lastCollectionTime: () => ({}),
  lastCollectionAmount: () => 0,
  remaining: () => 0,
  proportion: () => 0,
} as const;

/** What the consumer pays for: consumption, the standing charge, and debts. */
export const chargeObjects: readonly CosemObject<Meter>[] = [
  charge<Meter>(
    names.consumptionCharge,
    rights,
    // What a kWh costs is for the tariff's own objects to show.
    { description: 'Consumption', type: 'consumption', priority: 1, configuration: '01', amount },
    {
      ...unpriced,
      paid: (meter) => consumptionCost(meter, meter.now()),
    },
  ),
  charge<Meter>(
    names.standingCharge,
    rights,
    { description: 'Standing charge', type: 'time', priority: 2, configuration: '00', amount },
    {
      ...unpriced,
      paid: (meter) => currentLedger(meter).paid.standing,
      unitCharge: standing,
      passiveUnitCharge: standing,
      period: () => seconds.day,
      lastCollectionTime: (meter) => lastPeriod(meter, 'day'),
      lastCollectionAmount: standingCharge,
    },
  ),
  timeDebt(names.timeDebt1, 0),
  timeDebt(names.timeDebt2, 1),
  charge<Meter>(
    names.paymentDebt,
    rights,
    { description: 'Payment-based debt', type: 'payment', priority: 5, configuration: '10', amount },
    {
      ...unpriced,
      paid: (meter) => currentLedger(meter).paid.paymentDebt,
      lastCollectionTime: (meter) => utcOrNever(meter.state.payment.debtPayments.at(-1)?.time),
      lastCollectionAmount: (meter) => meter.state.payment.debtPayments.at(-1)?.amount ?? 0,
      remaining: (meter) => currentLedger(meter).paymentDebt,
      proportion: ({ state }) => state.payment.configuration.recoveryPerPayment,
      setProportion: setRecoveryPerPayment,
      updateRemaining: (meter, change) => setPaymentDebt(meter, currentLedger(meter).paymentDebt + change),
      setRemaining: setPaymentDebt,
    },
  ),
];

function timeDebt(name: Obis, which: Which): CosemObject<Meter> {
  const remaining = (meter: Meter): number => currentLedger(meter).timeDebts[which];
  const active = ({ state }: Meter): Recovery => state.payment.configuration.recoveries[which];
  const passive = ({ state }: Meter): Recovery => state.payment.configuration.passiveRecoveries[which];
  const access: ChargeAccess<Meter> = {
    ...unpriced,
    paid: (meter) => currentLedger(meter).paid.timeDebts[which],
    unitCharge: (meter) => recoveryCharge(active(meter)),
    passiveUnitCharge: (meter) => recoveryCharge(passive(meter)),
    setPassiveUnitCharge(meter, { scaling, table }) {
      const [only, ...others] = table;
      if (only === undefined || others.length > 0 || scaling.commodityScale !== 0) return 'other-reason';
      return setPassiveRecovery(meter, which, { charge: only.chargePerUnit, scale: scaling.priceScale });
    },
    period: (meter) => seconds[active(meter).period],
    setPeriod(meter, length) {
      const period = (Object.keys(seconds) as Period[]).find((each) => seconds[each] === length);
      return period === undefined ? 'other-reason' : setRecovery(meter, which, { period });
    },
    lastCollectionTime: (meter) => lastPeriod(meter, active(meter).period),
    lastCollectionAmount: (meter) => recoveryAmount(active(meter)),
    remaining,
    updateUnitCharge(meter, [only, ...others]) {
      if (only === undefined || others.length > 0) return 'other-reason';
      return setRecovery(meter, which, { charge: only.chargePerUnit });
    },
    activatePassive(meter) {
      const { charge: price, scale } = passive(meter);
      return setRecovery(meter, which, { charge: price, scale });
    },
    updateRemaining: (meter, change) => setTimeDebt(meter, which, remaining(meter) + change),
    setRemaining: (meter, debt) => setTimeDebt(meter, which, debt),
  };
  const description = `Time-based debt ${which + 1}`;
  return charge(name, rights, { description, type: 'time', priority: 3 + which, configuration: '00', amount }, access);
}

function recoveryCharge({ charge: price, scale }: Recovery): UnitCharge {
  return unitChargeOf(0, scale, [price]);
}

/** The standing charge, to as many digits as a price on the wire can have. */
function standing(meter: Meter): UnitCharge {
  let price = standingCharge(meter) / PRICE_UNIT;
  let scale = CURRENCY_SCALE;
  while (price > MOST_LONG) {
    price /= 10;
    scale++;
  }
  return unitChargeOf(0, scale, [Math.round(price)]);
}

function unitChargeOf(commodityScale: number, priceScale: number, prices: readonly number[]): UnitCharge {
  return {
    scaling: { commodityScale, priceScale },
    commodity: { classId: 0, logicalName: NOTHING, attribute: 0 },
    table: prices.map((chargePerUnit) => ({ index: '', chargePerUnit })),
  };
}

/** When a period of the meter's clock ended last. */
function lastPeriod(meter: Meter, period: Period): CosemDateTime {
  return utc(startOfPeriod(period, periodsUntil(period, meter.time())));
}

function utcOrNever(time: number | undefined): CosemDateTime {
  return time === undefined ? {} : utc(time);
}
