import { method } from '../classes/members.ts';
import { integer } from '../classes/values.ts';
import { NON_CRITICAL } from '../device/clients.ts';
import type { DeviceFunction } from '../device/design.ts';
import type { GsmeModel } from '../files/device-model.ts';
import { periodicProfile, totalColumn } from '../meter/periodic-profile.ts';
import { CapturedRows, erasSince } from '../readings/captured-rows.ts';
import { VOLUME } from '../readings/gas.ts';
import type { Gsme } from './gsme.ts';
import { gasObis, ownObis } from './names.ts';

/**
 * The network data log (SRV 4.10): empty until it is started by its reset (SRV 14.1, Record Network Data (GAS)), which
 * also empties it; when it is full it stops.
 */
export function networkDataFunction({ 'network-data': facts }: GsmeModel): DeviceFunction<Gsme> {
  const period = 1000 * facts['period-seconds'];
  const profile = periodicProfile<Gsme>({
    logicalName: ownObis.networkData,
    description: 'Network data log: volume at short intervals since it was started',
    period: facts['period-seconds'],
    entries: facts.entries,
    columns: [totalColumn(gasObis.volume, VOLUME)],
    rows(gsme) {
      const now = gsme.now();
      const from = gsme.state.networkData;
      if (from === null) return new CapturedRows([], now, period, facts.entries);
      const eras = erasSince(gsme.registers.eras, from);
      return new CapturedRows(eras, Math.min(now, from + period * facts.entries), period, facts.entries);
    },
    methods: {
      1: method('reset', integer, [NON_CRITICAL], (gsme) => {
        gsme.state.networkData = gsme.now();
        return 'success';
      }),
    },
  });
  return { objects: [profile] };
}
