import { objectRef } from './object-ref.ts';

/**
 * What passes between supplier and consumer by way of the meter. The message is where the Blue Book has it; it has
 * nothing for the others, which are names of our own.
 */
export const customer = {
  message: objectRef('data', '0.0.96.13.1.255'),
  privacyPin: objectRef('data', '0.0.140.1.0.255'),
  supplierName: objectRef('data', '0.0.140.2.0.255'),
  supplierTelephone: objectRef('data', '0.0.140.3.0.255'),
  changeOfTenancy: objectRef('data', '0.0.140.4.0.255'),
  identificationNumber: objectRef('data', '0.0.140.5.0.255'),
} as const;
