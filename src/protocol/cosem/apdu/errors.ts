import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { namesByNumber, readName, within } from './fields.ts';

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
  /** With `invocation-counter-error`, and then mandatory: the lowest counter that would have been accepted. */
  readonly invocationCounter?: number;
}

const stateErrorNames = namesByNumber(stateErrors);
const serviceErrorNames = namesByNumber(serviceErrors);

/**
 * ConfirmedServiceError, its tag already read (Green Book, COSEMpdu).
 * @throws `bytes-truncated`
 */
export function readConfirmedServiceError(reader: ByteReader): ConfirmedServiceError {
  return { kind: 'confirmed-service-error', service: reader.u8(), group: reader.u8(), value: reader.u8() };
}

/**
 * Writes a ConfirmedServiceError without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeConfirmedServiceError(writer: ByteWriter, apdu: ConfirmedServiceError): void {
  writer
    .u8(within('service', apdu.service, 0, 0xff))
    .u8(within('service-error', apdu.group, 0, 0xff))
    .u8(within('service-error value', apdu.value, 0, 0xff));
}

/**
 * Exception-Response, its tag already read (Green Book, COSEMpdu).
 * @throws `apdu-choice-unknown`, `bytes-truncated`
 */
export function readExceptionResponse(reader: ByteReader): ExceptionResponse {
  const stateError = readName(reader, stateErrorNames, 'state-error');
  const serviceError = readName(reader, serviceErrorNames, 'service-error');
  if (serviceError !== 'invocation-counter-error') return { kind: 'exception-response', stateError, serviceError };
  return { kind: 'exception-response', stateError, serviceError, invocationCounter: reader.u32() };
}

/**
 * Writes an Exception-Response without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeExceptionResponse(writer: ByteWriter, apdu: ExceptionResponse): void {
  writer.u8(stateErrors[apdu.stateError]).u8(serviceErrors[apdu.serviceError]);
  if (apdu.serviceError !== 'invocation-counter-error') return;
  writer.u32(within('invocation-counter', apdu.invocationCounter, 0, 0xffffffff));
}
