import { formatLinkAddress } from '../../links/address.ts';
import type { MigrationWorld, SmsoRecord } from '../../migration/model/world.ts';
import { readText } from '../../sim/files/read-text.ts';
import { type BenchEntry, type BenchFile, parseBench } from '../bench/bench.ts';
import { benchTarget } from '../runner/bench-target.ts';
import type { MeterSetting } from '../runner/smso-facts.ts';
import type { Target } from '../runner/target.ts';
import type { TrafficObserver } from './reach.ts';
import { recordOf } from './smso-record.ts';
import { TargetWorld } from './target-world.ts';

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

/** Ends with its bench. */
class BenchWorld extends TargetWorld {
  readonly #bench: Target;

  constructor(bench: Target, record: SmsoRecord, observe: TrafficObserver | undefined) {
    super(bench, record, observe);
    this.#bench = bench;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#bench.close();
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
