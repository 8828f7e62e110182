import type { Duplex } from 'node:stream';
import { VirtualClock } from '../../../src/core/clock.ts';
import { type Eui64, parseEui64, parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openWire, perform, type Traffic } from '../../../src/links/wire.ts';
import type { AccessSelection } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import { CosemClient } from '../../../src/protocol/cosem/client/client.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { CosemServer } from '../../../src/protocol/cosem/server/server.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import type { GsmeModel, HubModel } from '../../../src/sim/files/device-model.ts';
import { loadDeviceModel } from '../../../src/sim/files/load-model.ts';
import type { Gsme } from '../../../src/sim/gsme/gsme.ts';
import type { Gpf } from '../../../src/sim/hub/gpf.ts';
import type { Hub } from '../../../src/sim/hub/hub.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';
import type { FaultOccurrence } from '../../../src/sim/installation/faults.ts';
import { LoneInstallation } from '../../../src/sim/installation/lone-installation.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { serveWan } from '../../../src/sim/serve-wan.ts';
import { Client, firstLight } from '../bench.ts';

export const hubModel = (await loadDeviceModel('hardware/models/simulated-hub.yaml')) as HubModel;
const gasModel = (await loadDeviceModel('hardware/models/simulated-gsme.yaml')) as GsmeModel;
const { esme } = firstLight.devices;
const { keys } = esme;

export const ids = {
  hub: parseEui64('00-00-5E-EF-10-00-00-10'),
  gpf: parseEui64('00-00-5E-EF-10-00-00-11'),
  esme: esme.eui64,
  gsme: parseEui64('00-00-5E-EF-10-00-00-12'),
  ppmid: parseEui64('00-00-5E-EF-10-00-00-13'),
};

const common = { keys, defects: [] };
const secondFuel = {
  ...common,
  model: gasModel,
  firmware: gasModel.firmware[0] as string,
  eui64: ids.gsme,
  serial: '26G0000001',
  meteringPoint: '1234567804',
  installed: esme.installed,
  timeZone: firstLight.timeZone,
};

/** A dwelling with electricity and gas, behind a hub. */
export const dualFuel: Installation = {
  ...firstLight,
  name: 'dual-fuel',
  devices: {
    hub: { ...common, model: hubModel, firmware: '01000000', eui64: ids.hub, serial: '26H0000001', gpf: ids.gpf },
    esme,
    gsme: secondFuel,
    others: [{ type: 'PPMID', eui64: ids.ppmid }],
  },
};

export interface DwellingOptions {
  readonly faults?: Installation['faults'];
  readonly hub?: Partial<HubModel>;
  readonly wan?: boolean;
  readonly states?: SimulatedInstallation['states'];
  readonly clock?: VirtualClock;
  readonly seed?: string;
}

/** The installation on a virtual clock, served to head-ends. */
export class Dwelling {
  readonly clock: VirtualClock;
  readonly unit: SimulatedInstallation;
  readonly occurrences: FaultOccurrence[] = [];
  readonly #random = new Random('clients');
  readonly #population: LoneInstallation;

  constructor({ faults, hub, wan, states, clock, seed }: DwellingOptions = {}) {
    this.clock = clock ?? new VirtualClock(firstLight.start);
    const installation: Installation = {
      ...dualFuel,
      ...(seed !== undefined && { seed }),
      ...(faults !== undefined && { faults }),
      wan: wan ?? true,
      devices: {
        ...dualFuel.devices,
        ...(dualFuel.devices.hub !== undefined && {
          hub: { ...dualFuel.devices.hub, model: hub === undefined ? hubModel : { ...hubModel, ...hub } },
        }),
      },
    };
    this.unit = new SimulatedInstallation(installation, this.clock, {
      ...(states !== undefined && { states }),
      onFault: (occurrence) => this.occurrences.push(occurrence),
    });
    this.#population = new LoneInstallation(this.unit);
  }

  get hub(): Hub {
    return this.unit.hub as Hub;
  }

  get esme(): Esme {
    return this.unit.devices.get(ids.esme) as Esme;
  }

