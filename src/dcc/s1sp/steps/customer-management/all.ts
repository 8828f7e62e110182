import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { clearEventLog } from './clear-event-log.ts';
import { disablePrivacyPin } from './disable-privacy-pin.ts';
import { displayMessage } from './display-message.ts';
import { restrictAccessForChangeOfTenancy } from './restrict-access-for-change-of-tenancy.ts';
import { updateSupplierName } from './update-supplier-name.ts';

export const customerManagement: readonly EquivalentSteps[] = [
  displayMessage,
  restrictAccessForChangeOfTenancy,
  clearEventLog,
  updateSupplierName,
  disablePrivacyPin,
];
