import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { readData, writeData } from '../axdr.ts';
import type { Data } from '../data.ts';
import { descriptorSize, type MethodDescriptor, readMethod, writeMethod } from './descriptors.ts';
import { namesByNumber, readList, readName, writeBlockNumber, writeInvokeId, writeList } from './fields.ts';
import { type GetResult, readGetResult, writeGetResult } from './get.ts';
import { type ActionResult, readActionResult, writeActionResult } from './results.ts';
import { type DataBlock, readDataBlock, writeDataBlock } from './set.ts';

export type ActionRequest =
  | {
      readonly kind: 'action-request-normal';
      readonly invokeIdAndPriority: number;
      readonly method: MethodDescriptor;
      readonly parameters?: Data;
    }
  | { readonly kind: 'action-request-next-pblock'; readonly invokeIdAndPriority: number; readonly blockNumber: number }
  | {
      readonly kind: 'action-request-with-list';
      readonly invokeIdAndPriority: number;
      readonly methods: readonly MethodDescriptor[];
      readonly parameters: readonly Data[];
    }
  | {
      readonly kind: 'action-request-with-first-pblock';
      readonly invokeIdAndPriority: number;
      readonly method: MethodDescriptor;
      readonly block: DataBlock;
    }
  | {
      readonly kind: 'action-request-with-list-and-first-pblock';
      readonly invokeIdAndPriority: number;
      readonly methods: readonly MethodDescriptor[];
      readonly block: DataBlock;
    }
  | { readonly kind: 'action-request-with-pblock'; readonly invokeIdAndPriority: number; readonly block: DataBlock };

/** Action-Response-With-Optional-Data. */
export interface ActionOutcome {
  readonly result: ActionResult;
  readonly returned?: GetResult;
}

export type ActionResponse =
  | { readonly kind: 'action-response-normal'; readonly invokeIdAndPriority: number; readonly outcome: ActionOutcome }
  | { readonly kind: 'action-response-with-pblock'; readonly invokeIdAndPriority: number; readonly block: DataBlock }
  | {
      readonly kind: 'action-response-with-list';
      readonly invokeIdAndPriority: number;
      readonly outcomes: readonly ActionOutcome[];
    }
  | {
      readonly kind: 'action-response-next-pblock';
      readonly invokeIdAndPriority: number;
      readonly blockNumber: number;
    };

const requestChoices = {
  'action-request-normal': 1,
  'action-request-next-pblock': 2,
  'action-request-with-list': 3,
  'action-request-with-first-pblock': 4,
  'action-request-with-list-and-first-pblock': 5,
  'action-request-with-pblock': 6,
} as const satisfies Record<ActionRequest['kind'], number>;
const requestKinds = namesByNumber(requestChoices);

const responseChoices = {
  'action-response-normal': 1,
  'action-response-with-pblock': 2,
  'action-response-with-list': 3,
  'action-response-next-pblock': 4,
} as const satisfies Record<ActionResponse['kind'], number>;
const responseKinds = namesByNumber(responseChoices);

/**
 * ACTION-Request, its tag already read (Green Book, COSEMpdu). Raw data is a view on the bytes read from.
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readActionRequest(reader: ByteReader): ActionRequest {
  const kind = readName(reader, requestKinds, 'action-request');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'action-request-normal': {
      const method = readMethod(reader);
      if (reader.u8() === 0) return { kind, invokeIdAndPriority, method };
      return { kind, invokeIdAndPriority, method, parameters: readData(reader) };
    }
    case 'action-request-next-pblock':
      return { kind, invokeIdAndPriority, blockNumber: reader.u32() };
    case 'action-request-with-list': {
      const methods = readList(reader, descriptorSize, readMethod);
      return { kind, invokeIdAndPriority, methods, parameters: readList(reader, 1, readData) };
    }
    case 'action-request-with-first-pblock': {
      const method = readMethod(reader);
      return { kind, invokeIdAndPriority, method, block: readDataBlock(reader) };
    }
    case 'action-request-with-list-and-first-pblock': {
      const methods = readList(reader, descriptorSize, readMethod);
      return { kind, invokeIdAndPriority, methods, block: readDataBlock(reader) };
    }
    case 'action-request-with-pblock':
      return { kind, invokeIdAndPriority, block: readDataBlock(reader) };
  }
}

/**
 * Writes an ACTION-Request without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeActionRequest(writer: ByteWriter, apdu: ActionRequest): void {
  writer.u8(requestChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'action-request-normal':
      writeMethod(writer, apdu.method);
      writer.u8(apdu.parameters === undefined ? 0 : 1);
      if (apdu.parameters !== undefined) writeData(writer, apdu.parameters);
      return;
    case 'action-request-next-pblock':
      writeBlockNumber(writer, apdu.blockNumber);
      return;
    case 'action-request-with-list':
      writeList(writer, apdu.methods, writeMethod);
      writeList(writer, apdu.parameters, writeData);
      return;
    case 'action-request-with-first-pblock':
      writeMethod(writer, apdu.method);
      writeDataBlock(writer, apdu.block);
      return;
    case 'action-request-with-list-and-first-pblock':
      writeList(writer, apdu.methods, writeMethod);
      writeDataBlock(writer, apdu.block);
      return;
    case 'action-request-with-pblock':
      writeDataBlock(writer, apdu.block);
  }
}

/**
 * ACTION-Response, its tag already read (Green Book, COSEMpdu). Raw data is a view on the bytes read from.
 * @throws `apdu-choice-unknown`, `bytes-truncated`, and what `readData` refuses
 */
export function readActionResponse(reader: ByteReader): ActionResponse {
  const kind = readName(reader, responseKinds, 'action-response');
  const invokeIdAndPriority = reader.u8();
  switch (kind) {
    case 'action-response-normal':
      return { kind, invokeIdAndPriority, outcome: readOutcome(reader) };
    case 'action-response-with-pblock':
      return { kind, invokeIdAndPriority, block: readDataBlock(reader) };
    case 'action-response-with-list':
      return { kind, invokeIdAndPriority, outcomes: readList(reader, 2, readOutcome) };
    case 'action-response-next-pblock':
      return { kind, invokeIdAndPriority, blockNumber: reader.u32() };
  }
}

/**
 * Writes an ACTION-Response without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeActionResponse(writer: ByteWriter, apdu: ActionResponse): void {
  writer.u8(responseChoices[apdu.kind]);
  writeInvokeId(writer, apdu.invokeIdAndPriority);
  switch (apdu.kind) {
    case 'action-response-normal':
      writeOutcome(writer, apdu.outcome);
      return;
    case 'action-response-with-pblock':
      writeDataBlock(writer, apdu.block);
      return;
    case 'action-response-with-list':
      writeList(writer, apdu.outcomes, writeOutcome);
      return;
    case 'action-response-next-pblock':
      writeBlockNumber(writer, apdu.blockNumber);
  }
}

function readOutcome(reader: ByteReader): ActionOutcome {
  const result = readActionResult(reader);
  return reader.u8() === 0 ? { result } : { result, returned: readGetResult(reader) };
}

function writeOutcome(writer: ByteWriter, outcome: ActionOutcome): void {
  writeActionResult(writer, outcome.result);
  writer.u8(outcome.returned === undefined ? 0 : 1);
  if (outcome.returned !== undefined) writeGetResult(writer, outcome.returned);
}
