import type { ActionOutcome, ActionRequest, ActionResponse } from '../apdu/action.ts';
import { encodeApdu } from '../apdu/codec.ts';
import type { MethodDescriptor } from '../apdu/descriptors.ts';
import { hasConformance } from '../apdu/initiate.ts';
import type { ActionResult } from '../apdu/results.ts';
import type { DataBlock } from '../apdu/set.ts';
import { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts';
import type { Data } from '../data.ts';
import { longResponseHeader } from '../long-response.ts';
import { invokeMethod } from './access.ts';
import type { Association, Received } from './association.ts';
import { malformed, notSupported, type ServiceAnswer, tooLong } from './exceptions.ts';
import { decodeValues } from './long-request.ts';
import { startedBy, type TransferOf, takeTransfer } from './transfer.ts';

/** Bytes of an Action-Response-With-Pblock before its raw data with their length. */
const BLOCK_HEADER = 8;

/** The ACTION service of a server (Green Book 9.4), parameters and answers that are too long for one APDU in blocks. */
export function serveAction(association: Association, request: ActionRequest, received: Received): ServiceAnswer {
  const { conformance } = association.terms;
  const { kind, invokeIdAndPriority } = request;
  if (!hasConformance(conformance, 'action')) return notSupported;
  if (kind === 'action-request-with-pblock') return serveBlock(association, request, received);
  if (kind === 'action-request-next-pblock') return serveNext(association, request, received);
  association.transfer = undefined;
  const isList = kind === 'action-request-with-list' || kind === 'action-request-with-list-and-first-pblock';
  if (isList && !hasConformance(conformance, 'multiple-references')) return notSupported;
  const methods = isList ? request.methods : [request.method];
  switch (kind) {
    case 'action-request-normal':
      return invokeAll(association, methods, [request.parameters], isList, invokeIdAndPriority, received);
    case 'action-request-with-list':
      if (request.parameters.length !== methods.length) return malformed;
      return invokeAll(association, methods, request.parameters, isList, invokeIdAndPriority, received);
    case 'action-request-with-first-pblock':
    case 'action-request-with-list-and-first-pblock': {
      if (!hasConformance(conformance, 'block-transfer-with-action')) return notSupported;
      const incoming = new IncomingBlocks(received.longRequestLimit);
      const started = startedBy(invokeIdAndPriority, received);
      const transfer: TransferOf<'action'> = { service: 'action', ...started, methods, isList, incoming };
      return takeBlock(association, transfer, invokeIdAndPriority, request.block, received);
    }
  }
}

function serveBlock(
  association: Association,
  { invokeIdAndPriority, block }: Extract<ActionRequest, { kind: 'action-request-with-pblock' }>,
  received: Received,
): ServiceAnswer {
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-action')) return notSupported;
  const transfer = takeTransfer(association, 'action', invokeIdAndPriority, received);
  if (transfer === 'none') return refuse(invokeIdAndPriority, 'no-long-action-in-progress');
  if (transfer === 'aborted') return refuse(invokeIdAndPriority, 'long-action-aborted');
  return takeBlock(association, transfer, invokeIdAndPriority, block, received);
}

function takeBlock(
  association: Association,
  transfer: TransferOf<'action'>,
  invokeIdAndPriority: number,
  block: DataBlock,
  received: Received,
): ServiceAnswer {
  const { methods, isList, incoming } = transfer;
  switch (incoming.add(block)) {
    case 'expects-next':
      association.transfer = transfer;
      return encodeApdu({ kind: 'action-response-next-pblock', invokeIdAndPriority, blockNumber: block.blockNumber });
    case 'number-wrong':
      return refuse(invokeIdAndPriority, 'data-block-unavailable');
    case 'too-long':
      return refuse(invokeIdAndPriority, 'long-action-aborted');
    case 'complete': {
      const parameters = decodeValues(incoming.bytes(), isList);
      if (parameters?.length !== methods.length) return refuse(invokeIdAndPriority, 'type-unmatched');
      return invokeAll(association, methods, parameters, isList, invokeIdAndPriority, received);
    }
  }
}

function invokeAll(
  association: Association,
  methods: readonly MethodDescriptor[],
  parameters: readonly (Data | undefined)[],
  isList: boolean,
  invokeIdAndPriority: number,
  received: Received,
): ServiceAnswer {
  const outcomes = methods.map((method, i) => invokeMethod(association, method, parameters[i], received.policy));
  const response: Extract<ActionResponse, { kind: 'action-response-normal' | 'action-response-with-list' }> = isList
    ? { kind: 'action-response-with-list', invokeIdAndPriority, outcomes }
    : { kind: 'action-response-normal', invokeIdAndPriority, outcome: outcomes[0] as ActionOutcome };
  const encoded = encodeApdu(response);
  if (encoded.length <= received.room) return encoded;
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-action')) return tooLong;
  const outgoing = new OutgoingBlocks(encoded.subarray(longResponseHeader(response.kind, invokeIdAndPriority).length));
  const started = startedBy(invokeIdAndPriority, received);
  return nextBlock(association, { service: 'action-response', ...started, outgoing }, invokeIdAndPriority, received);
}

function serveNext(
  association: Association,
  { invokeIdAndPriority, blockNumber }: Extract<ActionRequest, { kind: 'action-request-next-pblock' }>,
  received: Received,
): ServiceAnswer {
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-action')) return notSupported;
  const transfer = takeTransfer(association, 'action-response', invokeIdAndPriority, received);
  if (transfer === 'none') return refuse(invokeIdAndPriority, 'no-long-action-in-progress');
  if (transfer === 'aborted') return refuse(invokeIdAndPriority, 'long-action-aborted');
  if (transfer.outgoing.blockNumber !== blockNumber) return refuse(invokeIdAndPriority, 'data-block-unavailable');
  return nextBlock(association, transfer, invokeIdAndPriority, received);
}

function nextBlock(
  association: Association,
  transfer: TransferOf<'action-response'>,
  invokeIdAndPriority: number,
  received: Received,
): Uint8Array {
  const block = transfer.outgoing.next(received.room - BLOCK_HEADER);
  if (!block.lastBlock) association.transfer = transfer;
  return encodeApdu({ kind: 'action-response-with-pblock', invokeIdAndPriority, block });
}

function refuse(invokeIdAndPriority: number, result: ActionResult): Uint8Array {
  return encodeApdu({ kind: 'action-response-normal', invokeIdAndPriority, outcome: { result } });
}
