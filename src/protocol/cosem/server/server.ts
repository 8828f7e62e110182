import { isS1benchError } from '../../../core/errors.ts';
import type { Apdu } from '../apdu/apdu.ts';
import type { Rlrq } from '../apdu/association.ts';
import { encodeApdu } from '../apdu/codec.ts';
import { hasConformance } from '../apdu/initiate.ts';
import { apduTags, gloTags } from '../apdu/tags.ts';
import { largestApdu, type MessageProtection } from '../pdu-size.ts';
import type { Ciphered } from '../security/ciphered-apdu.ts';
import { satisfies } from '../security/protection.ts';
import { rejectedAare } from './aare.ts';
import { serveAction } from './action-service.ts';
import { associate } from './associate.ts';
import type { Association, Received } from './association.ts';
import { tryDecodeApdu } from './decode.ts';
import { malformed, notAllowed, notSupported, type ServiceAnswer, tooLong, unknownService } from './exceptions.ts';
import { serveGet } from './get-service.ts';
import { replyToHls } from './hls.ts';
import type { LogicalDevice } from './logical-device.ts';
import type { Opened } from './message-security.ts';
import { release } from './release.ts';
import { serveSet } from './set-service.ts';

export interface CosemServerOptions {
  /** Bytes of one long SET or ACTION that are held at most; 65,536 by default. */
  readonly longRequestLimit?: number;
  /** Bytes of one response to a GET with a list that are held at most; 8 MiB by default. */
  readonly longResponseLimit?: number;
  /** Bytes of the longest APDU that can be carried to a client, whatever it takes; 65,535 by default. */
  readonly longestCarried?: number;
}

/** APDUs that a server never answers: they are answers themselves, or ask for none. */
const unanswered: ReadonlySet<number> = new Set([
  apduTags.aare,
  apduTags.rlre,
  apduTags['initiate-response'],
  apduTags['confirmed-service-error'],
  apduTags['exception-response'],
  apduTags['get-response'],
  apduTags['set-response'],
  apduTags['action-response'],
  apduTags['event-notification-request'],
  apduTags['data-notification'],
  gloTags['initiate-response'],
  gloTags['confirmed-service-error'],
  gloTags['get-response'],
  gloTags['set-response'],
  gloTags['action-response'],
  gloTags['event-notification-request'],
]);

/** APDUs that a server serves. */
const served: ReadonlySet<number> = new Set([
  apduTags.rlrq,
  apduTags['get-request'],
  apduTags['set-request'],
  apduTags['action-request'],
  apduTags['general-glo-ciphering'],
  gloTags['get-request'],
  gloTags['set-request'],
  gloTags['action-request'],
]);

/**
 * The COSEM server of the logical devices behind one connection (Green Book 9): associations, GET, SET and ACTION.
 * It does no I/O, and holds for each association at most one block transfer.
 */
export class CosemServer {
  readonly #devices: ReadonlyMap<number, LogicalDevice<unknown>>;
  readonly #longRequestLimit: number;
  readonly #longResponseLimit: number;
  readonly #longestCarried: number;
  /** By both SAPs. */
  readonly #associations = new Map<number, Association>();

  constructor(logicalDevices: readonly LogicalDevice<unknown>[], options: CosemServerOptions = {}) {
    this.#devices = new Map(logicalDevices.map((device) => [device.sap, device]));
    this.#longRequestLimit = options.longRequestLimit ?? 0x10000;
    this.#longResponseLimit = options.longResponseLimit ?? 0x800000;
    this.#longestCarried = options.longestCarried ?? 0xffff;
  }

  /**
   * Takes an APDU in. Whatever it is, it raises no error; what a device's accessors raise goes through.
   * @param source SAP of the client, 0 to 65,535
   * @param destination SAP of the logical device, 0 to 65,535
   * @returns the APDU to answer with, if there is one
   */
  receive(source: number, destination: number, apdu: Uint8Array): Uint8Array | undefined {
    try {
      return this.#receive(source, destination, apdu);
    } catch (error) {
      // Without a counter no protected answer can be sent, and none was acted upon.
      if (isS1benchError(error, 'security-counter-exhausted')) return encodeApdu(notAllowed);
      throw error;
    }
  }

  /** The framing's connection is gone, and with it the associations. */
  disconnected(): void {
    this.#associations.clear();
  }

