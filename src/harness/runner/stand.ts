import { isS1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import { DccStandIn } from '../../dcc/dcc.ts';
import { Dco } from '../../dcc/dco/dco.ts';
import { MemoryCounters } from '../../dcc/device/counters.ts';
import { DevicePorts } from '../../dcc/device/port.ts';
import { type CosemOperation, learnCounter } from '../../dcc/device/session.ts';
import type { KeyHolder } from '../../dcc/device/sessions.ts';
import { Inventory } from '../../dcc/inventory.ts';
import { S1sp } from '../../dcc/s1sp/s1sp.ts';
import type { Traffic } from '../../links/wire.ts';
import { CosemClient } from '../../protocol/cosem/client/client.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { type Actions, clientSaps } from '../pack/action.ts';
import { Dialogue } from './dialogue.ts';
import { benchUsers, dcoTitle, registrationsFor, s1spTitle } from './parties.ts';
import type { Target, TargetDevice } from './target.ts';

export interface StandObserver {
  traffic(device: TargetDevice, traffic: Traffic): void;
  operation(operation: CosemOperation): void;
}

/**
 * What tests are carried out with: the stand-in for the DCC, and clients of the tests' own, on one wire to each device.
 * Invocation counters are shared by all of them, and begin where the device says it stands.
 */
export class TestStand {
  readonly dcc: DccStandIn;
  readonly #devices: ReadonlyMap<Eui64, TargetDevice>;
  readonly #ports: DevicePorts;
  readonly #counters = new MemoryCounters();
  readonly #countersKnown = new Set<string>();
  readonly #random: Random;

  constructor(target: Target, random: Random, observer: StandObserver) {
    this.#devices = new Map(target.devices.map((device) => [device.eui64, device]));
    this.#random = random.fork('test clients');
    this.#ports = new DevicePorts((eui64) => {
      const device = this.#devices.get(eui64);
      if (device === undefined) return undefined;
      const observe = (traffic: Traffic): void => observer.traffic(device, traffic);
      return { serverSap: device.serverSap, open: () => device.openWire(observe) };
    });
    const { clock } = target;
    const access = {
      ports: this.#ports,
      counters: this.#counters,
      random: random.fork('dcc'),
      observe: (operation: CosemOperation): void => observer.operation(operation),
    };
    const dco = new Dco(this.#keyHolder(dcoTitle, clientSaps.critical), access);
    const s1sp = new S1sp({ keys: this.#keyHolder(s1spTitle, clientSaps['non-critical']), access, dco, clock });
    this.dcc = new DccStandIn({ inventory: inventoryOf(target), s1sp, clock });
  }

  /** A client of a test's own, its association not yet opened. */
  async dialogue(device: TargetDevice, options: Actions['associate']): Promise<Dialogue> {
    const sap = clientSaps[options.client];
    if (sap !== clientSaps.public) await this.#learnCounter(device, sap);
    return new Dialogue(sap, this.#ports.of(device.eui64), this.#client(device, sap, options));
  }

  /** How a device keeps silent towards a public client, on a wire that is opened anew; nothing if it answers at all. */
  async silenceOf(device: TargetDevice): Promise<string | undefined> {
    await this.closeLinks();
    const dialogue = this.#publicDialogue(device);
    try {
      await dialogue.associate();
      return undefined;
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      return error.code.startsWith('link-') ? (error.found ?? error.message) : undefined;
    } finally {
      await this.closeLinks();
    }
  }

  /** Ends every association and closes every wire. */
  closeLinks(): Promise<void> {
    return this.#ports.close();
  }

  #publicDialogue(device: TargetDevice): Dialogue {
    const client = new CosemClient({ mechanism: 'none', random: (length) => this.#random.bytes(length) });
    return new Dialogue(clientSaps.public, this.#ports.of(device.eui64), client);
  }

  #client(device: TargetDevice, sap: number, options: Actions['associate']): CosemClient {
    const isPublic = sap === clientSaps.public;
    const {
      mechanism = isPublic ? 'none' : 'hls-gmac',
      security: policy = isPublic ? 'none' : 'authenticated-encrypted',
    } = options;
    const needsKeys = mechanism === 'hls-gmac' || policy !== 'none';
    return new CosemClient({
      mechanism,
      ...(options.secret !== undefined && { secret: new TextEncoder().encode(options.secret) }),
      ...(needsKeys && {
        security: {
          policy,
          systemTitle: eui64Bytes(sap === clientSaps.critical ? dcoTitle : s1spTitle),
          keys: this.#keysOf(device, sap, options),
          takeCounter: () => this.#counters.take(device.eui64, sap),
          wrapping: 'glo',
        },
      }),
      random: (length) => this.#random.bytes(length),
    });
  }

  /** Wrong keys are random ones; a client that has none is given nothing but wrong ones. */
  #keysOf({ keys }: TargetDevice, sap: number, options: Actions['associate']): ClientKeys {
    const wrong = (): Uint8Array => this.#random.bytes(16);
    const right = sap === 1 || sap === 2 ? keys.clients[sap] : undefined;
    const choose = (which: 'right' | 'wrong', key: Uint8Array | undefined): Uint8Array =>
      which === 'right' && key !== undefined ? key : wrong();
    return {
      encryption: choose(options['encryption-key'], right?.encryption),
      authentication: choose(options['authentication-key'], right?.authentication),
    };
  }

  async #learnCounter({ eui64 }: TargetDevice, sap: number): Promise<void> {
    const name = `${eui64}/${sap}`;
    if (this.#countersKnown.has(name)) return;
    const parts = { device: eui64, port: this.#ports.of(eui64), counters: this.#counters, random: this.#random };
    await learnCounter(sap, parts);
    this.#countersKnown.add(name);
  }

  #keyHolder(title: Eui64, sap: 1 | 2): KeyHolder {
    return {
      systemTitle: eui64Bytes(title),
      keysOf: (device) => this.#devices.get(device)?.keys.clients[sap],
    };
  }
}

function inventoryOf({ devices }: Target): Inventory {
  return new Inventory(
    devices.map(({ eui64, type, manufacturer, model, mpan }) => ({
      id: eui64,
      type,
      manufacturer,
      model,
      status: 'Commissioned',
      ...(mpan !== undefined && { mpan }),
      registrations: registrationsFor(type),
    })),
    benchUsers,
  );
}