  get gsme(): Gsme {
    return this.unit.devices.get(ids.gsme) as Gsme;
  }

  get gpf(): Gpf {
    return this.unit.devices.get(ids.gpf) as Gpf;
  }

  get now(): number {
    return this.clock.now().epochMilliseconds;
  }

  advance(duration: Temporal.DurationLike): void {
    this.clock.advance(Temporal.Duration.from(duration));
  }

  /** One end of a byte stream whose other end a connection server serves. */
  connect(): Duplex {
    const [near, far] = inProcessPair();
    this.serve(far);
    return near;
  }

  serve(stream: Duplex): void {
    serveWan(stream, this.#population, { clock: this.clock });
  }

  /** A client of a device behind the hub, not yet associated. */
  async reach(device: Eui64, sap: 1 | 2 | 16 = 16, more = ''): Promise<HeadEnd> {
    const traffic: Traffic[] = [];
    const address = parseLinkAddress(`sim:hub?device=${device}${more}`);
    const wire = await openWire(address, { clock: this.clock, observe: (each) => traffic.push(each) }, this.connect());
    const link = await wire.connect(sap, 1);
    return new HeadEnd(
      link,
      this.#client(sap, () => this.#counterOf(device, sap)),
      traffic,
    );
  }

  /** A client of a device behind the hub, associated. */
  async associate(device: Eui64, sap: 1 | 2 | 16 = 16, more = ''): Promise<HeadEnd> {
    const headEnd = await this.reach(device, sap, more);
    await headEnd.associate();
    return headEnd;
  }

  /** A client at the device itself, as at its optical port. */
  direct(device: SimulatedDevice, sap: 1 | 2 | 16): Client {
    const cosem = this.#client(sap, () => this.#counterOf(device.eui64, sap));
    const client = new Client(new CosemServer(device.logicalDevices), sap, cosem, []);
    client.perform(cosem.associate());
    return client;
  }

  readonly #counters = new Map<string, number>();

  #counterOf(device: Eui64, sap: number): number {
    const name = `${device}/${sap}`;
    const next = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, next);
    return next;
  }

  #client(sap: 1 | 2 | 16, takeCounter: () => number): CosemClient {
    const random = (length: number): Uint8Array => this.#random.bytes(length);
    if (sap === 16) return new CosemClient({ mechanism: 'none', random });
    return new CosemClient({
      mechanism: 'hls-gmac',
      random,
      security: {
        policy: 'authenticated-encrypted',
        systemTitle: new TextEncoder().encode(`HEADEND${sap}`),
        keys: keys.clients[sap],
        takeCounter,
        wrapping: 'glo',
      },
    });
  }
}

type Link = Awaited<ReturnType<Awaited<ReturnType<typeof openWire>>['connect']>>;

/** One client of one device, over the WAN. */
export class HeadEnd {
  readonly link: Link;
  readonly cosem: CosemClient;
  readonly traffic: readonly Traffic[];

  constructor(link: Link, cosem: CosemClient, traffic: readonly Traffic[]) {
    this.link = link;
    this.cosem = cosem;
    this.traffic = traffic;
  }

  async associate(): Promise<void> {
    await perform(this.link, this.cosem.associate());
  }

  async read(classId: number, name: string, attribute: number, selection?: AccessSelection): Promise<Data> {
    const descriptor = { classId, instance: parseObis(name), attribute };
    const exchange = this.cosem.get(selection === undefined ? descriptor : { ...descriptor, selection });
    const result = await perform(this.link, exchange);
    if ('error' in result) throw new RangeError(`${name} ${attribute}: ${result.error}`);
    return result.data;
  }

  async set(classId: number, name: string, attribute: number, value: Data): Promise<string> {
    return perform(this.link, this.cosem.set({ classId, instance: parseObis(name), attribute }, value));
  }

  async action(classId: number, name: string, method: number, parameters: Data): Promise<string> {
    const instance = parseObis(name);
    const { result } = await perform(this.link, this.cosem.action({ classId, instance, method }, parameters));
    return result;
  }
}
