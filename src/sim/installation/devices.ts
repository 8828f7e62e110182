import type { Clock } from '../../core/clock.ts';
import { VirtualClock } from '../../core/clock.ts';
import type { Beginning } from '../device/beginning.ts';
import type { Device } from '../device/device.ts';
import type { DeviceState } from '../device/state.ts';
import { createEsme } from '../esme/create.ts';
import type { Esme } from '../esme/esme.ts';
import type { EsmeState } from '../esme/state.ts';
import { createGsme } from '../gsme/create.ts';
import type { Gsme } from '../gsme/gsme.ts';
import type { GsmeState } from '../gsme/state.ts';
import { createHub } from '../hub/create.ts';
import { createGpf } from '../hub/create-gpf.ts';
import type { Gpf } from '../hub/gpf.ts';
import type { HanNeighbour, Hub } from '../hub/hub.ts';
import type { GpfState, HubState } from '../hub/state.ts';
import type { GsmeEntry, Installation } from './entries.ts';

/** The simulated devices of one installation. */
export interface InstallationDevices {
  readonly hub: Hub | undefined;
  readonly gpf: Gpf | undefined;
  readonly esme: Esme;
  readonly gsme: Gsme | undefined;
}

/** The states of the devices, by the same names. */
export interface DeviceStates {
  readonly hub?: HubState;
  readonly gpf?: GpfState;
  readonly esme?: EsmeState;
  readonly gsme?: GsmeState;
}

/**
 * Makes the devices of an installation.
 * @param states those that they had, and go on changing
 * @param at true time at which those without any come into being
 */
export function createDevices(
  installation: Installation,
  clock: Clock,
  states: DeviceStates = {},
  at?: number,
): InstallationDevices {
  const { seed, devices } = installation;
  const beginning = <S extends DeviceState>(state: S | undefined): Beginning<S> => ({ state, at });
  const esme = createEsme(devices.esme, clock, seed, beginning(states.esme));
  const entry = devices.gsme;
  const gsme = entry && createGsme(entry, clock, seed, beginning(states.gsme));
  if (devices.hub === undefined) return { hub: undefined, gpf: undefined, esme, gsme };
  const surroundings = {
    neighbours: neighboursOf(installation),
    since: devices.esme.installed.epochMilliseconds,
    coverage: installation.wan !== false,
  };
  const hub = createHub(devices.hub, clock, seed, beginning(states.hub), surroundings);
  const { gpf: eui64 } = devices.hub;
  if (gsme === undefined || entry === undefined || eui64 === undefined) return { hub, gpf: undefined, esme, gsme };
  const copy = (saved: string, at: number): Gsme => copyOf(entry, seed, saved, at);
  return { hub, gpf: createGpf(eui64, { hub, gsme, copy }, clock, seed, beginning(states.gpf)), esme, gsme };
}

/** All of them, the hub first where there is one. */
export function everyDevice({ hub, gpf, esme, gsme }: InstallationDevices): readonly Device[] {
  return [hub, gpf, esme, gsme].filter((device) => device !== undefined);
}

function neighboursOf({ devices: { esme, gsme, others = [] } }: Installation): readonly HanNeighbour[] {
  return [
    { eui64: esme.eui64, type: 'ESME', side: 'electricity' },
    ...(gsme === undefined ? [] : [{ eui64: gsme.eui64, type: 'GSME', side: 'gas' } as const]),
    ...others.map(({ eui64, type }) => ({ eui64, type, side: undefined })),
  ];
}

/** A gas meter that stands still as it was. */
function copyOf(entry: GsmeEntry, seed: string, saved: string, at: number): Gsme {
  return createGsme(entry, new VirtualClock(Temporal.Instant.fromEpochMilliseconds(at)), seed, saved);
}
