import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { formatLinkAddress } from '../../links/address.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../migration/model/world.ts';
import { readText } from '../../sim/files/read-text.ts';
import { type BenchEntry, type BenchFile, parseBench } from '../bench/bench.ts';
import { benchTarget } from '../runner/bench-target.ts';
import type { Target } from '../runner/target.ts';
import { reachOf, type TrafficObserver } from './reach.ts';
import { type MeterSetting, recordOf } from './smso-record.ts';

export interface BenchWorldOptions {
  /** Told of everything that passes between a migration and a device. */
  readonly observe?: TrafficObserver;
}

/**
 * The installation that a bench file declares, in real time: what is done to its devices is done for good.
 * @throws `file-unreadable`, DocumentErrors, `migration-device-missing` without a hub or an electricity meter
 */
export async function benchWorld(file: string, { observe }: BenchWorldOptions = {}): Promise<MigrationWorld> {
  const target = await benchTarget(file);
  const bench = parseBench(await readText(file), file);
  return new BenchWorld(target, recordOfBench(target, bench), observe);
}

class BenchWorld implements MigrationWorld {
  readonly #target: Target;
  readonly #record: SmsoRecord;
  readonly #observe: TrafficObserver | undefined;
  readonly #open = new Set<InstallationReach>();

  constructor(target: Target, record: SmsoRecord, observe: TrafficObserver | undefined) {
    this.#target = target;
    this.#record = record;
    this.#observe = observe;
  }

  get clock(): Clock {
    return this.#target.clock;
  }

  hubs(): readonly Eui64[] {
    return [this.#record.hub.id];
  }

  record(hub: Eui64): SmsoRecord | undefined {
    return hub === this.#record.hub.id ? this.#record : undefined;
  }

  async open(hub: Eui64): Promise<InstallationReach> {
    if (hub !== this.#record.hub.id) throw new S1benchError('migration-installation-unknown', { found: hub });
    const { devices, listen } = this.#target;
    const reach = reachOf({
      devices,
      observe: this.#observe,
      listen: async (onPush) => (await listen?.(onPush)) ?? { close: async () => undefined },
      closed: async () => {
        this.#open.delete(reach);
      },
    });
    this.#open.add(reach);
    return reach;
  }

  /** Real devices remember by themselves. */
  keep(): void {
    // Nothing is left to be done.
  }

  async close(): Promise<void> {
    for (const reach of this.#open) await reach.close();
    await this.#target.close();
  }
}

function recordOfBench({ devices, known = [] }: Target, bench: BenchFile): SmsoRecord {
  const { ch, esme, gsme } = bench.devices;
  return recordOf({
    devices,
    known,
    standing: bench.status ?? 'active',
    activeMeter: bench['active-meter'],
    cohort: bench.cohort,
    wan: ch === undefined ? '' : formatLinkAddress(ch.address),
    isOnWan: true,
    settings: { esme: settingOf(esme), gsme: gsme && settingOf(gsme) },
  });
}

function settingOf(entry: BenchEntry | undefined): MeterSetting {
  return { paymentMode: entry?.['payment-mode'] ?? 'credit', configuration: entry?.configuration ?? 'current' };
}
