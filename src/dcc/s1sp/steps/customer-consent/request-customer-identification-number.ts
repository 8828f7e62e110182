import { z } from 'zod';
import { equivalentSteps, steps } from '../../equivalent-steps.ts';
import { customer } from '../../objects/customer.ts';
import { nothing } from '../../parameters.ts';
import { textData } from '../../text.ts';

const VALUE = 2;
const DIGITS = 4;

/** The MMC has nothing here: the number goes to the User in the CINMessage of DUIS. */
const response = z.strictObject({ CustomerIdentificationNumber: z.string().regex(/^\d{4}$/) });

/** The number is drawn by the DCC, and shown at the meter: whoever can tell it stands before that. */
const request = steps(nothing, response, async (device, _, { random }) => {
  const number = String(random.below(10 ** DIGITS)).padStart(DIGITS, '0');
  await device.write(customer.identificationNumber, VALUE, textData(number));
  return { CustomerIdentificationNumber: number };
});

/** SRV 9.1. */
export const requestCustomerIdentificationNumber = equivalentSteps('9.1', { ESME: request, GSME: request });
