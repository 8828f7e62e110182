import { encodeApdu } from '../apdu/codec.ts';
import type { DataNotification, EventNotification } from '../apdu/notification.ts';
import { cipherApdu } from '../security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../security/originator.ts';
import type { LogicalDevice } from './logical-device.ts';
import { canCipher } from './message-security.ts';

/**
 * An unsolicited message to one client, protected by the policy of that client (Green Book 9.4, EventNotification and
 * DataNotification). It takes a counter, so it must go out before anything that takes the next one.
 * @returns nothing where the device doesn't know the client, or has no keys to protect the message with
 */
export function encodeNotification<D>(
  device: LogicalDevice<D>,
  clientSap: number,
  notification: EventNotification | DataNotification,
): Uint8Array | undefined {
  const policy = device.client(clientSap);
  if (policy === undefined) return undefined;
  const plaintext = encodeApdu(notification);
  if (policy.securityPolicy === 'none') return plaintext;
  if (!canCipher(policy)) return undefined;
  const wrapping = notification.kind === 'event-notification-request' ? 'glo' : 'general-glo';
  const originator = createOriginator(device.systemTitle, prepareKeys(policy.keys()));
  return cipherApdu(originator, { policy: policy.securityPolicy, wrapping }, policy.takeCounter(), plaintext);
}
