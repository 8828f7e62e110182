import type { CosemObject } from '../../protocol/cosem/server/object.ts';
import { account, type CreditCharge } from '../classes/account.ts';
import { type CreditStatus, credit } from '../classes/credit.ts';
import { CRITICAL, securedClients } from '../device/clients.ts';
import type { Meter } from '../meter/meter.ts';
import { currentLedger } from './account.ts';
import { combinedCredit, isUsedUp } from './ledger.ts';
import { amount, CURRENCY_SCALE } from './money.ts';
import { paymentNames as names } from './names.ts';
import { activateEmergencyCredit, adjustBalance, configure, setPaymentMode } from './payment-control.ts';
import { conditionsOf } from './reaction.ts';

const rights = { read: securedClients, write: [CRITICAL] };
const EMERGENCY_POSITION = 1;
const WHOLE_TOKEN = 100;

/** The account of the meter, and the credits that it lives on: the Meter Balance, and emergency credit. */
export const accountObjects: readonly CosemObject<Meter>[] = [
  account<Meter>(
    names.account,
    rights,
    {
      credits: [names.meterBalance, names.emergencyCredit],
      charges: [names.consumptionCharge, names.standingCharge, names.timeDebt1, names.timeDebt2, names.paymentDebt],
      tokenShares: [{ credit: names.meterBalance, share: WHOLE_TOKEN }],
      currency: { name: 'GBP', scale: CURRENCY_SCALE },
      // The cap on payment-based recovery is an amount, not a number of collections: it has an object of its own.
      maxProvision: 0,
      maxProvisionPeriod: 0,
      amount,
    },
    {
      mode: ({ state }) => state.payment.mode,
      status: () => 'active',
      setMode(meter, mode, status) {
        if (status !== 'active') return 'other-reason';
        setPaymentMode(meter, mode);
        return 'success';
      },
      creditInUse: (meter) => (isEmergencyInUse(meter) ? EMERGENCY_POSITION : 0),
      creditStatus: creditStatusOf,
      availableCredit: (meter) => Math.max(0, combinedCredit(currentLedger(meter))),
      amountToClear: (meter) => {
        const { accumulated, granted, emergency } = currentLedger(meter);
        return accumulated + granted - emergency;
      },
      clearanceThreshold: ({ state }) => state.payment.configuration.disablementThreshold,
      aggregatedDebt: (meter) => {
        const { accumulated, timeDebts, paymentDebt } = currentLedger(meter);
        return accumulated + timeDebts[0] + timeDebts[1] + paymentDebt;
      },
      creditCharges,
      activationTime: () => ({}),
      closureTime: () => ({}),
      lowCreditThreshold: ({ state }) => state.payment.configuration.lowCreditThreshold,
      setLowCreditThreshold: (meter, lowCreditThreshold) => configure(meter, { lowCreditThreshold }),
      nextCreditThreshold: ({ state }) => state.payment.configuration.emergencyThreshold,
      setNextCreditThreshold: (meter, emergencyThreshold) => configure(meter, { emergencyThreshold }),
      // A SMETS1 meter has one account, which is active from the beginning and for good.
      activate: () => 'success',
      close: () => 'other-reason',
      reset: () => 'other-reason',
    },
  ),
  credit<Meter>(
    names.meterBalance,
    rights,
    { description: 'Meter Balance', type: 'token', priority: 1, configuration: '00011', amount },
    {
      amount: (meter) => currentLedger(meter).balance,
      warningThreshold: ({ state }) => state.payment.configuration.lowCreditThreshold,
      setWarningThreshold: (meter, lowCreditThreshold) => configure(meter, { lowCreditThreshold }),
      limit: ({ state }) => state.payment.configuration.disablementThreshold,
      setLimit: (meter, disablementThreshold) => configure(meter, { disablementThreshold }),
      status: (meter) => (isOut(meter) ? 'exhausted' : 'in-use'),
      preset: () => 0,
      availableThreshold: () => 0,
      update: (meter, change) => adjustBalance(meter, { change }),
      setAmount: (meter, to) => adjustBalance(meter, { to }),
      // It is in use as long as there is any of it: nobody needs to invoke it.
      invoke: () => 'other-reason',
    },
  ),
  credit<Meter>(
    names.emergencyCredit,
    rights,
    { description: 'Emergency Credit Balance', type: 'emergency', priority: 2, configuration: '11100', amount },
    {
      amount: (meter) => currentLedger(meter).emergency,
      warningThreshold: () => 0,
      limit: () => 0,
      status: emergencyStatus,
      preset: ({ state }) => state.payment.configuration.emergencyLimit,
      setPreset: (meter, emergencyLimit) =>
        emergencyLimit < 0 ? 'other-reason' : configure(meter, { emergencyLimit }),
      availableThreshold: ({ state }) => state.payment.configuration.emergencyThreshold,
      setAvailableThreshold: (meter, emergencyThreshold) => configure(meter, { emergencyThreshold }),
      // Its amount follows from its activation and its use.
      update: () => 'other-reason',
      setAmount: () => 'other-reason',
      invoke: (meter) => (activateEmergencyCredit(meter) === 'success' ? 'success' : 'other-reason'),
    },
  ),
];

function isOut(meter: Meter): boolean {
  return meter.state.payment.mode === 'prepayment' && isUsedUp(currentLedger(meter), meter.state.payment.configuration);
}

function isEmergencyInUse(meter: Meter): boolean {
  return isOut(meter) && meter.state.payment.ledger.granted > 0;
}

function creditStatusOf(meter: Meter) {
  const ledger = currentLedger(meter);
  const { payment } = meter.state;
  const { lowCredit, available, below } = conditionsOf(ledger, payment);
  const prepays = payment.mode === 'prepayment';
  const activated = payment.ledger.granted > 0;
  const inUse = isEmergencyInUse(meter);
  return {
    inCredit: !(prepays && below),
    lowCredit: prepays && lowCredit,
    nextEnabled: prepays && payment.configuration.emergencyLimit > 0 && !activated,
    nextSelectable: prepays && available,
    nextSelected: activated && !inUse,
    selectableInUse: inUse,
    outOfCredit: prepays && below,
  };
}

function emergencyStatus(meter: Meter): CreditStatus {
  const ledger = currentLedger(meter);
  const { available, exhausted } = conditionsOf(ledger, meter.state.payment);
  if (exhausted) return 'exhausted';
  if (ledger.granted > 0) return isEmergencyInUse(meter) ? 'in-use' : 'invoked';
  return available && meter.state.payment.mode === 'prepayment' ? 'selectable' : 'enabled';
}

/** SMETS1 "Suspend Debt Disabled" and "Suspend Debt Emergency", as the Blue Book says it. */
function creditCharges({ state }: Meter): readonly CreditCharge[] {
  const { suspendDebtDisabled, suspendDebtEmergency } = state.payment.configuration;
  const always = { whenDisconnected: true, inLoadLimiting: true, inFriendlyCredit: true };
  const debt = { ...always, whenDisconnected: !suspendDebtDisabled };
  const debts = [names.timeDebt1, names.timeDebt2];
  return [
    { credit: names.meterBalance, charge: names.consumptionCharge, ...always },
    { credit: names.meterBalance, charge: names.standingCharge, ...always },
    ...debts.map((charge) => ({ credit: names.meterBalance, charge, ...debt })),
    { credit: names.meterBalance, charge: names.paymentDebt, ...always },
    { credit: names.emergencyCredit, charge: names.consumptionCharge, ...always },
    ...(suspendDebtEmergency ? [] : debts.map((charge) => ({ credit: names.emergencyCredit, charge, ...debt }))),
  ];
}
