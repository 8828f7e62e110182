import { ByteWriter } from '../../../core/bytes.ts';
import type { AttributeDescriptor } from '../apdu/descriptors.ts';
import { writeList } from '../apdu/fields.ts';
import type { DataAccessResult } from '../apdu/results.ts';
import type { DataBlock, SetRequest } from '../apdu/set.ts';
import { encodeData, writeData } from '../axdr.ts';
import type { Data } from '../data.ts';
import type { Exchange } from '../exchange.ts';
import { type BlockedRequest, sendRequest } from './blocks.ts';
import { type Channel, type ServiceResponse, unexpected } from './channel.ts';

/** One attribute to be set. */
export interface AttributeValue {
  readonly attribute: AttributeDescriptor;
  readonly value: Data;
}

/** SET of one attribute (Green Book 9.4), in blocks where it is too long for the device. */
export function* setNormal(
  channel: Channel,
  invokeIdAndPriority: number,
  { attribute, value }: AttributeValue,
): Exchange<DataAccessResult> {
  requireSet(channel, [attribute]);
  const request = { kind: 'set-request-normal', invokeIdAndPriority, attribute, value } as const;
  const inBlocks = blocked(
    invokeIdAndPriority,
    () => encodeData(value),
    (block) => ({ kind: 'set-request-with-first-datablock', invokeIdAndPriority, attribute, block }),
  );
  const answer = yield* sendRequest(channel, request, inBlocks);
  return resultIn(answer);
}

/** SET of several attributes at once; the results are in their order. */
export function* setWithList(
  channel: Channel,
  invokeIdAndPriority: number,
  list: readonly AttributeValue[],
): Exchange<readonly DataAccessResult[]> {
  const attributes = list.map(({ attribute }) => attribute);
  const values = list.map(({ value }) => value);
  requireSet(channel, attributes);
  channel.require('multiple-references');
  const request = { kind: 'set-request-with-list', invokeIdAndPriority, attributes, values } as const;
  const inBlocks = blocked(
    invokeIdAndPriority,
    () => encodeValues(values),
    (block) => ({ kind: 'set-request-with-list-and-first-datablock', invokeIdAndPriority, attributes, block }),
  );
  const answer = yield* sendRequest(channel, request, inBlocks);
  if (answer.kind === 'set-response-with-list' || answer.kind === 'set-response-last-datablock-with-list') {
    if (answer.results.length !== list.length) throw unexpected(answer);
    return answer.results;
  }
  const result = resultIn(answer);
  return list.map(() => result);
}

/** Values as the blocks of a request with a list carry them. */
export function encodeValues(values: readonly Data[]): Uint8Array {
  const writer = new ByteWriter();
  writeList(writer, values, writeData);
  return writer.finish();
}

function requireSet(channel: Channel, attributes: readonly AttributeDescriptor[]): void {
  channel.require('set');
  if (attributes.some(({ selection }) => selection !== undefined)) channel.require('selective-access');
}

function blocked(
  invokeIdAndPriority: number,
  encode: () => Uint8Array,
  first: (block: DataBlock) => SetRequest,
): BlockedRequest {
  return {
    bit: 'block-transfer-with-set-or-write',
    encode,
    first,
    next: (block) => ({ kind: 'set-request-with-datablock', invokeIdAndPriority, block }),
    acknowledged: (answer) => (answer.kind === 'set-response-datablock' ? answer.blockNumber : undefined),
  };
}

function resultIn(answer: ServiceResponse): DataAccessResult {
  if (answer.kind === 'set-response-normal' || answer.kind === 'set-response-last-datablock') return answer.result;
  throw unexpected(answer);
}
