import fc from 'fast-check';
import { S1benchError } from '../../../src/core/errors.ts';
import { parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { decodeApdu, encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { CosemClient } from '../../../src/protocol/cosem/client/client.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import type { Exchange } from '../../../src/protocol/cosem/exchange.ts';
import { cipherApdu, decipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { actionResponse, apdu, getResponse, setResponse } from '../../support/arbitrary-apdus.ts';
import { resultOrRefusal } from '../../support/refusal.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { sample } from './sample.ts';
import { type Sap, Subject, saps } from './subject.ts';

const attribute = { classId: 1, instance: parseObis('0.0.42.0.0.255'), attribute: 2 };
const method = { classId: 9, instance: parseObis('0.0.10.0.100.255'), method: 1 };
const short: Data = { type: 'unsigned', value: 1 };
const long: Data = { type: 'octet-string', value: new Uint8Array(3000) };

/** What a client may be about when an answer comes. */
const dialogues: readonly ((client: CosemClient) => Exchange<unknown>)[] = [
  (client) => client.get(attribute),
  (client) => client.getList([attribute, attribute]),
  (client) => client.set(attribute, short),
  (client) => client.set(attribute, long),
  (client) =>
    client.setList([
      { attribute, value: short },
      { attribute, value: long },
    ]),
  (client) => client.action(method, short),
  (client) => client.action(method, long),
  (client) => client.actionList([{ method }, { method, parameters: long }]),
];
/** Far more than a dialogue of these takes. */
const MOST_STEPS = 100;
/** Cases that one association lives through. */
const LIFE = 400;
/** Beyond all counters that the meter has used. */
const FIRST_COUNTER = 1_000_000;

/** Drives a dialogue until it ends; without an answer it is given up. */
function drive(exchange: Exchange<unknown>, answer: (request: Uint8Array) => Uint8Array | undefined): void {
  let step = exchange.next();
  for (let steps = 0; step.done !== true; steps++) {
    if (steps > MOST_STEPS) throw new Broken(`a dialogue of more than ${MOST_STEPS} steps`);
    const given = answer(step.value);
    step = given === undefined ? exchange.throw(new S1benchError('aborted')) : exchange.next(given);
  }
}

/** Makes an answer, whatever it is, to a request: with its invoke-id, and protected as the client expects it. */
type Dress = (request: Uint8Array, answer: Uint8Array) => Uint8Array;

function withInvokeId(answer: Uint8Array, invokeId: number | undefined): Uint8Array {
  return answer.length > 2 && invokeId !== undefined ? answer.with(2, invokeId) : answer;
}

/** An associated client, and how answers to it are dressed. */
function associate(sap: Sap): { readonly client: CosemClient; readonly dress: Dress } {
  const meter = new Subject(new Random('meter'));
  const client = meter.associated(sap);
  if (sap === saps.public) return { client, dress: (request, answer) => withInvokeId(answer, request[2]) };
  const pair = meter.pair(sap);
  let counter = FIRST_COUNTER;
  return {
    client,
    dress: (request, answer) => {
      const ciphered = decodeApdu(request);
      if (ciphered.kind !== 'glo-ciphered') throw new Broken(`a protected client sends ${ciphered.kind}`);
      const { apdu: opened } = decipherApdu(pair.client, ciphered, 0);
      const invokeId = 'invokeIdAndPriority' in opened ? opened.invokeIdAndPriority : undefined;
      const wrapping = [0xc4, 0xc5, 0xc7].includes(answer[0] ?? 0) ? 'glo' : 'general-glo';
      const protection = { policy: 'authenticated-encrypted', wrapping } as const;
      return cipherApdu(pair.server, protection, counter++, withInvokeId(answer, invokeId));
    },
  };
}

/** A client that goes from case to case; what comes in is damaged before or after it is dressed. */
function answered(sap: Sap, damage: 'inside' | 'outside'): (random: Random) => Taker {
  return (random) => {
    const more = answers();
    let left = LIFE;
    let { client, dress } = associate(sap);
    return (input, mutated) => {
      if (left-- === 0) {
        ({ client, dress } = associate(sap));
        left = LIFE;
      }
      const due = [input, pick(more, random), pick(more, random), pick(more, random)].slice(random.below(4));
      const answer = (request: Uint8Array): Uint8Array | undefined => {
        const next = due.shift();
        if (next === undefined) return undefined;
        return damage === 'inside' ? dress(request, mutated(next)) : mutated(dress(request, next));
      };
      const result = resultOrRefusal(() => drive(pick(dialogues, random)(client), answer));
      if (client.state !== 'associated') left = 0;
      if (client.state.startsWith('awaiting')) throw new Broken(`it stays ${client.state}`);
      if (result instanceof S1benchError) throw result;
    };
  };
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random.below(list.length)] as T;
}

/** What the meter says when associations are opened, by clients whose challenges are always the same. */
function openings(): readonly Uint8Array[] {
  return Object.values(saps).flatMap((sap) => {
    const meter = new Subject(new Random('meter'));
    const said: Uint8Array[] = [];
    meter.perform(sap, meter.client(sap).associate(), (_, answer) => said.push(answer));
    return said;
  });
}

/** Clients that open an association. */
function associating(random: Random): Taker {
  return (input, mutated) => {
    const sap = Object.values(saps)[random.below(3)] as Sap;
    const client = new Subject(new Random('meter')).client(sap);
    let answers = 2;
    drive(client.associate(), () => (answers-- > 0 ? mutated(input) : undefined));
  };
}

/** A client that is told what it hasn't asked for. */
function notified(): Taker {
  const clients = Object.values(saps).map((sap) => associate(sap).client);
  return (input, mutated) => {
    const bytes = mutated(input);
    for (const client of clients) {
      try {
        client.decodeNotification(bytes);
      } catch (error) {
        if (!(error instanceof S1benchError)) throw error;
      }
    }
  };
}

/** Any response; in block transfers, one of the first blocks. */
function answers(): readonly Uint8Array[] {
  const early = (blockNumber: number): number => 1 + (blockNumber % 3);
  const response = fc.oneof(getResponse, setResponse, actionResponse).map((one) => ({
    ...one,
    ...('blockNumber' in one && { blockNumber: early(one.blockNumber) }),
    ...('block' in one && { block: { ...one.block, blockNumber: early(one.block.blockNumber) } }),
  }));
  return sample(response, encodeApdu);
}

export const clientTargets: readonly Target[] = [
  { name: 'COSEM client, association', cost: 2, corpus: openings, start: associating },
  { name: 'COSEM client, answers', corpus: answers, start: answered(saps.public, 'inside') },
  { name: 'COSEM client, protected answers', corpus: answers, start: answered(saps.critical, 'inside') },
  { name: 'COSEM client, damaged protection', corpus: answers, start: answered(saps.critical, 'outside') },
  { name: 'COSEM client, notifications', corpus: () => sample(apdu, encodeApdu), start: notified },
];
