import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import type { MethodDescriptor } from '../../../../src/protocol/cosem/apdu/descriptors.ts';
import { type ConformanceBit, conformanceOf } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import type { DataBlock } from '../../../../src/protocol/cosem/apdu/set.ts';
import { encodeData } from '../../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../../src/protocol/cosem/data.ts';
import { type Bench, createBench, everything, laxSap, method, names, octets, publicSap, unsigned } from './bench.ts';

const invokeIdAndPriority = 0x41;
const echo = method(9, names.script);
const act = (descriptor: MethodDescriptor, parameters?: Data): Apdu => ({
  kind: 'action-request-normal',
  invokeIdAndPriority,
  method: descriptor,
  ...(parameters !== undefined && { parameters }),
});
const block = (blockNumber: number, rawData: Uint8Array, lastBlock = false): DataBlock => ({
  lastBlock,
  blockNumber,
  rawData,
});
const start = (dataBlock: DataBlock): Apdu => ({
  kind: 'action-request-with-first-pblock',
  invokeIdAndPriority,
  method: echo,
  block: dataBlock,
});
const startList = (dataBlock: DataBlock): Apdu => ({
  kind: 'action-request-with-list-and-first-pblock',
  invokeIdAndPriority,
  methods: [echo, echo],
  block: dataBlock,
});
const go = (dataBlock: DataBlock, id = invokeIdAndPriority): Apdu => ({
  kind: 'action-request-with-pblock',
  invokeIdAndPriority: id,
  block: dataBlock,
});
const next = (blockNumber: number, id = invokeIdAndPriority): Apdu => ({
  kind: 'action-request-next-pblock',
  invokeIdAndPriority: id,
  blockNumber,
});
const refused = (result: string) => ({ kind: 'action-response-normal', outcome: { result } });
const acknowledged = (blockNumber: number) => ({
  kind: 'action-response-next-pblock',
  invokeIdAndPriority,
  blockNumber,
});
const notSupported = { kind: 'exception-response', serviceError: 'service-not-supported' };

function publicBench(...missing: readonly ConformanceBit[]): Bench {
  const bench = createBench({ conformance: everything & ~conformanceOf(...missing), longRequestLimit: 100 });
  bench.associated(publicSap, { maxReceivePduSize: 40 });
  return bench;
}

describe('Green Book 9.4, ACTION: outcomes', () => {
  it.each([
    ['returned data', echo, { result: 'success', returned: { data: unsigned(5) } }],
    ['what the device says', method(9, names.script, 3), { result: 'hardware-fault' }],
    ['an object that is not there', method(9, names.nothing), { result: 'object-undefined' }],
    ['another class', method(1, names.script), { result: 'object-class-inconsistent' }],
    ['a method that is not there', method(9, names.script, 4), { result: 'object-undefined' }],
    ['a method of an object without any', method(1, names.logicalDeviceName), { result: 'object-undefined' }],
    ['a method that needs an authenticated message', method(9, names.script, 2), { result: 'read-write-denied' }],
    ['a method without access', method(64, names.security), { result: 'read-write-denied' }],
    ['HLS once more', method(15, names.association), { result: 'read-write-denied' }],
  ] as const)('%s', (_what, descriptor, outcome) => {
    const answer = publicBench().send(publicSap, act(descriptor, unsigned(5)));
    expect(answer).toEqual({ kind: 'action-response-normal', invokeIdAndPriority, outcome });
  });

  it('invokes with no parameters', () => {
    const answer = publicBench().send(publicSap, act(echo));
    expect(answer).toMatchObject({ outcome: { returned: { data: { type: 'null-data' } } } });
  });

  it('invokes what needs an authenticated message by one', () => {
    const bench = createBench();
    const authenticated = method(9, names.script, 2);
    const client = bench.associated(laxSap);
    expect(bench.run(laxSap, client.action(authenticated))).toEqual({ result: 'success' });
    expect(bench.run(laxSap, bench.associated(laxSap, {}, { policy: 'none' }).action(authenticated))).toEqual({
      result: 'read-write-denied',
    });
    expect(bench.device.calls).toEqual(['authenticated']);
  });

  it('answers a list in its order, and refuses one with too few parameters', () => {
    const bench = publicBench();
    const list = { kind: 'action-request-with-list', invokeIdAndPriority } as const;
    const methods = [echo, method(9, names.nothing)];
    expect(bench.send(publicSap, { ...list, methods, parameters: [unsigned(1), unsigned(2)] })).toEqual({
      kind: 'action-response-with-list',
      invokeIdAndPriority,
      outcomes: [{ result: 'success', returned: { data: unsigned(1) } }, { result: 'object-undefined' }],
    });
    expect(bench.send(publicSap, { ...list, methods, parameters: [unsigned(1)] })).toMatchObject({
      kind: 'exception-response',
      serviceError: 'other-reason',
    });
    expect(bench.device.calls).toEqual(['echo']);
  });

  it('refuses the service, its list and its blocks where they were not negotiated', () => {
    const list: Apdu = {
      kind: 'action-request-with-list',
      invokeIdAndPriority,
      methods: [echo],
      parameters: [unsigned(1)],
    };
    const part = block(1, fromHex('1101'), true);
    expect(publicBench('action').send(publicSap, act(echo))).toMatchObject(notSupported);
    expect(publicBench('multiple-references').send(publicSap, list)).toMatchObject(notSupported);
    for (const request of [start(part), go(part), next(1)]) {
      expect(publicBench('block-transfer-with-action').send(publicSap, request)).toMatchObject(notSupported);
    }
  });
});

