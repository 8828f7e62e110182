import { createHash } from 'node:crypto';
import { fromHex, toHex } from '../../core/bytes.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { Device } from '../device/device.ts';
import type { ClientState, KeyHistory, StoredKeys } from './state.ts';

/*
 * Keys change in two steps, so that no device is ever left with keys that nobody holds [ours]:
 *
 * - A transfer makes a next set: the keys that were transferred, and in place of those that weren't the ones of the set
 *   that waits already, else of the set in force. So a set of which one key was transferred is whole, and can be used;
 *   and two keys transferred one after the other make the same set as two at once. A transfer that arrives at the set in
 *   force ends the change.
 * - From then on the device understands both sets, and answers under the one that it was asked under. The first message
 *   that is authentic under the next set puts that in force, and the one before is gone. Where none comes in the time
 *   that the model allows, the next set is gone.
 *
 * Invocation counters belong to encryption keys. The device remembers those of the keys that were in force last, so that
 * a message isn't accepted again when its keys come back.
 */

export type SecuredSap = 1 | 2;
type KeyNames = keyof StoredKeys;

const NOTHING_CHANGED: KeyHistory = { epoch: 0, current: null, next: null, former: [] };

/** The keys of a client that are in force: those that the device came with, until others have taken their place. */
export function keysOf({ state, entry }: Device, sap: SecuredSap): ClientKeys {
  const current = state.clients[sap].keys?.current;
  return current ? clientKeysOf(current) : entry.keys.clients[sap];
}

export function clientKeysOf({ encryption, authentication }: StoredKeys): ClientKeys {
  return { encryption: fromHex(encryption), authentication: fromHex(authentication) };
}

/** Written out, for each message changes a counter or two, and to copy the parts by name costs far more. */
export function changeClient({ state }: Device, sap: SecuredSap, change: Partial<ClientState>): void {
  const { clients } = state;
  const { keys, nextAccepted, nextSent } = clients[sap];
  const changed: ClientState = {
    keys: change.keys === undefined ? keys : change.keys,
    nextAccepted: change.nextAccepted ?? nextAccepted,
    nextSent: change.nextSent ?? nextSent,
  };
  state.clients = sap === 1 ? { 1: changed, 2: clients[2] } : { 1: clients[1], 2: changed };
}

/** Epoch of the keys in force. */
export function epochOf({ state }: Device, sap: SecuredSap): number {
  return state.clients[sap].keys?.epoch ?? 0;
}

/** The set that waits to be used for the first time. */
export function nextKeys({ state }: Device, sap: SecuredSap): NonNullable<KeyHistory['next']> | undefined {
  return state.clients[sap].keys?.next ?? undefined;
}

/** The lowest invocation counter that is accepted under the next set. */
export function nextAcceptedUnderNext(device: Device, sap: SecuredSap): number {
  const { keys, nextAccepted } = device.state.clients[sap];
  if (!keys?.next) return nextAccepted;
  const { encryption } = keys.next.keys;
  if (encryption === inForce(device, sap).encryption) return nextAccepted;
  const named = nameOf(encryption);
  return keys.former.find(({ key }) => key === named)?.nextAccepted ?? 0;
}

/** The lowest invocation counter that is accepted from the client under whatever keys are understood. */
export function lowestAccepted(device: Device, sap: SecuredSap): number {
  return Math.max(device.state.clients[sap].nextAccepted, nextAcceptedUnderNext(device, sap));
}

/** Keys of a client were transferred. */
export function transferKeys(
  device: Device,
  sap: SecuredSap,
  transferred: Partial<Record<KeyNames, Uint8Array>>,
): void {
  const now = device.now();
  const current = inForce(device, sap);
  const { encryption, authentication } = nextKeys(device, sap)?.keys ?? current;
  const keys: StoredKeys = {
    encryption: transferred.encryption === undefined ? encryption : toHex(transferred.encryption),
    authentication: transferred.authentication === undefined ? authentication : toHex(transferred.authentication),
  };
  const isInForce = keys.encryption === current.encryption && keys.authentication === current.authentication;
  const until = now + 1000 * device.model['key-change']['recovery-seconds'];
  changeHistory(device, sap, { next: isInForce ? null : { keys, until } });
  device.record('key-changed');
}

/** A message under the next set was accepted: that set is in force from now on. */
export function confirmKeys(device: Device, sap: SecuredSap, counter: number): void {
  const { keys, nextAccepted } = device.state.clients[sap];
  if (!keys?.next) return;
  const [before, after] = [inForce(device, sap).encryption, keys.next.keys.encryption].map(nameOf);
  const others = keys.former.filter(({ key }) => key !== before && key !== after);
  const used = before === undefined || before === after ? [] : [{ key: before, nextAccepted }];
  const former = [...others, ...used].slice(-device.model['key-change']['remembered-keys']);
  changeHistory(device, sap, { epoch: keys.epoch + 1, current: keys.next.keys, next: null, former });
  changeClient(device, sap, { nextAccepted: counter + 1 });
  device.record('key-confirmed');
}

/** Nobody has used the next set: it is given up. */
export function recoverKeys(device: Device, sap: SecuredSap): void {
  changeHistory(device, sap, { next: null });
  device.record('key-recovered');
}

function inForce(device: Device, sap: SecuredSap): StoredKeys {
  const { encryption, authentication } = keysOf(device, sap);
  return { encryption: toHex(encryption), authentication: toHex(authentication) };
}

function changeHistory(device: Device, sap: SecuredSap, change: Partial<KeyHistory>): void {
  const keys = { ...(device.state.clients[sap].keys ?? NOTHING_CHANGED), ...change };
  const isAsDelivered = keys.current === null && keys.next === null;
  changeClient(device, sap, { keys: isAsDelivered ? null : keys });
}

/** Tells one encryption key from another without giving it away. */
function nameOf(key: string): string {
  return createHash('sha256').update(`encryption key ${key}`).digest('hex').slice(0, 16);
}
