import { fromHex } from '../../core/bytes.ts';
import { usableCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { ClientPolicy } from '../../protocol/cosem/server/logical-device.ts';
import { CRITICAL, NON_CRITICAL, PUBLIC } from './clients.ts';
import type { Device } from './device.ts';
import type { EventName } from './events.ts';
import type { ClientState } from './state.ts';

type Refusal = Parameters<NonNullable<ClientPolicy['refused']>>[0];

const eventOf: Readonly<Record<Refusal, EventName>> = {
  deciphering: 'deciphering-failed',
  'invocation-counter': 'counter-replayed',
  authentication: 'authentication-failed',
  policy: 'protection-missing',
};

/** What a device asks of each client, by SAP. */
export function clientPolicies(device: Device): ReadonlyMap<number, ClientPolicy> {
  const policies: readonly (readonly [number, ClientPolicy])[] = [
    [PUBLIC, { mechanism: 'none', securityPolicy: 'none' }],
    [NON_CRITICAL, securedPolicy(device, NON_CRITICAL)],
    [CRITICAL, securedPolicy(device, CRITICAL)],
  ];
  return new Map(policies.map(([sap, policy]) => [sap, device.design.policy(sap, policy)]));
}

/** The keys of a client as they are now: those that the device came with, until others have been transferred. */
export function keysOf({ state, entry }: Device, sap: 1 | 2): ClientKeys {
  const { keys } = state.clients[sap];
  if (keys === null) return entry.keys.clients[sap];
  return { encryption: fromHex(keys.encryption), authentication: fromHex(keys.authentication) };
}

export function changeClient(device: Device, sap: 1 | 2, change: Partial<ClientState>): void {
  device.state.clients = { ...device.state.clients, [sap]: { ...device.state.clients[sap], ...change } };
}

function securedPolicy(device: Device, sap: 1 | 2): ClientPolicy {
  let known: { readonly of: ClientState['keys']; readonly keys: ClientKeys } | undefined;
  return {
    mechanism: 'hls-gmac',
    securityPolicy: 'authenticated-encrypted',
    keys() {
      const of = device.state.clients[sap].keys;
      if (known === undefined || known.of !== of) known = { of, keys: keysOf(device, sap) };
      return known.keys;
    },
    nextCounterAccepted: () => device.state.clients[sap].nextAccepted,
    acceptCounter: (counter) => changeClient(device, sap, { nextAccepted: counter + 1 }),
    takeCounter() {
      const taken = usableCounter(device.state.clients[sap].nextSent);
      changeClient(device, sap, { nextSent: taken + 1 });
      return taken;
    },
    refused: (reason) => device.record(eventOf[reason]),
  };
}
