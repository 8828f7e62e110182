import type { Clock } from '../../core/clock.ts';
import type { ServiceReferenceVariant } from '../../core/srv/catalogue.ts';
import type { Dco } from '../dco/dco.ts';
import { type DeviceAccess, DeviceSessions, type KeyHolder } from '../device/sessions.ts';
import type { InventoryDevice } from '../inventory.ts';
import { Device } from './device.ts';
import type { Prepared } from './equivalent-steps.ts';

/** SAP of the client that reads, and changes what isn't critical. */
const NON_CRITICAL_CLIENT = 2;

export interface S1spOptions {
  readonly keys: KeyHolder;
  readonly access: DeviceAccess;
  readonly dco: Dco;
  readonly clock: Clock;
}

/**
 * The SMETS1 Service Provider: it turns Service Requests into Equivalent Steps. It holds the keys of the non-critical
 * client only; for a critical request it works through the DCO.
 */
export class S1sp {
  readonly #options: S1spOptions;
  readonly #sessions: DeviceSessions;

  constructor(options: S1spOptions) {
    this.#options = options;
    this.#sessions = new DeviceSessions(NON_CRITICAL_CLIENT, options.keys, options.access);
  }

  /**
   * Carries out the steps of a request, once every earlier request to the same device has ended.
   * @returns the response body, by the names of the MMC
   * @throws StepFailed, `device-route-unknown`
   */
  perform(entry: InventoryDevice, variant: ServiceReferenceVariant, request: Prepared): Promise<object> {
    const { access, dco, clock } = this.#options;
    const services = variant.critical ? dco.servicesFor(variant, entry.id) : this.#sessions.of(entry.id);
    return access.ports.of(entry.id).exclusive(() => request.perform(new Device(services), { entry, clock }));
  }

  /** Ends all associations and closes all wires. */
  close(): Promise<void> {
    return this.#options.access.ports.close();
  }
}
