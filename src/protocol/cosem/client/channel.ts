import { bytesEqual } from '../../../core/bytes.ts';
import { isS1benchError, S1benchError } from '../../../core/errors.ts';
import type { ActionResponse } from '../apdu/action.ts';
import type { Apdu } from '../apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import type { GetResponse } from '../apdu/get.ts';
import { type Conformance, type ConformanceBit, hasConformance } from '../apdu/initiate.ts';
import type { SetResponse } from '../apdu/set.ts';
import { largestApdu, type MessageProtection } from '../pdu-size.ts';
import { type Ciphered, cipherApdu, decipherApdu } from '../security/ciphered-apdu.ts';
import { hlsReply, verifyHlsReply } from '../security/hls-gmac.ts';
import { ReceiverCounter } from '../security/invocation-counter.ts';
import { createOriginator, type Originator, prepareKeys } from '../security/originator.ts';
import { satisfies } from '../security/protection.ts';
import type { ClientSecurity } from './options.ts';
import { ServiceRefused } from './service-refused.ts';

/** What the device agreed to. */
export interface NegotiatedTerms {
  readonly conformance: Conformance;
  /** 0: no limit. */
  readonly serverMaxReceivePduSize: number;
}

export type ServiceResponse = GetResponse | SetResponse | ActionResponse;

const NO_TITLE = new Uint8Array(0);

/** Turns requests into bytes to send and bytes received into answers, protected as the client's options say. */
export class Channel {
  readonly longResponseLimit: number;
  readonly #own: { readonly security: ClientSecurity; readonly originator: Originator } | undefined;
  readonly #protection: MessageProtection | undefined;
  readonly #deviceCounter: ReceiverCounter;
  #device: Originator | undefined;
  #terms: NegotiatedTerms = { conformance: 0, serverMaxReceivePduSize: 0 };
  #room = 0;

  constructor(security: ClientSecurity | undefined, longResponseLimit: number) {
    this.longResponseLimit = longResponseLimit;
    this.#deviceCounter = security?.deviceCounter ?? new ReceiverCounter();
    if (security === undefined) return;
    this.#own = { security, originator: createOriginator(security.systemTitle, prepareKeys(security.keys)) };
    if (security.policy !== 'none') this.#protection = { policy: security.policy, wrapping: security.wrapping };
  }

  get isProtected(): boolean {
    return this.#protection !== undefined;
  }

  get terms(): NegotiatedTerms {
    return this.#terms;
  }

  /** The longest request, before it is protected, that the device takes. */
  get room(): number {
    return this.#room;
  }

