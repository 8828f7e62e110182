import type { Clock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Device } from '../device/device.ts';
import { isReached } from '../hub/han.ts';
import type { Hub } from '../hub/hub.ts';
import { holdAwake, isConnected, pass, smsMissing, untilConnected } from '../hub/wan.ts';
import type { Associations } from './associations.ts';
import type { InstallationDevices } from './devices.ts';
import { GasRadio } from './gas-radio.ts';
import { type GiveWay, Lane } from './lane.ts';
import type { Mishaps, Passage } from './mishaps.ts';

/** Kinds of chance, so that none shifts another. */
const draws = { electricity: 11, gas: 12 } as const;

export interface Carried {
  readonly target: Device;
  readonly source: number;
  readonly destination: number;
  readonly apdu: Uint8Array;
  readonly associations: Associations;
}

type HubDevices = InstallationDevices & { readonly hub: Hub };

/** Carries requests from the WAN through the hub to the devices, and their answers back, as long as that takes. */
export class Router {
  readonly #devices: HubDevices;
  readonly #mishaps: Mishaps;
  readonly #clock: Clock;
  readonly #settle: () => void;
  readonly #radio: GasRadio | undefined;
  readonly #lanes = new Map<Eui64, Lane>();

  constructor(devices: HubDevices, mishaps: Mishaps, clock: Clock, settle: () => void) {
    this.#devices = devices;
    this.#mishaps = mishaps;
    this.#clock = clock;
    this.#settle = settle;
    const { gsme, gpf } = devices;
    if (gsme !== undefined && gpf !== undefined) this.#radio = new GasRadio(gsme, gpf);
  }

  get isIdle(): boolean {
    return this.#lanes.values().every(({ isFree }) => isFree) && this.#radio?.isAwake !== true;
  }

  /** @returns the answer; nothing where the hub isn't awake, or anything is lost on the way */
  carry(carried: Carried): Promise<Uint8Array | undefined> {
    const { eui64 } = carried.target;
    const lane = this.#lanes.get(eui64) ?? new Lane();
    this.#lanes.set(eui64, lane);
    return lane.run((giveWay) => this.#carry(carried, giveWay));
  }

  async #carry(carried: Carried, giveWay: GiveWay): Promise<Uint8Array | undefined> {
    const { hub } = this.#devices;
    const waking = untilConnected(hub);
    if (waking === undefined) return undefined;
    await this.#wait(waking);
    if (!isConnected(hub) || this.#needsMoreSms(carried)) return undefined;

    const roundTrip = pass(hub);
    const { target } = carried;
    const down = this.#passage(target, 'down', carried.apdu);
    await this.#wait(roundTrip / 2 + down.late);
    if (down.times === 0 || !isConnected(hub)) return undefined;
    if (down.overtaken > 0) await giveWay(this.#wait(down.overtaken));

    const answer = await this.#deliver({ ...carried, apdu: down.bytes }, down.times);
    // While something is under way the hub stays awake.
    if (answer === undefined || untilConnected(hub) === undefined) return undefined;
    pass(hub);
    const up = this.#passage(target, 'up', answer);
    await this.#wait(roundTrip / 2 + up.late);
    return up.times === 0 || !isConnected(hub) ? undefined : up.bytes;
  }

  #needsMoreSms({ target, source, destination, apdu, associations }: Carried): boolean {
    const { hub } = this.#devices;
    if (hub.model['more-sms'].length === 0) return false;
    const logicalDevice = target.logicalDevices.find(({ sap }) => sap === destination);
    const { requested } = associations.at(target, hub.state.wan.connections);
    return smsMissing(hub, requested.of(logicalDevice, source, apdu)) > 0;
  }

  #passage({ eui64 }: Device, direction: 'down' | 'up', bytes: Uint8Array): Passage {
    const { messages } = this.#devices.hub.state.wan;
    return this.#mishaps.frame(eui64, direction, bytes, messages, this.#now());
  }

  /** From the hub to the device and back. */
  async #deliver(carried: Carried, times: number): Promise<Uint8Array | undefined> {
    const { esme, gsme } = this.#devices;
    switch (carried.target) {
      case esme:
        await this.#wait(this.#drawn(draws.electricity, this.#devices.hub.model.han['esme-milliseconds']));
        return this.#isReached(carried.target) ? this.#serve(carried, times) : undefined;
      case gsme:
        return this.#deliverGas(carried, times);
      default:
        return this.#serve(carried, times);
    }
  }

  async #deliverGas(carried: Carried, times: number): Promise<Uint8Array | undefined> {
    const { gsme, hub } = this.#devices;
    const radio = this.#radio;
    if (gsme === undefined || radio === undefined) return undefined;
    const connections = hub.state.wan.connections;
    await this.#awake(radio.wait());
    if (!this.#isReached(gsme) || hub.state.wan.connections !== connections) return undefined;
    radio.pass();
    const answer = this.#serve(carried, times);
    await this.#awake(this.#drawn(draws.gas, gsme.model['response-milliseconds']));
    if (!this.#isReached(gsme)) return undefined;
    radio.pass();
    return answer;
  }

  #serve({ target, source, destination, apdu, associations }: Carried, times: number): Uint8Array | undefined {
    this.#settle();
    if (!target.isPowered()) return undefined;
    const { server } = associations.at(target, this.#devices.hub.state.wan.connections);
    const answer = server.receive(source, destination, apdu);
    // The first answer is on its way already; what the device makes of the second request nobody waits for.
    if (times > 1) server.receive(source, destination, apdu);
    return answer;
  }

  #isReached(target: Device): boolean {
    const { hub } = this.#devices;
    const around = hub.surroundings.neighbours.find(({ eui64 }) => eui64 === target.eui64);
    return hub.isPowered() && around !== undefined && isReached(hub, around) && target.isPowered();
  }

  #drawn(kind: number, { least, most }: { readonly least: number; readonly most: number }): number {
    const { hub } = this.#devices;
    return least + (hub.chance(kind, hub.state.wan.messages) % (most - least + 1));
  }

  /** Waits with the hub kept awake, however long that takes. */
  async #awake(milliseconds: number): Promise<void> {
    const { hub } = this.#devices;
    holdAwake(hub, milliseconds);
    await this.#wait(milliseconds);
  }

  async #wait(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await this.#clock.wait(Math.round(milliseconds));
    this.#settle();
  }

  #now(): number {
    return this.#clock.milliseconds();
  }
}