  #receive(source: number, destination: number, bytes: Uint8Array): Uint8Array | undefined {
    const tag = bytes[0];
    if (tag === undefined || unanswered.has(tag)) return undefined;
    if (tag === apduTags.aarq) return this.#associate(source, destination, bytes);
    if (!served.has(tag)) return encodeApdu(unknownService);
    const association = this.#associations.get(associationKey(source, destination));
    if (association === undefined) return encodeApdu(notAllowed);
    if (bytes.length > largestApdu(association.terms.serverMaxReceivePduSize, undefined)) return encodeApdu(tooLong);
    const apdu = tryDecodeApdu(bytes);
    if (apdu === undefined) return encodeApdu(malformed);
    switch (apdu.kind) {
      case 'rlrq':
        return this.#release(association, apdu);
      case 'glo-ciphered':
      case 'general-glo-ciphering':
        return this.#serveCiphered(association, apdu);
      default:
        return this.#answer(association, apdu, undefined, undefined);
    }
  }

  #associate(source: number, destination: number, bytes: Uint8Array): Uint8Array | undefined {
    const aarq = tryDecodeApdu(bytes);
    if (aarq?.kind !== 'aarq') return rejectedAare('logical-name', 'no-reason-given');
    const key = associationKey(source, destination);
    // A second AARQ starts anew: the client has forgotten the first.
    this.#associations.delete(key);
    const { association, answer } = associate(this.#devices.get(destination), source, aarq);
    if (association !== undefined) this.#associations.set(key, association);
    return answer;
  }

  #release(association: Association, rlrq: Rlrq): Uint8Array {
    const { isReleased, answer } = release(association, rlrq);
    if (isReleased) this.#drop(association);
    return answer;
  }

  #serveCiphered(association: Association, ciphered: Ciphered): Uint8Array {
    const { security, terms } = association;
    const isAgreed =
      terms.context === 'logical-name-with-ciphering' &&
      (ciphered.kind === 'glo-ciphered' || hasConformance(terms.conformance, 'general-protection'));
    if (!isAgreed || security === undefined) return encodeApdu(notSupported);
    const opened = security.open(ciphered);
    if ('kind' in opened) return encodeApdu(opened);
    return this.#answer(association, opened.apdu, opened.protection, opened.protect);
  }

  #answer(
    association: Association,
    request: Apdu,
    protection: MessageProtection | undefined,
    protect: Opened['protect'] | undefined,
  ): Uint8Array {
    const received: Received = {
      policy: protection?.policy ?? 'none',
      room: largestApdu(this.#roomFor(association), protection),
      longRequestLimit: this.#longRequestLimit,
      longResponseLimit: this.#longResponseLimit,
    };
    const answer = this.#serve(association, request, received);
    if (!(answer instanceof Uint8Array)) return encodeApdu(answer);
    if (answer.length > received.room) return encodeApdu(tooLong);
    return protect === undefined ? answer : protect(answer);
  }

  #roomFor({ terms: { clientMaxReceivePduSize: taken } }: Association): number {
    return taken === 0 ? this.#longestCarried : Math.min(taken, this.#longestCarried);
  }

  #serve(association: Association, request: Apdu, received: Received): ServiceAnswer {
    if (!satisfies(received.policy, association.policy.securityPolicy)) {
      association.policy.refused?.('policy');
      return notAllowed;
    }
    if (association.challenges === undefined) return serveRequest(association, request, received);
    const reply = replyToHls(association, request);
    if (reply === undefined) return notAllowed;
    association.challenges = undefined;
    if (!reply.isAuthenticated) this.#drop(association);
    return reply.answer;
  }

  #drop({ call, device }: Association): void {
    this.#associations.delete(associationKey(call.clientSap, device.sap));
  }
}

function serveRequest(association: Association, request: Apdu, received: Received): ServiceAnswer {
  switch (request.kind) {
    case 'get-request-normal':
    case 'get-request-next':
    case 'get-request-with-list':
      return serveGet(association, request, received);
    case 'set-request-normal':
    case 'set-request-with-first-datablock':
    case 'set-request-with-datablock':
    case 'set-request-with-list':
    case 'set-request-with-list-and-first-datablock':
      return serveSet(association, request, received);
    case 'action-request-normal':
    case 'action-request-next-pblock':
    case 'action-request-with-list':
    case 'action-request-with-first-pblock':
    case 'action-request-with-list-and-first-pblock':
    case 'action-request-with-pblock':
      return serveAction(association, request, received);
    default:
      return unknownService;
  }
}

function associationKey(clientSap: number, serverSap: number): number {
  return clientSap * 0x10000 + serverSap;
}
