import { readFile } from 'node:fs/promises';
import { VirtualClock } from '../../core/clock.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { parseMpan, parseMprn } from '../../core/identifiers.ts';
import type { Defect } from '../../sim/defects/defect.ts';
import type { Operation } from '../../sim/device/operations.ts';
import type { SimulatedDevice } from '../../sim/device/simulated-device.ts';
import { loadTemplate } from '../../sim/files/load.ts';
import type { DeviceEntry, GsmeEntry, Installation } from '../../sim/installation/entries.ts';
import type { FaultOccurrence } from '../../sim/installation/faults.ts';
import { keepSettled } from '../../sim/installation/keep-settled.ts';
import { SimulatedInstallation } from '../../sim/installation/simulated-installation.ts';
import { sha256 } from '../evidence/line.ts';
import type { Feature } from '../pack/features.ts';
import { featuresOfInstallation, featuresOfModel, standingOfMeter } from './features-of.ts';
import { nextFirmwareOf } from './next-firmware.ts';
import { DirectReach, HubReach, type SimReach } from './sim-reach.ts';
import { smsoFactsOf } from './smso-facts.ts';
import type { KnownDevice, Target, TargetDevice, TargetFault } from './target.ts';

export interface SimTargetOptions {
  /** How devices are reached where there is no hub; the wrapper by default. */
  readonly framing?: 'wrapper' | 'hdlc';
  /** Without it, that of the installation. */
  readonly seed?: string | undefined;
  /** Which of the installations of a template, from 0; the first unless given. */
  readonly installation?: number;
  /** What is wrong with the devices besides what the file says. */
  readonly defects?: { readonly [Device in 'hub' | 'esme' | 'gsme']?: readonly Defect[] };
}

/**
 * The devices of an installation file, simulated in this process, from the instant that the file says: their time is
 * virtual, so nothing is waited for. Where there is a hub, all of them are reached through it.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function simTarget(file: string, options: SimTargetOptions = {}): Promise<Target> {
  const installation = withDefectsOf(await installationOf(file, options), options);
  const { name, seed, start, devices, faults = [] } = installation;
  const clock = new VirtualClock(start);
  const begun: FaultOccurrence[] = [];
  const make = (onFault: (occurrence: FaultOccurrence) => void): Made => {
    const unit = new SimulatedInstallation(installation, clock, { onFault });
    const reach: SimReach =
      devices.hub === undefined
        ? new DirectReach(unit, clock, options.framing ?? 'wrapper')
        : new HubReach(unit, clock, devices.gsme);
    const isSettled = devices.hub !== undefined || faults.length > 0;
    return { unit, reach, stop: isSettled ? keepSettled(unit, clock) : () => undefined };
  };
  let made = make((occurrence) => begun.push(occurrence));
  const targets = targetsOf(installation, {
    open: (...wanted) => made.reach.open(...wanted),
    close: async () => undefined,
  });
  const end = (): Promise<void> => {
    made.stop();
    return made.reach.close();
  };
  return {
    kind: 'sim',
    name,
    file,
    sha256: sha256(await readFile(file)),
    ...(options.installation !== undefined && { installation: options.installation }),
    seed,
    devices: targets,
    known: knownDevicesOf(installation),
    features: featuresOfInstallation(installation),
    clock,
    watchFaults(watch) {
      const tell = telling(targets, watch);
      // What was so from the beginning, too.
      for (const occurrence of begun.splice(0)) tell(occurrence);
      made.unit.onFault = tell;
    },
    async operate(role, operation) {
      const done = deviceToOperate(made.unit, targets, role, operation)?.operate(operation) === 'success';
      made.unit.settle();
      return done ? 'done' : 'refused';
    },
    ...(made.reach.listen !== undefined && {
      listen: (onPush) => (made.reach as Required<SimReach>).listen(onPush),
    }),
    ...(devices.hub !== undefined && { smso: smsoFactsOf(installation) }),
    async renew() {
      await end();
      made = make(made.unit.onFault ?? ((occurrence) => begun.push(occurrence)));
    },
    close: end,
  };
}

/** The devices at present, and how they are reached. */
interface Made {
  readonly unit: SimulatedInstallation;
  readonly reach: SimReach;
  /** Has nothing be done in them by itself any more. */
  readonly stop: () => void;
}

