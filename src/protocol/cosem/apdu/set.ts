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
import { namesByNumber, readList, readName, writeBlockNumber, writeInvokeId, writeList } from './fields.ts';
import { type DataAccessResult, readDataAccessResult, writeDataAccessResult } from './results.ts';

/** DataBlock-SA: one block of a value that is sent in several. */
export interface DataBlock {
  readonly lastBlock: boolean;
  readonly blockNumber: number;
  readonly rawData: Uint8Array;
}

export type SetRequest =
  | {
      readonly kind: 'set-request-normal';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
      readonly value: Data;
    }
  | {
      readonly kind: 'set-request-with-first-datablock';
      readonly invokeIdAndPriority: number;
      readonly attribute: AttributeDescriptor;
      readonly block: DataBlock;
    }
  | { readonly kind: 'set-request-with-datablock'; readonly invokeIdAndPriority: number; readonly block: DataBlock }
  | {
      readonly kind: 'set-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
      readonly values: readonly Data[];
    }
  | {
      readonly kind: 'set-request-with-list-and-first-datablock';
      readonly invokeIdAndPriority: number;
      readonly attributes: readonly AttributeDescriptor[];
      readonly block: DataBlock;
    };

export type SetResponse =
  | { readonly kind: 'set-response-normal'; readonly invokeIdAndPriority: number; readonly result: DataAccessResult }
  | { readonly kind: 'set-response-datablock'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'set-response-last-datablock';
      readonly invokeIdAndPriority: number;
      readonly result: DataAccessResult;
      readonly blockNumber: number;
    }
  | {
      readonly kind: 'set-response-last-datablock-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly DataAccessResult[];
      readonly blockNumber: number;
    }
  | {
      readonly kind: 'set-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly results: readonly DataAccessResult[];
    };

const requestChoices = {
  'set-request-normal': 1,
  'set-request-with-first-datablock': 2,
  'set-request-with-datablock': 3,
  'set-request-with-list': 4,
  'set-request-with-list-and-first-datablock': 5,
} as const satisfies Record<SetRequest['kind'], number>;
const requestKinds = namesByNumber(requestChoices);

const responseChoices = {
  'set-response-normal': 1,
  'set-response-datablock': 2,
  'set-response-last-datablock': 3,
  'set-response-last-datablock-with-list': 4,
  'set-response-with-list': 5,
} as const satisfies Record<SetResponse['kind'], number>;
const responseKinds = namesByNumber(responseChoices);

/**
 * SET-Request, its tag already read (Green Book, COSEMpdu). Raw data is a view on the bytes read from.
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readSetRequest(reader: ByteReader): SetRequest {
  const kind = readName(reader, requestKinds, 'set-request');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'set-request-normal': {
      const attribute = readAttributeWithSelection(reader);
      return { kind, invokeIdAndPriority, attribute, value: readData(reader) };
    }
    case 'set-request-with-first-datablock': {
      const attribute = readAttributeWithSelection(reader);
      return { kind, invokeIdAndPriority, attribute, block: readDataBlock(reader) };
    }
    case 'set-request-with-datablock':
      return { kind, invokeIdAndPriority, block: readDataBlock(reader) };
    case 'set-request-with-list': {
      const attributes = readList(reader, descriptorSize + 1, readAttributeWithSelection);
      return { kind, invokeIdAndPriority, attributes, values: readList(reader, 1, readData) };
    }
    case 'set-request-with-list-and-first-datablock': {
      const attributes = readList(reader, descriptorSize + 1, readAttributeWithSelection);
      return { kind, invokeIdAndPriority, attributes, block: readDataBlock(reader) };
    }
  }
}

/**
 * Writes a SET-Request without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeSetRequest(writer: ByteWriter, apdu: SetRequest): void {
  writer.u8(requestChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'set-request-normal':
      writeAttributeWithSelection(writer, apdu.attribute);
      writeData(writer, apdu.value);
      return;
    case 'set-request-with-first-datablock':
      writeAttributeWithSelection(writer, apdu.attribute);
      writeDataBlock(writer, apdu.block);
      return;
    case 'set-request-with-datablock':
      writeDataBlock(writer, apdu.block);
      return;
    case 'set-request-with-list':
      writeList(writer, apdu.attributes, writeAttributeWithSelection);
      writeList(writer, apdu.values, writeData);
      return;
    case 'set-request-with-list-and-first-datablock':
      writeList(writer, apdu.attributes, writeAttributeWithSelection);
      writeDataBlock(writer, apdu.block);
  }
}

/**
 * SET-Response, its tag already read (Green Book, COSEMpdu).
 * @throws `apdu-choice-unknown`, `bytes-truncated`
 */
export function readSetResponse(reader: ByteReader): SetResponse {
  const kind = readName(reader, responseKinds, 'set-response');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'set-response-normal':
      return { kind, invokeIdAndPriority, result: readDataAccessResult(reader) };
    case 'set-response-datablock':
      return { kind, invokeIdAndPriority, blockNumber: reader.u32() };
    case 'set-response-last-datablock': {
      const result = readDataAccessResult(reader);
      return { kind, invokeIdAndPriority, result, blockNumber: reader.u32() };
    }
    case 'set-response-last-datablock-with-list': {
      const results = readList(reader, 1, readDataAccessResult);
      return { kind, invokeIdAndPriority, results, blockNumber: reader.u32() };
    }
    case 'set-response-with-list':
      return { kind, invokeIdAndPriority, results: readList(reader, 1, readDataAccessResult) };
  }
}

/**
 * Writes a SET-Response without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeSetResponse(writer: ByteWriter, apdu: SetResponse): void {
  writer.u8(responseChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'set-response-normal':
      writeDataAccessResult(writer, apdu.result);
      return;
    case 'set-response-datablock':
      writeBlockNumber(writer, apdu.blockNumber);
      return;
    case 'set-response-last-datablock':
      writeDataAccessResult(writer, apdu.result);
      writeBlockNumber(writer, apdu.blockNumber);
      return;
    case 'set-response-last-datablock-with-list':
      writeList(writer, apdu.results, writeDataAccessResult);
      writeBlockNumber(writer, apdu.blockNumber);
      return;
    case 'set-response-with-list':
      writeList(writer, apdu.results, writeDataAccessResult);
  }
}

/**
 * DataBlock-SA; its raw data is a view on the bytes read from.
 * @throws `axdr-length-invalid`, `bytes-truncated`
 */
export function readDataBlock(reader: ByteReader): DataBlock {
  return { lastBlock: reader.u8() !== 0, blockNumber: reader.u32(), rawData: readOctets(reader) };
}

/**
 * Writes a DataBlock-SA.
 * @throws `apdu-value-out-of-range`
 */
export function writeDataBlock(writer: ByteWriter, block: DataBlock): void {
  writer.u8(block.lastBlock ? 1 : 0);
  writeBlockNumber(writer, block.blockNumber);
  writeOctets(writer, block.rawData);
}
