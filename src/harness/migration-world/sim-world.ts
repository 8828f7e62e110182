import { readFile } from 'node:fs/promises';
import { VirtualClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../migration/model/world.ts';
import { loadTemplate } from '../../sim/files/load.ts';
import type { Template } from '../../sim/fleet/template.ts';
import type { Installation } from '../../sim/installation/entries.ts';
import { sha256 } from '../evidence/line.ts';
import { knownDevicesOf, targetsOf } from '../runner/sim-target.ts';
import { smsoFactsOf } from '../runner/smso-facts.ts';
import { OpenInstallation } from './open-installation.ts';
import type { TrafficObserver } from './reach.ts';
import { recordOf } from './smso-record.ts';
import { WorldFile } from './world-file.ts';

export interface SimWorldOptions {
  /** How many installations there are, and what everything random in them follows from; as the file says unless given. */
  readonly count?: number | undefined;
  readonly seed?: string | undefined;
  /** Whether WAN, radio and a sleeping gas meter take their time; they do unless told not to. */
  readonly delays?: boolean;
  /** Where it is that what was kept outlives the process: a world that was there before goes on. Nowhere unless given. */
  readonly folder?: string | undefined;
  /** Told of everything that passes between a migration and a device. */
  readonly observe?: TrafficObserver;
}

/**
 * The installations of a file, simulated in this process, on one virtual clock: it begins when the file says, or where
 * it stood when something was kept last. An installation comes into being when it is opened first, as it had been there
 * all the time, and is put away when nobody uses it: in memory are those that are open.
 * @throws `file-unreadable`, DocumentErrors, `migration-device-missing` without a hub, `migration-installation-commissioned`,
 *   `migration-world-other`
 */
export async function simWorld(file: string, options: SimWorldOptions = {}): Promise<SimWorld> {
  const { count, seed, delays, folder, observe } = options;
  const template = await loadTemplate(file, { count, seed, ...(delays !== undefined && { delays }) });
  if (template.first.devices.hub === undefined) {
    throw new S1benchError('migration-device-missing', { where: { file }, expected: 'a hub, as ch' });
  }
  if (template.first.status === 'commissioned') {
    throw new S1benchError('migration-installation-commissioned', { where: { file } });
  }
  const origin = { sha256: sha256(await readFile(file)), seed: template.first.seed };
  return new SimWorld(template, new WorldFile(folder, origin), observe);
}

export class SimWorld implements MigrationWorld {
  readonly clock: VirtualClock;
  readonly template: Template;
  readonly #file: WorldFile;
  readonly #observe: TrafficObserver | undefined;
  readonly #open = new Map<Eui64, OpenInstallation>();

  /** @param clock in the place of one that begins when the file says, or where it stood */
  constructor(template: Template, file: WorldFile, observe?: TrafficObserver, clock?: VirtualClock) {
    this.template = template;
    this.#file = file;
    this.#observe = observe;
    const { start } = template.first;
    const { time = start } = file;
    this.clock = clock ?? new VirtualClock(Temporal.Instant.compare(time, start) > 0 ? time : start);
  }

  /** How many are open. */
  get opened(): number {
    return this.#open.size;
  }

  *hubs(): Generator<Eui64> {
    for (let k = 0; k < this.template.count; k++) yield this.template.eui64('hub', k);
  }

  record(hub: Eui64): SmsoRecord | undefined {
    const installation = this.#find(hub);
    return installation && recordOfInstallation(installation);
  }

  async open(hub: Eui64): Promise<InstallationReach> {
    const open = this.#open.get(hub) ?? this.#make(hub);
    return open.reach();
  }

  keep(hub: Eui64): void {
    this.#file.keep(hub, this.#open.get(hub)?.states, this.clock.now());
  }

  async close(): Promise<void> {
    for (const open of this.#open.values()) await open.end();
    this.#open.clear();
    this.#file.close();
  }

  #make(hub: Eui64): OpenInstallation {
    const installation = this.#find(hub);
    if (installation === undefined) throw new S1benchError('migration-installation-unknown', { found: hub });
    const open = new OpenInstallation({
      installation,
      clock: this.clock,
      began: this.template.first.start.epochMilliseconds,
      states: this.#file.states(hub),
      observe: this.#observe,
      unused: (states) => {
        this.#open.delete(hub);
        this.#file.putAway(hub, states);
      },
    });
    this.#open.set(hub, open);
    return open;
  }

  #find(hub: Eui64): Installation | undefined {
    const k = this.template.find(hub);
    const installation = k === undefined ? undefined : this.template.at(k);
    return installation?.devices.hub?.eui64 === hub ? installation : undefined;
  }
}

/** What the SMSO of a simulated installation has recorded, rightly or not; nothing where the installation is the DCC's. */
export function recordOfInstallation(installation: Installation): SmsoRecord | undefined {
  const smso = smsoFactsOf(installation);
  if (smso === undefined) return undefined;
  const devices = targetsOf(installation, nowhere).map((device) => ({
    ...device,
    keys: smso.recordedKeys.get(device.eui64) ?? device.keys,
  }));
  return recordOf({ ...smso, devices, known: knownDevicesOf(installation) });
}

/** Whoever looks at a record opens no way to its devices. */
const nowhere = {
  open: async () => {
    throw new S1benchError('link-open-failed');
  },
  close: async () => undefined,
};
