import { parseObis } from '../../core/identifiers.ts';

/** Logical names of the payment functions. */
export const paymentNames = {
  // Those of the Blue Book.
  account: parseObis('0.0.19.0.0.255'),
  meterBalance: parseObis('0.0.19.10.0.255'),
  emergencyCredit: parseObis('0.0.19.10.1.255'),
  consumptionCharge: parseObis('0.0.19.20.0.255'),
  standingCharge: parseObis('0.0.19.20.1.255'),
  timeDebt1: parseObis('0.0.19.20.2.255'),
  timeDebt2: parseObis('0.0.19.20.3.255'),
  paymentDebt: parseObis('0.0.19.20.4.255'),
  tokenGateway: parseObis('0.0.19.40.0.255'),
  maximumBalance: parseObis('0.0.19.50.1.255'),
  maximumCredit: parseObis('0.0.19.50.2.255'),
  nonDisablementCalendar: parseObis('0.0.13.0.1.255'),
  nonDisablementSpecialDays: parseObis('0.0.11.0.1.255'),
  // Ours: which names real meters use is not public. 0.0.94.44 is the Blue Book's place for what belongs to Great Britain.
  nonDisablementScripts: parseObis('0.0.10.0.130.255'),
  nonDisablement: parseObis('0.0.94.44.30.255'),
  suspendDebtDisabled: parseObis('0.0.94.44.31.255'),
  suspendDebtEmergency: parseObis('0.0.94.44.32.255'),
  debtRecoveryCap: parseObis('0.0.94.44.33.255'),
  accumulatedDebt: parseObis('0.0.94.44.34.255'),
  manualEntrySuspended: parseObis('0.0.94.44.35.255'),
  lastCredit: parseObis('0.0.94.44.36.255'),
  lastDebtPayment: parseObis('0.0.94.44.37.255'),
  dailyLog: parseObis('0.0.94.44.40.255'),
  creditLog: parseObis('0.0.94.44.41.255'),
  debtPaymentLog: parseObis('0.0.94.44.42.255'),
} as const;
