import { parseObis } from '../../core/identifiers.ts';
import type { CosemDateTime } from '../../protocol/cosem/data.ts';
import { millisecondsOf, utc } from '../classes/clock.ts';
import { data } from '../classes/data.ts';
import { boolean, dateTime, text } from '../classes/values.ts';
import { NON_CRITICAL, securedClients } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { MeterModel } from '../files/device-model.ts';
import type { Meter } from '../meter/meter.ts';
import {
  acknowledgeMessage,
  choosePin,
  restrictAccess,
  setIdentificationNumber,
  setPinProtection,
  setSupplierName,
  setSupplierTelephone,
  showMessage,
  shownMessage,
} from './customer-control.ts';

/** The message is where the Blue Book has it; the Blue Book has nothing for the others, which are names of our own. */
const customerNames = {
  message: parseObis('0.0.96.13.1.255'),
  pinProtection: parseObis('0.0.140.1.0.255'),
  supplierName: parseObis('0.0.140.2.0.255'),
  supplierTelephone: parseObis('0.0.140.3.0.255'),
  tenancySince: parseObis('0.0.140.4.0.255'),
  identificationNumber: parseObis('0.0.140.5.0.255'),
} as const;

const rights = { read: securedClients, write: [NON_CRITICAL] };
const UNSPECIFIED: CosemDateTime = {};

/** What passes between supplier and consumer by way of the meter, and what each may keep from the other. */
export function customerFunction({ customer }: MeterModel): DeviceFunction<Meter> {
  const { message, pinProtection, supplierName, supplierTelephone, tenancySince, identificationNumber } = customerNames;
  const objects = [
    data<Meter, string>(
      message,
      'Consumer message via the meter display, until it is acknowledged',
      text(customer['message-characters']),
      rights,
      shownMessage,
      showMessage,
    ),
    data<Meter, boolean>(
      pinProtection,
      'Privacy PIN protection: can be disabled only',
      boolean,
      rights,
      ({ state }) => state.customer.pin !== null,
      setPinProtection,
    ),
    data<Meter, string>(
      supplierName,
      'Supplier name',
      text(customer['supplier-name-characters']),
      rights,
      ({ state }) => state.customer.supplierName,
      setSupplierName,
    ),
    data<Meter, string>(
      supplierTelephone,
      'Supplier telephone number',
      text(customer['supplier-telephone-characters']),
      rights,
      ({ state }) => state.customer.supplierTelephone,
      setSupplierTelephone,
    ),
    data<Meter, CosemDateTime>(
      tenancySince,
      'Change of tenancy: what is older is not for the consumer of today',
      dateTime,
      rights,
      ({ state }) => (state.customer.tenancySince === null ? UNSPECIFIED : utc(state.customer.tenancySince)),
      (meter, since) => restrictAccess(meter, millisecondsOf(since)),
    ),
    data<Meter, string>(
      identificationNumber,
      'Customer identification number',
      text(4),
      rights,
      ({ state }) => state.customer.identificationNumber,
      setIdentificationNumber,
    ),
  ];
  return {
    objects,
    operations: {
      'acknowledge-message': acknowledgeMessage,
      pin: (meter, { digits }) => choosePin(meter, digits),
    },
  };
}
