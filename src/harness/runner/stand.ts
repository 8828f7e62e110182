import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import type { Smets1Services } from '../../core/srv/smets1-services.ts';
import { DccStandIn } from '../../dcc/dcc.ts';
import { Dco } from '../../dcc/dco/dco.ts';
import { MemoryCounters } from '../../dcc/device/counters.ts';
import type { KeyTransfer } from '../../dcc/device/key-transfer.ts';
import { DevicePorts } from '../../dcc/device/port.ts';
import { type CosemOperation, learnCounter } from '../../dcc/device/session.ts';
import type { KeyHolder } from '../../dcc/device/sessions.ts';
import type { Inventory } from '../../dcc/inventory.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import type { RefusedPush } from '../../dcc/s1sp/alerts.ts';
import { S1sp } from '../../dcc/s1sp/s1sp.ts';
import { refuseUnknownSteps } from '../../dcc/s1sp/variations.ts';
import { Vending } from '../../dcc/vending.ts';
import type { PushedApdu } from '../../links/alert-channel.ts';
import type { Listening } from '../../links/alert-channels.ts';
import type { Traffic, Wire } from '../../links/wire.ts';
import { CosemClient } from '../../protocol/cosem/client/client.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { DeviceKeys } from '../../sim/files/keys.ts';
import type { JsonObject } from '../json.ts';
import type { PackMigration } from '../migrations/pack-migration.ts';
import { type Actions, clientSaps } from '../pack/action.ts';
import { Dialogue } from './dialogue.ts';
import { Inbox } from './inbox.ts';
import { emptyInventoryOf, inventoryOf } from './inventory-of.ts';
import { type SecuredClient, TransferredKeys } from './key-transfer.ts';
import { dcoTitle, s1spTitle } from './parties.ts';
import type { Target, TargetDevice } from './target.ts';

export interface StandObserver {
  traffic(device: TargetDevice, traffic: Traffic): void;
  operation(operation: CosemOperation): void;
  /** The DCC sends something to a User by itself. */
  message?(message: DccMessage): void;
  /** A key comes into being, which evidence must not hold. */
  secret?(key: Uint8Array): void;
  /** A device has sent something unasked that no User is told of. */
  refusedPush?(push: RefusedPush): void;
}

/**
 * What tests are carried out with: the stand-in for the DCC, and clients of the tests' own, on one wire to each device.
 * Invocation counters are shared by all of them, and begin where the device says it stands.
 */
export class TestStand {
  readonly dcc: DccStandIn;
  /** What the DCC has sent to Users by itself. */
  readonly inbox = new Inbox();
  readonly #devices: ReadonlyMap<Eui64, TargetDevice>;
  readonly #ports: DevicePorts;
  readonly #counters = new MemoryCounters();
  readonly #countersKnown = new Set<string>();
  readonly #random: Random;
  readonly #transferred: TransferredKeys;
  readonly #vending: Readonly<Record<'right' | 'wrong', Vending>>;
  /** Whether no device can be reached at present, as somebody wants everything to come to its end. */
  #isCut = false;
  readonly #target: Target;
  readonly #observer: StandObserver;
  readonly #migration: PackMigration | undefined;
  readonly #inventory: Inventory;
  #listening: Listening | undefined;

