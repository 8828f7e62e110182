import { S1benchError } from '../core/errors.ts';
import type { Eui64 } from '../core/identifiers.ts';
import { readUtrn, type UtrnDevice, utrnFor } from '../protocol/utrn/utrn.ts';
import { readLastDigits } from './s1sp/payment/tokens.ts';
import type { S1sp } from './s1sp/s1sp.ts';

export interface VendingOptions {
  readonly s1sp: Pick<S1sp, 'visit'>;
  /** Those that a device was delivered with: its UTRNs go by them for good. */
  readonly keysOf: (device: Eui64) => UtrnDevice['keys'] | undefined;
}

/**
 * Issues UTRNs, which for enrolled SMETS1 devices is the DCC's affair (public: SEC DP266). Its counters go on from the
 * last token that a device was given, by whomever, and never repeat.
 */
export class Vending {
  readonly #options: VendingOptions;
  /** The next counter of each device that was vended to. */
  readonly #counters = new Map<Eui64, number>();

  constructor(options: VendingOptions) {
    this.#options = options;
  }

  /**
   * @param pence 1 to 9999, or whole pounds up to 9999
   * @returns twenty digits
   * @throws `utrn-value-invalid`, also where the counters are used up; `device-route-unknown`; StepFailed where the device can't be asked what it had last
   */
  async vend(id: Eui64, pence: number): Promise<string> {
    const keys = this.#options.keysOf(id);
    if (keys === undefined) throw new S1benchError('device-route-unknown', { found: `${id}, no keys` });
    const device: UtrnDevice = { eui64: id, keys };
    const seen = await this.#nextSeen(device);
    // Nothing is waited for between looking and taking: two that vend at once get two counters.
    const counter = Math.max(this.#counters.get(id) ?? 0, seen);
    const digits = utrnFor(device, pence, counter);
    this.#counters.set(id, counter + 1);
    return digits;
  }

  /** The counter after that of the device's last token; 0 where that was none of its UTRNs. */
  async #nextSeen(device: UtrnDevice): Promise<number> {
    if (this.#counters.has(device.eui64)) return 0;
    const token = await this.#options.s1sp.visit(device.eui64, readLastDigits);
    const contents = readUtrn(device, token);
    return typeof contents === 'string' ? 0 : contents.counter + 1;
  }
}
