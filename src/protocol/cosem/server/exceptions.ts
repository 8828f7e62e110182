import type { ExceptionResponse } from '../apdu/errors.ts';

/** What a service answers: an encoded APDU, still to be protected, or a refusal of the whole, which never is. */
export type ServiceAnswer = Uint8Array | ExceptionResponse;

function exception(
  stateError: ExceptionResponse['stateError'],
  serviceError: ExceptionResponse['serviceError'],
): ExceptionResponse {
  return { kind: 'exception-response', stateError, serviceError };
}

/** Nothing of the kind is allowed here: no association, none yet, or a message with too little protection. */
export const notAllowed = exception('service-not-allowed', 'operation-not-possible');
/** The service, or this form of it, wasn't negotiated. */
export const notSupported = exception('service-not-allowed', 'service-not-supported');
/** The request can't be decoded. */
export const malformed = exception('service-unknown', 'other-reason');
/** There is no such service here. */
export const unknownService = exception('service-unknown', 'service-not-supported');
export const tooLong = exception('service-not-allowed', 'pdu-too-long');
export const notDeciphered = exception('service-not-allowed', 'deciphering-error');

/** @param lowest the lowest counter that would be accepted */
export function counterRefused(lowest: number): ExceptionResponse {
  return {
    ...exception('service-not-allowed', 'invocation-counter-error'),
    invocationCounter: Math.min(lowest, 0xffffffff),
  };
}
