import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import { type KeyTransfer, keyTransfer } from '../../dcc/device/key-transfer.ts';
import { type ClientKeys, KEY_LENGTH } from '../../protocol/cosem/security/originator.ts';
import { type ClientName, clientSaps } from '../pack/action.ts';
import type { TargetDevice } from './target.ts';

/** A client that has keys. */
export type SecuredClient = Exclude<ClientName, 'public'>;

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
  transfer(
    { eui64, keys, ownKeys = keys.clients }: TargetDevice,
    client: SecuredClient,
    which: 'new' | 'right',
  ): KeyTransfer {
    const sap = clientSaps[client];
    if (keys.master === undefined) throw new S1benchError('target-master-key-unknown', { found: eui64 });
    return keyTransfer(sap, which === 'right' ? ownKeys[sap] : this.#new(eui64, sap), keys.master);
  }

  #new(device: Eui64, sap: number): ClientKeys {
    const keys = { encryption: this.#random.bytes(KEY_LENGTH), authentication: this.#random.bytes(KEY_LENGTH) };
    for (const key of Object.values(keys)) this.#onNew(key);
    this.#keys.set(`${device}/${sap}`, keys);
    return keys;
  }
}
