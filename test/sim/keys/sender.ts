import { parseObis } from '../../../src/core/identifiers.ts';
import type { Apdu } from '../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { cipherApdu, decipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { wrapKey } from '../../../src/protocol/cosem/security/key-wrap.ts';
import { type ClientKeys, createOriginator, prepareKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { type Bench, firstLight } from '../bench.ts';

export type Sap = 1 | 2;
export const { keys: delivered } = firstLight.devices.esme;
export const master = delivered.master ?? new Uint8Array(0);
const SERVER_SAP = 1;
const encoder = new TextEncoder();
const protection = { policy: 'authenticated-encrypted', wrapping: 'glo' } as const;
export const GUEK = 0;
export const GAK = 2;

export const keyOf = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);

/** What became of one message: the answer and its counter, or the exception. */
export type Sent = { readonly answer: Apdu; readonly counter: number } | { readonly refused: string };

/** Sends one message in an association that is there already, under any keys and with any counter. */
export function send(bench: Bench, sap: Sap, keys: ClientKeys, counter: number, apdu: Apdu): Sent {
  const prepared = prepareKeys(keys);
  const client = createOriginator(encoder.encode(`CLIENT0${sap}`), prepared);
  const bytes = bench.server.receive(sap, SERVER_SAP, cipherApdu(client, protection, counter, encodeApdu(apdu)));
  const received = decodeApdu(bytes ?? new Uint8Array(0));
  if (received.kind === 'exception-response') return { refused: received.serviceError };
  if (received.kind !== 'glo-ciphered') throw new RangeError(received.kind);
  const device = createOriginator(bench.logicalDevice.systemTitle, prepared);
  const answer = decipherApdu(device, received, 0);
  return { answer: answer.apdu, counter: answer.counter };
}

export function getOf(name: string, classId = 1): Apdu {
  return {
    kind: 'get-request-normal',
    invokeIdAndPriority: 0xc1,
    attribute: { classId, instance: parseObis(name), attribute: 2 },
  };
}

export function transferOf(sap: Sap, keys: readonly (readonly [id: number, key: Uint8Array])[], kek = master): Apdu {
  const value = keys.map(
    ([id, key]): Data => ({
      type: 'structure',
      value: [
        { type: 'enum', value: id },
        { type: 'octet-string', value: wrapKey(kek, key) },
      ],
    }),
  );
  return {
    kind: 'action-request-normal',
    invokeIdAndPriority: 0xc1,
    method: { classId: 64, instance: parseObis(`0.0.43.0.${sap}.255`), method: 2 },
    parameters: { type: 'array', value },
  };
}

/** The result of an action, or the refusal of the message. */
export function resultOf(sent: Sent): string {
  if ('refused' in sent) return sent.refused;
  return sent.answer.kind === 'action-response-normal' ? sent.answer.outcome.result : sent.answer.kind;
}

/** The number that a GET gave. */
export function numberOf(sent: Sent): number {
  if ('refused' in sent || sent.answer.kind !== 'get-response-normal') return Number.NaN;
  const { result } = sent.answer;
  return 'data' in result && result.data.type === 'double-long-unsigned' ? result.data.value : Number.NaN;
}
