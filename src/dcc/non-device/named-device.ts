import type { Eui64 } from '../../core/identifiers.ts';
import { isAnswerable } from '../access-control.ts';
import type { InventoryDevice } from '../inventory.ts';
import type { ResponseCode } from '../response-codes.ts';
import type { NonDeviceContext } from './non-device-service.ts';

/**
 * The device that a request to the DCC names in its parameters, where the User may have the inventory changed for it; else
 * the response code. Nobody is registered for a device yet that was only announced: any User may go on with it. The codes
 * are those of a request to the device itself, which is ours.
 */
export function namedDevice(
  id: Eui64,
  { inventory, request, clock }: NonDeviceContext,
): InventoryDevice | ResponseCode {
  const device = inventory.device(id);
  if (device === undefined) return 'E19';
  const isNobodys = device.registrations.length === 0;
  return isNobodys || isAnswerable(request.user, device, clock.now()) ? device : 'E4';
}
