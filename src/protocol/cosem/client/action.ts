import type { ActionOutcome, ActionRequest } from '../apdu/action.ts';
import type { Apdu } from '../apdu/apdu.ts';
import type { MethodDescriptor } from '../apdu/descriptors.ts';
import type { DataBlock } from '../apdu/set.ts';
import { encodeData } from '../axdr.ts';
import type { Data } from '../data.ts';
import type { Exchange } from '../exchange.ts';
import type { LongResponseKind } from '../long-response.ts';
import { type BlockedRequest, collectBlocks, sendRequest } from './blocks.ts';
import { type Channel, type ServiceResponse, unexpected } from './channel.ts';
import { encodeValues } from './set.ts';

/** One method to be invoked. */
export interface Invocation {
  readonly method: MethodDescriptor;
  readonly parameters?: Data;
}

/** ACTION of one method (Green Book 9.4), parameters and answer in blocks where they are long. */
export function* actionNormal(
  channel: Channel,
  invokeIdAndPriority: number,
  { method, parameters }: Invocation,
): Exchange<ActionOutcome> {
  channel.require('action');
  const request: ActionRequest = {
    kind: 'action-request-normal',
    invokeIdAndPriority,
    method,
    ...(parameters !== undefined && { parameters }),
  };
  const inBlocks = blocked(
    invokeIdAndPriority,
    () => encodeData(parameters ?? { type: 'null-data' }),
    (block) => ({ kind: 'action-request-with-first-pblock', invokeIdAndPriority, method, block }),
  );
  const first = yield* sendRequest(channel, request, inBlocks);
  return outcomeIn(yield* receive(channel, invokeIdAndPriority, first, 'action-response-normal'));
}

/** ACTION of several methods at once; the outcomes are in their order. One without parameters is sent null-data. */
export function* actionWithList(
  channel: Channel,
  invokeIdAndPriority: number,
  list: readonly Invocation[],
): Exchange<readonly ActionOutcome[]> {
  channel.require('action');
  channel.require('multiple-references');
  const methods = list.map(({ method }) => method);
  const parameters = list.map((invocation): Data => invocation.parameters ?? { type: 'null-data' });
  const request = { kind: 'action-request-with-list', invokeIdAndPriority, methods, parameters } as const;
  const inBlocks = blocked(
    invokeIdAndPriority,
    () => encodeValues(parameters),
    (block) => ({ kind: 'action-request-with-list-and-first-pblock', invokeIdAndPriority, methods, block }),
  );
  const first = yield* sendRequest(channel, request, inBlocks);
  const answer = yield* receive(channel, invokeIdAndPriority, first, 'action-response-with-list');
  if (answer.kind === 'action-response-with-list') {
    if (answer.outcomes.length !== list.length) throw unexpected(answer);
    return answer.outcomes;
  }
  const outcome = outcomeIn(answer);
  return list.map(() => outcome);
}

function blocked(
  invokeIdAndPriority: number,
  encode: () => Uint8Array,
  first: (block: DataBlock) => ActionRequest,
): BlockedRequest {
  return {
    bit: 'block-transfer-with-action',
    encode,
    first,
    next: (block) => ({ kind: 'action-request-with-pblock', invokeIdAndPriority, block }),
    acknowledged: (answer) => (answer.kind === 'action-response-next-pblock' ? answer.blockNumber : undefined),
  };
}

function* receive(
  channel: Channel,
  invokeIdAndPriority: number,
  first: ServiceResponse,
  kind: LongResponseKind,
): Exchange<Apdu> {
  if (first.kind !== 'action-response-with-pblock') return first;
  return yield* collectBlocks(channel, invokeIdAndPriority, first, {
    kind,
    blockOf: (answer) => (answer.kind === 'action-response-with-pblock' ? answer.block : undefined),
    next: (blockNumber) => ({ kind: 'action-request-next-pblock', invokeIdAndPriority, blockNumber }),
  });
}

function outcomeIn(answer: Apdu): ActionOutcome {
  if (answer.kind === 'action-response-normal') return answer.outcome;
  throw unexpected(answer);
}
