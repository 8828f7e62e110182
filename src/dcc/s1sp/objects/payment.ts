import { objectRef } from './object-ref.ts';

/**
 * Payment functions of a meter. Those with a C of 94, and the non-disablement scripts, are names of our own: the Blue Book
 * has none for them, and those of real SMETS1 meters aren't public.
 */
export const payment = {
  account: objectRef('account', '0.0.19.0.0.255'),
  meterBalance: objectRef('credit', '0.0.19.10.0.255'),
  emergencyCredit: objectRef('credit', '0.0.19.10.1.255'),
  consumption: objectRef('charge', '0.0.19.20.0.255'),
  standingCharge: objectRef('charge', '0.0.19.20.1.255'),
  timeDebt1: objectRef('charge', '0.0.19.20.2.255'),
  timeDebt2: objectRef('charge', '0.0.19.20.3.255'),
  paymentDebt: objectRef('charge', '0.0.19.20.4.255'),
  tokenGateway: objectRef('tokenGateway', '0.0.19.40.0.255'),
  maximumBalance: objectRef('data', '0.0.19.50.1.255'),
  maximumCredit: objectRef('data', '0.0.19.50.2.255'),
  nonDisablementCalendar: objectRef('activityCalendar', '0.0.13.0.1.255'),
  nonDisablementSpecialDays: objectRef('specialDays', '0.0.11.0.1.255'),
  /** Script 1 ends non-disablement, 2 begins it. */
  nonDisablementScripts: objectRef('scriptTable', '0.0.10.0.130.255'),
  suspendDebtDisabled: objectRef('data', '0.0.94.44.31.255'),
  suspendDebtEmergency: objectRef('data', '0.0.94.44.32.255'),
  debtRecoveryCap: objectRef('data', '0.0.94.44.33.255'),
  accumulatedDebt: objectRef('data', '0.0.94.44.34.255'),
  lastCredit: objectRef('data', '0.0.94.44.36.255'),
  lastDebtPayment: objectRef('data', '0.0.94.44.37.255'),
  dailyLog: objectRef('profileGeneric', '0.0.94.44.40.255'),
  creditLog: objectRef('profileGeneric', '0.0.94.44.41.255'),
  debtPaymentLog: objectRef('profileGeneric', '0.0.94.44.42.255'),
} as const;

/** Attributes and methods of the payment classes (Blue Book 4.6). */
export const accountParts = { modeAndStatus: 2, currency: 15, lowCreditThreshold: 16 } as const;
export const creditParts = {
  amount: 2,
  limit: 6,
  status: 8,
  preset: 9,
  availableThreshold: 10,
  updateAmount: 1,
  setAmount: 2,
  invoke: 3,
} as const;
export const chargeParts = {
  paid: 2,
  active: 5,
  passive: 6,
  period: 8,
  remaining: 12,
  proportion: 13,
  activatePassive: 2,
  updateRemaining: 4,
} as const;
export const tokenParts = { token: 2, time: 3, status: 6, enter: 1 } as const;
export const dataValue = 2;
