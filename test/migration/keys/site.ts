import type { Duplex } from 'node:stream';
import { VirtualClock } from '../../../src/core/clock.ts';
import { S1benchError } from '../../../src/core/errors.ts';
import { type Eui64, eui64Bytes, parseEui64 } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { ServiceVariations } from '../../../src/core/srv/service-variations.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import { DevicePorts } from '../../../src/dcc/device/port.ts';
import type { CosemOperation } from '../../../src/dcc/device/session.ts';
import type { DeviceAccess } from '../../../src/dcc/device/sessions.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openWire, type Wire } from '../../../src/links/wire.ts';
import type { DeviceKeyMaterial } from '../../../src/migration/files/contents.ts';
import type { KeyState } from '../../../src/migration/keys/key-state.ts';
import { clientOfRole, KeyVault } from '../../../src/migration/keys/key-vault.ts';
import type { MigratingInstallation, MigratingMeter } from '../../../src/migration/model/installation.ts';
import type { KeyRole } from '../../../src/migration/model/parties.ts';
import { PartyStore, type StoreTable } from '../../../src/migration/store/party-store.ts';
import { findDefect } from '../../../src/sim/defects/catalogue.ts';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import type { Operation } from '../../../src/sim/device/operations.ts';
import type { DeviceKeys } from '../../../src/sim/files/keys.ts';
import { loadTemplate } from '../../../src/sim/files/load.ts';
import type { EsmeEntry, GsmeEntry, Installation } from '../../../src/sim/installation/entries.ts';
import { LoneInstallation } from '../../../src/sim/installation/lone-installation.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { serveWan } from '../../../src/sim/serve-wan.ts';
import { shipped } from '../../support/command.ts';
import { newPath } from '../../support/scratch.ts';

export const deviceNames = ['hub', 'esme', 'gpf', 'gsme'] as const;
export type DeviceName = (typeof deviceNames)[number];

const titles = { s1sp: '00-00-5E-EF-10-00-02-01', dco: '00-00-5E-EF-10-00-02-02' } as const;
const supplier = parseEui64('00-00-5E-EF-10-00-01-01');
const certificate = { serial: '01', issuer: 'a test' };

/**
 * What happens on the way to the devices: its streams are closed; nothing comes through any more; the mains of the
 * dwelling fail; or one message is lost, and the others aren't.
 */
export const ends = ['cut', 'silent', 'power', 'lost'] as const;
export type End = (typeof ends)[number];

export interface SiteOptions {
  /** Of a file in `hardware/installations`. */
  readonly file?: string;
  readonly defects?: { readonly [Device in 'hub' | 'esme' | 'gsme']?: readonly Defect[] };
  readonly change?: (installation: Installation) => Installation;
  /** Whether WAN, radio and the sleep of a gas meter take their time. */
  readonly delays?: boolean;
}

/**
 * A simulated installation, reached over its WAN as the S1SP and the DCO reach it, on a way that can be ended after any
 * message. Each message is one write.
 */
export class Site {
  readonly clock: VirtualClock;
  readonly installation: Installation;
  readonly unit: SimulatedInstallation;
  readonly operations: CosemOperation[] = [];
  onOperation: ((operation: CosemOperation) => void) | undefined;
  /** Messages since the last `mend`, both ways. */
  messages = 0;
  #last = Number.POSITIVE_INFINITY;
  #end: End = 'cut';
  #isDark = false;
  readonly #streams = new Set<Duplex>();

  private constructor(installation: Installation) {
    this.installation = installation;
    this.clock = new VirtualClock(installation.start);
    this.unit = new SimulatedInstallation(installation, this.clock);
  }

