import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { customer } from '../../objects/customer.ts';
import { dateTime, nothing } from '../../parameters.ts';
import { printable, textData } from '../../text.ts';

const VALUE = 2;

const parameters = z.strictObject({ ExecutionDateTime: dateTime.optional(), SupplierMessage: printable(1, 116) });

/** The message takes the place of the one before, whether that was acknowledged or not. */
const display = steps(parameters, nothing, async (device, { SupplierMessage }) => {
  await device.write(customer.message, VALUE, textData(SupplierMessage));
  return {};
});

/** SRV 3.1. */
export const displayMessage = equivalentSteps('3.1', { ESME: display, GSME: display });
