import type { UserRole } from '../../core/srv/catalogue.ts';
import type { RemotePartyRole } from '../credentials.ts';
import type { Device } from './device.ts';

/** As what a User is known to a device, by its role; with how the MMC calls the replacement of its credentials by itself. */
const remoteParties: { readonly [Role in UserRole]?: { readonly role: RemotePartyRole; readonly mode: Mode } } = {
  IS: { role: 'Supplier', mode: 'SupplierBySupplier' },
  GS: { role: 'Supplier', mode: 'SupplierBySupplier' },
  ED: { role: 'NetworkOperator', mode: 'NetworkOperatorByNetworkOperator' },
  GT: { role: 'NetworkOperator', mode: 'NetworkOperatorByNetworkOperator' },
};
type Mode = 'SupplierBySupplier' | 'NetworkOperatorByNetworkOperator';

/** @throws StepFailed where a User of that role isn't that party */
export function replacementModeOf(device: Device, role: RemotePartyRole, asking: UserRole): Mode {
  const party = remoteParties[asking];
  if (party?.role === role) return party.mode;
  throw device.unexpected(`credentials of the ${role}, which a User in the role ${asking} doesn't replace`);
}
