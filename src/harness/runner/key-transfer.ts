import { S1benchError } from '../../core/errors.ts';
import { type Eui64, type Obis, parseObis } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { wrapKey } from '../../protocol/cosem/security/key-wrap.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { type ClientName, clientSaps } from '../pack/action.ts';
import type { TargetDevice } from './target.ts';

/** A client that has keys. */
export type SecuredClient = Exclude<ClientName, 'public'>;

/** The method that takes new keys, and what it takes. */
export interface KeyTransfer {
  readonly classId: number;
  readonly instance: Obis;
  readonly method: number;
  readonly parameters: Data;
}

const SECURITY_SETUP = 64;
const GLOBAL_KEY_TRANSFER = 2;
/** Blue Book, Security setup, key_id. */
const keyIds = { encryption: 0, authentication: 2 } as const;
const KEY_LENGTH = 16;

/** Keys that tests transfer to devices. Whoever holds the right ones can't use a device while others are in force. */
export class TransferredKeys {
  readonly #random: Random;
  readonly #onNew: (key: Uint8Array) => void;
  readonly #keys = new Map<string, ClientKeys>();

  /** @param onNew told of each key that comes into being */
  constructor(random: Random, onNew: (key: Uint8Array) => void) {
    this.#random = random;
    this.#onNew = onNew;
  }

  /** The new keys that were transferred last. */
  of(device: Eui64, sap: number): ClientKeys | undefined {
    return this.#keys.get(`${device}/${sap}`);
  }

  /**
   * The transfer of both keys of a client, wrapped in the master key of the device.
   * @throws `target-master-key-unknown`
   */
  transfer({ eui64, keys }: TargetDevice, client: SecuredClient, which: 'new' | 'right'): KeyTransfer {
    const sap = clientSaps[client];
    if (keys.master === undefined) throw new S1benchError('target-master-key-unknown', { found: eui64 });
    const { encryption, authentication } = which === 'right' ? keys.clients[sap] : this.#new(eui64, sap);
    return {
      classId: SECURITY_SETUP,
      instance: parseObis(`0.0.43.0.${sap}.255`),
      method: GLOBAL_KEY_TRANSFER,
      parameters: {
        type: 'array',
        value: [
          wrapped(keyIds.encryption, encryption, keys.master),
          wrapped(keyIds.authentication, authentication, keys.master),
        ],
      },
    };
  }

  #new(device: Eui64, sap: number): ClientKeys {
    const keys = { encryption: this.#random.bytes(KEY_LENGTH), authentication: this.#random.bytes(KEY_LENGTH) };
    for (const key of Object.values(keys)) this.#onNew(key);
    this.#keys.set(`${device}/${sap}`, keys);
    return keys;
  }
}

function wrapped(id: number, key: Uint8Array, master: Uint8Array): Data {
  return {
    type: 'structure',
    value: [
      { type: 'enum', value: id },
      { type: 'octet-string', value: wrapKey(master, key) },
    ],
  };
}
