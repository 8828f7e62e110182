import type { Duplex } from 'node:stream';
import type { VirtualClock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { parseLinkAddress } from '../../links/address.ts';
import { AlertChannel, type PushedApdu } from '../../links/alert-channel.ts';
import type { Listening } from '../../links/alert-channels.ts';
import { inProcessPair } from '../../links/in-process.ts';
import { openWire, type Traffic, type Wire } from '../../links/wire.ts';
import type { SimulatedDevice } from '../../sim/device/simulated-device.ts';
import type { GsmeEntry } from '../../sim/installation/entries.ts';
import { LoneInstallation } from '../../sim/installation/lone-installation.ts';
import type { SimulatedInstallation } from '../../sim/installation/simulated-installation.ts';
import { type Serving, serveDevice } from '../../sim/serve.ts';
import { serveWan } from '../../sim/serve-wan.ts';

/** How simulated devices are reached within this process. */
export interface SimReach {
  open(device: Eui64, observe: (traffic: Traffic) => void): Promise<Wire>;
  /** Absent where devices can't send anything without being asked. */
  listen?(onPush: (push: PushedApdu) => void): Promise<Listening>;
  close(): Promise<void>;
}

/** Streams of this process whose other ends simulated devices serve. */
class Streams {
  readonly #serving = new Set<Serving>();

  add(serving: Serving): void {
    this.#serving.add(serving);
    void serving.closed.then(() => this.#serving.delete(serving));
  }

  async close(): Promise<void> {
    for (const serving of this.#serving) await serving.close();
  }
}

/** Each device at the end of a stream of its own, as at its port. */
export class DirectReach implements SimReach {
  readonly #unit: SimulatedInstallation;
  readonly #clock: VirtualClock;
  readonly #framing: 'wrapper' | 'hdlc';
  readonly #streams = new Streams();

  constructor(unit: SimulatedInstallation, clock: VirtualClock, framing: 'wrapper' | 'hdlc') {
    this.#unit = unit;
    this.#clock = clock;
    this.#framing = framing;
  }

  open(eui64: Eui64, observe: (traffic: Traffic) => void): Promise<Wire> {
    const device = this.#unit.devices.get(eui64) as SimulatedDevice;
    const [sap] = device.logicalDevices.map((logicalDevice) => logicalDevice.sap);
    const hdlc = this.#framing === 'hdlc' ? `&physical=${device.hdlc.physicalAddress}` : '';
    const address = parseLinkAddress(`sim:${eui64}?framing=${this.#framing}&server=${sap}${hdlc}`);
    const [near, far] = inProcessPair();
    this.#streams.add(serveDevice(far, device, { framing: this.#framing, clock: this.#clock }));
    return openWire(address, { clock: this.#clock, observe }, near);
  }

  close(): Promise<void> {
    return this.#streams.close();
  }
}

/** Milliseconds besides the sleep of a gas meter; the longest that an address can say. */
const PATIENCE = 120_000;
const LONGEST_PATIENCE = 3_600_000;

/** Every device through the hub, by a gateway header; whoever wakes the hub is a part of this end's stream. */
export class HubReach implements SimReach {
  readonly #population: LoneInstallation;
  readonly #clock: VirtualClock;
  readonly #gsme: GsmeEntry | undefined;
  readonly #streams = new Streams();

  constructor(unit: SimulatedInstallation, clock: VirtualClock, gsme: GsmeEntry | undefined) {
    this.#population = new LoneInstallation(unit);
    this.#clock = clock;
    this.#gsme = gsme;
  }

  open(eui64: Eui64, observe: (traffic: Traffic) => void): Promise<Wire> {
    const asleep = this.#gsme?.eui64 === eui64 ? 1000 * this.#gsme.model['wake-seconds'] : 0;
    const timeout = Math.min(PATIENCE + asleep, LONGEST_PATIENCE);
    const address = parseLinkAddress(`sim:hub?device=${eui64}&timeout=${timeout}ms`);
    return openWire(address, { clock: this.#clock, observe }, this.#stream());
  }

  listen(onPush: (push: PushedApdu) => void): Promise<Listening> {
    return AlertChannel.open(parseLinkAddress('sim:hub'), {
      clock: this.#clock,
      onPush,
      stream: () => this.#stream(),
    });
  }

  #stream(): Duplex {
    const [near, far] = inProcessPair();
    this.#streams.add(serveWan(far, this.#population, { clock: this.#clock }));
    return near;
  }

  close(): Promise<void> {
    return this.#streams.close();
  }
}
