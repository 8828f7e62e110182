import { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { readOctets, writeOctets } from '../axdr-length.ts';
import { readAare, readAarq, writeAare, writeAarq } from './acse-association.ts';
import { readRlre, readRlrq, writeRlre, writeRlrq } from './acse-release.ts';
import { readActionRequest, readActionResponse, writeActionRequest, writeActionResponse } from './action.ts';
import type { Apdu } from './apdu.ts';
import {
  readConfirmedServiceError,
  readExceptionResponse,
  writeConfirmedServiceError,
  writeExceptionResponse,
} from './errors.ts';
import { readGetRequest, readGetResponse, writeGetRequest, writeGetResponse } from './get.ts';
import { readInitiateRequest, readInitiateResponse, writeInitiateRequest, writeInitiateResponse } from './initiate.ts';
import {
  readDataNotification,
  readEventNotification,
  writeDataNotification,
  writeEventNotification,
} from './notification.ts';
import { readSetRequest, readSetResponse, writeSetRequest, writeSetResponse } from './set.ts';
import { apduTags, gloTags } from './tags.ts';

const GLO_TAGS: ReadonlySet<number> = new Set(Object.values(gloTags));

/**
 * An APDU as bytes (Green Book, COSEMpdu and ACSE APDUs).
 * @throws `apdu-value-out-of-range`, `apdu-tag-unknown`, and what `encodeData` refuses
 */
export function encodeApdu(apdu: Apdu): Uint8Array {
  const writer = new ByteWriter();
  writeApdu(writer, apdu);
  return writer.finish();
}

/**
 * The one APDU that the bytes hold. Octet-strings and raw data are views on the bytes.
 * @throws `apdu-tag-unknown`, `apdu-choice-unknown`, `apdu-trailing-bytes`, `apdu-conformance-invalid`,
 *   `acse-field-missing`, `ber-tag-unexpected`, `ber-integer-invalid`, and what `decodeData` refuses
 */
export function decodeApdu(bytes: Uint8Array): Apdu {
  const reader = new ByteReader(bytes);
  const apdu = readApdu(reader);
  if (reader.remaining > 0) {
    throw new S1benchError('apdu-trailing-bytes', {
      where: { offset: reader.offset },
      found: `${reader.remaining} byte(s)`,
      expected: 'none',
    });
  }
  return apdu;
}

function readApdu(reader: ByteReader): Apdu {
  const tag = reader.u8();
  switch (tag) {
    case apduTags['get-request']:
      return readGetRequest(reader);
    case apduTags['get-response']:
      return readGetResponse(reader);
    case apduTags['set-request']:
      return readSetRequest(reader);
    case apduTags['set-response']:
      return readSetResponse(reader);
    case apduTags['action-request']:
      return readActionRequest(reader);
    case apduTags['action-response']:
      return readActionResponse(reader);
    case apduTags['event-notification-request']:
      return readEventNotification(reader);
    case apduTags['data-notification']:
      return readDataNotification(reader);
    case apduTags['exception-response']:
      return readExceptionResponse(reader);
    case apduTags['confirmed-service-error']:
      return readConfirmedServiceError(reader);
    case apduTags['initiate-request']:
      return readInitiateRequest(reader);
    case apduTags['initiate-response']:
      return readInitiateResponse(reader);
    case apduTags.aarq:
      return readAarq(reader);
    case apduTags.aare:
      return readAare(reader);
    case apduTags.rlrq:
      return readRlrq(reader);
    case apduTags.rlre:
      return readRlre(reader);
    case apduTags['general-glo-ciphering']:
      return { kind: 'general-glo-ciphering', systemTitle: readOctets(reader), content: readOctets(reader) };
    default:
      if (!GLO_TAGS.has(tag)) throw unknownTag(tag);
      return { kind: 'glo-ciphered', tag, content: readOctets(reader) };
  }
}

function unknownTag(tag: number): S1benchError {
  return new S1benchError('apdu-tag-unknown', { where: { offset: 0 }, found: `${tag}` });
}

function writeApdu(writer: ByteWriter, apdu: Apdu): void {
  switch (apdu.kind) {
    case 'get-request-normal':
    case 'get-request-next':
    case 'get-request-with-list':
      writeGetRequest(writer.u8(apduTags['get-request']), apdu);
      break;
    case 'get-response-normal':
    case 'get-response-with-datablock':
    case 'get-response-with-list':
      writeGetResponse(writer.u8(apduTags['get-response']), apdu);
      break;
    case 'set-request-normal':
    case 'set-request-with-first-datablock':
    case 'set-request-with-datablock':
    case 'set-request-with-list':
    case 'set-request-with-list-and-first-datablock':
      writeSetRequest(writer.u8(apduTags['set-request']), apdu);
      break;
    case 'set-response-normal':
    case 'set-response-datablock':
    case 'set-response-last-datablock':
    case 'set-response-last-datablock-with-list':
    case 'set-response-with-list':
      writeSetResponse(writer.u8(apduTags['set-response']), apdu);
      break;
    case 'action-request-normal':
    case 'action-request-next-pblock':
    case 'action-request-with-list':
    case 'action-request-with-first-pblock':
    case 'action-request-with-list-and-first-pblock':
    case 'action-request-with-pblock':
      writeActionRequest(writer.u8(apduTags['action-request']), apdu);
      break;
    case 'action-response-normal':
    case 'action-response-with-pblock':
    case 'action-response-with-list':
    case 'action-response-next-pblock':
      writeActionResponse(writer.u8(apduTags['action-response']), apdu);
      break;
    case 'event-notification-request':
      writeEventNotification(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'data-notification':
      writeDataNotification(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'exception-response':
      writeExceptionResponse(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'confirmed-service-error':
      writeConfirmedServiceError(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'initiate-request':
      writeInitiateRequest(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'initiate-response':
      writeInitiateResponse(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'aarq':
      writeAarq(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'aare':
      writeAare(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'rlrq':
      writeRlrq(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'rlre':
      writeRlre(writer.u8(apduTags[apdu.kind]), apdu);
      break;
    case 'general-glo-ciphering':
      writeOctets(writer.u8(apduTags[apdu.kind]), apdu.systemTitle);
      writeOctets(writer, apdu.content);
      break;
    case 'glo-ciphered':
      if (!GLO_TAGS.has(apdu.tag)) throw unknownTag(apdu.tag);
      writeOctets(writer.u8(apdu.tag), apdu.content);
      break;
  }
}
