import type { ActionOutcome } from '../apdu/action.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../apdu/descriptors.ts';
import type { GetResult } from '../apdu/get.ts';
import type { DataNotification, EventNotification } from '../apdu/notification.ts';
import type { DataAccessResult } from '../apdu/results.ts';
import type { Data } from '../data.ts';
import type { Exchange } from '../exchange.ts';
import { challengeLength } from '../security/hls-gmac.ts';
import { actionNormal, actionWithList, type Invocation } from './action.ts';
import { authenticate, encodeAarq, initiateRequest, readAare } from './associate.ts';
import { Channel, type NegotiatedTerms, unexpected } from './channel.ts';
import { getNormal, getWithList } from './get.ts';
import { type CosemClientOptions, checkOptions } from './options.ts';
import { ServiceRefused } from './service-refused.ts';
import { type AttributeValue, setNormal, setWithList } from './set.ts';
import { type ClientEvent, type ClientState, nextState } from './states.ts';

const DEFAULT_RESPONSE_LIMIT = 8 * 0x100000;
/** Invoke-Id-And-Priority: confirmed, normal priority. */
const CONFIRMED = 0x40;

/**
 * A COSEM client of one logical device (Green Book 9) without I/O: each method is a dialogue over whole APDUs, one at
 * a time. What the device says of an attribute or a method is the dialogue's value. Every dialogue may raise
 * `ServiceRefused`, where the device refuses the service as a whole or answers something else, `cosem-client-state`,
 * `cosem-service-not-negotiated`, `cosem-request-too-long`, `cosem-response-too-long`, and what `decodeApdu` and
 * `decipherApdu` refuse.
 */
export class CosemClient {
  readonly #options: CosemClientOptions;
  readonly #channel: Channel;
  #state: ClientState = 'idle';
  #invokeId = 0;

  /** @throws `cosem-client-options-invalid`, `security-key-invalid`, `security-system-title-invalid` */
  constructor(options: CosemClientOptions) {
    checkOptions(options);
    this.#options = options;
    this.#channel = new Channel(options.security, options.longResponseLimit ?? DEFAULT_RESPONSE_LIMIT);
  }

  get state(): ClientState {
    return this.#state;
  }

  /** What was agreed with the device when the association was opened. */
  get terms(): NegotiatedTerms {
    return this.#channel.terms;
  }

  /** Opens the association, HLS included, and returns what was agreed. */
  *associate(): Exchange<NegotiatedTerms> {
    this.#enter('associate');
    try {
      const own = this.#options.mechanism === 'hls-gmac' ? this.#options.random(challengeLength.ours) : undefined;
      const aare = yield encodeAarq(this.#channel, this.#options, own);
      const { terms, challenge } = readAare(this.#channel, this.#options, aare, own);
      this.#channel.agree(terms);
      if (own !== undefined && challenge !== undefined) {
        this.#enter('authentication-required');
        yield* authenticate(this.#channel, this.#nextInvokeId(), own, challenge);
      }
      this.#enter('accepted');
      return terms;
    } finally {
      this.#enter('done');
    }
  }

  /** Releases the association; it is gone even where the device doesn't agree. */
  *release(): Exchange<void> {
    this.#enter('release');
    try {
      const initiate = this.#channel.isProtected
        ? { userInformation: this.#channel.sealInitiate(initiateRequest(this.#options)) }
        : {};
      const answer = decodeApdu(yield encodeApdu({ kind: 'rlrq', reason: 'normal', ...initiate }));
      if (answer.kind === 'exception-response' || answer.kind === 'confirmed-service-error') {
        throw new ServiceRefused('cosem-service-refused', answer);
      }
      if (answer.kind !== 'rlre') throw unexpected(answer);
    } finally {
      this.#enter('done');
    }
  }

  *get(attribute: AttributeDescriptor): Exchange<GetResult> {
    this.#enter('get');
    try {
      return yield* getNormal(this.#channel, this.#nextInvokeId(), attribute);
    } finally {
      this.#enter('done');
    }
  }

  /** @returns a result for each attribute, in their order */
  *getList(attributes: readonly AttributeDescriptor[]): Exchange<readonly GetResult[]> {
    this.#enter('get');
    try {
      return yield* getWithList(this.#channel, this.#nextInvokeId(), attributes);
    } finally {
      this.#enter('done');
    }
  }

  *set(attribute: AttributeDescriptor, value: Data): Exchange<DataAccessResult> {
    this.#enter('set');
    try {
      return yield* setNormal(this.#channel, this.#nextInvokeId(), { attribute, value });
    } finally {
      this.#enter('done');
    }
  }

  /** @returns a result for each attribute, in their order */
  *setList(list: readonly AttributeValue[]): Exchange<readonly DataAccessResult[]> {
    this.#enter('set');
    try {
      return yield* setWithList(this.#channel, this.#nextInvokeId(), list);
    } finally {
      this.#enter('done');
    }
  }

  *action(method: MethodDescriptor, parameters?: Data): Exchange<ActionOutcome> {
    this.#enter('action');
    try {
      const invocation = parameters === undefined ? { method } : { method, parameters };
      return yield* actionNormal(this.#channel, this.#nextInvokeId(), invocation);
    } finally {
      this.#enter('done');
    }
  }

  /** @returns an outcome for each invocation, in their order */
  *actionList(list: readonly Invocation[]): Exchange<readonly ActionOutcome[]> {
    this.#enter('action');
    try {
      return yield* actionWithList(this.#channel, this.#nextInvokeId(), list);
    } finally {
      this.#enter('done');
    }
  }

  /** The connection is gone, and the association with it. */
  disconnected(): void {
    this.#enter('disconnected');
  }

  /**
   * An APDU that answers no request, ciphered or not, in any state.
   * @throws `ServiceRefused` where it is no notification, or is protected less than the client's policy asks for
   */
  decodeNotification(apdu: Uint8Array): EventNotification | DataNotification {
    const notification = this.#channel.open(apdu);
    if (notification.kind !== 'event-notification-request' && notification.kind !== 'data-notification') {
      throw unexpected(notification);
    }
    return notification;
  }

  #enter(event: ClientEvent): void {
    this.#state = nextState(this.#state, event);
  }

  #nextInvokeId(): number {
    this.#invokeId = (this.#invokeId + 1) & 0x0f;
    return CONFIRMED | this.#invokeId;
  }
}
