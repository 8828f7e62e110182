import { isS1benchError } from '../../core/errors.ts';
import type { Apdu } from '../../protocol/cosem/apdu/apdu.ts';
import { apduTags } from '../../protocol/cosem/apdu/tags.ts';
import { decipherApdu } from '../../protocol/cosem/security/ciphered-apdu.ts';
import {
  type ClientKeys,
  createOriginator,
  isSameKeys,
  type Originator,
  prepareKeys,
  SYSTEM_TITLE_LENGTH,
} from '../../protocol/cosem/security/originator.ts';
import { tryDecodeApdu } from '../../protocol/cosem/server/decode.ts';
import type { LogicalDevice } from '../../protocol/cosem/server/logical-device.ts';
import type { RequestedObject } from '../hub/wan.ts';

const NONE: readonly RequestedObject[] = [];
/** Clients whose titles are remembered for one device. */
const MOST_TITLES = 16;

/**
 * What the requests to one device are about. A real hub can't look into them: it is what is asked of the device that
 * makes some of them need more of the WAN. Nothing is changed by looking, counters included.
 */
export class RequestedObjects {
  /** System titles of clients by their SAPs, from the request that opened their association. */
  readonly #titles = new Map<number, Uint8Array>();
  /** The same clients with their keys, as long as they are those of the device. */
  readonly #clients = new Map<number, Originator>();

  /** What was found in an APDU last: whoever wakes the hub asks before the hub does. */
  #last:
    | { readonly bytes: Uint8Array; readonly source: number; readonly objects: readonly RequestedObject[] }
    | undefined;

  /** The objects that an APDU names, as far as that can be told. */
  of(device: LogicalDevice<unknown> | undefined, source: number, bytes: Uint8Array): readonly RequestedObject[] {
    if (this.#last?.bytes !== bytes || this.#last.source !== source) {
      this.#last = { bytes, source, objects: this.#find(device, source, bytes) };
    }
    return this.#last.objects;
  }

  #find(device: LogicalDevice<unknown> | undefined, source: number, bytes: Uint8Array): readonly RequestedObject[] {
    const apdu = tryDecodeApdu(bytes);
    if (apdu === undefined || device === undefined) return NONE;
    if (bytes[0] === apduTags.aarq) this.#remember(source, apdu);
    const plain = this.#opened(device, source, apdu);
    return plain === undefined ? NONE : objectsOf(plain);
  }

  #remember(source: number, apdu: Apdu): void {
    if (apdu.kind !== 'aarq' || apdu.callingApTitle?.length !== SYSTEM_TITLE_LENGTH) return;
    if (this.#titles.size >= MOST_TITLES) {
      this.#titles.clear();
      this.#clients.clear();
    }
    this.#titles.set(source, apdu.callingApTitle.slice());
    this.#clients.delete(source);
  }

  #opened(device: LogicalDevice<unknown>, source: number, apdu: Apdu): Apdu | undefined {
    if (apdu.kind !== 'glo-ciphered' && apdu.kind !== 'general-glo-ciphering') return apdu;
    const title = this.#titles.get(source);
    const keys = device.client(source)?.keys?.();
    if (title === undefined || keys === undefined) return undefined;
    try {
      return decipherApdu(this.#client(source, title, keys), apdu, 0).apdu;
    } catch (error) {
      if (isS1benchError(error)) return undefined;
      throw error;
    }
  }

  /** To make keys ready costs more than to decipher with them. */
  #client(source: number, title: Uint8Array, keys: ClientKeys): Originator {
    const known = this.#clients.get(source);
    if (known !== undefined && isSameKeys(known.keys, keys)) return known;
    const made = createOriginator(title, prepareKeys(keys));
    this.#clients.set(source, made);
    return made;
  }
}

function objectsOf(apdu: Apdu): readonly RequestedObject[] {
  const named = [
    ...('attribute' in apdu ? [apdu.attribute] : []),
    ...('attributes' in apdu ? apdu.attributes : []),
    ...('method' in apdu ? [apdu.method] : []),
    ...('methods' in apdu ? apdu.methods : []),
  ];
  return named.map(({ classId, instance }) => ({ classId, logicalName: instance }));
}
