import { S1benchError } from '../../../core/errors.ts';
import type { ApplicationContext, Mechanism } from '../apdu/association.ts';
import { type Conformance, conformanceOf } from '../apdu/initiate.ts';
import type { Wrapping } from '../pdu-size.ts';
import type { ReceiverCounter } from '../security/invocation-counter.ts';
import type { ClientKeys } from '../security/originator.ts';
import type { SecurityPolicy } from '../security/policy.ts';

/** What a client needs to protect its messages, and to check those of the device. */
export interface ClientSecurity {
  /** How requests are protected, and the least protection of their answers. */
  readonly policy: SecurityPolicy;
  /** Eight bytes. */
  readonly systemTitle: Uint8Array;
  readonly keys: ClientKeys;
  /** A counter for a message to the device: never the same one twice under the same keys. */
  takeCounter(): number;
  readonly wrapping: Wrapping;
  /** Remembers what came from the device under these keys; shared where several clients know them. */
  readonly deviceCounter?: ReceiverCounter;
}

export interface CosemClientOptions {
  readonly mechanism: Mechanism;
  /** Secret of low level security. */
  readonly secret?: Uint8Array;
  readonly security?: ClientSecurity;
  /** What to propose; by default all that the client can make use of. */
  readonly conformance?: Conformance;
  /** The longest APDU to be sent to the client, in bytes; 65,535 by default, 0 is no limit. */
  readonly maxReceivePduSize?: number;
  /** Bytes of one response that arrives in blocks, at most; 8 MiB by default. */
  readonly longResponseLimit?: number;
  /** `length` bytes for an HLS challenge. */
  random(length: number): Uint8Array;
}

/** All that a client can make use of. */
export const clientConformance: Conformance = conformanceOf(
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'data-notification',
  'get',
  'set',
  'selective-access',
  'event-notification',
  'action',
);

/** @throws `cosem-client-options-invalid` */
export function checkOptions({ mechanism, secret, security }: CosemClientOptions): void {
  const missing =
    mechanism === 'lls' && secret === undefined
      ? 'a secret'
      : mechanism === 'hls-gmac' && security === undefined
        ? 'keys and a system title'
        : undefined;
  if (missing === undefined) return;
  throw new S1benchError('cosem-client-options-invalid', { found: `mechanism ${mechanism} alone`, expected: missing });
}

/** The bits to propose. */
export function proposedConformance({ conformance = clientConformance, security }: CosemClientOptions): Conformance {
  return security?.wrapping === 'general-glo' ? conformance | conformanceOf('general-protection') : conformance;
}

export function applicationContext({ security }: CosemClientOptions): ApplicationContext {
  return (security?.policy ?? 'none') === 'none' ? 'logical-name' : 'logical-name-with-ciphering';
}
