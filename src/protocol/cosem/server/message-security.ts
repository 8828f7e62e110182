import { bytesEqual } from '../../../core/bytes.ts';
import { isS1benchError } from '../../../core/errors.ts';
import type { Apdu } from '../apdu/apdu.ts';
import type { ExceptionResponse } from '../apdu/errors.ts';
import type { MessageProtection } from '../pdu-size.ts';
import { type Ciphered, cipherApdu, type Deciphered, decipherApdu } from '../security/ciphered-apdu.ts';
import { type HlsChallenges, hlsReply, verifyHlsReply } from '../security/hls-gmac.ts';
import { createOriginator, isSameKeys, type Originator, prepareKeys } from '../security/originator.ts';
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

/** Deciphers the messages of one client, checks their counters, and protects the answers. */
export class MessageSecurity {
  readonly #policy: CipheringPolicy;
  readonly #clientTitle: Uint8Array;
  readonly #serverTitle: Uint8Array;
  #client: Originator | undefined;
  #server: Originator | undefined;

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
    const [client, server] = this.#originators();
    const deciphered = this.#decipher(client, ciphered);
    if ('kind' in deciphered) return deciphered;
    const { apdu, policy, counter } = deciphered;
    // What is protected too little is going to be refused, and may be forged: it must not move the counter on.
    if (policy !== 'none' && satisfies(policy, this.#policy.securityPolicy)) this.#policy.acceptCounter(counter);
    const answerCounter = this.#policy.takeCounter();
    const protection: MessageProtection = {
      policy,
      wrapping: ciphered.kind === 'glo-ciphered' ? 'glo' : 'general-glo',
    };
    return { apdu, protection, protect: (answer) => cipherApdu(server, protection, answerCounter, answer) };
  }

  /** Whether `reply` is f(StoC) of the client. */
  isAuthentic({ server }: HlsChallenges, reply: Uint8Array): boolean {
    try {
      verifyHlsReply(this.#originators()[0], server, reply);
      return true;
    } catch (error) {
      if (!isS1benchError(error, 'security-authentication-failed')) throw error;
      return false;
    }
  }

  /** f(CtoS). */
  answer({ client }: HlsChallenges): Uint8Array {
    return hlsReply(this.#originators()[1], this.#policy.takeCounter(), client);
  }

  #originators(): readonly [client: Originator, server: Originator] {
    const keys = this.#policy.keys();
    if (this.#client === undefined || this.#server === undefined || !isSameKeys(this.#client.keys, keys)) {
      const prepared = prepareKeys(keys);
      this.#client = createOriginator(this.#clientTitle, prepared);
      this.#server = createOriginator(this.#serverTitle, prepared);
    }
    return [this.#client, this.#server];
  }

  #decipher(client: Originator, ciphered: Ciphered): Deciphered | ExceptionResponse {
    if (ciphered.kind === 'general-glo-ciphering' && !this.#isSender(ciphered.systemTitle)) return this.#undeciphered();
    try {
      return decipherApdu(client, ciphered, this.#policy.nextCounterAccepted());
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      if (error.code === 'security-plaintext-invalid') return malformed;
      if (error.code !== 'security-counter-replayed') return this.#undeciphered();
      this.#policy.refused?.('invocation-counter');
      return counterRefused(this.#policy.nextCounterAccepted());
    }
  }

  /** A sender that is known already may leave its title out. */
  #isSender(systemTitle: Uint8Array): boolean {
    return systemTitle.length === 0 || bytesEqual(systemTitle, this.#clientTitle);
  }

  #undeciphered(): ExceptionResponse {
    this.#policy.refused?.('deciphering');
    return notDeciphered;
  }
}
