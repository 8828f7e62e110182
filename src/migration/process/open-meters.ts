import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import { MemoryCounters } from '../../dcc/device/counters.ts';
import type { Attempts } from '../device-testing/retrying.ts';
import type { MigrationWorld, SmsoRecord } from '../model/world.ts';
import type { ReadyMeters } from '../parties/smso.ts';
import type { MeterConfiguration } from '../readiness/meter-configuration.ts';
import { type Readied, ReadyDevices } from '../readiness/ready-devices.ts';

export interface OpenMetersParts {
  readonly world: MigrationWorld;
  readonly record: SmsoRecord;
  readonly smso: Eui64;
  /** What dormant meters are to be configured to. */
  readonly configuration: MeterConfiguration;
  /** For this time alone. */
  readonly random: RandomSource;
  readonly attempts: Attempts;
  readonly signal: AbortSignal;
}

/** The way of an SMSO to the dormant meters of an installation. What they are is kept before anybody says that it was done. */
export async function openMeters(parts: OpenMetersParts): Promise<ReadyMeters> {
  const { world, record, smso, configuration, random, attempts, signal } = parts;
  const hub = record.hub.id;
  const reach = await world.open(hub);
  const devices = new ReadyDevices({
    record,
    reach,
    smso,
    clock: world.clock,
    counters: new MemoryCounters(),
    random,
    attempts,
    signal,
  });
  const kept = async (work: Promise<Readied>): Promise<Readied> => {
    const readied = await work;
    world.keep(hub);
    return readied;
  };
  return {
    applyConfiguration: (meter) => kept(devices.applyConfiguration(meter, configuration)),
    upgradeFirmware: (meter) => kept(devices.upgradeFirmware(meter)),
    close: () => reach.close(),
  };
}
