import { usableCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { ClientPolicy, OtherKeys } from '../../protocol/cosem/server/logical-device.ts';
import {
  changeClient,
  clientKeysOf,
  confirmKeys,
  keysOf,
  nextAcceptedUnderNext,
  nextKeys,
  type SecuredSap,
} from '../keys/key-sets.ts';
import type { ClientState } from '../keys/state.ts';
import { CRITICAL, NON_CRITICAL, PUBLIC } from './clients.ts';
import type { Device } from './device.ts';
import type { EventName } from './events.ts';

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

function securedPolicy(device: Device, sap: SecuredSap): ClientPolicy {
  let known: { readonly of: ClientState['keys']; readonly keys: ClientKeys } | undefined;
  return {
    mechanism: 'hls-gmac',
    securityPolicy: 'authenticated-encrypted',
    keys() {
      const of = device.state.clients[sap].keys;
      if (known === undefined || known.of !== of) known = { of, keys: keysOf(device, sap) };
      return known.keys;
    },
    otherKeys: () => otherKeys(device, sap),
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

/** Keys that were transferred and not used yet: to use them puts them in force. */
function otherKeys(device: Device, sap: SecuredSap): OtherKeys | undefined {
  // Their time may be over.
  device.now();
  const next = nextKeys(device, sap);
  return (
    next && {
      keys: clientKeysOf(next.keys),
      nextCounterAccepted: nextAcceptedUnderNext(device, sap),
      acceptCounter: (counter) => confirmKeys(device, sap, counter),
    }
  );
}
