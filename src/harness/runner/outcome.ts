import { toHex } from '../../core/bytes.ts';
import { isS1benchError } from '../../core/errors.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import type { ActionOutcome } from '../../protocol/cosem/apdu/action.ts';
import type { Apdu } from '../../protocol/cosem/apdu/apdu.ts';
import type { GetResult } from '../../protocol/cosem/apdu/get.ts';
import { type ConformanceBit, conformanceBits, hasConformance } from '../../protocol/cosem/apdu/initiate.ts';
import { encodeData } from '../../protocol/cosem/axdr.ts';
import type { NegotiatedTerms } from '../../protocol/cosem/client/channel.ts';
import { ServiceRefused } from '../../protocol/cosem/client/service-refused.ts';
import { dataToJson, dataTypeName } from '../cosem-data.ts';
import { type JsonObject, toJson } from '../json.ts';

/** What went wrong on this side or in between, whatever the device is like. Anything else is what the device did. */
const NOT_THE_DEVICE =
  /^(link-|aborted$|cosem-client-|cosem-request-too-long$|security-(counter-exhausted|key-|system-))/;

/**
 * What came of a dialogue, refusals and breaches of the protocol by the device included.
 * @throws what the link throws, and what is wrong on this side
 */
export async function outcomeOf<T>(dialogue: Promise<T>, describe: (result: T) => JsonObject): Promise<JsonObject> {
  try {
    return describe(await dialogue);
  } catch (error) {
    if (error instanceof ServiceRefused) {
      const { initiateError } = error;
      return { ...describeAnswer(error.answer), ...(initiateError && { initiateError: initiateError.value }) };
    }
    if (!isS1benchError(error) || NOT_THE_DEVICE.test(error.code)) throw error;
    return { result: 'unintelligible', code: error.code, message: error.message };
  }
}

export function describeGet(result: GetResult): JsonObject {
  if ('error' in result) return { result: result.error };
  return { result: 'success', type: dataTypeName(result.data), value: dataToJson(result.data) };
}

/** With the bytes of the value, which a later step can write as they are. */
export function describeEncoded(result: GetResult): JsonObject {
  return { ...describeGet(result), ...('data' in result && { encoded: toHex(encodeData(result.data)) }) };
}

export function describeAction({ result, returned }: ActionOutcome): JsonObject {
  return { ...(returned !== undefined && describeGet(returned)), result };
}

export function describeTerms({ conformance, serverMaxReceivePduSize }: NegotiatedTerms): JsonObject {
  const bits = Object.keys(conformanceBits) as ConformanceBit[];
  return {
    result: 'accepted',
    conformance: bits.filter((bit) => hasConformance(conformance, bit)),
    maxReceivePduSize: serverMaxReceivePduSize,
  };
}

/** An APDU that came in place of the one that was hoped for, or in answer to bytes that a test made itself. */
export function describeAnswer(answer: Apdu): JsonObject {
  switch (answer.kind) {
    case 'aare':
      return { result: answer.result, diagnostic: answer.diagnostic };
    case 'exception-response':
    case 'confirmed-service-error': {
      const { kind, ...fields } = answer;
      return { result: kind, ...(toJson(fields) as JsonObject) };
    }
    case 'get-response-normal':
      return { result: answer.kind, answer: describeGet(answer.result) };
    case 'set-response-normal':
      return { result: answer.kind, answer: { result: answer.result } };
    case 'action-response-normal':
      return { result: answer.kind, answer: describeAction(answer.outcome) };
    default:
      return { result: answer.kind };
  }
}

/** A message that the DCC sent by itself, with the Users who got it. */
export function describeMessages(copies: readonly DccMessage[]): JsonObject {
  const [message] = copies;
  const to = copies.map((copy) => copy.to);
  if (message === undefined) return { to };
  if (message.kind === 'response') return { ...(toJson(message.response) as JsonObject), to };
  const { kind: _, to: __, ...content } = message;
  return { ...(toJson(content) as JsonObject), to };
}
