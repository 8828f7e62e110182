import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { type Elements, readElements, readUserInformation, writeParts } from './acse-elements.ts';
import type { Rlre, Rlrq } from './association.ts';
import { element } from './ber.ts';
import { type NamesByNumber, namesByNumber, readName } from './fields.ts';

/** Release-request-reason and release-response-reason, [0] IMPLICIT INTEGER. */
const REASON = 0x80;

const requestReasons = { normal: 0, urgent: 1, 'user-defined': 30 } as const;
const responseReasons = { normal: 0, 'not-finished': 1, 'user-defined': 30 } as const;
const requestReasonNames = namesByNumber(requestReasons);
const responseReasonNames = namesByNumber(responseReasons);

/**
 * RLRQ, its tag already read (Green Book, ACSE APDUs).
 * @throws `apdu-choice-unknown`, `ber-tag-unexpected`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readRlrq(reader: ByteReader): Rlrq {
  const elements = readElements(reader);
  return { kind: 'rlrq', ...readReason(elements, requestReasonNames), ...readUserInformation(elements) };
}

/** Writes an RLRQ without its tag. */
export function writeRlrq(writer: ByteWriter, apdu: Rlrq): void {
  writeParts(writer, reasonElements(apdu.reason && requestReasons[apdu.reason]), apdu.userInformation);
}

/**
 * RLRE, its tag already read (Green Book, ACSE APDUs).
 * @throws `apdu-choice-unknown`, `ber-tag-unexpected`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readRlre(reader: ByteReader): Rlre {
  const elements = readElements(reader);
  return { kind: 'rlre', ...readReason(elements, responseReasonNames), ...readUserInformation(elements) };
}

/** Writes an RLRE without its tag. */
export function writeRlre(writer: ByteWriter, apdu: Rlre): void {
  writeParts(writer, reasonElements(apdu.reason && responseReasons[apdu.reason]), apdu.userInformation);
}

function readReason<Name extends string>(elements: Elements, names: NamesByNumber<Name>): { readonly reason?: Name } {
  const contents = elements.get(REASON);
  return contents === undefined ? {} : { reason: readName(contents, names, 'reason') };
}

function reasonElements(reason: number | undefined): readonly Uint8Array[] {
  return reason === undefined ? [] : [element(REASON, Uint8Array.of(reason))];
}