  static async open({
    file = 'moc-secure-dual-fuel',
    defects = {},
    change,
    delays = false,
  }: SiteOptions = {}): Promise<Site> {
    const shippedOne = await installationOf(file, delays);
    const { hub, esme, gsme } = shippedOne.devices;
    const devices = {
      ...shippedOne.devices,
      esme: { ...esme, defects: [...esme.defects, ...(defects.esme ?? [])] },
      ...(hub && { hub: { ...hub, defects: [...hub.defects, ...(defects.hub ?? [])] } }),
      ...(gsme && { gsme: { ...gsme, defects: [...gsme.defects, ...(defects.gsme ?? [])] } }),
    };
    const installation = { ...shippedOne, devices };
    return new Site(change?.(installation) ?? installation);
  }

  /** So many more messages come through, and then it happens. */
  endAfter(messages: number, end: End): void {
    this.mend();
    this.#last = messages;
    this.#end = end;
    if (messages === 0) this.#strike();
  }

  get isEnded(): boolean {
    return this.messages >= this.#last;
  }

  mend(): void {
    if (this.#isDark) this.operate('esme', { kind: 'power', is: 'on' });
    this.#isDark = false;
    this.messages = 0;
    this.#last = Number.POSITIVE_INFINITY;
    this.#end = 'cut';
  }

  id(name: DeviceName): Eui64 {
    const { hub, esme, gsme } = this.installation.devices;
    const id = { hub: hub?.eui64, esme: esme.eui64, gpf: hub?.gpf, gsme: gsme?.eui64 }[name];
    if (id === undefined) throw new Error(`no ${name}`);
    return id;
  }

  /** How a device has its logs read otherwise than others. */
  variationsOf(device: Eui64): ServiceVariations | undefined {
    const { hub, esme, gsme } = this.installation.devices;
    return [hub, esme, gsme].find((entry) => entry?.eui64 === device)?.model.services;
  }

  operate(name: DeviceName, operation: Operation): void {
    if (this.unit.devices.get(this.id(name))?.operate(operation) !== 'success') throw new Error(operation.kind);
    this.unit.settle();
  }

  /** As a process has it that has just begun. */
  access(): DeviceAccess {
    const { devices } = this.installation;
    const saps = new Map<Eui64 | undefined, number | undefined>([
      [devices.hub?.eui64, devices.hub?.model.addressing['server-sap']],
      [devices.hub?.gpf, devices.hub?.model.addressing['server-sap']],
      [devices.esme.eui64, devices.esme.model.addressing['server-sap']],
      [devices.gsme?.eui64, devices.gsme?.model.addressing['server-sap']],
    ]);
    return {
      ports: new DevicePorts((device) => {
        const serverSap = saps.get(device);
        return serverSap === undefined ? undefined : { serverSap, open: () => this.#open(device) };
      }),
      counters: new MemoryCounters({ isAlone: true }),
      random: new Random('a test'),
      observe: (operation) => {
        this.operations.push(operation);
        this.onOperation?.(operation);
      },
    };
  }

  async #open(device: Eui64): Promise<Wire> {
    if (this.isEnded && this.#end === 'cut') throw new S1benchError('link-open-failed', { found: 'it is cut' });
    const [near, outer] = inProcessPair();
    const [inner, far] = inProcessPair();
    serveWan(far, new LoneInstallation(this.unit), { clock: this.clock });
    this.#pass(outer, inner);
    this.#pass(inner, outer);
    const address = parseLinkAddress(`sim:hub?device=${device}&timeout=3600s`);
    return openWire(address, { clock: this.clock }, near);
  }

  #pass(from: Duplex, to: Duplex): void {
    this.#streams.add(from);
    from.once('close', () => {
      this.#streams.delete(from);
      to.destroy();
    });
    from.on('data', (bytes) => {
      this.messages++;
      const isThrough = this.#end === 'lost' ? this.messages !== this.#last + 1 : this.messages <= this.#last;
      if (isThrough || this.#end === 'power') to.write(bytes);
      if (this.messages === this.#last) this.#strike();
    });
  }

  #strike(): void {
    if (this.#end === 'cut') for (const stream of this.#streams) stream.destroy();
    if (this.#end !== 'power') return;
    this.#isDark = true;
    this.operate('esme', { kind: 'power', is: 'off' });
  }

  /** As the Migration Common File has it. */
  migrating(): MigratingInstallation {
    const { hub, esme, gsme, others = [] } = this.installation.devices;
    if (hub === undefined) throw new Error('no hub');
    return {
      hub: { ...productOf(hub), id: hub.eui64 },
      gasProxy: hub.gpf,
      esme: meterOf(esme),
      gsme: gsme && meterOf(gsme),
      others: others.map(({ eui64, type }) => ({ id: eui64, type })),
      standing: 'dormant',
      epclEntry: 'a test',
      priority: false,
    };
  }

  /** As the Migration Encrypted File has it for a party. */
  material(
    role: KeyRole,
    change: (name: DeviceName, keys: DeviceKeys) => DeviceKeys = (_, keys) => keys,
  ): readonly DeviceKeyMaterial[] {
    const { hub, esme, gsme } = this.installation.devices;
    return deviceNames.flatMap((name) => {
      const entry = { hub, esme, gpf: hub?.gpf === undefined ? undefined : gsme, gsme }[name];
      if (entry === undefined) return [];
      const { master, clients } = change(name, entry.keys);
      return [{ device: this.id(name), master, keys: clients[clientOfRole[role]] }];
    });
  }
}

const known = new Map<string, Promise<Installation>>();

function installationOf(file: string, delays: boolean): Promise<Installation> {
  const name = `${file}, ${delays}`;
  const path = shipped(`hardware/installations/${file}.yaml`);
  const loaded = known.get(name) ?? loadTemplate(path, { delays }).then((template) => template.at(0));
  known.set(name, loaded);
  return loaded;
}

function productOf({
  model,
  firmware,
}: Pick<EsmeEntry, 'firmware'> & { model: { manufacturer: string; model: string } }) {
  return { manufacturer: model.manufacturer, model: model.model, firmware };
}

function meterOf(entry: EsmeEntry | GsmeEntry): MigratingMeter {
  return {
    ...productOf(entry),
    id: entry.eui64,
    mpxn: entry.meteringPoint,
    paymentMode: 'credit',
    supplier,
    certificates: { criticalSupplier: certificate, nonCriticalSupplier: certificate },
  };
}

/** A defect by its name in `docs/reference/defects.md`. */
export function defect(name: string): Defect {
  const found = findDefect(name);
  if (found === undefined) throw new Error(`no defect ${name}`);
  return found;
}

/** The store of a party in a file, whose process stops when it is about to store something, or just has. */
export class MortalStore extends PartyStore {
  readonly #dies: { readonly at: number; readonly when: 'before' | 'after' };
  readonly #onDeath: () => void;
  #stored = 0;

  constructor(file: string, dies: { readonly at: number; readonly when: 'before' | 'after' }, onDeath: () => void) {
    super(file, 'process');
    this.#dies = dies;
    this.#onDeath = onDeath;
  }

  override table<Value>(name: string): StoreTable<Value> {
    const table = super.table<Value>(name);
    return {
      ...table,
      put: (key, value) => {
        const isLast = this.#stored++ === this.#dies.at;
        if (isLast && this.#dies.when === 'before') this.#die();
        table.put(key, value);
        if (isLast) this.#die();
      },
    };
  }

  #die(): never {
    this.#onDeath();
    throw new ProcessStopped();
  }
}

/** Not an error of s1bench: nothing may catch it. */
export class ProcessStopped extends Error {}

export const storageKey = Uint8Array.from({ length: 32 }, (_, i) => 200 - i);

/** A party's file, and its vault in a process that has just begun. */
export class Holder {
  readonly role: KeyRole;
  readonly file = newPath();
  readonly states: KeyState[] = [];

  constructor(role: KeyRole) {
    this.role = role;
  }

  vault(store: PartyStore = new PartyStore(this.file, 'process'), random = new Random('own keys')): KeyVault {
    return new KeyVault({
      role: this.role,
      systemTitle: eui64Bytes(parseEui64(titles[this.role])),
      store,
      storageKey,
      random,
      observe: (_, state) => this.states.push(state),
    });
  }
}
