import { bytesEqual } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import type { InvocationCounters } from './counters.ts';
import type { DevicePorts } from './port.ts';
import { type ClientIdentity, type CosemOperation, DeviceSession } from './session.ts';

/** What the S1SP and the DCO share: the ways to the devices. */
export interface DeviceAccess {
  readonly ports: DevicePorts;
  readonly counters: InvocationCounters;
  readonly random: RandomSource;
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
  readonly #sessions = new Map<Eui64, { readonly keys: ClientKeys; readonly session: DeviceSession }>();

  constructor(clientSap: number, holder: KeyHolder, access: DeviceAccess) {
    this.#clientSap = clientSap;
    this.#holder = holder;
    this.#access = access;
  }

  /**
   * The session with a device, begun anew where the party holds other keys for it than before.
   * @throws `device-route-unknown` where there is no route to the device, or no keys
   */
  of(device: Eui64): DeviceSession {
    const keys = this.#holder.keysOf(device);
    if (keys === undefined) throw new S1benchError('device-route-unknown', { found: `${device}, no keys` });
    const known = this.#sessions.get(device);
    if (known !== undefined && isSame(known.keys, keys)) return known.session;
    const credentials = { systemTitle: this.#holder.systemTitle, keys };
    const session = sessionOf({ sap: this.#clientSap, credentials }, device, this.#access);
    this.#sessions.set(device, { keys, session });
    return session;
  }
}

/** A session of its own, not begun yet. @throws `device-route-unknown` where there is no route to the device */
export function sessionOf(client: ClientIdentity, device: Eui64, { ports, ...shared }: DeviceAccess): DeviceSession {
  return new DeviceSession(client, { ...shared, device, port: ports.of(device) });
}

function isSame(one: ClientKeys, other: ClientKeys): boolean {
  return bytesEqual(one.encryption, other.encryption) && bytesEqual(one.authentication, other.authentication);
}
