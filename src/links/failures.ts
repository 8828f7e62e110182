import { S1benchError } from '../core/errors.ts';
import { formatLinkAddress, type LinkAddress } from './address.ts';

/** What the framings and the sign-on say when a device stays silent. */
const SILENCE: ReadonlySet<string> = new Set(['wrapper-no-answer', 'hdlc-no-answer', 'iec62056-21-no-answer']);

/** Whether a framing gave up for want of an answer. */
export function isSilence(error: S1benchError): boolean {
  return SILENCE.has(error.code);
}

/** `link-lost`, with the address and how it was lost. */
export function linkLost(address: LinkAddress, found: string, cause?: unknown): S1benchError {
  return new S1benchError('link-lost', { found: `${formatLinkAddress(address)}: ${found}`, cause });
}