async function installationOf(file: string, { seed, installation: k = 0 }: SimTargetOptions): Promise<Installation> {
  // A template of at least so many: whether their numbers last is the template's own affair.
  const template = await loadTemplate(file, { seed, ...(k > 0 && { count: k + 1 }) });
  return template.at(k);
}

function withDefectsOf(installation: Installation, { defects = {} }: SimTargetOptions): Installation {
  const { hub, esme, gsme } = installation.devices;
  return {
    ...installation,
    devices: {
      ...installation.devices,
      ...(hub !== undefined && { hub: withDefects(hub, defects.hub) }),
      esme: withDefects(esme, defects.esme),
      ...(gsme !== undefined && { gsme: withDefects(gsme, defects.gsme) }),
    },
  };
}

function withDefects<Entry extends DeviceEntry>(entry: Entry, defects: readonly Defect[] = []): Entry {
  return { ...entry, defects: [...entry.defects, ...defects] };
}

/** The devices of an installation that can be reached. */
export function targetsOf(installation: Installation, reach: SimReach): readonly TargetDevice[] {
  const { hub, esme, gsme } = installation.devices;
  const electricity = targetOf('esme', esme, reach, standingOfMeter(installation, 'esme'));
  return [
    ...(hub === undefined ? [] : [targetOf('ch', hub, reach)]),
    { ...electricity, mpan: parseMpan(esme.meteringPoint) },
    ...(gsme === undefined || hub === undefined
      ? []
      : [gasMeterOf(gsme, reach, standingOfMeter(installation, 'gsme'))]),
    ...(gsme === undefined || hub?.gpf === undefined ? [] : [gasProxyOf({ ...hub, eui64: hub.gpf }, gsme, reach)]),
  ];
}

function gasMeterOf(gsme: GsmeEntry, reach: SimReach, standing: readonly Feature[]): TargetDevice {
  return { ...targetOf('gsme', gsme, reach, standing), mprn: parseMprn(gsme.meteringPoint) };
}

function targetOf(
  role: string,
  { eui64, firmware, keys, model }: DeviceEntry,
  reach: SimReach,
  standing: readonly Feature[] = [],
): TargetDevice {
  const running = (version: string): ReturnType<Required<TargetDevice>['running']> => {
    const nextFirmware = nextFirmwareOf(model, version);
    const features = new Set([
      ...featuresOfModel(model),
      ...standing,
      ...(nextFirmware === undefined ? [] : ['next-firmware' as const]),
      ...(keys.master === undefined ? [] : ['master-key' as const]),
    ]);
    return { firmware: version, nextFirmware, features };
  };
  return {
    role,
    eui64,
    type: model.type,
    manufacturer: model.manufacturer,
    model: model.model,
    ...running(firmware),
    running,
    keys,
    services: model.services,
    serverSap: model.addressing['server-sap'],
    openWire: (observe) => reach.open(eui64, observe),
  };
}

/** The gas proxy is a part of the hub, with no firmware of its own; its clients have the keys that the gas meter came with. */
function gasProxyOf(hub: DeviceEntry, { keys, meteringPoint }: GsmeEntry, reach: SimReach): TargetDevice {
  const { running, ...proxy } = targetOf('gpf', hub, reach);
  return {
    ...proxy,
    type: 'GPF',
    keys,
    mprn: parseMprn(meteringPoint),
    features: new Set(),
    nextFirmware: undefined,
  };
}

/** `ppmid`, and of more than one `ppmid-2`, `ppmid-3`. */
export function knownDevicesOf({ devices: { others = [] } }: Installation): readonly KnownDevice[] {
  return others.map(({ type, eui64 }, i) => {
    const before = others.slice(0, i).filter((other) => other.type === type).length;
    return { role: `${type.toLowerCase()}${before === 0 ? '' : `-${before + 1}`}`, eui64, type };
  });
}

/** The mains of the dwelling are those of the electricity meter, whichever device on them is meant. */
function deviceToOperate(
  unit: SimulatedInstallation,
  targets: readonly TargetDevice[],
  role: string,
  { kind }: Operation,
): SimulatedDevice | undefined {
  const actual = kind === 'power' && role === 'ch' ? 'esme' : role;
  const target = targets.find((device) => device.role === actual);
  return target === undefined ? undefined : unit.devices.get(target.eui64);
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
