import type { Apdu } from '../apdu/apdu.ts';
import type { AttributeDescriptor } from '../apdu/descriptors.ts';
import type { GetResult } from '../apdu/get.ts';
import type { Exchange } from '../exchange.ts';
import { type BlockedResponse, collectBlocks } from './blocks.ts';
import { type Channel, unexpected } from './channel.ts';

/** GET of one attribute (Green Book 9.4), its response in blocks where it is long. */
export function* getNormal(
  channel: Channel,
  invokeIdAndPriority: number,
  attribute: AttributeDescriptor,
): Exchange<GetResult> {
  requireGet(channel, attribute);
  const request = { kind: 'get-request-normal', invokeIdAndPriority, attribute } as const;
  const first = channel.openResponse(yield channel.seal(request), invokeIdAndPriority);
  const answer: Apdu =
    first.kind === 'get-response-with-datablock'
      ? yield* collectBlocks(channel, invokeIdAndPriority, first, blocked('get-response-normal', invokeIdAndPriority))
      : first;
  if (answer.kind === 'get-response-normal') return answer.result;
  return { error: errorIn(answer) };
}

/** GET of several attributes at once; the results are in their order. */
export function* getWithList(
  channel: Channel,
  invokeIdAndPriority: number,
  attributes: readonly AttributeDescriptor[],
): Exchange<readonly GetResult[]> {
  for (const attribute of attributes) requireGet(channel, attribute);
  channel.require('multiple-references');
  const request = { kind: 'get-request-with-list', invokeIdAndPriority, attributes } as const;
  const first = channel.openResponse(yield channel.seal(request), invokeIdAndPriority);
  const answer: Apdu =
    first.kind === 'get-response-with-datablock'
      ? yield* collectBlocks(
          channel,
          invokeIdAndPriority,
          first,
          blocked('get-response-with-list', invokeIdAndPriority),
        )
      : first;
  if (answer.kind === 'get-response-with-list') {
    if (answer.results.length !== attributes.length) throw unexpected(answer);
    return answer.results;
  }
  const error = errorIn(answer);
  return attributes.map(() => ({ error }));
}

function requireGet(channel: Channel, { selection }: AttributeDescriptor): void {
  channel.require('get');
  if (selection !== undefined) channel.require('selective-access');
}

function blocked(kind: BlockedResponse['kind'], invokeIdAndPriority: number): BlockedResponse {
  return {
    kind,
    blockOf: (answer) => {
      if (answer.kind !== 'get-response-with-datablock' || 'error' in answer.result) return undefined;
      const { lastBlock, blockNumber, result } = answer;
      return { lastBlock, blockNumber, rawData: result.rawData };
    },
    next: (blockNumber) => ({ kind: 'get-request-next', invokeIdAndPriority, blockNumber }),
  };
}

/** The error with which the device ended a transfer, or refused all at once. */
function errorIn(answer: Apdu): Extract<GetResult, { error: unknown }>['error'] {
  const isResult = answer.kind === 'get-response-with-datablock' || answer.kind === 'get-response-normal';
  if (isResult && 'error' in answer.result) return answer.result.error;
  throw unexpected(answer);
}
