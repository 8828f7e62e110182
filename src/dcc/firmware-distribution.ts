import { fromHex } from '../core/bytes.ts';
import type { Clock } from '../core/clock.ts';
import { isS1benchError } from '../core/errors.ts';
import type { Eui64 } from '../core/identifiers.ts';
import type { Outbox } from './outbox.ts';
import type { TransferResult } from './s1sp/firmware-transfer.ts';
import type { S1sp } from './s1sp/s1sp.ts';

export interface FirmwareDistributionParts {
  readonly s1sp: S1sp;
  readonly clock: Clock;
  readonly outbox: Outbox;
}

/** An image for some devices, as a User has asked for it. */
export interface FirmwareOrder {
  readonly requestId: string;
  readonly user: Eui64;
  readonly devices: readonly Eui64[];
  readonly version: string;
  readonly image: Uint8Array;
  /** What SRV 11.3 names it by, hexadecimal. */
  readonly hash: string;
}

/** Of the SMETS1 messages that this project writes. */
const SCHEMA_VERSION = '5.4';

/**
 * Has the S1SP bring firmware images to devices (SRV 11.1), each on its own. What came of it the User is told for each
 * device, by an alert of the S1SP (N55): DUIS has no other that is for SMETS1 meters. Its S1SPAlertCodes are ours:
 * `FirmwareTransferred` once the device has verified the image, else `FirmwareNotTransferred`.
 */
export class FirmwareDistribution {
  readonly #parts: FirmwareDistributionParts;
  readonly #underWay = new Set<Eui64>();
  readonly #ending = new AbortController();

  constructor(parts: FirmwareDistributionParts) {
    this.#parts = parts;
  }

  isUnderWayTo(device: Eui64): boolean {
    return this.#underWay.has(device);
  }

  distribute(order: FirmwareOrder): void {
    for (const device of order.devices) void this.#bring(device, order);
  }

  /** Leaves what is under way as far as it has come. */
  close(): void {
    this.#ending.abort();
  }

  async #bring(device: Eui64, order: FirmwareOrder): Promise<void> {
    this.#underWay.add(device);
    const image = { content: order.image, name: fromHex(order.hash) };
    const result = await this.#parts.s1sp
      .transferFirmware(device, image, this.#ending.signal)
      .catch((error: unknown): TransferResult => {
        if (!isS1benchError(error)) throw error;
        return { outcome: 'unreachable', detail: error.message };
      })
      .finally(() => this.#underWay.delete(device));
    this.#tell(device, order, result);
  }

  #tell(device: Eui64, { requestId, user, version }: FirmwareOrder, { outcome, detail }: TransferResult): void {
    const { clock, outbox } = this.#parts;
    const isThere = outcome === 'verified';
    const alert = {
      schemaVersion: SCHEMA_VERSION,
      RequestID: requestId,
      DeviceID: device,
      S1SPAlertCode: isThere ? 'FirmwareTransferred' : 'FirmwareNotTransferred',
      AdditionalInformation: [`firmware version ${version}`, outcome, detail].filter(Boolean).join(': '),
      DateTime: clock.now().toString(),
    };
    outbox.dccAlert({ to: user, device, code: 'N55', body: { S1SPAlertDSP: { S1SPAlert: alert } } });
  }
}
