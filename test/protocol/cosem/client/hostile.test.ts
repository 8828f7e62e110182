import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S1benchError } from '../../../../src/core/errors.ts';
import { encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import type { CosemClient } from '../../../../src/protocol/cosem/client/client.ts';
import type { Exchange } from '../../../../src/protocol/cosem/exchange.ts';
import { actionResponse, apdu, getResponse, setResponse } from '../../../support/arbitrary-apdus.ts';
import { resultOrRefusal } from '../../../support/refusal.ts';
import {
  attribute,
  createBench,
  highSap,
  laxSap,
  method,
  names,
  octets,
  publicSap,
  unsigned,
} from '../server/bench.ts';

const register = attribute(1, names.logicalDeviceName);
const echo = method(9, names.script);
const long = octets(new Uint8Array(300));
const dialogues: readonly ((client: CosemClient) => Exchange<unknown>)[] = [
  (client) => client.get(register),
  (client) => client.getList([register, register]),
  (client) => client.set(register, unsigned(1)),
  (client) => client.set(register, long),
  (client) => client.setList([{ attribute: register, value: long }]),
  (client) => client.action(echo, unsigned(1)),
  (client) => client.action(echo, long),
  (client) => client.actionList([{ method: echo }, { method: echo, parameters: long }]),
  (client) => client.release(),
  (client) => client.associate(),
];
const anyDialogue = fc.constantFrom(...dialogues);
const sap = fc.constantFrom(publicSap, laxSap, highSap);

/** Feeds a dialogue with answers until it ends; whatever it raises is an S1benchError. */
function feed(exchange: Exchange<unknown>, answers: readonly Uint8Array[]): void {
  resultOrRefusal(() => {
    let step = exchange.next();
    for (const answer of answers) if (step.done !== true) step = exchange.next(answer);
  });
}

describe('Green Book 9.4, a client under hostile input', () => {
  it('raises nothing but an S1benchError for arbitrary bytes', () => {
    const answers = fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(sap, anyDialogue, answers, (owner, start, bytes) => {
        const bench = createBench({ maxReceivePduSize: 100 });
        const client = bench.associated(owner);
        feed(start(client), bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('raises nothing but an S1benchError for arbitrary APDUs, and stays in a state of rest', () => {
    const bench = createBench({ maxReceivePduSize: 100 });
    const response = fc.oneof(apdu, getResponse, setResponse, actionResponse).map(encodeApdu);
    const rightId = response.map((bytes) => {
      // The invoke-id that a new client's first request has.
      if (bytes.length > 2 && (bytes[0] as number) >= 0xc4) bytes[2] = 0x41;
      return bytes;
    });
    fc.assert(
      fc.property(anyDialogue, fc.array(rightId, { maxLength: 5 }), (start, answers) => {
        const client = bench.associated(publicSap);
        const exchange = start(client);
        feed(exchange, answers);
        resultOrRefusal(() => exchange.throw(new S1benchError('aborted')));
        expect(['associated', 'idle']).toContain(client.state);
      }),
      { numRuns: 1000 },
    );
  });

  it('raises nothing but an S1benchError for damaged answers of a real device', () => {
    const damage = fc.record({ victim: fc.nat({ max: 3 }), at: fc.nat(), flip: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(sap, anyDialogue, damage, (owner, start, { victim, at, flip }) => {
        const bench = createBench({ maxReceivePduSize: 100 });
        const client = bench.associated(owner);
        resultOrRefusal(() => {
          const exchange = start(client);
          let step = exchange.next();
          for (let i = 0; step.done !== true; i++) {
            const answer = bench.server.receive(owner, 1, step.value) as Uint8Array;
            const offset = at % answer.length;
            // No flip at all cuts the answer off.
            const damaged =
              flip === 0 ? answer.subarray(0, offset) : answer.with(offset, (answer[offset] as number) ^ flip);
            step = exchange.next(i === victim ? damaged : answer);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('raises nothing but an S1benchError for notifications', () => {
    const bench = createBench();
    const clients = [bench.associated(publicSap), bench.associated(highSap), bench.client(highSap)];
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), apdu.map(encodeApdu));
    fc.assert(
      fc.property(fc.constantFrom(...clients), bytes, (client, notification) => {
        resultOrRefusal(() => client.decodeNotification(notification));
      }),
      { numRuns: 500 },
    );
  });
});
