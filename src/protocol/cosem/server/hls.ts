import type { ActionOutcome } from '../apdu/action.ts';
import type { Apdu } from '../apdu/apdu.ts';
import { encodeApdu } from '../apdu/codec.ts';
import { REPLY_TO_HLS_AUTHENTICATION } from '../security/hls-gmac.ts';
import type { Association } from './association.ts';

/** What became of the client's answer to the challenge: an action response that has to be sent either way. */
export interface HlsReply {
  readonly isAuthenticated: boolean;
  readonly answer: Uint8Array;
}

/**
 * Passes 3 and 4 of HLS (Green Book 9.2; Blue Book, reply_to_HLS_authentication): checks f(StoC), answers f(CtoS).
 * @returns nothing where the request is anything else, which isn't allowed yet
 */
export function replyToHls({ challenges, security, policy }: Association, request: Apdu): HlsReply | undefined {
  if (challenges === undefined || security === undefined || request.kind !== 'action-request-normal') return undefined;
  const { method, parameters, invokeIdAndPriority } = request;
  const isReply =
    method.classId === REPLY_TO_HLS_AUTHENTICATION.classId &&
    method.instance === REPLY_TO_HLS_AUTHENTICATION.instance &&
    method.method === REPLY_TO_HLS_AUTHENTICATION.method;
  if (!isReply) return undefined;
  const answer = parameters?.type === 'octet-string' ? security.reply(challenges, parameters.value) : undefined;
  const isAuthenticated = answer !== undefined;
  if (!isAuthenticated) policy.refused?.('authentication');
  const outcome: ActionOutcome = isAuthenticated
    ? { result: 'success', returned: { data: { type: 'octet-string', value: answer } } }
    : { result: 'read-write-denied' };
  return { isAuthenticated, answer: encodeApdu({ kind: 'action-response-normal', invokeIdAndPriority, outcome }) };
}
