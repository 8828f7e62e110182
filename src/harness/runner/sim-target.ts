import { readFile } from 'node:fs/promises';
import { VirtualClock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { parseMpan } from '../../core/identifiers.ts';
import type { Defect } from '../../sim/defects/defect.ts';
import { loadInstallation } from '../../sim/files/load.ts';
import type { DeviceEntry, Installation } from '../../sim/installation/entries.ts';
import type { FaultOccurrence } from '../../sim/installation/faults.ts';
import { keepSettled } from '../../sim/installation/keep-settled.ts';
import { SimulatedInstallation } from '../../sim/installation/simulated-installation.ts';
import { sha256 } from '../evidence/line.ts';
import { DirectReach, HubReach, type SimReach } from './sim-reach.ts';
import type { Target, TargetDevice, TargetFault } from './target.ts';

export interface SimTargetOptions {
  /** How devices are reached where there is no hub; the wrapper by default. */
  readonly framing?: 'wrapper' | 'hdlc';
  /** Without it, that of the installation. */
  readonly seed?: string | undefined;
  /** What is wrong with the electricity meter besides what the file says. */
  readonly defects?: readonly Defect[];
}

/**
 * The devices of an installation file, simulated in this process, from the instant that the file says: their time is
 * virtual, so nothing is waited for. Where there is a hub, all of them are reached through it.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function simTarget(file: string, options: SimTargetOptions = {}): Promise<Target> {
  const installation = withOptions(await loadInstallation(file), options);
  const { seed, start, devices, faults = [] } = installation;
  const clock = new VirtualClock(start);
  const begun: FaultOccurrence[] = [];
  const unit = new SimulatedInstallation(installation, clock, { onFault: (occurrence) => begun.push(occurrence) });
  const reach =
    devices.hub === undefined
      ? new DirectReach(unit, clock, options.framing ?? 'wrapper')
      : new HubReach(unit, clock, devices.gsme);
  const stop = devices.hub === undefined && faults.length === 0 ? undefined : keepSettled(unit, clock);
  const targets = targetsOf(installation, reach);
  return {
    kind: 'sim',
    file,
    sha256: sha256(await readFile(file)),
    seed,
    devices: targets,
    clock,
    watchFaults(watch) {
      const tell = telling(targets, watch);
      // What was so from the beginning, too.
      for (const occurrence of begun.splice(0)) tell(occurrence);
      unit.onFault = tell;
    },
    close: async () => {
      stop?.();
      await reach.close();
    },
  };
}

function withOptions(installation: Installation, { seed, defects = [] }: SimTargetOptions): Installation {
  const { esme } = installation.devices;
  return {
    ...installation,
    seed: seed ?? installation.seed,
    devices: { ...installation.devices, esme: { ...esme, defects: [...esme.defects, ...defects] } },
  };
}

function targetsOf({ devices: { hub, esme, gsme } }: Installation, reach: SimReach): readonly TargetDevice[] {
  return [
    ...(hub === undefined ? [] : [targetOf('ch', hub, reach)]),
    { ...targetOf('esme', esme, reach), mpan: parseMpan(esme.meteringPoint) },
    ...(gsme === undefined || hub === undefined ? [] : [targetOf('gsme', gsme, reach)]),
    ...(gsme === undefined || hub?.gpf === undefined ? [] : [gasProxyOf({ ...hub, eui64: hub.gpf }, gsme, reach)]),
  ];
}

function targetOf(role: string, { eui64, firmware, keys, model }: DeviceEntry, reach: SimReach): TargetDevice {
  return {
    role,
    eui64,
    type: model.type,
    manufacturer: model.manufacturer,
    model: model.model,
    firmware,
    keys,
    serverSap: model.addressing['server-sap'],
    openWire: (observe) => reach.open(eui64, observe),
  };
}

/** The gas proxy is a part of the hub; its clients have the keys that the gas meter came with. */
function gasProxyOf(hub: DeviceEntry, { keys }: DeviceEntry, reach: SimReach): TargetDevice {
  return { ...targetOf('gpf', hub, reach), type: 'GPF', keys };
}

function telling(
  targets: readonly TargetDevice[],
  watch: (fault: TargetFault) => void,
): (occurrence: FaultOccurrence) => void {
  const roles = new Map<Eui64, string>(targets.map(({ eui64, role }) => [eui64, role]));
  return ({ fault, device, at, phase, detail }) => {
    const instant = Temporal.Instant.fromEpochMilliseconds(at).toString();
    watch({ device: roles.get(device) ?? device, what: fault, detail: { phase, at: instant, ...detail } });
  };
}
