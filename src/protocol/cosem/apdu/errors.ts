/** ConfirmedServiceError: which service failed, and the ServiceError group and value, by their numbers on the wire. */
export interface ConfirmedServiceError {
  readonly kind: 'confirmed-service-error';
  /** 1 initiateError, 5 read, 6 write. */
  readonly service: number;
  /** ServiceError choice: 6 initiate, 0 application-reference, ... */
  readonly group: number;
  readonly value: number;
}

export const stateErrors = { 'service-not-allowed': 1, 'service-unknown': 2 } as const;
export const serviceErrors = {
  'operation-not-possible': 1,
  'service-not-supported': 2,
  'other-reason': 3,
  'pdu-too-long': 4,
  'deciphering-error': 5,
  'invocation-counter-error': 6,
} as const;

export interface ExceptionResponse {
  readonly kind: 'exception-response';
  readonly stateError: keyof typeof stateErrors;
  readonly serviceError: keyof typeof serviceErrors;
  /** With `invocation-counter-error`: the lowest counter that would have been accepted. */
  readonly invocationCounter?: number;
}
