import { S1benchError } from '../../src/core/errors.ts';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { DevicePort, DevicePorts, type PortHolder } from '../../src/dcc/device/port.ts';
import type { ApduLink } from '../../src/links/wire.ts';

/** The power of a device fails as a request comes to it. */
export interface Blackout {
  /** How many requests come before; from 0. */
  readonly after: number;
  /** Whether the device has done what it was asked, and could not say so; or hears nothing of it. */
  readonly isDone: boolean;
  /** After which there is power again. */
  readonly minutes: number;
}

/** What is done as a request is about to be sent. @returns the blackout that befalls it */
export type OnRequest = (device: Eui64, apdu: Uint8Array) => Blackout | undefined;

export interface BlackoutParts {
  readonly onRequest: OnRequest;
  readonly cut: (device: Eui64, blackout: Blackout) => void;
}

/** Ports at which devices may lose their power with any request. */
export class FailingPorts extends DevicePorts {
  readonly #inner: DevicePorts;
  readonly #parts: BlackoutParts;

  constructor(inner: DevicePorts, parts: BlackoutParts) {
    super(() => undefined);
    this.#inner = inner;
    this.#parts = parts;
  }

  override of(device: Eui64): DevicePort {
    return new FailingPort(device, this.#inner.of(device), this.#parts);
  }

  override close(): Promise<void> {
    return this.#inner.close();
  }
}

class FailingPort extends DevicePort {
  readonly #device: Eui64;
  readonly #inner: DevicePort;
  readonly #parts: BlackoutParts;

  constructor(device: Eui64, inner: DevicePort, parts: BlackoutParts) {
    super({ serverSap: 0, open: () => Promise.reject(new S1benchError('link-open-failed')) });
    this.#device = device;
    this.#inner = inner;
    this.#parts = parts;
  }

  override exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#inner.exclusive(work);
  }

  override async connect(holder: PortHolder): Promise<ApduLink> {
    return new FailingLink(this.#device, await this.#inner.connect(holder), this.#parts);
  }

  override close(): Promise<void> {
    return this.#inner.close();
  }
}

class FailingLink implements ApduLink {
  readonly clientSap: number;
  readonly serverSap: number;
  readonly #device: Eui64;
  readonly #inner: ApduLink;
  readonly #parts: BlackoutParts;
  #hasFailed = false;

  constructor(device: Eui64, inner: ApduLink, parts: BlackoutParts) {
    this.clientSap = inner.clientSap;
    this.serverSap = inner.serverSap;
    this.#device = device;
    this.#inner = inner;
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return !this.#hasFailed && this.#inner.isOpen;
  }

  get onNotification(): ApduLink['onNotification'] {
    return this.#inner.onNotification;
  }

  set onNotification(onNotification: ApduLink['onNotification']) {
    this.#inner.onNotification = onNotification;
  }

  async request(apdu: Uint8Array): Promise<Uint8Array> {
    const blackout = this.#parts.onRequest(this.#device, apdu);
    if (blackout?.isDone === false) this.#parts.cut(this.#device, blackout);
    const answer = await this.#inner.request(apdu);
    if (blackout?.isDone !== true) return answer;
    this.#hasFailed = true;
    this.#parts.cut(this.#device, blackout);
    throw new S1benchError('link-no-answer');
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
