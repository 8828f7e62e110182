import type { LogName } from '../device/state.ts';
import type { Meter } from '../meter/meter.ts';
import { shownMessage } from './customer-control.ts';

/** What a consumer sees at the meter, and on the devices that show it in the dwelling. */
export interface ConsumerView {
  readonly message: string;
  readonly supplierName: string;
  readonly supplierTelephone: string;
  readonly identificationNumber: string;
  /** Whether what is personal is shown only to who enters the PIN. */
  readonly isProtected: boolean;
  /** Of the device's clock, milliseconds from 1970: nothing older is shown. */
  readonly historyFrom: number;
}

export function consumerView(meter: Meter): ConsumerView {
  const { supplierName, supplierTelephone, identificationNumber, pin } = meter.state.customer;
  return {
    message: shownMessage(meter),
    supplierName,
    supplierTelephone,
    identificationNumber,
    isProtected: pin !== null,
    historyFrom: historyFrom(meter),
  };
}

/**
 * From when on the consumer's devices are shown logs and profiles (SRV 3.2), by the device's clock, in milliseconds
 * from 1970; since ever where no tenancy has changed.
 */
export function historyFrom({ state }: Meter): number {
  return state.customer.tenancySince ?? Number.NEGATIVE_INFINITY;
}

/** A log as the consumer's devices are shown it. */
export function consumerLog(meter: Meter, log: LogName): Meter['state']['logs'][LogName] {
  meter.now();
  const from = historyFrom(meter);
  return meter.state.logs[log].filter(({ time }) => time >= from);
}
