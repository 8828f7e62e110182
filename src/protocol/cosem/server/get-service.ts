import { ByteWriter } from '../../../core/bytes.ts';
import { encodeApdu } from '../apdu/codec.ts';
import { type GetRequest, writeGetResult } from '../apdu/get.ts';
import { hasConformance } from '../apdu/initiate.ts';
import type { DataAccessResult } from '../apdu/results.ts';
import { writeLength } from '../axdr-length.ts';
import { OutgoingBlocks } from '../block-transfer.ts';
import { type LongResponseKind, longResponseHeader } from '../long-response.ts';
import { readAttribute } from './access.ts';
import type { Association, Received } from './association.ts';
import { notSupported, type ServiceAnswer, tooLong } from './exceptions.ts';
import { startedBy, type TransferOf, takeTransfer } from './transfer.ts';

/** Bytes of a Get-Response-With-Datablock before its raw data with their length. */
const BLOCK_HEADER = 9;

/** The GET service of a server (Green Book 9.4), an answer that is too long for the client in blocks. */
export function serveGet(association: Association, request: GetRequest, received: Received): ServiceAnswer {
  const { conformance } = association.terms;
  if (!hasConformance(conformance, 'get')) return notSupported;
  if (request.kind === 'get-request-next') return serveNext(association, request, received);
  association.transfer = undefined;
  const { invokeIdAndPriority } = request;
  if (request.kind === 'get-request-normal') {
    const result = readAttribute(association, request.attribute, received.policy);
    const encoded = encodeApdu({ kind: 'get-response-normal', invokeIdAndPriority, result });
    return answer(association, encoded, 'get-response-normal', invokeIdAndPriority, received);
  }
  if (!hasConformance(conformance, 'multiple-references')) return notSupported;
  return serveList(association, request, received);
}

/** Encodes each value as it is read: a short list may name the longest attribute again and again. */
function serveList(
  association: Association,
  { attributes, invokeIdAndPriority }: Extract<GetRequest, { kind: 'get-request-with-list' }>,
  received: Received,
): ServiceAnswer {
  const kind = 'get-response-with-list';
  const writer = new ByteWriter().put(longResponseHeader(kind, invokeIdAndPriority));
  writeLength(writer, attributes.length);
  for (const attribute of attributes) {
    writeGetResult(writer, readAttribute(association, attribute, received.policy));
    if (writer.length > received.longResponseLimit) return tooLong;
  }
  return answer(association, writer.finish(), kind, invokeIdAndPriority, received);
}

function answer(
  association: Association,
  encoded: Uint8Array,
  kind: LongResponseKind,
  invokeIdAndPriority: number,
  received: Received,
): ServiceAnswer {
  if (encoded.length <= received.room) return encoded;
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-get-or-read')) return tooLong;
  const outgoing = new OutgoingBlocks(encoded.subarray(longResponseHeader(kind, invokeIdAndPriority).length));
  const transfer: TransferOf<'get'> = { service: 'get', ...startedBy(invokeIdAndPriority, received), outgoing };
  return nextBlock(association, transfer, invokeIdAndPriority, received);
}

function serveNext(
  association: Association,
  { invokeIdAndPriority, blockNumber }: Extract<GetRequest, { kind: 'get-request-next' }>,
  received: Received,
): ServiceAnswer {
  if (!hasConformance(association.terms.conformance, 'block-transfer-with-get-or-read')) return notSupported;
  const transfer = takeTransfer(association, 'get', invokeIdAndPriority, received);
  const refuse = (error: DataAccessResult): Uint8Array =>
    encodeApdu({
      kind: 'get-response-with-datablock',
      invokeIdAndPriority,
      lastBlock: true,
      blockNumber,
      result: { error },
    });
  if (transfer === 'none') return refuse('no-long-get-in-progress');
  if (transfer === 'aborted') return refuse('long-get-aborted');
  if (transfer.outgoing.blockNumber !== blockNumber) return refuse('data-block-number-invalid');
  return nextBlock(association, transfer, invokeIdAndPriority, received);
}

function nextBlock(
  association: Association,
  transfer: TransferOf<'get'>,
  invokeIdAndPriority: number,
  received: Received,
): Uint8Array {
  const { lastBlock, blockNumber, rawData } = transfer.outgoing.next(received.room - BLOCK_HEADER);
  if (!lastBlock) association.transfer = transfer;
  return encodeApdu({
    kind: 'get-response-with-datablock',
    invokeIdAndPriority,
    lastBlock,
    blockNumber,
    result: { rawData },
  });
}