describe('Green Book 9.4, ACTION: block transfer of parameters', () => {
  const encoded = encodeData(octets(fromHex('0102030405060708')));

  it('acknowledges each block, and invokes once all are there', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, start(block(1, encoded.subarray(0, 4))))).toEqual(acknowledged(1));
    expect(bench.device.calls).toEqual([]);
    expect(bench.send(publicSap, go(block(2, encoded.subarray(4), true)))).toMatchObject({
      outcome: { result: 'success', returned: { data: octets(fromHex('0102030405060708')) } },
    });
  });

  it('invokes a list that comes in blocks', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, startList(block(1, fromHex('02'))))).toEqual(acknowledged(1));
    expect(bench.send(publicSap, go(block(2, fromHex('1107 1108'), true)))).toMatchObject({
      outcomes: [{ returned: { data: unsigned(7) } }, { returned: { data: unsigned(8) } }],
    });
  });

  it('refuses a block where nothing is under way, or out of order, or of another invoke-id, or beyond the limit', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, go(block(1, encoded)))).toMatchObject(refused('no-long-action-in-progress'));
    expect(bench.send(publicSap, start(block(2, encoded)))).toMatchObject(refused('data-block-unavailable'));
    bench.send(publicSap, start(block(1, encoded)));
    expect(bench.send(publicSap, go(block(2, encoded), 0x42))).toMatchObject(refused('long-action-aborted'));
    bench.send(publicSap, start(block(1, encoded)));
    const tooMuch = go(block(2, new Uint8Array(100)));
    expect(bench.send(publicSap, tooMuch)).toMatchObject(refused('long-action-aborted'));
    expect(bench.device.calls).toEqual([]);
  });

  it('refuses blocks that add up to no parameters', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, start(block(1, fromHex('0940'), true)))).toMatchObject(refused('type-unmatched'));
    expect(bench.send(publicSap, startList(block(1, fromHex('0100'), true)))).toMatchObject(refused('type-unmatched'));
  });
});

describe('Green Book 9.4, ACTION: block transfer of what is returned', () => {
  const long = octets(Uint8Array.from({ length: 80 }, (_, i) => i));

  it('sends what is too long in numbered blocks, those of the response as one APDU', () => {
    const bench = publicBench();
    const parts: Uint8Array[] = [];
    let request = act(echo, long);
    for (let blockNumber = 1; ; blockNumber++) {
      const answer = bench.send(publicSap, request);
      if (answer?.kind !== 'action-response-with-pblock') throw new Error('no block');
      expect(answer.block.blockNumber).toBe(blockNumber);
      parts.push(answer.block.rawData);
      if (answer.block.lastBlock) break;
      request = next(blockNumber);
    }
    expect(decodeApdu(concatBytes(fromHex('C70141'), ...parts))).toEqual({
      kind: 'action-response-normal',
      invokeIdAndPriority,
      outcome: { result: 'success', returned: { data: long } },
    });
    expect(bench.device.calls).toEqual(['echo']);
  });

  it('refuses to go on where nothing is under way, or out of order, or with another invoke-id', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, next(1))).toMatchObject(refused('no-long-action-in-progress'));
    bench.send(publicSap, act(echo, long));
    expect(bench.send(publicSap, next(2))).toMatchObject(refused('data-block-unavailable'));
    expect(bench.send(publicSap, next(1))).toMatchObject(refused('no-long-action-in-progress'));
    bench.send(publicSap, act(echo, long));
    expect(bench.send(publicSap, next(1, 0x42))).toMatchObject(refused('long-action-aborted'));
  });

  it('is refused where it was not negotiated', () => {
    const bench = publicBench('block-transfer-with-action');
    expect(bench.send(publicSap, act(echo, long))).toMatchObject({ serviceError: 'pdu-too-long' });
  });
});