  /**
   * @param services which SRVs are for SMETS1 devices; the recalled ones unless given
   * @param migration of an installation that the DCC doesn't know yet, and has no keys of
   */
  constructor(
    target: Target,
    random: Random,
    observer: StandObserver,
    services?: Smets1Services,
    migration?: PackMigration,
  ) {
    this.#target = target;
    this.#observer = observer;
    this.#migration = migration;
    this.#devices = new Map(target.devices.map((device) => [device.eui64, device]));
    this.#random = random.fork('test clients');
    this.#transferred = new TransferredKeys(random.fork('new keys'), (key) => observer.secret?.(key));
    this.#ports = new DevicePorts((eui64) => {
      const device = this.#devices.get(eui64);
      if (device === undefined) return undefined;
      const observe = (traffic: Traffic): void => observer.traffic(device, traffic);
      return { serverSap: device.serverSap, open: () => this.#open(device, observe) };
    });
    const { clock } = target;
    const access = {
      ports: this.#ports,
      counters: this.#counters,
      random: random.fork('dcc'),
      observe: (operation: CosemOperation): void => observer.operation(operation),
    };
    const dco = new Dco(this.#keyHolder(dcoTitle, clientSaps.critical), access);
    for (const { services, type } of target.devices) refuseUnknownSteps(services, type);
    const s1sp = new S1sp({
      keys: this.#keyHolder(s1spTitle, clientSaps['non-critical']),
      access,
      dco,
      clock,
      variationsOf: (device) => this.#devices.get(device)?.services,
    });
    this.#vending = {
      right: new Vending({ s1sp, keysOf: (device) => this.#deliveredKeysOf(device) }),
      wrong: new Vending({ s1sp, keysOf: () => ({ clients: { 1: { authentication: this.#random.bytes(16) } } }) }),
    };
    const deliver = (message: DccMessage): void => {
      observer.message?.(message);
      this.inbox.deliver(message);
    };
    const refusedPush = (push: RefusedPush): void => observer.refusedPush?.(push);
    this.#inventory = migration === undefined ? inventoryOf(target) : emptyInventoryOf(target);
    this.dcc = new DccStandIn({
      inventory: this.#inventory,
      s1sp,
      clock,
      deliver,
      refusedPush,
      ...(services && { services }),
    });
  }

  /** Hears from now on what devices send without being asked, until the stand is closed. */
  async listen(): Promise<void> {
    this.#listening ??= await this.#target.listen?.((push) => this.#hear(push));
  }

  /** Ends everything: nothing that the DCC was to do later is left behind. */
  async close(): Promise<void> {
    await this.#listening?.close();
    this.#listening = undefined;
    await this.dcc.close();
  }

  /** A client of a test's own, its association not yet opened. */
  async dialogue(device: TargetDevice, options: Actions['associate']): Promise<Dialogue> {
    const sap = clientSaps[options.client];
    if (sap !== clientSaps.public) await this.#learnCounter(device, sap);
    return new Dialogue(sap, this.#ports.of(device.eui64), this.#client(device, sap, options));
  }

  /**
   * A UTRN for a device, twenty digits. One made with a wrong key isn't authentic.
   * @throws `utrn-value-invalid`; StepFailed where the device can't be asked which it had last
   */
  vend({ eui64 }: TargetDevice, pence: number, key: 'right' | 'wrong'): Promise<string> {
    return this.#vending[key].vend(eui64, pence);
  }

  /**
   * Has the installation migrated; the DCC then knows what was commissioned.
   * @throws `migration-record-unknown`, `aborted`
   */
  async migrate(options: Actions['migrate'], signal: AbortSignal): Promise<JsonObject> {
    if (this.#migration === undefined) throw new S1benchError('migration-record-unknown');
    await this.closeLinks();
    const outcome = await this.#migration.carryOut(options, signal);
    // Its parties have counters of their own: where they stand now the devices say.
    this.#countersKnown.clear();
    const { devices, known = [] } = this.#target;
    for (const { eui64 } of [...devices, ...known]) {
      const device = this.#migration.inventoryOf(eui64);
      if (device !== undefined) this.#inventory.put(device);
    }
    return outcome;
  }

  /** What a client that may does to have a device take keys. @throws `target-master-key-unknown` */
  keyTransfer(device: TargetDevice, client: SecuredClient, which: 'new' | 'right'): KeyTransfer {
    return this.#transferred.transfer(device, client, which);
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

  /** Ends what is under way with any device, and has everything fail that needs one, until `mend`. */
  async cut(): Promise<void> {
    this.#isCut = true;
    await this.closeLinks();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Ends every association and closes every wire. */
  closeLinks(): Promise<void> {
    return this.#ports.close();
  }

  async #open(device: TargetDevice, observe: (traffic: Traffic) => void): Promise<Wire> {
    if (this.#isCut) throw new S1benchError('aborted');
    return device.openWire(observe);
  }

  /** What comes without a gateway header is from the hub itself. */
  #hear({ device: sender, ...push }: PushedApdu): void {
    const hub = this.#target.devices.find(({ type }) => type === 'CHF');
    const device = sender ?? hub?.eui64;
    if (device === undefined) return;
    const known = this.#devices.get(device);
    if (known !== undefined) this.#observer.traffic(known, { direction: 'received', layer: 'apdu', bytes: push.apdu });
    this.dcc.receive({ ...push, device });
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
  #keysOf({ eui64, keys }: TargetDevice, sap: number, options: Actions['associate']): ClientKeys {
    const wrong = (): Uint8Array => this.#random.bytes(16);
    const smso = sap === 1 || sap === 2 ? keys.clients[sap] : undefined;
    const right = sap === 1 || sap === 2 ? (this.#keysHeld(eui64, sap) ?? smso) : undefined;
    const of = { right, smso, wrong: undefined, transferred: this.#transferred.of(eui64, sap) };
    return {
      encryption: of[options['encryption-key']]?.encryption ?? wrong(),
      authentication: of[options['authentication-key']]?.authentication ?? wrong(),
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
      keysOf: (device) => this.#keysHeld(device, sap),
    };
  }

  /** What the S1SP or the DCO holds: of an installation that isn't migrated, nothing. */
  #keysHeld(device: Eui64, sap: 1 | 2): ClientKeys | undefined {
    if (this.#migration !== undefined) return this.#migration.keysOf(device, sap);
    const known = this.#devices.get(device);
    return (known?.ownKeys ?? known?.keys.clients)?.[sap];
  }

  /** UTRNs go by the keys that a device was delivered with: whoever holds any of it holds those, too. */
  #deliveredKeysOf(device: Eui64): DeviceKeys | undefined {
    const critical = this.#keysHeld(device, clientSaps.critical);
    return critical && this.#devices.get(device)?.keys;
  }
}
