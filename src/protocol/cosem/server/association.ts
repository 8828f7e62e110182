import type { HlsChallenges } from '../security/hls-gmac.ts';
import type { SecurityPolicy } from '../security/policy.ts';
import type { ClientPolicy, LogicalDevice } from './logical-device.ts';
import type { MessageSecurity } from './message-security.ts';
import type { AssociationTerms, Call } from './object.ts';
import type { Transfer } from './transfer.ts';

/** An association of one client with one logical device, from the AARE on. */
export interface Association {
  readonly device: LogicalDevice<unknown>;
  readonly policy: ClientPolicy;
  readonly terms: AssociationTerms;
  /** Made once: what every accessor is handed, as long as there is no selective access. */
  readonly call: Call<unknown>;
  /** Absent where neither context nor mechanism needs keys. */
  readonly security: MessageSecurity | undefined;
  /** Set while HLS is pending: until the client has answered, nothing else is served. */
  challenges: HlsChallenges | undefined;
  /** One at a time: any other request ends it. */
  transfer: Transfer | undefined;
}

/** How a request came in, as far as a service needs to know. */
export interface Received {
  readonly policy: SecurityPolicy;
  /** The longest answer, before it is protected, that the client takes. */
  readonly room: number;
  /** Bytes of a long request that are held at most. */
  readonly longRequestLimit: number;
  /** Bytes of a response to a list that are held at most. */
  readonly longResponseLimit: number;
}
