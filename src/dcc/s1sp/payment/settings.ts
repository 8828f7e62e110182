import type { Device } from '../device.ts';
import type { ObjectRef } from '../objects/object-ref.ts';
import { accountParts, chargeParts, creditParts, dataValue, payment } from '../objects/payment.ts';
import { numberOf } from '../values.ts';
import type { Money } from './money.ts';

/** Prepayment settings that are amounts, in thousandths of a penny. */
export interface PrepaySettings {
  readonly debtRecoveryCap: number;
  readonly emergencyCreditLimit: number;
  readonly emergencyCreditThreshold: number;
  readonly lowCreditThreshold: number;
  readonly maximumBalance: number;
  readonly maximumCredit: number;
}

const places: { readonly [Setting in keyof PrepaySettings]: readonly [ObjectRef, number] } = {
  debtRecoveryCap: [payment.debtRecoveryCap, dataValue],
  emergencyCreditLimit: [payment.emergencyCredit, creditParts.preset],
  emergencyCreditThreshold: [payment.emergencyCredit, creditParts.availableThreshold],
  lowCreditThreshold: [payment.account, accountParts.lowCreditThreshold],
  maximumBalance: [payment.maximumBalance, dataValue],
  maximumCredit: [payment.maximumCredit, dataValue],
};
const names = Object.keys(places) as (keyof PrepaySettings)[];

/** Writes all of them; what the meter can't hold is found before anything is written. */
export async function writeSettings(device: Device, money: Money, settings: PrepaySettings): Promise<void> {
  const writes = names.map((name) => [places[name], money.data(settings[name])] as const);
  for (const [[object, attribute], value] of writes) await device.write(object, attribute, value);
}

export async function readSettings(money: Money): Promise<PrepaySettings> {
  const settings: Record<string, number> = {};
  for (const name of names) settings[name] = await money.read(...places[name]);
  return settings as unknown as PrepaySettings;
}

/** Below which balance the supply is disabled. */
export function readDisablementThreshold(money: Money): Promise<number> {
  return money.read(payment.meterBalance, creditParts.limit);
}

/** Hundredths of a per cent of each payment that go to the payment-based debt. */
export function readRecoveryPerPayment(device: Device): Promise<number> {
  return device.read(payment.paymentDebt, chargeParts.proportion, numberOf);
}
