import { fromHex } from '../../core/bytes.ts';
import { usableCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { ClientPolicy } from '../../protocol/cosem/server/logical-device.ts';
import { CRITICAL, NON_CRITICAL, PUBLIC } from './clients.ts';
import type { Esme } from './esme.ts';
import type { EventName } from './events.ts';

type Refusal = Parameters<NonNullable<ClientPolicy['refused']>>[0];

const eventOf: Readonly<Record<Refusal, EventName>> = {
  deciphering: 'deciphering-failed',
  'invocation-counter': 'counter-replayed',
  authentication: 'authentication-failed',
  policy: 'protection-missing',
};

/** What the ESME asks of each client, by SAP. */
export function clientPolicies(esme: Esme): ReadonlyMap<number, ClientPolicy> {
  return new Map<number, ClientPolicy>([
    [PUBLIC, { mechanism: 'none', securityPolicy: 'none' }],
    [NON_CRITICAL, securedPolicy(esme, NON_CRITICAL)],
    [CRITICAL, securedPolicy(esme, CRITICAL)],
  ]);
}

function securedPolicy(esme: Esme, sap: 1 | 2): ClientPolicy {
  const client = esme.state.clients[sap];
  let keys: (ClientKeys & { readonly of: string }) | undefined;
  return {
    mechanism: 'hls-gmac',
    securityPolicy: 'authenticated-encrypted',
    keys() {
      const of = client.encryption + client.authentication;
      if (keys?.of !== of) {
        keys = { of, encryption: fromHex(client.encryption), authentication: fromHex(client.authentication) };
      }
      return keys;
    },
    nextCounterAccepted: () => client.nextAccepted,
    acceptCounter(counter) {
      client.nextAccepted = counter + 1;
    },
    takeCounter() {
      const taken = usableCounter(client.nextSent);
      client.nextSent++;
      return taken;
    },
    refused: (reason) => esme.record(eventOf[reason]),
  };
}
