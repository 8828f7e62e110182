import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { activateEmergencyCredit } from './activate-emergency-credit.ts';
import { topUpDevice } from './top-up-device.ts';
import { updateDebt } from './update-debt.ts';
import { updatePrepayConfiguration } from './update-prepay-configuration.ts';

export const prepayment: readonly EquivalentSteps[] = [
  updatePrepayConfiguration,
  topUpDevice,
  updateDebt,
  activateEmergencyCredit,
];
