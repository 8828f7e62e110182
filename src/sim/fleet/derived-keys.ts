import { createHash } from 'node:crypto';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { DeviceKeys } from '../files/keys.ts';

const KEY_LENGTH = 16;

/**
 * Keys that follow from a seed and the device's EUI-64, so that no two devices share any. For tests only: whoever knows
 * the seed knows them all. They are made when they are asked for, since most devices of many never are.
 */
export class DerivedKeys implements DeviceKeys {
  readonly #from: string;
  #master: Uint8Array | undefined;
  #clients: DeviceKeys['clients'] | undefined;

  constructor(seed: string, eui64: Eui64) {
    this.#from = `${seed}/${eui64}/keys`;
  }

  get master(): Uint8Array {
    this.#master ??= this.#key('master');
    return this.#master;
  }

  get clients(): DeviceKeys['clients'] {
    this.#clients ??= { 1: this.#clientKeys(1), 2: this.#clientKeys(2) };
    return this.#clients;
  }

  #clientKeys(sap: 1 | 2): ClientKeys {
    return { encryption: this.#key(`${sap}/encryption`), authentication: this.#key(`${sap}/authentication`) };
  }

  #key(label: string): Uint8Array {
    return createHash('sha256').update(`${this.#from}/${label}`).digest().subarray(0, KEY_LENGTH);
  }
}
