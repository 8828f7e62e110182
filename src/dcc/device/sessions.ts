import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { Random } from '../../core/random.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { InvocationCounters } from './counters.ts';
import type { DevicePorts } from './port.ts';
import { type CosemOperation, DeviceSession } from './session.ts';

/** What the S1SP and the DCO share: the ways to the devices. */
export interface DeviceAccess {
  readonly ports: DevicePorts;
  readonly counters: InvocationCounters;
  readonly random: Random;
  readonly observe?: (operation: CosemOperation) => void;
}

/** A party that speaks to devices: its title, and its keys for each device. */
export interface KeyHolder {
  /** Eight bytes. */
  readonly systemTitle: Uint8Array;
  keysOf(device: Eui64): ClientKeys | undefined;
}

/** The sessions of one party, as one client, with every device that it speaks to. */
export class DeviceSessions {
  readonly #clientSap: number;
  readonly #holder: KeyHolder;
  readonly #access: DeviceAccess;
  readonly #sessions = new Map<Eui64, DeviceSession>();

  constructor(clientSap: number, holder: KeyHolder, access: DeviceAccess) {
    this.#clientSap = clientSap;
    this.#holder = holder;
    this.#access = access;
  }

  /** @throws `device-route-unknown` where there is no route to the device, or no keys */
  of(device: Eui64): DeviceSession {
    const known = this.#sessions.get(device);
    if (known !== undefined) return known;
    const keys = this.#holder.keysOf(device);
    if (keys === undefined) throw new S1benchError('device-route-unknown', { found: `${device}, no keys` });
    const { ports, ...shared } = this.#access;
    const credentials = { systemTitle: this.#holder.systemTitle, keys };
    const identity = { sap: this.#clientSap, credentials };
    const session = new DeviceSession(identity, { ...shared, device, port: ports.of(device) });
    this.#sessions.set(device, session);
    return session;
  }
}