  /** @throws `cosem-service-not-negotiated` where the device doesn't take messages that are wrapped like this */
  agree(terms: NegotiatedTerms): void {
    this.#terms = terms;
    if (this.#protection?.wrapping === 'general-glo') this.require('general-protection');
    this.#room = largestApdu(terms.serverMaxReceivePduSize, this.#protection);
  }

  /** Whose answers come from now on. @throws `security-system-title-invalid` */
  meet(systemTitle: Uint8Array): void {
    if (this.#own === undefined) return;
    if (this.#device !== undefined && bytesEqual(this.#device.systemTitle, systemTitle)) return;
    this.#device = createOriginator(systemTitle, this.#own.originator.keys);
  }

  has(bit: ConformanceBit): boolean {
    return hasConformance(this.#terms.conformance, bit);
  }

  /** @throws `cosem-service-not-negotiated` */
  require(bit: ConformanceBit): void {
    if (!this.has(bit)) throw new S1benchError('cosem-service-not-negotiated', { expected: bit });
  }

  /** @throws `cosem-request-too-long` */
  seal(request: Apdu): Uint8Array {
    return this.sealEncoded(encodeApdu(request));
  }

  /** @throws `cosem-request-too-long` */
  sealEncoded(request: Uint8Array): Uint8Array {
    if (request.length > this.#room) {
      throw new S1benchError('cosem-request-too-long', {
        found: `${request.length} bytes`,
        expected: `${this.#room} at most, before they are protected`,
      });
    }
    return this.#protect(request, this.#protection);
  }

  /** An InitiateRequest is protected in the service-specific way always: the general one isn't agreed yet. */
  sealInitiate(request: Apdu): Uint8Array {
    const protection = this.#protection && { ...this.#protection, wrapping: 'glo' as const };
    return this.#protect(encodeApdu(request), protection);
  }

  /**
   * The APDU that came in, deciphered.
   * @throws `ServiceRefused` with `cosem-service-refused` or `cosem-answer-unprotected`; what `decodeApdu` and
   *   `decipherApdu` refuse
   */
  open(bytes: Uint8Array): Apdu {
    const apdu = decodeApdu(bytes);
    switch (apdu.kind) {
      case 'exception-response':
      case 'confirmed-service-error':
        throw new ServiceRefused('cosem-service-refused', apdu);
      case 'glo-ciphered':
      case 'general-glo-ciphering':
        return this.#decipher(apdu);
      default:
        if (this.#protection !== undefined) throw new ServiceRefused('cosem-answer-unprotected', apdu);
        return apdu;
    }
  }

  /** The response to the service with this invoke-id. @throws what `open` does, and `cosem-answer-unexpected` */
  openResponse(bytes: Uint8Array, invokeId: number): ServiceResponse {
    const apdu = this.open(bytes);
    if (!isServiceResponse(apdu)) throw unexpected(apdu);
    if ((apdu.invokeIdAndPriority & 0x0f) !== (invokeId & 0x0f)) {
      throw new ServiceRefused('cosem-answer-unexpected', apdu, {
        found: `invoke-id ${apdu.invokeIdAndPriority & 0x0f}`,
        expected: `${invokeId & 0x0f}`,
      });
    }
    return apdu;
  }

  /** f(StoC). */
  answerChallenge(challenge: Uint8Array): Uint8Array {
    const own = this.#own;
    if (own === undefined) throw new S1benchError('cosem-client-options-invalid', { expected: 'keys for HLS' });
    return hlsReply(own.originator, own.security.takeCounter(), challenge);
  }

  /** Whether `reply` is f(CtoS) of the device. */
  isAnswer(challenge: Uint8Array, reply: Uint8Array): boolean {
    if (this.#device === undefined) return false;
    try {
      verifyHlsReply(this.#device, challenge, reply);
      return true;
    } catch (error) {
      if (!isS1benchError(error, 'security-authentication-failed')) throw error;
      return false;
    }
  }

  #protect(plaintext: Uint8Array, protection: MessageProtection | undefined): Uint8Array {
    if (protection === undefined || this.#own === undefined) return plaintext;
    return cipherApdu(this.#own.originator, protection, this.#own.security.takeCounter(), plaintext);
  }

  #decipher(ciphered: Ciphered): Apdu {
    const { apdu, policy, counter } = decipherApdu(this.#sender(ciphered), ciphered, this.#deviceCounter.lowest);
    if (!satisfies(policy, this.#protection?.policy ?? 'none')) {
      throw new ServiceRefused('cosem-answer-unprotected', apdu);
    }
    if (policy !== 'none') this.#deviceCounter.accept(counter);
    if (apdu.kind === 'exception-response' || apdu.kind === 'confirmed-service-error') {
      throw new ServiceRefused('cosem-service-refused', apdu);
    }
    return apdu;
  }

  /** A notification may come before any association, from a device that names itself. */
  #sender(ciphered: Ciphered): Originator {
    if (this.#own === undefined) throw unexpected(ciphered);
    const title = ciphered.kind === 'general-glo-ciphering' ? ciphered.systemTitle : NO_TITLE;
    if (this.#device === undefined && title.length > 0) return createOriginator(title, this.#own.originator.keys);
    const isKnown = title.length === 0 || (this.#device !== undefined && bytesEqual(title, this.#device.systemTitle));
    if (this.#device === undefined || !isKnown) throw unexpected(ciphered);
    return this.#device;
  }
}

const responseKinds: ReadonlySet<string> = new Set<ServiceResponse['kind']>([
  'get-response-normal',
  'get-response-with-datablock',
  'get-response-with-list',
  'set-response-normal',
  'set-response-datablock',
  'set-response-last-datablock',
  'set-response-last-datablock-with-list',
  'set-response-with-list',
  'action-response-normal',
  'action-response-with-pblock',
  'action-response-with-list',
  'action-response-next-pblock',
]);

function isServiceResponse(apdu: Apdu): apdu is ServiceResponse {
  return responseKinds.has(apdu.kind);
}

export function unexpected(answer: Apdu): ServiceRefused {
  return new ServiceRefused('cosem-answer-unexpected', answer);
}
