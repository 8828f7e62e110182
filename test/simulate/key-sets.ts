import { fromHex, toHex } from '../../src/core/bytes.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { clientOfRole } from '../../src/migration/keys/key-vault.ts';
import { type KeyRole, keyRoles } from '../../src/migration/model/parties.ts';
import type { ClientKeys } from '../../src/protocol/cosem/security/originator.ts';
import type { Installation } from '../../src/sim/installation/entries.ts';
import type { InstallationStates } from '../../src/sim/installation/population.ts';
import type { ClientState, StoredKeys } from '../../src/sim/keys/state.ts';
import type { Simulation } from './simulation.ts';

/** As the states of an installation have them. */
export const deviceNames = ['hub', 'esme', 'gpf', 'gsme'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** What a device understands, by the simulator's own view. */
export interface DeviceKeySets {
  readonly device: Eui64;
  readonly name: DeviceName;
  readonly delivered: Readonly<Record<KeyRole, ClientKeys>>;
  readonly clients: Readonly<Record<KeyRole, { readonly current: ClientKeys; readonly next: ClientKeys | undefined }>>;
}

export function keySetsOf(
  { devices: { hub, esme, gsme } }: Installation,
  states: InstallationStates,
  name: DeviceName,
): DeviceKeySets | undefined {
  const device = { hub: hub?.eui64, esme: esme.eui64, gpf: gsme && hub?.gpf, gsme: gsme?.eui64 }[name];
  // The gas proxy has the keys that the gas meter came with.
  const entry = { hub, esme, gpf: gsme, gsme }[name];
  const state = states[name] as { readonly clients: Readonly<Record<1 | 2, ClientState>> } | undefined;
  if (device === undefined || entry === undefined || state === undefined) return undefined;
  const of = (role: KeyRole) => {
    const { keys } = state.clients[clientOfRole[role]];
    const { current, next } = keys ?? {};
    const delivered = entry.keys.clients[clientOfRole[role]];
    return { current: current ? opened(current) : delivered, next: next ? opened(next.keys) : undefined };
  };
  const deliveredTo = (role: KeyRole): ClientKeys => entry.keys.clients[clientOfRole[role]];
  return {
    device,
    name,
    delivered: { s1sp: deliveredTo('s1sp'), dco: deliveredTo('dco') },
    clients: { s1sp: of('s1sp'), dco: of('dco') },
  };
}

function opened({ encryption, authentication }: StoredKeys): ClientKeys {
  return { encryption: fromHex(encryption), authentication: fromHex(authentication) };
}

export function isSame(one: ClientKeys, other: ClientKeys): boolean {
  return toHex(one.encryption) === toHex(other.encryption) && toHex(one.authentication) === toHex(other.authentication);
}

/** Every key that anybody has in a simulation. */
export function secretsOf(simulation: Simulation): readonly Uint8Array[] {
  const secrets: Uint8Array[] = [];
  const add = ({ encryption, authentication }: ClientKeys): void => {
    secrets.push(encryption, authentication);
  };
  for (const [hub, { devices }] of simulation.devices.installations) {
    const states = simulation.devices.statesOf(hub);
    const installation = simulation.caseOf(hub).installation;
    for (const entry of [devices.hub, devices.esme, devices.gsme]) {
      for (const keys of [entry?.keys, entry?.recordedKeys]) {
        if (keys === undefined) continue;
        if (keys.master !== undefined) secrets.push(keys.master);
        add(keys.clients[1]);
        add(keys.clients[2]);
      }
    }
    for (const name of deviceNames) {
      const sets = keySetsOf(installation, states, name);
      for (const role of keyRoles) if (sets !== undefined) add(sets.clients[role].current);
    }
  }
  return secrets;
}
