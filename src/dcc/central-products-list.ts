/** Whether a product may be used (DUIS 5.4, CPLStatus). */
export type CplStatus = 'Active' | 'Cancelled' | 'Expired' | 'Withdrawn';

/** A device model. */
export interface Product {
  readonly manufacturer: string;
  readonly model: string;
}

/** A version of the firmware of a device model that is on the Central Products List. */
export interface CplEntry extends Product {
  /** At most 8 characters. */
  readonly firmwareVersion: string;
  readonly status: CplStatus;
  /** What Activate Firmware (SRV 11.3) names it by: 32 bytes, hexadecimal, capital letters. */
  readonly firmwareHash?: string;
  /** SHA-256 of the image that Update Firmware (SRV 11.1) carries, hexadecimal, capital letters; where it is known. */
  readonly imageHash?: string;
}

/** The Central Products List: what devices may be enrolled, and what firmware they may be given. */
export class CentralProductsList {
  readonly #entries: readonly CplEntry[];

  constructor(entries: readonly CplEntry[] = []) {
    this.#entries = entries;
  }

  /** Every version of a device model, whatever its status. */
  of({ manufacturer, model }: Product): readonly CplEntry[] {
    return this.#entries.filter((entry) => entry.manufacturer === manufacturer && entry.model === model);
  }

  /** The entry of a version of a device model. */
  find(product: Product, firmwareVersion: string): CplEntry | undefined {
    return this.of(product).find((entry) => entry.firmwareVersion === firmwareVersion);
  }

  /** The entry of a version that a device model may be given, by the hash that activates it. */
  byFirmwareHash(product: Product, hash: string): CplEntry | undefined {
    const wanted = hash.toUpperCase();
    return this.of(product).find(({ firmwareHash, status }) => status === 'Active' && firmwareHash === wanted);
  }
}
