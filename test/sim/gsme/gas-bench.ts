import { VirtualClock } from '../../../src/core/clock.ts';
import { parseEui64, parseMprn } from '../../../src/core/identifiers.ts';
import type { EventName } from '../../../src/sim/device/events.ts';
import { events } from '../../../src/sim/device/events.ts';
import type { GsmeModel } from '../../../src/sim/files/device-model.ts';
import { loadDeviceModel } from '../../../src/sim/files/load.ts';
import { createGsme } from '../../../src/sim/gsme/create.ts';
import type { Gsme } from '../../../src/sim/gsme/gsme.ts';
import type { GsmeEntry } from '../../../src/sim/installation/entries.ts';
import { DeviceBench, firstLight } from '../bench.ts';

export const gsmeModel = (await loadDeviceModel('hardware/models/simulated-gsme.yaml')) as GsmeModel;

export const gsmeEntry: GsmeEntry = {
  model: gsmeModel,
  firmware: '01000000',
  eui64: parseEui64('00-00-5E-EF-10-00-00-02'),
  serial: 'G4A0000001',
  keys: firstLight.devices.esme.keys,
  defects: [],
  meteringPoint: parseMprn('3938424403'),
  installed: Temporal.Instant.from('2021-03-09T14:25:00Z'),
  timeZone: 'Europe/London',
};

export interface GasBenchOptions {
  readonly entry?: Partial<GsmeEntry>;
  readonly start?: Temporal.Instant;
  readonly saved?: string;
  readonly seed?: string;
}

/** A simulated GSME on a virtual clock. */
export class GasBench extends DeviceBench<Gsme> {
  constructor({ entry, start = firstLight.start, saved, seed = 'gas' }: GasBenchOptions = {}) {
    const clock = new VirtualClock(start);
    super(createGsme({ ...gsmeEntry, ...entry }, clock, seed, saved), clock, gsmeEntry.keys);
  }

  /** Events of a log by name, the oldest first. */
  recorded(log: 'event' | 'security' | 'tamper'): readonly EventName[] {
    this.device.settle();
    return this.device.state.logs[log].map(({ code }) => nameOf(code));
  }

  pass(duration: Temporal.DurationLike): void {
    this.clock.advance(Temporal.Duration.from(duration));
    this.device.settle();
  }
}

function nameOf(code: number): EventName {
  const found = Object.entries(events).find(([, definition]) => definition.code === code);
  if (found === undefined) throw new RangeError(`${code}`);
  return found[0] as EventName;
}
