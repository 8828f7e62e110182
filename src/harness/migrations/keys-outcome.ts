import { concatBytes, toHex } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { type KeySetName, keySetNames } from '../../migration/keys/key-state.ts';
import { keyRoles } from '../../migration/model/parties.ts';
import type { SmsoRecord } from '../../migration/model/world.ts';
import type { KeyParty } from '../../migration/parties/key-party.ts';
import type { Cast } from '../../migration/process/cast.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { treeOf } from './outcome-tree.ts';

type Of = readonly [cast: Cast, record: Pick<SmsoRecord, 'devices'>, roleOf: (device: Eui64) => string];

/** Whose keys each device has, by what the S1SP and the DCO know: `smso`, `own`, or `unknown`. */
export function keysOf(...[cast, { devices }, roleOf]: Of): JsonObject {
  return Object.fromEntries(
    devices.map(({ id }) => {
      const whose = keyRoles.map((role) => whoseKeys(cast[role], id));
      return [roleOf(id), whose[0] === whose[1] ? (whose[0] as string) : 'unknown'];
    }),
  );
}

/** By device and party, which sets of its keys are still there. */
export function setsHeld(...[cast, { devices }, roleOf]: Of): JsonObject {
  return treeOf(
    devices.flatMap(({ id }) =>
      keyRoles.map((role) => {
        const held = keySetNames.filter((name) => setOf(cast[role], id, name) !== undefined);
        return [[roleOf(id), role], held] as const;
      }),
    ),
  );
}

/** Devices that have new keys which another one has, too. */
export function alikeIn(...[cast, { devices }, roleOf]: Of): JsonValue {
  const all = keyRoles.flatMap((role) =>
    devices.flatMap(({ id }) => {
      const keys = setOf(cast[role], id, 'own');
      return keys === undefined ? [] : [{ id, keys: toHex(concatBytes(keys.encryption, keys.authentication)) }];
    }),
  );
  const alike = [...Map.groupBy(all, ({ keys }) => keys).values()].filter((those) => those.length > 1);
  return alike.flatMap((those) => those.map(({ id }) => roleOf(id)));
}

function whoseKeys({ vault }: KeyParty, device: Eui64): string {
  if (!vault.holds(device)) return 'smso';
  const state = vault.stateOf(device);
  return state.is === 'settled' ? state.set : 'unknown';
}

/** A set of keys of a device, as long as the party has it. */
function setOf({ vault }: KeyParty, device: Eui64, name: KeySetName): ClientKeys | undefined {
  try {
    return vault.setOf(device, name);
  } catch (error) {
    if (isS1benchError(error, 'migration-keys-missing')) return undefined;
    throw error;
  }
}
