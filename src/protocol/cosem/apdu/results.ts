import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { namesByNumber, readName } from './fields.ts';

/** Data-Access-Result (Green Book, xDLMS APDU definitions), by its number on the wire. */
export const dataAccessResults = {
  success: 0,
  'hardware-fault': 1,
  'temporary-failure': 2,
  'read-write-denied': 3,
  'object-undefined': 4,
  'object-class-inconsistent': 9,
  'object-unavailable': 11,
  'type-unmatched': 12,
  'scope-of-access-violated': 13,
  'data-block-unavailable': 14,
  'long-get-aborted': 15,
  'no-long-get-in-progress': 16,
  'long-set-aborted': 17,
  'no-long-set-in-progress': 18,
  'data-block-number-invalid': 19,
  'other-reason': 250,
} as const;

export type DataAccessResult = keyof typeof dataAccessResults;

/** Action-Result (Green Book, xDLMS APDU definitions), by its number on the wire. */
export const actionResults = {
  success: 0,
  'hardware-fault': 1,
  'temporary-failure': 2,
  'read-write-denied': 3,
  'object-undefined': 4,
  'object-class-inconsistent': 9,
  'object-unavailable': 11,
  'type-unmatched': 12,
  'scope-of-access-violated': 13,
  'data-block-unavailable': 14,
  'long-action-aborted': 15,
  'no-long-action-in-progress': 16,
  'other-reason': 250,
} as const;

export type ActionResult = keyof typeof actionResults;

const dataAccessResultNames = namesByNumber(dataAccessResults);
const actionResultNames = namesByNumber(actionResults);

/**
 * Data-Access-Result.
 * @throws `apdu-choice-unknown`, `bytes-truncated`
 */
export function readDataAccessResult(reader: ByteReader): DataAccessResult {
  return readName(reader, dataAccessResultNames, 'data-access-result');
}

/** Writes a Data-Access-Result. */
export function writeDataAccessResult(writer: ByteWriter, result: DataAccessResult): void {
  writer.u8(dataAccessResults[result]);
}

/**
 * Action-Result.
 * @throws `apdu-choice-unknown`, `bytes-truncated`
 */
export function readActionResult(reader: ByteReader): ActionResult {
  return readName(reader, actionResultNames, 'action-result');
}

/** Writes an Action-Result. */
export function writeActionResult(writer: ByteWriter, result: ActionResult): void {
  writer.u8(actionResults[result]);
}
