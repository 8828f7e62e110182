import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HdlcPrimary } from '../../../src/protocol/hdlc/primary.ts';
import { HdlcSecondary } from '../../../src/protocol/hdlc/secondary.ts';
import { arbitraryNoise, arbitraryParameters } from './arbitraries.ts';
import { type Fault, Line, type Step } from './line.ts';

const faultless: fc.Arbitrary<Fault> = fc.constant({ kind: 'nothing' });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: faultless },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lost' as const, 'doubled' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('noise' as const), bytes: arbitraryNoise }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      at: fc.nat(),
      bits: fc.integer({ min: 1, max: 0xffff }),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('to-server' as const, 'to-client' as const),
      bytes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(Number.POSITIVE_INFINITY)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('request' as const, 'answer' as const, 'client-times-out' as const) }),
  },
);

const apdu = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 40, maxLength: 900 }));

const setting = fc.record({
  client: arbitraryParameters,
  server: arbitraryParameters,
  addressLength: fc.constantFrom(1 as const, 2 as const, 4 as const),
  requests: fc.array(apdu, { minLength: 1, maxLength: 8 }),
  answerLength: fc.nat(900),
});
type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

function lineOf(
  { client, server, addressLength, requests, answerLength }: Setting,
  faults: readonly Fault[],
  answersPerRequest: number,
): Line {
  const primary = new HdlcPrimary({
    clientSap: 16,
    serverSap: 1,
    physicalAddress: 17,
    addressLength,
    parameters: client,
    retries: 5,
  });
  const secondary = new HdlcSecondary({ serverSaps: [1, 2], physicalAddress: 17, parameters: server });
  // Numbered, so that a repetition is never taken for another APDU of the same content.
  const numbered = requests.map((request, i) => Uint8Array.of(i, ...request));
  let answers = 0;
  const answerTo = (request: Uint8Array): Uint8Array[] =>
    Array.from({ length: answersPerRequest }, () => {
      const answer = new Uint8Array(answerLength + 2).fill(request[0] as number);
      answer[0] = answers++;
      return answer;
    });
  return new Line(primary, secondary, faults, numbered, answerTo);
}

function expectNothingWrong(line: Line): void {
  expect(line.requestsDelivered).toEqual(line.requestsSent.slice(0, line.requestsDelivered.length));
  expect(line.answersDelivered).toEqual(line.answersSent.slice(0, line.answersDelivered.length));
}

test('Green Book 8.4.5: over a good line every APDU arrives once and in order, in any sizes and windows', () => {
  fc.assert(
    fc.property(setting, (given) => {
      const line = lineOf(given, [], 1);
      line.open();
      line.settle();
      expect(line.error).toBeUndefined();
      expect(line.requestsDelivered).toHaveLength(given.requests.length);
      expect(line.answersDelivered).toHaveLength(given.requests.length);
      expectNothingWrong(line);
    }),
  );
});

test('Green Book 8.4.5: over a bad line every APDU arrives once and in order, or the link fails', () => {
  fc.assert(
    fc.property(
      setting,
      fc.array(fault, { maxLength: 60 }),
      fc.array(step, { maxLength: 200 }),
      (given, faults, steps) => {
        const line = lineOf(given, faults, 1);
        line.open();
        for (const next of steps) if (line.error === undefined) line.take(next);
        line.settle();
        expectNothingWrong(line);
        if (line.error === undefined) {
          expect(line.requestsDelivered).toHaveLength(given.requests.length);
          expect(line.answersDelivered).toHaveLength(given.requests.length);
        } else {
          expect(line.error.code).toBe('hdlc-no-answer');
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('Green Book 8.4.5: a device that says more than it was asked is never misunderstood', () => {
  fc.assert(
    fc.property(
      setting,
      fc.array(fault, { maxLength: 40 }),
      fc.array(step, { maxLength: 200 }),
      (given, faults, steps) => {
        const line = lineOf(given, faults, 2);
        line.open();
        for (const next of steps) if (line.error === undefined) line.take(next);
        line.settle();
        expectNothingWrong(line);
        if (line.error === undefined) expect(line.requestsDelivered).toHaveLength(given.requests.length);
      },
    ),
  );
});
