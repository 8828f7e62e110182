import { bytesEqual } from '../../../core/bytes.ts';
import { isS1benchError } from '../../../core/errors.ts';
import type { Apdu } from '../apdu/apdu.ts';
import type { ExceptionResponse } from '../apdu/errors.ts';
import type { MessageProtection } from '../pdu-size.ts';
import { type Ciphered, cipherApdu, type Deciphered, decipherApdu } from '../security/ciphered-apdu.ts';
import { type HlsChallenges, hlsReply, verifyHlsReply } from '../security/hls-gmac.ts';
import { type ClientKeys, createOriginator, isSameKeys, type Originator, prepareKeys } from '../security/originator.ts';
import { satisfies } from '../security/protection.ts';
import { counterRefused, malformed, notDeciphered } from './exceptions.ts';
import type { ClientPolicy } from './logical-device.ts';

/** The policy of a client that has keys and counters. */
export type CipheringPolicy = ClientPolicy &
  Required<Pick<ClientPolicy, 'keys' | 'nextCounterAccepted' | 'acceptCounter' | 'takeCounter'>>;

export function canCipher(policy: ClientPolicy): policy is CipheringPolicy {
  return [policy.keys, policy.nextCounterAccepted, policy.acceptCounter, policy.takeCounter].every(
    (accessor) => accessor !== undefined,
  );
}

/** A deciphered request, and how its answer is to be protected: like it, and under the keys that it came under. */
export interface Opened {
  readonly apdu: Apdu;
  readonly protection: MessageProtection;
  protect(answer: Uint8Array): Uint8Array;
}

/** Both ends of the messages under one set of keys. */
interface KeySet {
  readonly client: Originator;
  readonly server: Originator;
}

type Refusal = Extract<Parameters<NonNullable<ClientPolicy['refused']>>[0], 'deciphering' | 'invocation-counter'>;

/** Why a message can't be accepted, what to answer, and what to log of it, if anything. */
interface Refused {
  readonly answer: ExceptionResponse;
  readonly reason?: Refusal;
}

const undeciphered: Refused = { answer: notDeciphered, reason: 'deciphering' };

/** Deciphers the messages of one client, checks their counters, and protects the answers. */
export class MessageSecurity {
  readonly #policy: CipheringPolicy;
  readonly #clientTitle: Uint8Array;
  readonly #serverTitle: Uint8Array;
  /** Made ready last, and the one before it: while keys are changed, both are used in turns. */
  #ready: KeySet | undefined;
  #readyBefore: KeySet | undefined;

  constructor(policy: CipheringPolicy, clientTitle: Uint8Array, serverTitle: Uint8Array) {
    this.#policy = policy;
    this.#clientTitle = clientTitle;
    this.#serverTitle = serverTitle;
  }

  /**
   * The answer's counter is taken here, before the request has an effect: the request may replace the keys and start
   * the counters anew, while its answer still goes out under the old ones.
   * @returns an exception where the message can't be accepted
   * @throws what the device's `takeCounter` does when none is left
   */
  open(ciphered: Ciphered): Opened | ExceptionResponse {
    const set = this.#keySet(this.#policy.keys());
    const deciphered = this.#decipher(set, this.#policy.nextCounterAccepted(), ciphered);
    if ('answer' in deciphered) return this.#openUnderOther(ciphered, deciphered);
    return this.#accept(deciphered, ciphered, set, this.#policy);
  }

  /** f(CtoS) where `reply` is f(StoC) of the client, under the same keys; nothing where it is anything else. */
  reply({ client, server }: HlsChallenges, reply: Uint8Array): Uint8Array | undefined {
    const set = this.#authenticKeys(server, reply);
    return set && hlsReply(set.server, this.#policy.takeCounter(), client);
  }

  #authenticKeys(challenge: Uint8Array, reply: Uint8Array): KeySet | undefined {
    const set = this.#keySet(this.#policy.keys());
    if (isAuthentic(set, challenge, reply)) return set;
    const other = this.#policy.otherKeys?.();
    const otherSet = other && this.#keySet(other.keys);
    return otherSet && isAuthentic(otherSet, challenge, reply) ? otherSet : undefined;
  }

  #keySet(keys: ClientKeys): KeySet {
    if (this.#ready !== undefined && isSameKeys(this.#ready.client.keys, keys)) return this.#ready;
    const before = this.#readyBefore;
    this.#readyBefore = this.#ready;
    this.#ready = before !== undefined && isSameKeys(before.client.keys, keys) ? before : this.#prepare(keys);
    return this.#ready;
  }

  #prepare(keys: ClientKeys): KeySet {
    const prepared = prepareKeys(keys);
    return {
      client: createOriginator(this.#clientTitle, prepared),
      server: createOriginator(this.#serverTitle, prepared),
    };
  }

  /** The message was refused under the keys in force: perhaps it came under the others, if there are any. */
  #openUnderOther(ciphered: Ciphered, refused: Refused): Opened | ExceptionResponse {
    const other = refused.reason === undefined ? undefined : this.#policy.otherKeys?.();
    if (other === undefined) return this.#refuse(refused);
    const set = this.#keySet(other.keys);
    const deciphered = this.#decipher(set, other.nextCounterAccepted, ciphered);
    if (!('answer' in deciphered)) return this.#accept(deciphered, ciphered, set, other);
    // A counter is looked at before the tag: that of keys which can't have been used says nothing.
    const isUnderNeither = deciphered.reason === 'deciphering' || refused.reason === 'invocation-counter';
    return this.#refuse(isUnderNeither && deciphered.reason !== undefined ? refused : deciphered);
  }

  #accept(
    { apdu, policy, counter }: Deciphered,
    ciphered: Ciphered,
    { server }: KeySet,
    holder: Pick<CipheringPolicy, 'acceptCounter'>,
  ): Opened {
    // What is protected too little is going to be refused, and may be forged: it must not move the counter on.
    if (policy !== 'none' && satisfies(policy, this.#policy.securityPolicy)) holder.acceptCounter(counter);
    const answerCounter = this.#policy.takeCounter();
    const protection: MessageProtection = {
      policy,
      wrapping: ciphered.kind === 'glo-ciphered' ? 'glo' : 'general-glo',
    };
    return { apdu, protection, protect: (answer) => cipherApdu(server, protection, answerCounter, answer) };
  }

  #refuse({ answer, reason }: Refused): ExceptionResponse {
    if (reason !== undefined) this.#policy.refused?.(reason);
    return answer;
  }

  #decipher({ client }: KeySet, lowestCounter: number, ciphered: Ciphered): Deciphered | Refused {
    if (ciphered.kind === 'general-glo-ciphering' && !this.#isSender(ciphered.systemTitle)) return undeciphered;
    try {
      return decipherApdu(client, ciphered, lowestCounter);
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      if (error.code === 'security-plaintext-invalid') return { answer: malformed };
      if (error.code !== 'security-counter-replayed') return undeciphered;
      return { answer: counterRefused(lowestCounter), reason: 'invocation-counter' };
    }
  }

  /** A sender that is known already may leave its title out. */
  #isSender(systemTitle: Uint8Array): boolean {
    return systemTitle.length === 0 || bytesEqual(systemTitle, this.#clientTitle);
  }
}

/** Whether `reply` is f(challenge) of the client. */
function isAuthentic({ client }: KeySet, challenge: Uint8Array, reply: Uint8Array): boolean {
  try {
    verifyHlsReply(client, challenge, reply);
    return true;
  } catch (error) {
    if (!isS1benchError(error, 'security-authentication-failed')) throw error;
    return false;
  }
}
