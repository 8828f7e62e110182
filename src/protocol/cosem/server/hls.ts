import { parseObis } from '../../../core/identifiers.ts';
import type { ActionOutcome } from '../apdu/action.ts';
import type { Apdu } from '../apdu/apdu.ts';
import { encodeApdu } from '../apdu/codec.ts';
import type { Association } from './association.ts';

const CURRENT_ASSOCIATION = parseObis('0.0.40.0.0.255');
const ASSOCIATION_LN = 15;
const REPLY_TO_HLS_AUTHENTICATION = 1;

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
    method.classId === ASSOCIATION_LN &&
    method.instance === CURRENT_ASSOCIATION &&
    method.method === REPLY_TO_HLS_AUTHENTICATION;
  if (!isReply) return undefined;
  const isAuthenticated = parameters?.type === 'octet-string' && security.isAuthentic(challenges, parameters.value);
  if (!isAuthenticated) policy.refused?.('authentication');
  const outcome: ActionOutcome = isAuthenticated
    ? { result: 'success', returned: { data: { type: 'octet-string', value: security.answer(challenges) } } }
    : { result: 'read-write-denied' };
  return { isAuthenticated, answer: encodeApdu({ kind: 'action-response-normal', invokeIdAndPriority, outcome }) };
}
