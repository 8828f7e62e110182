import { findDeviceAlert, hexAlertCode } from '../../core/alerts/device-alerts.ts';
import { bytesEqual } from '../../core/bytes.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import type { Apdu } from '../../protocol/cosem/apdu/apdu.ts';
import { decodeApdu } from '../../protocol/cosem/apdu/codec.ts';
import { decipherApdu } from '../../protocol/cosem/security/ciphered-apdu.ts';
import { ReceiverCounter } from '../../protocol/cosem/security/invocation-counter.ts';
import {
  type ClientKeys,
  createOriginator,
  isSameKeys,
  type Originator,
  prepareKeys,
} from '../../protocol/cosem/security/originator.ts';
import type { KeyHolder } from '../device/sessions.ts';
import { instantOf, listOf, numberOf } from './values.ts';

/** An APDU that a device sent without being asked. */
export interface Push {
  readonly device: Eui64;
  /** SAP of the client that it is for. */
  readonly destination: number;
  readonly apdu: Uint8Array;
}

/** What a device tells, as the S1SP understands it (MMC, DeviceAlertContent). */
export interface DeviceAlert {
  readonly device: Eui64;
  /** GBCSHexAlertCode, four hexadecimal digits. */
  readonly code: string;
  readonly description: string;
  /** By the clock of the device. */
  readonly timestamp: Temporal.Instant;
}

/** Why a push is not passed on. */
export const refusals = [
  /** No device of that EUI-64 is known, or no keys of it. */
  'device-unknown',
  'client-unknown',
  /** The same bytes as the last one: somebody on the way has sent it twice. */
  'repeated',
  'replayed',
  'unprotected',
  'not-authentic',
  'malformed',
  /** What it tells is no device alert of GBCS. */
  'event-unknown',
] as const;
export type Refusal = (typeof refusals)[number];

export interface RefusedPush {
  readonly device: Eui64;
  readonly refusal: Refusal;
  /** What was found. */
  readonly because: string;
}

export interface AlertListener {
  told(alert: DeviceAlert): void;
  refused(push: RefusedPush): void;
}

/** What the S1SP remembers of a device that has told something. */
interface Teller {
  readonly originator: Originator;
  readonly counter: ReceiverCounter;
  last: Uint8Array;
}

const refusalOf: Readonly<Record<string, Refusal>> = {
  'security-counter-replayed': 'replayed',
  'security-deciphering-failed': 'not-authentic',
};

/**
 * The S1SP's ear: it opens what devices push under the keys of its own client, and says which device alert of GBCS it is.
 * The event that a device tells is taken for the GBCS code itself; in which codes real SMETS1 devices tell their events
 * is not public. Whatever comes over the WAN, nothing is thrown: what can't be taken is counted, and told to the listener.
 */
export class S1spAlerts {
  listener: AlertListener | undefined;
  readonly #clientSap: number;
  readonly #keys: KeyHolder;
  readonly #tellers = new Map<Eui64, Teller>();
  readonly #counts = new Map<Refusal | 'told', number>();

  /** @param clientSap of the client whose keys these are */
  constructor(clientSap: number, keys: KeyHolder) {
    this.#clientSap = clientSap;
    this.#keys = keys;
  }

  /** How many pushes were told, and how many refused for each reason. */
  count(what: Refusal | 'told'): number {
    return this.#counts.get(what) ?? 0;
  }

  receive(push: Push): void {
    try {
      const alert = this.#open(push);
      this.#add('told');
      this.listener?.told(alert);
    } catch (error) {
      if (!(error instanceof PushRefused)) throw error;
      this.#add(error.refusal);
      this.listener?.refused({ device: push.device, refusal: error.refusal, because: error.because });
    }
  }

  #add(what: Refusal | 'told'): void {
    this.#counts.set(what, this.count(what) + 1);
  }

  /** @throws PushRefused */
  #open({ device, destination, apdu }: Push): DeviceAlert {
    const keys = this.#keys.keysOf(device);
    if (keys === undefined) throw new PushRefused('device-unknown', device);
    if (destination !== this.#clientSap) throw new PushRefused('client-unknown', `client ${destination}`);
    const teller = this.#tellerOf(device, keys);
    if (bytesEqual(apdu, teller.last)) throw new PushRefused('repeated', 'the same as the one before');
    const { notification, counter } = decipher(apdu, teller);
    teller.counter.accept(counter);
    teller.last = Uint8Array.from(apdu);
    const { event, timestamp } = contentsOf(notification);
    const { code, meaning } = gbcsAlertOf(event);
    return { device, code, description: meaning, timestamp };
  }

  /** Under new keys counting begins anew: what was sent under others can't be replayed. */
  #tellerOf(device: Eui64, keys: ClientKeys): Teller {
    const known = this.#tellers.get(device);
    if (known !== undefined && isSameKeys(known.originator.keys, keys)) return known;
    const originator = createOriginator(eui64Bytes(device), prepareKeys(keys));
    const teller = { originator, counter: new ReceiverCounter(), last: new Uint8Array(0) };
    this.#tellers.set(device, teller);
    return teller;
  }
}

class PushRefused extends S1benchError {
  readonly refusal: Refusal;
  readonly because: string;

  constructor(refusal: Refusal, because: string) {
    super('push-refused', { found: `${refusal}: ${because}` });
    this.refusal = refusal;
    this.because = because;
  }
}

/** @throws PushRefused */
function decipher(
  apdu: Uint8Array,
  { originator, counter: { lowest } }: Teller,
): { readonly notification: Apdu; readonly counter: number } {
  const ciphered = attempt('malformed', () => decodeApdu(apdu));
  if (ciphered.kind !== 'glo-ciphered' && ciphered.kind !== 'general-glo-ciphering') {
    throw new PushRefused('unprotected', ciphered.kind);
  }
  if (ciphered.kind === 'general-glo-ciphering' && !bytesEqual(ciphered.systemTitle, originator.systemTitle)) {
    throw new PushRefused('not-authentic', 'the system title of another device');
  }
  const {
    apdu: notification,
    policy,
    counter,
  } = attempt('malformed', () => decipherApdu(originator, ciphered, lowest));
  if (policy !== 'authenticated-encrypted') throw new PushRefused('unprotected', policy);
  return { notification, counter };
}

/** The event, and when it was: the structure that is the value of the notification. @throws PushRefused */
function contentsOf(apdu: Apdu): { readonly event: number; readonly timestamp: Temporal.Instant } {
  if (apdu.kind !== 'event-notification-request') throw new PushRefused('malformed', apdu.kind);
  return attempt('malformed', () => {
    const [event, timestamp, ...others] = listOf(apdu.value);
    if (event === undefined || timestamp === undefined || others.length > 0) {
      throw new PushRefused('malformed', 'a value that is not an event and its time');
    }
    return { event: numberOf(event), timestamp: instantOf(timestamp) };
  });
}

/** @throws PushRefused */
function gbcsAlertOf(event: number): NonNullable<ReturnType<typeof findDeviceAlert>> {
  const alert = findDeviceAlert(event);
  if (alert === undefined) throw new PushRefused('event-unknown', `event ${hexAlertCode(event)}`);
  return alert;
}

/** @throws PushRefused for any refusal of what was read */
function attempt<T>(otherwise: Refusal, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isS1benchError(error) || error instanceof PushRefused) throw error;
    throw new PushRefused(refusalOf[error.code] ?? otherwise, error.message);
  }
}
