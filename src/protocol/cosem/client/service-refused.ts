import type { ErrorCode } from '../../../core/error-catalogue.ts';
import { type ErrorDetail, S1benchError } from '../../../core/errors.ts';
import type { Apdu } from '../apdu/apdu.ts';
import type { ConfirmedServiceError } from '../apdu/errors.ts';

/** A device's answer that isn't the one asked for: a refusal of the whole service, or a breach of the protocol. */
export class ServiceRefused extends S1benchError {
  /** The answer, deciphered. */
  readonly answer: Apdu;
  /** What a rejecting AARE carries, where the device says what of the InitiateRequest it refuses. */
  readonly initiateError: ConfirmedServiceError | undefined;

  constructor(code: ErrorCode, answer: Apdu, detail: ErrorDetail = {}, initiateError?: ConfirmedServiceError) {
    const parts = [answer, initiateError].filter((apdu) => apdu !== undefined);
    super(code, { found: parts.map(describeAnswer).join(' with '), ...detail });
    this.answer = answer;
    this.initiateError = initiateError;
  }
}

function describeAnswer(answer: Apdu): string {
  switch (answer.kind) {
    case 'exception-response': {
      const { stateError, serviceError, invocationCounter } = answer;
      const counter = invocationCounter === undefined ? '' : ` (lowest accepted: ${invocationCounter})`;
      return `exception-response ${stateError}, ${serviceError}${counter}`;
    }
    case 'confirmed-service-error':
      return `confirmed-service-error ${answer.service}, ${answer.group}, ${answer.value}`;
    case 'aare':
      return `AARE ${answer.result}, ${answer.diagnostic}`;
    default:
      return answer.kind;
  }
}
