import type { Data } from '../../../../protocol/cosem/data.ts';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { creditParts, payment } from '../../objects/payment.ts';
import { nothing } from '../../parameters.ts';
import { numberOf } from '../../values.ts';

/** credit_status (Blue Book 4.6.3): 0 enabled, 1 selectable, 2 invoked, 3 in use, 4 exhausted. */
const INVOKED = 2;
const NO_PARAMETER: Data = { type: 'integer', value: 0 };
const { emergencyCredit } = payment;

/** SRV 2.5, critical. The meter refuses where emergency credit isn't offered, or is activated already. */
const activate = steps(nothing, nothing, async (device) => {
  const before = await device.read(emergencyCredit, creditParts.status, numberOf);
  await device.invoke(emergencyCredit, creditParts.invoke, NO_PARAMETER, async () => {
    const status = await device.peek(emergencyCredit, creditParts.status);
    if (status === undefined) throw device.unexpected('a credit without a status');
    return before < INVOKED && numberOf(status) >= INVOKED;
  });
  return {};
});

export const activateEmergencyCredit = equivalentSteps('2.5', { ESME: activate, GSME: activate });
