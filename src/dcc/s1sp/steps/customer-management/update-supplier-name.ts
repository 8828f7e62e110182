import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { customer } from '../../objects/customer.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { printable, textData } from '../../text.ts';

const VALUE = 2;
const TELEPHONE = '1 to 18 digits and blanks';

const parameters = z.strictObject({
  ExecutionDateTime: dateTime.optional(),
  SupplierName: printable(1, 15),
  SupplierTelephoneNumber: z.string({ error: TELEPHONE }).regex(/^[0-9 ]{1,18}$/, { error: TELEPHONE }),
});

const update = steps(parameters, nothing, async (device, { SupplierName, SupplierTelephoneNumber }) => {
  await device.write(customer.supplierName, VALUE, textData(SupplierName));
  await device.write(customer.supplierTelephone, VALUE, textData(SupplierTelephoneNumber));
  return {};
});

/** SRV 3.4. */
export const updateSupplierName = equivalentSteps('3.4', { ESME: update, GSME: update });
