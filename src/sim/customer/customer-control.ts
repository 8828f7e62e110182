import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { OperationResult } from '../device/operations.ts';
import type { Meter } from '../meter/meter.ts';
import type { CustomerState } from './state.ts';

function change(meter: Meter, changes: Partial<CustomerState>): void {
  meter.state.customer = { ...meter.state.customer, ...changes };
}

/** SRV 3.1: shown in place of the message before, until the consumer acknowledges it. An empty one takes it away. */
export function showMessage(meter: Meter, text: string): DataAccessResult {
  change(meter, { message: { text, isAcknowledged: text === '' } });
  return 'success';
}

/** What the meter shows as a message; nothing once it was acknowledged. */
export function shownMessage({ state }: Meter): string {
  const { text, isAcknowledged } = state.customer.message;
  return isAcknowledged ? '' : text;
}

export function acknowledgeMessage(meter: Meter): OperationResult {
  const { message } = meter.state.customer;
  if (message.isAcknowledged) return 'refused';
  change(meter, { message: { ...message, isAcknowledged: true } });
  meter.record('message-acknowledged');
  return 'success';
}

/** The consumer chooses a PIN, or changes it: as many digits as the model asks for, and nothing else. */
export function choosePin(meter: Meter, digits: string): OperationResult {
  if (digits.length !== meter.model.customer['pin-digits'] || !/^\d+$/.test(digits)) {
    meter.record('user-command-refused');
    return 'refused';
  }
  change(meter, { pin: digits });
  meter.record('user-command');
  return 'success';
}

/** SRV 3.5: a client may take the protection away, and never bring it about. */
export function setPinProtection(meter: Meter, isProtected: boolean): DataAccessResult {
  if (isProtected) return 'other-reason';
  change(meter, { pin: null });
  return 'success';
}

export function setSupplierName(meter: Meter, supplierName: string): DataAccessResult {
  change(meter, { supplierName });
  return 'success';
}

/** DUIS, SupplierTelephoneNumber: digits and spaces. */
export function setSupplierTelephone(meter: Meter, supplierTelephone: string): DataAccessResult {
  if (!/^[0-9 ]*$/.test(supplierTelephone)) return 'other-reason';
  change(meter, { supplierTelephone });
  return 'success';
}

/** SRV 9.1, MMC CustomerIdentificationNumber: four digits; an empty one takes it from the display. */
export function setIdentificationNumber(meter: Meter, identificationNumber: string): DataAccessResult {
  if (!/^(\d{4})?$/.test(identificationNumber)) return 'other-reason';
  change(meter, { identificationNumber });
  return 'success';
}

/**
 * SRV 3.2: what the meter has of the time before is hidden from the consumer from now on, and what was the consumer's
 * before, PIN, message and identification number, is gone. A date in the future hides all that there is.
 */
export function restrictAccess(meter: Meter, since: number | undefined): DataAccessResult {
  if (since === undefined) return 'other-reason';
  change(meter, {
    tenancySince: since,
    pin: null,
    message: { text: '', isAcknowledged: true },
    identificationNumber: '',
  });
  return 'success';
}
