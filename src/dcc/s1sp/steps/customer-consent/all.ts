import type { EquivalentSteps } from '../../equivalent-steps.ts';
import { requestCustomerIdentificationNumber } from './request-customer-identification-number.ts';

export const customerConsent: readonly EquivalentSteps[] = [requestCustomerIdentificationNumber];
