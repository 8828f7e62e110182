import type { Random } from '../../src/core/random.ts';
import { findDefect } from '../../src/sim/defects/catalogue.ts';
import type { Defect } from '../../src/sim/defects/defect.ts';
import { DerivedKeys } from '../../src/sim/fleet/derived-keys.ts';
import type { DeviceEntry, Installation } from '../../src/sim/installation/entries.ts';
import type { Fault } from '../../src/sim/installation/faults.ts';

export const keyedRoles = ['hub', 'esme', 'gsme'] as const;
export type KeyedRole = (typeof keyedRoles)[number];

/** What follows from a trouble: `either` where it is up to chance, or to when it happens. */
export interface Expected {
  readonly outcome: 'commissioned' | 'excluded' | 'not commissioned' | 'either';
  readonly code?: string;
  /** Whether it may take more than one attempt. */
  readonly isRetried?: boolean;
}

export interface Trouble {
  readonly name: string;
  /** Of how many, against the others. */
  readonly weight: number;
  readonly applies?: (installation: Installation) => boolean;
  readonly change: (installation: Installation, random: Random) => Installation;
  readonly expected: (installation: Installation) => Expected;
}

const commissioned: Expected = { outcome: 'commissioned' };
const either: Expected = { outcome: 'either' };
const always = (expected: Expected) => () => expected;

export function roleOf(installation: Installation, random: Random): KeyedRole {
  const there = keyedRoles.filter((role) => installation.devices[role] !== undefined);
  return there[random.below(there.length)] as KeyedRole;
}

export function withDevice(installation: Installation, role: KeyedRole, change: Partial<DeviceEntry>): Installation {
  const device = installation.devices[role];
  if (device === undefined) return installation;
  return { ...installation, devices: { ...installation.devices, [role]: { ...device, ...change } } };
}

function withFaults(installation: Installation, ...faults: readonly Fault[]): Installation {
  return { ...installation, faults: [...(installation.faults ?? []), ...faults] };
}

/** Some of it is wrong at a device: which one is found by what it has that others haven't. */
function at(isIt: (entry: DeviceEntry) => boolean, installation: Installation): KeyedRole | undefined {
  return keyedRoles.find((role) => {
    const entry = installation.devices[role];
    return entry !== undefined && isIt(entry);
  });
}

/** Nothing that is the gas meter's alone keeps the electricity meter from being migrated. */
function unlessOfGas(role: KeyedRole | undefined): Expected {
  return role === 'gsme' ? either : { outcome: 'not commissioned' };
}

/** @param roles those at which it is in the way */
function defective(name: string, roles: readonly KeyedRole[] = keyedRoles): Trouble {
  const defect = findDefect(name) as Defect;
  return {
    name,
    weight: 1,
    change: (installation, random) => withDevice(installation, roleOf(installation, random), { defects: [defect] }),
    expected: (installation) => {
      const role = at(({ defects }) => defects.length > 0, installation);
      return role !== undefined && roles.includes(role) ? unlessOfGas(role) : either;
    },
  };
}

function mishap(
  kind: 'frame-lost' | 'frame-repeated' | 'frame-corrupted' | 'frame-reordered',
  weight: number,
): Trouble {
  return {
    name: kind,
    weight,
    change: (installation, random) => {
      const probability = [0.005, 0.02, 0.08][random.below(3)] ?? 0.02;
      const fault = kind === 'frame-reordered' ? { kind, probability, milliseconds: 2000 } : { kind, probability };
      return withFaults(installation, fault);
    },
    expected: always(either),
  };
}

/** An instant so many seconds after it begins. */
function after(installation: Installation, seconds: number): Temporal.Instant {
  return installation.start.add({ seconds });
}

/** What may be the matter with an installation that is migrated. */
export const troubles: readonly Trouble[] = [
  { name: 'none', weight: 20, change: (installation) => installation, expected: always(commissioned) },
  {
    name: 'prepayment',
    weight: 4,
    change: (installation, random) => {
      const settings = { 'payment-mode': 'prepayment', balance: 3000 + random.below(5000) } as const;
      const { esme, gsme } = installation.devices;
      return {
        ...installation,
        devices: {
          ...installation.devices,
          esme: { ...esme, settings },
          ...(gsme !== undefined && { gsme: { ...gsme, settings } }),
        },
      };
    },
    expected: always(commissioned),
  },
  {
    name: 'never on WAN',
    weight: 2,
    change: (installation) => ({ ...installation, wan: false }),
    expected: always({ outcome: 'excluded', code: 'CM01' }),
  },
  {
    name: 'master key missing',
    weight: 2,
    change: (installation, random) => {
      const role = roleOf(installation, random);
      const keys = installation.devices[role]?.keys.clients as DeviceEntry['keys']['clients'];
      return withDevice(installation, role, { keys: { clients: keys } });
    },
    expected: always({ outcome: 'excluded', code: 'MK01' }),
  },
  {
    name: 'other keys recorded',
    weight: 2,
    change: (installation, random) => {
      const role = roleOf(installation, random);
      const eui64 = installation.devices[role]?.eui64 as DeviceEntry['eui64'];
      return withDevice(installation, role, { recordedKeys: new DerivedKeys(`${installation.seed}/wrong`, eui64) });
    },
    expected: (installation) => unlessOfGas(at(({ recordedKeys }) => recordedKeys !== undefined, installation)),
  },
  {
    name: 'WAN lost',
    weight: 1,
    change: (installation) => withFaults(installation, { kind: 'no-wan' }),
    expected: always({ outcome: 'not commissioned' }),
  },
  {
    name: 'WAN lost on the way',
    weight: 3,
    change: (installation, random) =>
      withFaults(installation, { kind: 'no-wan', from: after(installation, 1 + random.below(120)) }),
    expected: always(either),
  },
  {
    name: 'WAN lost for a while',
    weight: 3,
    change: (installation, random) => {
      const from = random.below(90);
      const until = from + 1 + random.below([60, 3600, 86_400][random.below(3)] ?? 60);
      return withFaults(installation, {
        kind: 'no-wan',
        from: after(installation, from),
        until: after(installation, until),
      });
    },
    expected: always(either),
  },
  {
    name: 'HAN of gas lost',
    weight: 2,
    applies: ({ devices }) => devices.gsme !== undefined,
    change: (installation, random) =>
      withFaults(installation, { kind: 'han-loss', side: 'gas', from: after(installation, random.below(90)) }),
    expected: always(either),
  },
  {
    name: 'power cut',
    weight: 2,
    change: (installation, random) => {
      const from = random.below(90);
      return withFaults(installation, {
        kind: 'power-cut',
        from: after(installation, from),
        until: after(installation, from + 1 + random.below(3600)),
      });
    },
    expected: always(either),
  },
  mishap('frame-lost', 3),
  mishap('frame-repeated', 2),
  mishap('frame-corrupted', 2),
  mishap('frame-reordered', 1),
  {
    name: 'SMS lost',
    weight: 1,
    change: (installation) => withFaults(installation, { kind: 'sms-lost', probability: 0.3 }),
    expected: always(either),
  },
  defective('keys-not-rotated'),
  defective('key-transfer-refused'),
  // Nobody asks a hub for the time before its meters.
  defective('clock-a-day-late', ['esme', 'gsme']),
  defective('firmware-version-of-before'),
  defective('eui64-of-another'),
];
