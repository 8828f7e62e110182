import { encodeApdu } from '../apdu/codec.ts';
import type { AttributeDescriptor } from '../apdu/descriptors.ts';
import { hasConformance } from '../apdu/initiate.ts';
import type { DataAccessResult } from '../apdu/results.ts';
import type { DataBlock, SetRequest } from '../apdu/set.ts';
import { IncomingBlocks } from '../block-transfer.ts';
import type { Data } from '../data.ts';
import { writeAttribute } from './access.ts';
import type { Association, Received } from './association.ts';
import { malformed, notSupported, type ServiceAnswer } from './exceptions.ts';
import { decodeValues } from './long-request.ts';
import { startedBy, type TransferOf, takeTransfer } from './transfer.ts';

/** The SET service of a server (Green Book 9.4), a value that is too long for one APDU in blocks. */
export function serveSet(association: Association, request: SetRequest, received: Received): ServiceAnswer {
  const { conformance } = association.terms;
  const { kind, invokeIdAndPriority } = request;
  if (!hasConformance(conformance, 'set')) return notSupported;
  if (kind === 'set-request-with-datablock') return serveBlock(association, request, received);
  association.transfer = undefined;
  const isList = kind === 'set-request-with-list' || kind === 'set-request-with-list-and-first-datablock';
  if (isList && !hasConformance(conformance, 'multiple-references')) return notSupported;
  const attributes = isList ? request.attributes : [request.attribute];
  switch (kind) {
    case 'set-request-normal': {
      const result = writeAttribute(association, request.attribute, request.value, received.policy);
      return encodeApdu({ kind: 'set-response-normal', invokeIdAndPriority, result });
    }
    case 'set-request-with-list': {
      if (request.values.length !== attributes.length) return malformed;
      const results = writeAll(association, attributes, request.values, received);
      return encodeApdu({ kind: 'set-response-with-list', invokeIdAndPriority, results });
    }
    case 'set-request-with-first-datablock':
    case 'set-request-with-list-and-first-datablock': {
      if (!hasConformance(conformance, 'block-transfer-with-set-or-write')) return notSupported;
      const incoming = new IncomingBlocks(received.longRequestLimit);
      const started = startedBy(invokeIdAndPriority, received);
      const transfer: TransferOf<'set'> = { service: 'set', ...started, attributes, isList, incoming };
      return takeBlock(association, transfer, invokeIdAndPriority, request.block, received);
    }
  }
}

function serveBlock(
  association: Association,
  { invokeIdAndPriority, block }: Extract<SetRequest, { kind: 'set-request-with-datablock' }>,
  received: Received,
): ServiceAnswer {
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-set-or-write')) return notSupported;
  const transfer = takeTransfer(association, 'set', invokeIdAndPriority, received);
  if (transfer === 'none') return lastBlock(invokeIdAndPriority, 'no-long-set-in-progress', block);
  if (transfer === 'aborted') return lastBlock(invokeIdAndPriority, 'long-set-aborted', block);
  return takeBlock(association, transfer, invokeIdAndPriority, block, received);
}

function takeBlock(
  association: Association,
  transfer: TransferOf<'set'>,
  invokeIdAndPriority: number,
  block: DataBlock,
  received: Received,
): Uint8Array {
  switch (transfer.incoming.add(block)) {
    case 'expects-next':
      association.transfer = transfer;
      return encodeApdu({ kind: 'set-response-datablock', invokeIdAndPriority, blockNumber: block.blockNumber });
    case 'number-wrong':
      return lastBlock(invokeIdAndPriority, 'data-block-number-invalid', block);
    case 'too-long':
      return lastBlock(invokeIdAndPriority, 'long-set-aborted', block);
    case 'complete':
      return finish(association, transfer, invokeIdAndPriority, block, received);
  }
}

function finish(
  association: Association,
  { attributes, isList, incoming }: TransferOf<'set'>,
  invokeIdAndPriority: number,
  block: DataBlock,
  received: Received,
): Uint8Array {
  const values = decodeValues(incoming.bytes(), isList);
  // The blocks are in order, what they add up to is no value: no other result says so.
  if (values?.length !== attributes.length) return lastBlock(invokeIdAndPriority, 'type-unmatched', block);
  const results = writeAll(association, attributes, values, received);
  const { blockNumber } = block;
  if (!isList) return lastBlock(invokeIdAndPriority, results[0] as DataAccessResult, block);
  return encodeApdu({ kind: 'set-response-last-datablock-with-list', invokeIdAndPriority, results, blockNumber });
}

function writeAll(
  association: Association,
  attributes: readonly AttributeDescriptor[],
  values: readonly Data[],
  received: Received,
): DataAccessResult[] {
  return attributes.map((attribute, i) => writeAttribute(association, attribute, values[i] as Data, received.policy));
}

function lastBlock(invokeIdAndPriority: number, result: DataAccessResult, { blockNumber }: DataBlock): Uint8Array {
  return encodeApdu({ kind: 'set-response-last-datablock', invokeIdAndPriority, result, blockNumber });
}
