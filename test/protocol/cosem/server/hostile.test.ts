import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { cipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { damaged } from '../../../support/arbitraries.ts';
import { actionRequest, apdu, getRequest, setRequest } from '../../../support/arbitrary-apdus.ts';
import {
  attribute,
  clientTitle,
  createBench,
  highSap,
  keysOf,
  laxSap,
  method,
  names,
  publicSap,
  unsigned,
} from './bench.ts';

const sap = fc.constantFrom(publicSap, highSap, laxSap, 99);
const arbitraryBytes = fc.uint8Array({ maxLength: 300 });

describe('Green Book 9.4, a server under hostile input', () => {
  it('answers arbitrary bytes with an APDU, or not at all', () => {
    const bench = createBench();
    for (const known of [publicSap, highSap, laxSap]) bench.associated(known);
    fc.assert(
      fc.property(sap, fc.integer({ min: 0, max: 3 }), arbitraryBytes, (source, destination, bytes) => {
        const answer = bench.server.receive(source, destination, bytes);
        if (answer !== undefined) decodeApdu(answer);
      }),
      { numRuns: 2000 },
    );
  });

  it('answers arbitrary APDUs in any order with an APDU, or not at all', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sap, apdu), { maxLength: 10 }), (messages) => {
        const bench = createBench();
        bench.associated(publicSap);
        for (const [source, message] of messages) bench.send(source, message);
      }),
      { numRuns: 300 },
    );
  });

  it('answers arbitrary requests that are rightly protected', () => {
    const bench = createBench();
    bench.associated(highSap, { maxReceivePduSize: 80 }, { wrapping: 'general-glo' });
    const originator = createOriginator(clientTitle, prepareKeys(keysOf(highSap)));
    let counter = 1000;
    const wrapping = fc.constantFrom('glo' as const, 'general-glo' as const);
    fc.assert(
      fc.property(fc.oneof(getRequest, setRequest, actionRequest), wrapping, (request, wrap) => {
        const protection = { policy: 'authenticated-encrypted', wrapping: wrap } as const;
        const answer = bench.send(highSap, cipherApdu(originator, protection, counter++, encodeApdu(request)));
        expect(['glo-ciphered', 'general-glo-ciphering', 'exception-response']).toContain(answer?.kind);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers damaged requests of a real session', () => {
    const recorded = createBench();
    const client = recorded.associated(highSap);
    recorded.run(highSap, client.get(attribute(1, names.logicalDeviceName)));
    recorded.run(highSap, client.action(method(9, names.script), unsigned(1)));
    recorded.run(publicSap, recorded.client(publicSap).associate());
    const session = recorded.requests;
    fc.assert(
      fc.property(
        fc
          .nat({ max: session.length - 1 })
          .chain((i) => fc.tuple(fc.constant(i), damaged(session[i]?.apdu ?? new Uint8Array()))),
        ([victim, bytes]) => {
          const bench = createBench();
          session.forEach((request, i) => {
            bench.send(request.sap, i === victim ? bytes : request.apdu);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds no more of a long request than its limit, whoever never ends it', () => {
    const limit = 500;
    const bench = createBench({ longRequestLimit: limit });
    bench.associated(publicSap);
    const rawData = new Uint8Array(100);
    const descriptor = attribute(1, names.logicalDeviceName);
    let acknowledged = 0;
    for (let blockNumber = 1; blockNumber < 20; blockNumber++) {
      const block = { lastBlock: false, blockNumber, rawData };
      const answer = bench.send(
        publicSap,
        blockNumber === 1
          ? { kind: 'set-request-with-first-datablock', invokeIdAndPriority: 1, attribute: descriptor, block }
          : { kind: 'set-request-with-datablock', invokeIdAndPriority: 1, block },
      );
      if (answer?.kind === 'set-response-datablock') acknowledged++;
    }
    expect(acknowledged).toBe(4);
  });

  it('keeps at most one association for each known client, however often it associates', () => {
    const bench = createBench();
    for (let i = 0; i < 100; i++) bench.associated(laxSap);
    for (let source = 100; source < 200; source++) {
      const aarq = bench.requests[0]?.apdu as Uint8Array;
      expect(bench.send(source, aarq)).toMatchObject({ kind: 'aare', result: 'rejected-permanent' });
    }
  });
});
