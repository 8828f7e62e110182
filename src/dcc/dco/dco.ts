import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceReferenceVariant } from '../../core/srv/catalogue.ts';
import type { CosemServices } from '../device/services.ts';
import { type DeviceAccess, DeviceSessions, type KeyHolder } from '../device/sessions.ts';

/** SAP of the client that may act on supply and security. */
const CRITICAL_CLIENT = 1;

/**
 * The Dual Control Organisation: it alone holds the keys of the critical client, and lends their use for one critical
 * request at a time. The keys themselves never leave it.
 */
export class Dco {
  readonly #sessions: DeviceSessions;

  constructor(keys: KeyHolder, access: DeviceAccess) {
    this.#sessions = new DeviceSessions(CRITICAL_CLIENT, keys, access);
  }

  /** @throws `dco-not-critical`, `device-route-unknown` */
  servicesFor(variant: ServiceReferenceVariant, device: Eui64): CosemServices {
    if (!variant.critical) throw new S1benchError('dco-not-critical', { found: `SRV ${variant.srv}` });
    return this.#sessions.of(device);
  }
}
