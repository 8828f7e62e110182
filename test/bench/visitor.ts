import { VirtualClock } from '../../src/core/clock.ts';
import { type Eui64, parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import type { Exchange } from '../../src/protocol/cosem/exchange.ts';
import { loadTemplate, type TemplateChanges } from '../../src/sim/files/load.ts';
import { Fleet } from '../../src/sim/fleet/fleet.ts';
import { Template } from '../../src/sim/fleet/template.ts';
import { wakeFor } from '../../src/sim/wake.ts';
import { root } from '../support/project-files.ts';

const PUBLIC = 16;
const SERVER = 1;
/** Device IDs 1 to 4: serial number, manufacturer, model, EUI-64. */
const identity = [0, 1, 2, 3].map((e) => ({ classId: 1, instance: parseObis(`0.0.96.1.${e}.255`), attribute: 2 }));

/** The installations of the benchmarks, in virtual time. */
export async function fleetOf(changes: TemplateChanges, faults: 'faults' | 'no-faults') {
  const template = await loadTemplate(`${root}/test/bench/fleet.yaml`, changes);
  const { first, count } = template;
  const clock = new VirtualClock(first.start);
  const sound = {
    first: { ...first, faults: [] },
    count,
    shares: new Map([['gsme', 0.667]] as const),
    derived: new Set<never>(),
  };
  return {
    clock,
    template,
    fleet: new Fleet({ template: faults === 'faults' ? template : new Template(sound), clock }),
  };
}

/** Whoever asks devices through their hubs who they are. */
export class Visitor {
  readonly #fleet: Fleet;
  readonly #clock: VirtualClock;
  readonly #random = new Random('visitor');

  constructor(fleet: Fleet, clock: VirtualClock) {
    this.#fleet = fleet;
    this.#clock = clock;
  }

  /** Associations with devices, which stay open. */
  async open(devices: readonly Eui64[]): Promise<ReadonlyMap<Eui64, CosemClient>> {
    const clients = new Map<Eui64, CosemClient>();
    for (const device of devices) clients.set(device, await this.#associate(device));
    return clients;
  }

  /** One GET by an open association. */
  async get(device: Eui64, client: CosemClient, attribute = identity[0]): Promise<void> {
    const answer = await this.#perform(device, client.get(attribute as (typeof identity)[number]));
    if ('error' in answer) throw new Error(`${device}: ${answer.error}`);
  }

  /** An association, GETs, and its release. */
  async visit(device: Eui64): Promise<void> {
    const client = await this.#associate(device);
    for (const attribute of identity) await this.get(device, client, attribute);
    await this.#perform(device, client.release());
  }

  async #associate(device: Eui64): Promise<CosemClient> {
    const client = new CosemClient({ mechanism: 'none', random: (length) => this.#random.bytes(length) });
    await this.#perform(device, client.associate());
    return client;
  }

  /** An electricity meter of a fleet of so many. */
  any(template: Template): Eui64 {
    return template.at(this.#random.below(template.count)).devices.esme.eui64;
  }

  async #perform<T>(device: Eui64, exchange: Exchange<T>): Promise<T> {
    let step = exchange.next();
    while (step.done !== true) {
      const unit = this.#fleet.find(device);
      if (unit === undefined) throw new Error(`${device} is nobody's`);
      const request = { device, source: PUBLIC, destination: SERVER, apdu: step.value.slice(), connection: this };
      await wakeFor(unit, request, this.#clock);
      const answer = await unit.request(device, PUBLIC, SERVER, request.apdu, this);
      step = exchange.next(answer ?? new Uint8Array(0));
    }
    return step.value;
  }
}
