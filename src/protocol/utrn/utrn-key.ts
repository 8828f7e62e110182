import { createHmac } from 'node:crypto';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import type { ClientKeys } from '../cosem/security/originator.ts';

const PURPOSE = 's1bench UTRN';
const CRITICAL_CLIENT = 1;

/** The device that a UTRN is for. */
export interface UtrnDevice {
  readonly eui64: Eui64;
  /** Those that it was delivered with. */
  readonly keys: { readonly clients: { readonly [CRITICAL_CLIENT]: Pick<ClientKeys, 'authentication'> } };
}

/**
 * The key by which UTRNs of a device are authenticated: HMAC-SHA-256, under the critical client's authentication key that
 * the device was delivered with, of this project's purpose and the device's EUI-64. Ours: how SMETS1 prepayment keys are
 * made is not public. The delivered key outlives every rotation, so a UTRN that was issued before a migration is good
 * after it.
 */
export function utrnKey({ eui64, keys }: UtrnDevice): Uint8Array {
  const { authentication } = keys.clients[CRITICAL_CLIENT];
  return createHmac('sha256', authentication).update(PURPOSE).update(eui64Bytes(eui64)).digest();
}
