import { z } from 'zod';
import { whole } from '../classes/value-schemas.ts';

export const customerState = z
  .strictObject({
    /** Digits that the consumer has chosen; nothing where nothing is protected. */
    pin: z.string().nullable(),
    /** What the supplier has the meter show. */
    message: z.strictObject({ text: z.string(), isAcknowledged: z.boolean() }).readonly(),
    supplierName: z.string(),
    supplierTelephone: z.string(),
    /** Four digits by which the consumer proves to stand before the meter; none where none were asked for. */
    identificationNumber: z.string(),
    /** Of the device's clock, milliseconds from 1970: what is older is none of this consumer's business. */
    tenancySince: whole.nullable(),
  })
  .readonly();
export type CustomerState = z.infer<typeof customerState>;

/** As a meter is delivered: one value for all of them. */
export const initialCustomer: CustomerState = {
  pin: null,
  message: { text: '', isAcknowledged: true },
  supplierName: '',
  supplierTelephone: '',
  identificationNumber: '',
  tenancySince: null,
};
