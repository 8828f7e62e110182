import { S1benchError } from '../../../core/errors.ts';
import type { Data } from '../../../protocol/cosem/data.ts';
import type { Device } from '../device.ts';
import { accountParts, payment } from '../objects/payment.ts';
import { listOf, numberOf } from '../values.ts';

/** PaymentMode of the MMC, by account_mode (Blue Book 4.6.2). */
export const paymentModes = ['Credit', 'Prepayment'] as const;
export type PaymentMode = (typeof paymentModes)[number];

const FIRST_MODE = 1;
const ACTIVE = 2;

export function readPaymentMode(device: Device): Promise<PaymentMode> {
  return device.read(payment.account, accountParts.modeAndStatus, modeOf);
}

export function writePaymentMode(device: Device, mode: PaymentMode): Promise<void> {
  const value: Data = {
    type: 'structure',
    value: [
      { type: 'enum', value: FIRST_MODE + paymentModes.indexOf(mode) },
      { type: 'enum', value: ACTIVE },
    ],
  };
  return device.write(payment.account, accountParts.modeAndStatus, value);
}

function modeOf(data: Data): PaymentMode {
  const [mode] = listOf(data).map(numberOf);
  const named = paymentModes[(mode ?? 0) - FIRST_MODE];
  if (named !== undefined) return named;
  throw new S1benchError('step-value-unexpected', {
    found: `account mode ${mode}`,
    expected: '1 (credit) or 2 (payment)',
  });
}
