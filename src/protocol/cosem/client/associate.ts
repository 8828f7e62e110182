import { bytesEqual } from '../../../core/bytes.ts';
import { isS1benchError } from '../../../core/errors.ts';
import type { Aare, Aarq } from '../apdu/association.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import type { ConfirmedServiceError } from '../apdu/errors.ts';
import { DLMS_VERSION, type InitiateRequest, LN_VAA_NAME } from '../apdu/initiate.ts';
import type { Data } from '../data.ts';
import type { Exchange } from '../exchange.ts';
import { challengeLength, REPLY_TO_HLS_AUTHENTICATION } from '../security/hls-gmac.ts';
import { SYSTEM_TITLE_LENGTH } from '../security/originator.ts';
import { type Channel, type NegotiatedTerms, unexpected } from './channel.ts';
import { applicationContext, type CosemClientOptions, proposedConformance } from './options.ts';
import { ServiceRefused } from './service-refused.ts';

/** What to propose, for an AARQ and once more for an RLRQ. */
export function initiateRequest(options: CosemClientOptions): InitiateRequest {
  return {
    kind: 'initiate-request',
    responseAllowed: true,
    proposedDlmsVersion: DLMS_VERSION,
    proposedConformance: proposedConformance(options),
    clientMaxReceivePduSize: options.maxReceivePduSize ?? 0xffff,
  };
}

/** The AARQ (Green Book 9.3, COSEM-OPEN). @param challenge CtoS, with HLS */
export function encodeAarq(
  channel: Channel,
  options: CosemClientOptions,
  challenge: Uint8Array | undefined,
): Uint8Array {
  const { mechanism, security } = options;
  const value = mechanism === 'lls' ? options.secret : challenge;
  const aarq: Aarq = {
    kind: 'aarq',
    context: applicationContext(options),
    ...(security !== undefined && { callingApTitle: security.systemTitle }),
    ...(mechanism !== 'none' && { mechanism }),
    ...(value !== undefined && { callingAuthenticationValue: value }),
    userInformation: channel.sealInitiate(initiateRequest(options)),
  };
  return encodeApdu(aarq);
}

/** What an AARE leads to. */
export interface Accepted {
  readonly terms: NegotiatedTerms;
  /** StoC, which the client has to answer; nothing without HLS. */
  readonly challenge: Uint8Array | undefined;
}

/**
 * Checks the answer to an AARQ.
 * @throws `ServiceRefused` with `cosem-association-refused`, `cosem-answer-unexpected` or `cosem-answer-unprotected`
 */
export function readAare(
  channel: Channel,
  options: CosemClientOptions,
  bytes: Uint8Array,
  ownChallenge: Uint8Array | undefined,
): Accepted {
  const aare = decodeApdu(bytes);
  if (aare.kind === 'exception-response' || aare.kind === 'confirmed-service-error') {
    throw new ServiceRefused('cosem-association-refused', aare);
  }
  if (aare.kind !== 'aare') throw unexpected(aare);
  if (aare.respondingApTitle?.length === SYSTEM_TITLE_LENGTH) channel.meet(aare.respondingApTitle);
  if (aare.result !== 'accepted') {
    throw new ServiceRefused('cosem-association-refused', aare, {}, initiateErrorIn(channel, aare));
  }
  if (aare.context !== applicationContext(options) || aare.userInformation === undefined) throw unexpected(aare);
  const response = channel.open(aare.userInformation);
  if (response.kind !== 'initiate-response') throw unexpected(response);
  const { negotiatedDlmsVersion, vaaName, negotiatedConformance, serverMaxReceivePduSize } = response;
  if (negotiatedDlmsVersion !== DLMS_VERSION || vaaName !== LN_VAA_NAME) throw unexpected(response);
  const conformance = negotiatedConformance & proposedConformance(options);
  return { terms: { conformance, serverMaxReceivePduSize }, challenge: challengeIn(aare, ownChallenge) };
}

/**
 * Passes 3 and 4 of HLS (Green Book 9.2): answers StoC, and checks the device's answer to CtoS.
 * @throws `ServiceRefused` with `cosem-authentication-failed`
 */
export function* authenticate(
  channel: Channel,
  invokeIdAndPriority: number,
  own: Uint8Array,
  challenge: Uint8Array,
): Exchange<void> {
  const parameters: Data = { type: 'octet-string', value: channel.answerChallenge(challenge) };
  const method = REPLY_TO_HLS_AUTHENTICATION;
  const request = { kind: 'action-request-normal', invokeIdAndPriority, method, parameters } as const;
  const answer = channel.openResponse(yield channel.seal(request), invokeIdAndPriority);
  if (answer.kind !== 'action-response-normal') throw unexpected(answer);
  const { result, returned } = answer.outcome;
  if (result !== 'success') throw new ServiceRefused('cosem-authentication-failed', answer, { found: result });
  const isAnswered = returned !== undefined && 'data' in returned && returned.data.type === 'octet-string';
  if (!isAnswered || !channel.isAnswer(own, returned.data.value)) {
    throw new ServiceRefused('cosem-authentication-failed', answer, {
      expected: "the device's answer to the challenge",
    });
  }
}

/** Without HLS there is nothing to answer; with it, a device that asks for nothing hasn't proved who it is. */
function challengeIn(aare: Aare, own: Uint8Array | undefined): Uint8Array | undefined {
  const { diagnostic, respondingAuthenticationValue: challenge } = aare;
  const isAsked = diagnostic === 'authentication-required';
  if (isAsked !== (own !== undefined)) throw unexpected(aare);
  if (own === undefined) return undefined;
  // A challenge that comes back as it went is one that the device can't answer itself.
  if (challenge === undefined || bytesEqual(challenge, own)) throw unexpected(aare);
  if (challenge.length < challengeLength.least || challenge.length > challengeLength.most) throw unexpected(aare);
  return Uint8Array.from(challenge);
}

function initiateErrorIn(channel: Channel, { userInformation }: Aare): ConfirmedServiceError | undefined {
  try {
    if (userInformation !== undefined) channel.open(userInformation);
  } catch (error) {
    if (error instanceof ServiceRefused && error.answer.kind === 'confirmed-service-error') return error.answer;
    if (!isS1benchError(error)) throw error;
  }
  return undefined;
}
