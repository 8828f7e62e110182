import type { Mechanism } from '../apdu/association.ts';
import type { Conformance } from '../apdu/initiate.ts';
import type { ClientKeys } from '../security/originator.ts';
import type { SecurityPolicy } from '../security/policy.ts';
import type { ObjectTree } from './object.ts';

/** What a device asks of one client (SAP), and what it keeps for it. Keys and counters are read at each use: they may change. */
export interface ClientPolicy {
  readonly mechanism: Mechanism;
  /** Secret of low level security. */
  readonly secret?: Uint8Array;
  /** The least protection that a message of this client needs. */
  readonly securityPolicy: SecurityPolicy;
  /** The keys in force. */
  keys?(): ClientKeys;
  /**
   * Keys that are understood beside those in force, while one set takes the place of another. Only asked for where a
   * message isn't one under the keys in force.
   */
  otherKeys?(): OtherKeys | undefined;
  /** The lowest invocation counter that is still accepted from this client. */
  nextCounterAccepted?(): number;
  /** Called before the message has any effect. */
  acceptCounter?(counter: number): void;
  /** A counter for a message to this client: never the same one twice under the same keys. */
  takeCounter?(): number;
  /** Told of each message that was refused for its security, so that the device can log it. */
  refused?(reason: 'deciphering' | 'invocation-counter' | 'authentication' | 'policy'): void;
}

/** A second set of keys of a client. What is answered under either takes its counter from the same `takeCounter`. */
export interface OtherKeys {
  readonly keys: ClientKeys;
  /** The lowest invocation counter that is still accepted under them. */
  readonly nextCounterAccepted: number;
  /** Called before the message has any effect. */
  acceptCounter(counter: number): void;
}

/** A logical device of a physical one, as the server sees it. */
export interface LogicalDevice<D> {
  /** Server SAP; 1 is the management logical device. */
  readonly sap: number;
  readonly tree: ObjectTree<D>;
  readonly device: D;
  /** Eight bytes. */
  readonly systemTitle: Uint8Array;
  readonly conformance: Conformance;
  /** The longest APDU that the device takes, in bytes; 0 is no limit. */
  readonly maxReceivePduSize: number;
  /** Nothing for a client that the device doesn't know. */
  client(sap: number): ClientPolicy | undefined;
  /** `length` bytes for an HLS challenge. */
  random(length: number): Uint8Array;
}
