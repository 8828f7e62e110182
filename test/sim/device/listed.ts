import { VirtualClock } from '../../../src/core/clock.ts';
import { formatObis, obisFromBytes } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { createDevices } from '../../../src/sim/installation/devices.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';
import { DeviceBench, elements, numberIn, octets } from '../bench.ts';

export const CURRENT_ASSOCIATION = '0.0.40.0.0.255';
const loaded = await loadInstallation('hardware/installations/moc-secure-dual-fuel.yaml');
/** Young, so that its profiles are short. */
const installed = loaded.start.subtract({ hours: 50 });
const installation: Installation = {
  ...loaded,
  devices: {
    ...loaded.devices,
    esme: { ...loaded.devices.esme, installed },
    ...(loaded.devices.gsme && { gsme: { ...loaded.devices.gsme, installed } }),
  },
};

export type DeviceName = 'hub' | 'gpf' | 'esme' | 'gsme';
export const deviceNames = ['hub', 'gpf', 'esme', 'gsme'] as const satisfies readonly DeviceName[];

/** A device of a dwelling that has all of them. */
export function benchOf(name: DeviceName): DeviceBench {
  const clock = new VirtualClock(installation.start);
  const { hub = { keys: undefined }, esme, gsme = { keys: undefined } } = installation.devices;
  const keys = { hub: hub.keys, gpf: hub.keys, esme: esme.keys, gsme: gsme.keys }[name];
  const device = createDevices(installation, clock)[name];
  if (device === undefined || keys === undefined) throw new RangeError(name);
  return new DeviceBench(device, clock, keys);
}

/** One element of an object list: what a client may do with an object. */
export interface Listed {
  readonly classId: number;
  readonly name: string;
  readonly attributes: readonly { readonly index: number; readonly mode: number }[];
  readonly methods: readonly { readonly index: number; readonly mode: number }[];
}

export function listed(data: Data): readonly Listed[] {
  const rights = (list: Data | undefined) =>
    elements(list as Data).map((right) => {
      const [index, mode] = elements(right);
      return { index: numberIn(index as Data), mode: numberIn(mode as Data) };
    });
  return elements(data).map((element) => {
    const [classId, , name, access] = elements(element) as [Data, Data, Data, Data];
    const [attributes, methods] = elements(access);
    return {
      classId: numberIn(classId),
      name: formatObis(obisFromBytes(octets(name))),
      attributes: rights(attributes),
      methods: rights(methods),
    };
  });
}
