import { S1benchError } from '../../../core/errors.ts';
import type { ActionRequest } from '../apdu/action.ts';
import type { Apdu } from '../apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../apdu/codec.ts';
import type { ConformanceBit } from '../apdu/initiate.ts';
import type { DataBlock, SetRequest } from '../apdu/set.ts';
import { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts';
import type { Exchange } from '../exchange.ts';
import { type LongResponseKind, longResponseHeader } from '../long-response.ts';
import { largestOctetString } from '../pdu-size.ts';
import type { Channel, ServiceResponse } from './channel.ts';
import { ServiceRefused } from './service-refused.ts';

/** Bytes of a request with a later block before its raw data with their length, SET and ACTION alike. */
const NEXT_BLOCK_HEADER = 8;
const NO_DATA: DataBlock = { lastBlock: false, blockNumber: 1, rawData: new Uint8Array(0) };

/** A request that may be too long for one APDU, as its service writes it in blocks. */
export interface BlockedRequest {
  /** Has to be negotiated. */
  readonly bit: ConformanceBit;
  /** What the blocks carry. */
  encode(): Uint8Array;
  first(block: DataBlock): Apdu;
  next(block: DataBlock): Apdu;
  /** The block number that an answer acknowledges; nothing where it is another answer. */
  acknowledged(answer: ServiceResponse): number | undefined;
}

/**
 * Sends a request as one APDU or, where it is too long for the device, in blocks (Green Book 9.4).
 * @returns the answer to all of it, or the one with which the device ended the transfer before
 * @throws `cosem-request-too-long`; `ServiceRefused`
 */
export function* sendRequest(
  channel: Channel,
  request: SetRequest | ActionRequest,
  blocked: BlockedRequest,
): Exchange<ServiceResponse> {
  const encoded = encodeApdu(request);
  if (encoded.length > channel.room && channel.has(blocked.bit)) {
    return yield* sendBlocks(channel, request.invokeIdAndPriority, blocked);
  }
  return channel.openResponse(yield channel.sealEncoded(encoded), request.invokeIdAndPriority);
}

function* sendBlocks(channel: Channel, invokeId: number, request: BlockedRequest): Exchange<ServiceResponse> {
  const outgoing = new OutgoingBlocks(request.encode());
  // What remains beside everything else in the first request; its length byte is counted with the block.
  const firstRoom = channel.room - encodeApdu(request.first(NO_DATA)).length + 1;
  const nextRoom = channel.room - NEXT_BLOCK_HEADER;
  if (largestOctetString(Math.min(firstRoom, nextRoom)) < 1) {
    throw new S1benchError('cosem-request-too-long', { expected: `room for a block in ${channel.room} bytes` });
  }
  let block = outgoing.next(firstRoom);
  let answer = channel.openResponse(yield channel.seal(request.first(block)), invokeId);
  while (!block.lastBlock) {
    const acknowledged = request.acknowledged(answer);
    if (acknowledged === undefined) return answer;
    if (acknowledged !== block.blockNumber) throw wrongNumber(answer, acknowledged, block.blockNumber);
    block = outgoing.next(nextRoom);
    answer = channel.openResponse(yield channel.seal(request.next(block)), invokeId);
  }
  return answer;
}

/** A response in blocks, as its service writes it. */
export interface BlockedResponse {
  readonly kind: LongResponseKind;
  /** The block in an answer; nothing where it is another answer. */
  blockOf(answer: ServiceResponse): DataBlock | undefined;
  /** Asks for the block after this one. */
  next(blockNumber: number): Apdu;
}

/**
 * Collects a response that comes in blocks, of which `first` has the first.
 * @returns the response as if it had come in one APDU, or the answer with which the device ended the transfer
 * @throws `cosem-response-too-long`; `ServiceRefused`
 */
export function* collectBlocks(
  channel: Channel,
  invokeId: number,
  first: ServiceResponse,
  { kind, blockOf, next }: BlockedResponse,
): Exchange<Apdu> {
  const incoming = new IncomingBlocks(channel.longResponseLimit, longResponseHeader(kind, invokeId));
  for (let answer = first; ; ) {
    const block = blockOf(answer);
    if (block === undefined) return answer;
    switch (incoming.add(block)) {
      case 'complete':
        return decodeApdu(incoming.bytes());
      case 'number-wrong':
        throw wrongNumber(answer, block.blockNumber, incoming.blockNumber + 1);
      case 'too-long':
        throw new S1benchError('cosem-response-too-long', { expected: `${channel.longResponseLimit} bytes at most` });
      case 'expects-next':
        answer = channel.openResponse(yield channel.seal(next(block.blockNumber)), invokeId);
    }
  }
}

function wrongNumber(answer: Apdu, found: number, expected: number): ServiceRefused {
  return new ServiceRefused('cosem-block-number-wrong', answer, { found: `block ${found}`, expected: `${expected}` });
}
