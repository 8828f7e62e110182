import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceReferenceVariant } from '../../core/srv/catalogue.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import type { Dco } from '../dco/dco.ts';
import { type DeviceAccess, DeviceSessions, type KeyHolder } from '../device/sessions.ts';
import type { InventoryDevice } from '../inventory.ts';
import { S1spAlerts } from './alerts.ts';
import { Device } from './device.ts';
import type { Prepared, StepContext } from './equivalent-steps.ts';
import { type FirmwareImage, FirmwareTransfers, type TransferResult } from './firmware-transfer.ts';
import { type Asked, variationFor } from './variations.ts';

/** SAP of the client that reads, and changes what isn't critical. */
const NON_CRITICAL_CLIENT = 2;

export interface S1spOptions {
  readonly keys: KeyHolder;
  readonly access: DeviceAccess;
  readonly dco: Dco;
  readonly clock: Clock;
  /** How devices carry out requests otherwise than others, by what their models say. */
  readonly variationsOf?: (device: Eui64) => ServiceVariations | undefined;
}

/**
 * The SMETS1 Service Provider: it turns Service Requests into Equivalent Steps. It holds the keys of the non-critical
 * client only; for a critical request it works through the DCO.
 */
export class S1sp {
  /** What devices tell it without being asked. */
  readonly alerts: S1spAlerts;
  readonly #options: S1spOptions;
  readonly #sessions: DeviceSessions;
  readonly #firmware: FirmwareTransfers;

  constructor(options: S1spOptions) {
    this.#options = options;
    this.alerts = new S1spAlerts(NON_CRITICAL_CLIENT, options.keys);
    this.#sessions = new DeviceSessions(NON_CRITICAL_CLIENT, options.keys, options.access);
    this.#firmware = new FirmwareTransfers(options.clock);
  }

  /** What the model of a device makes of a request. */
  variationFor(device: Eui64, srv: string, parameters: unknown): Asked {
    return variationFor(this.#options.variationsOf?.(device) ?? {}, srv, parameters);
  }

  /**
   * Carries out the steps of a request, once every earlier request to the same device has ended.
   * @param asked who asks, and what the DCC knows
   * @returns the response body, by the names of the MMC
   * @throws StepFailed, `device-route-unknown`
   */
  perform(
    entry: InventoryDevice,
    variant: ServiceReferenceVariant,
    request: Prepared,
    asked: Pick<StepContext, 'user' | 'inventory'>,
  ): Promise<object> {
    const { access, clock } = this.#options;
    const context: StepContext = {
      ...asked,
      entry,
      clock,
      random: access.random,
      elsewhere: (other, work) => this.#at(other, variant, work),
    };
    return this.#at(entry.id, variant, (device) => request.perform(device, context));
  }

  #at<T>(id: Eui64, variant: ServiceReferenceVariant, work: (device: Device) => Promise<T>): Promise<T> {
    const { access, dco } = this.#options;
    const services = variant.critical ? dco.servicesFor(variant, id) : this.#sessions.of(id);
    return access.ports.of(id).exclusive(() => work(new Device(services)));
  }

  /**
   * Does something at a device that no Service Request asks for, once every earlier request to it has ended.
   * @throws StepFailed, `device-route-unknown`
   */
  visit<T>(id: Eui64, work: (device: Device) => Promise<T>): Promise<T> {
    const services = this.#sessions.of(id);
    return this.#options.access.ports.of(id).exclusive(() => work(new Device(services)));
  }

  /**
   * Brings a firmware image to a device, in between the requests to it.
   * @throws `device-route-unknown`, `aborted`
   */
  transferFirmware(device: Eui64, image: FirmwareImage, signal?: AbortSignal): Promise<TransferResult> {
    return this.#firmware.transfer(device, image, (work) => this.visit(device, work), signal);
  }

  /** Ends all associations and closes all wires. */
  close(): Promise<void> {
    return this.#options.access.ports.close();
  }
}
