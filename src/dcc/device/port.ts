import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ApduLink, Wire } from '../../links/wire.ts';

/** How a device is reached. */
export interface DeviceRoute {
  /** SAP of its logical device. */
  readonly serverSap: number;
  /** Opens a new wire to it. */
  open(): Promise<Wire>;
}

/** A client that holds the wire, until another one needs it. */
export interface PortHolder {
  readonly clientSap: number;
  /** Ends the association and closes the link. */
  suspend(): Promise<void>;
}

/** The one wire to a device, shared by all clients that the DCC plays: one of them is connected at a time. */
export class DevicePort {
  readonly #route: DeviceRoute;
  #wire: Wire | undefined;
  #holder: PortHolder | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(route: DeviceRoute) {
    this.#route = route;
  }

  /** Runs `work` once all that came before has ended: requests to one device keep their order. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Connects a client, after the one before has left. The wire is opened where there is none, or where it was lost.
   * @throws what opening and connecting a wire throw
   */
  async connect(holder: PortHolder): Promise<ApduLink> {
    const before = this.#holder;
    this.#holder = holder;
    if (before !== undefined && before !== holder) await before.suspend();
    const wire = await this.#openWire();
    return wire.connect(holder.clientSap, this.#route.serverSap);
  }

  async #openWire(): Promise<Wire> {
    if (this.#wire?.isOpen) return this.#wire;
    // A serial port can't be opened again before it has been closed.
    await this.#wire?.close();
    this.#wire = await this.#route.open();
    return this.#wire;
  }

  async close(): Promise<void> {
    await this.#holder?.suspend();
    this.#holder = undefined;
    await this.#wire?.close();
    this.#wire = undefined;
  }
}

/** The ports of all devices that there is a route to. */
export class DevicePorts {
  readonly #routeOf: (device: Eui64) => DeviceRoute | undefined;
  readonly #ports = new Map<Eui64, DevicePort>();

  constructor(routeOf: (device: Eui64) => DeviceRoute | undefined) {
    this.#routeOf = routeOf;
  }

  /** @throws `device-route-unknown` */
  of(device: Eui64): DevicePort {
    const known = this.#ports.get(device);
    if (known !== undefined) return known;
    const route = this.#routeOf(device);
    if (route === undefined) throw new S1benchError('device-route-unknown', { found: device });
    const port = new DevicePort(route);
    this.#ports.set(device, port);
    return port;
  }

  async close(): Promise<void> {
    for (const port of this.#ports.values()) await port.close();
  }
}
