import type { Inventory, InventoryDevice } from './inventory.ts';
import type { ResponseCode } from './response-codes.ts';

type Rule = (parameters: object, device: InventoryDevice, inventory: Inventory) => ResponseCode | undefined;

/** What the DCC asks of a request to a device by its parameters, once access control has passed it. */
const rules: Readonly<Record<string, Rule>> = {
  // Public: a firmware version has to be on the Central Products List, or SRV 11.1 and SRV 11.3 get this code.
  '11.3': (parameters, device, { cpl }) => {
    const { FirmwareHash } = parameters as { readonly FirmwareHash: string };
    return cpl.byFirmwareHash(device, FirmwareHash) === undefined ? 'E110101' : undefined;
  },
};

/** @returns the response code, where the DCC refuses the request */
export function refusalOf(
  srv: string,
  parameters: object,
  device: InventoryDevice,
  inventory: Inventory,
): ResponseCode | undefined {
  return rules[srv]?.(parameters, device, inventory);
}
