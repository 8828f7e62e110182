import { VirtualClock } from '../../src/core/clock.ts';
import { type Obis, parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { ActionOutcome } from '../../src/protocol/cosem/apdu/action.ts';
import type { AccessSelection } from '../../src/protocol/cosem/apdu/descriptors.ts';
import type { GetResult } from '../../src/protocol/cosem/apdu/get.ts';
import type { DataAccessResult } from '../../src/protocol/cosem/apdu/results.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import type { Exchange } from '../../src/protocol/cosem/exchange.ts';
import type { ClientKeys } from '../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../src/protocol/cosem/security/policy.ts';
import type { LogicalDevice } from '../../src/protocol/cosem/server/logical-device.ts';
import { CosemServer } from '../../src/protocol/cosem/server/server.ts';
import type { SimulatedDevice } from '../../src/sim/device/simulated-device.ts';
import type { LogEntry, LogName } from '../../src/sim/device/state.ts';
import { createEsme } from '../../src/sim/esme/create.ts';
import type { DeviceKeys } from '../../src/sim/files/keys.ts';
import { loadInstallation } from '../../src/sim/files/load.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';

export const firstLight: Installation = await loadInstallation('hardware/installations/first-light.yaml');
const esmeEntry = firstLight.devices.esme;
const SERVER_SAP = 1;
const encoder = new TextEncoder();

/** A client of the ESME in the same process, one request at a time. */
export class Client {
  readonly cosem: CosemClient;
  readonly #server: CosemServer;
  readonly #sap: number;
  readonly #traffic: Uint8Array[];

  constructor(server: CosemServer, sap: number, cosem: CosemClient, traffic: Uint8Array[]) {
    this.#server = server;
    this.#sap = sap;
    this.cosem = cosem;
    this.#traffic = traffic;
  }

  perform<T>(exchange: Exchange<T>): T {
    let step = exchange.next();
    while (step.done !== true) {
      const answer = this.#server.receive(this.#sap, SERVER_SAP, step.value) ?? new Uint8Array(0);
      this.#traffic.push(step.value.slice(), answer.slice());
      step = exchange.next(answer);
    }
    return step.value;
  }

  get(classId: number, name: string, attribute: number, selection?: AccessSelection): GetResult {
    const descriptor = { classId, instance: parseObis(name), attribute };
    return this.perform(this.cosem.get(selection === undefined ? descriptor : { ...descriptor, selection }));
  }

  /** The value of an attribute that can be read. */
  read(classId: number, name: string, attribute: number, selection?: AccessSelection): Data {
    const result = this.get(classId, name, attribute, selection);
    if ('error' in result) throw new RangeError(`${name} ${attribute}: ${result.error}`);
    return result.data;
  }

  set(classId: number, name: string, attribute: number, value: Data): DataAccessResult {
    return this.perform(this.cosem.set({ classId, instance: parseObis(name), attribute }, value));
  }

  action(classId: number, name: string, method: number, parameters: Data): ActionOutcome {
    return this.perform(this.cosem.action({ classId, instance: parseObis(name), method }, parameters));
  }
}

export interface BenchOptions {
  readonly entry?: Partial<typeof esmeEntry>;
  readonly start?: Temporal.Instant;
  readonly saved?: string;
  readonly clock?: VirtualClock;
}

/** A simulated device on a virtual clock. */
export class DeviceBench<D extends SimulatedDevice = SimulatedDevice> {
  readonly clock: VirtualClock;
  readonly device: D;
  readonly server: CosemServer;
  /** Every APDU in both directions. */
  readonly traffic: Uint8Array[] = [];
  readonly #keys: DeviceKeys;
  readonly #random = new Random('clients');

  constructor(device: D, clock: VirtualClock, keys: DeviceKeys) {
    this.clock = clock;
    this.device = device;
    this.#keys = keys;
    this.server = new CosemServer(device.logicalDevices);
  }

  get logicalDevice(): LogicalDevice<unknown> {
    return this.device.logicalDevices[0] as LogicalDevice<unknown>;
  }

  /** The saved state, as a plain object. */
  get state(): {
    readonly logs: Readonly<Record<LogName, readonly LogEntry[]>>;
    readonly eras: readonly unknown[];
    readonly tariff: { readonly known: readonly unknown[] };
  } {
    return JSON.parse(this.device.save());
  }

  /** A client with the right keys, or with others; not yet associated. */
  meet(
    sap: 1 | 2 | 16,
    { keys = sap === 16 ? undefined : this.#keys.clients[sap], counter = 1, policy, ...options }: Meeting = {},
  ): Client {
    let next = counter;
    const random = (length: number): Uint8Array => this.#random.bytes(length);
    const cosem = new CosemClient(
      sap === 16 || keys === undefined
        ? { mechanism: 'none', random }
        : {
            mechanism: 'hls-gmac',
            random,
            ...options,
            security: {
              policy: policy ?? 'authenticated-encrypted',
              systemTitle: encoder.encode(`CLIENT0${sap}`),
              keys,
              takeCounter: () => next++,
              wrapping: 'glo',
            },
          },
    );
    return new Client(this.server, sap, cosem, this.traffic);
  }

  /** A client that is associated; counters go on from what the meter says. */
  associate(sap: 1 | 2 | 16, meeting: Meeting = {}): Client {
    const counter = sap === 16 ? 0 : this.counter(sap);
    const client = this.meet(sap, { counter, ...meeting });
    client.perform(client.cosem.associate());
    return client;
  }

  /** The lowest invocation counter that the meter accepts, as it tells the public client. */
  counter(sap: 1 | 2): number {
    const reader = this.associate(16);
    const counter = reader.read(1, `0.0.43.1.${sap}.255`, 2);
    return counter.type === 'double-long-unsigned' ? counter.value : Number.NaN;
  }
}

/** A simulated ESME on a virtual clock. */
export class Bench extends DeviceBench {
  constructor({ entry, start = firstLight.start, saved, clock = new VirtualClock(start) }: BenchOptions = {}) {
    const whole = { ...esmeEntry, ...entry };
    super(createEsme(whole, clock, firstLight.seed, saved), clock, esmeEntry.keys);
  }
}

export interface Meeting {
  readonly keys?: ClientKeys | undefined;
  readonly counter?: number;
  readonly policy?: SecurityPolicy;
  readonly maxReceivePduSize?: number;
}

export function octets(data: Data): Uint8Array {
  if (data.type !== 'octet-string') throw new RangeError(data.type);
  return data.value;
}

export function numberIn(data: Data): number {
  if (!('value' in data) || typeof data.value !== 'number') throw new RangeError(data.type);
  return data.value;
}

export function elements(data: Data): readonly Data[] {
  if (data.type !== 'array' && data.type !== 'structure') throw new RangeError(data.type);
  return data.value;
}

export type { Obis };
