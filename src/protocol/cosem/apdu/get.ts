import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { readData, writeData } from '../axdr.ts';
import { readOctets, writeOctets } from '../axdr-length.ts';
import type { Data } from '../data.ts';
import {
  type AttributeDescriptor,
  descriptorSize,
  readAttributeWithSelection,
  writeAttributeWithSelection,
} from './descriptors.ts';
import {
  namesByNumber,
  readList,
  readName,
  unknownChoice,
  writeBlockNumber,
  writeInvokeId,
  writeList,
} from './fields.ts';
import { type DataAccessResult, readDataAccessResult, writeDataAccessResult } from './results.ts';

export type GetRequest =
  | {
      readonly kind: 'get-request-normal';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
    }
  | { readonly kind: 'get-request-next'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'get-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
    };

/** Get-Data-Result: the value, or why there is none. */
export type GetResult = { readonly data: Data } | { readonly error: DataAccessResult };

export type GetResponse =
  | { readonly kind: 'get-response-normal'; readonly invokeIdAndPriority: number; readonly result: GetResult }
  | {
      readonly kind: 'get-response-with-datablock';
      readonly invokeIdAndPriority: number;
      readonly lastBlock: boolean;
      readonly blockNumber: number;
      readonly result: { readonly rawData: Uint8Array } | { readonly error: DataAccessResult };
    }
  | {
      readonly kind: 'get-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly GetResult[];
    };

const requestChoices = {
  'get-request-normal': 1,
  'get-request-next': 2,
  'get-request-with-list': 3,
} as const satisfies Record<GetRequest['kind'], number>;
const requestKinds = namesByNumber(requestChoices);

const responseChoices = {
  'get-response-normal': 1,
  'get-response-with-datablock': 2,
  'get-response-with-list': 3,
} as const satisfies Record<GetResponse['kind'], number>;
const responseKinds = namesByNumber(responseChoices);

/**
 * GET-Request, its tag already read (Green Book, COSEMpdu).
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readGetRequest(reader: ByteReader): GetRequest {
  const kind = readName(reader, requestKinds, 'get-request');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'get-request-normal':
      return { kind, invokeIdAndPriority, attribute: readAttributeWithSelection(reader) };
    case 'get-request-next':
      return { kind, invokeIdAndPriority, blockNumber: reader.u32() };
    case 'get-request-with-list':
      return {
        kind,
        invokeIdAndPriority,
        attributes: readList(reader, descriptorSize + 1, readAttributeWithSelection),
      };
  }
}

/**
 * Writes a GET-Request without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeGetRequest(writer: ByteWriter, apdu: GetRequest): void {
  writer.u8(requestChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'get-request-normal':
      writeAttributeWithSelection(writer, apdu.attribute);
      return;
    case 'get-request-next':
      writeBlockNumber(writer, apdu.blockNumber);
      return;
    case 'get-request-with-list':
      writeList(writer, apdu.attributes, writeAttributeWithSelection);
  }
}

/**
 * GET-Response, its tag already read (Green Book, COSEMpdu). Raw data is a view on the bytes read from.
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readGetResponse(reader: ByteReader): GetResponse {
  const kind = readName(reader, responseKinds, 'get-response');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'get-response-normal':
      return { kind, invokeIdAndPriority, result: readGetResult(reader) };
    case 'get-response-with-datablock': {
      const lastBlock = reader.u8() !== 0;
      const blockNumber = reader.u32();
      return { kind, invokeIdAndPriority, lastBlock, blockNumber, result: readDataBlockResult(reader) };
    }
    case 'get-response-with-list':
      return { kind, invokeIdAndPriority, results: readList(reader, 2, readGetResult) };
  }
}

/**
 * Writes a GET-Response without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeGetResponse(writer: ByteWriter, apdu: GetResponse): void {
  writer.u8(responseChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'get-response-normal':
      writeGetResult(writer, apdu.result);
      return;
    case 'get-response-with-datablock':
      writer.u8(apdu.lastBlock ? 1 : 0);
      writeBlockNumber(writer, apdu.blockNumber);
      writeDataBlockResult(writer, apdu.result);
      return;
    case 'get-response-with-list':
      writeList(writer, apdu.results, writeGetResult);
  }
}

/**
 * Get-Data-Result.
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readGetResult(reader: ByteReader): GetResult {
  return readIsError(reader) ? { error: readDataAccessResult(reader) } : { data: readData(reader) };
}

/**
 * Writes a Get-Data-Result.
 * @throws what `writeData` refuses
 */
export function writeGetResult(writer: ByteWriter, result: GetResult): void {
  if ('data' in result) {
    writer.u8(0);
    writeData(writer, result.data);
  } else {
    writer.u8(1);
    writeDataAccessResult(writer, result.error);
  }
}

type DataBlockResult = Extract<GetResponse, { readonly kind: 'get-response-with-datablock' }>['result'];

function readDataBlockResult(reader: ByteReader): DataBlockResult {
  return readIsError(reader) ? { error: readDataAccessResult(reader) } : { rawData: readOctets(reader) };
}

function writeDataBlockResult(writer: ByteWriter, result: DataBlockResult): void {
  if ('rawData' in result) {
    writer.u8(0);
    writeOctets(writer, result.rawData);
  } else {
    writer.u8(1);
    writeDataAccessResult(writer, result.error);
  }
}

function readIsError(reader: ByteReader): boolean {
  const choice = reader.u8();
  if (choice > 1) throw unknownChoice(reader.offset - 1, 'result', choice, [0, 1]);
  return choice === 1;
}
