import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import type { AttributeDescriptor } from '../../../../src/protocol/cosem/apdu/descriptors.ts';
import { type ConformanceBit, conformanceOf } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import type { DataBlock } from '../../../../src/protocol/cosem/apdu/set.ts';
import { encodeData } from '../../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../../src/protocol/cosem/data.ts';
import {
  attribute,
  type Bench,
  createBench,
  everything,
  laxSap,
  lowSap,
  names,
  octets,
  publicSap,
  scratch,
  unsigned,
} from './bench.ts';

const invokeIdAndPriority = 0x41;
const [first, second] = scratch.map((instance) => attribute(1, instance)) as [AttributeDescriptor, AttributeDescriptor];
const set = (descriptor: AttributeDescriptor, value: Data = unsigned(1)): Apdu => ({
  kind: 'set-request-normal',
  invokeIdAndPriority,
  attribute: descriptor,
  value,
});
const block = (blockNumber: number, rawData: Uint8Array, lastBlock = false): DataBlock => ({
  lastBlock,
  blockNumber,
  rawData,
});
const start = (dataBlock: DataBlock, descriptor = first): Apdu => ({
  kind: 'set-request-with-first-datablock',
  invokeIdAndPriority,
  attribute: descriptor,
  block: dataBlock,
});
const startList = (dataBlock: DataBlock): Apdu => ({
  kind: 'set-request-with-list-and-first-datablock',
  invokeIdAndPriority,
  attributes: [first, second],
  block: dataBlock,
});
const go = (dataBlock: DataBlock, id = invokeIdAndPriority): Apdu => ({
  kind: 'set-request-with-datablock',
  invokeIdAndPriority: id,
  block: dataBlock,
});
const last = (result: string, blockNumber: number) => ({ kind: 'set-response-last-datablock', result, blockNumber });
const notSupported = { kind: 'exception-response', serviceError: 'service-not-supported' };

function publicBench(...missing: readonly ConformanceBit[]): Bench {
  const bench = createBench({ conformance: everything & ~conformanceOf(...missing), longRequestLimit: 100 });
  bench.associated(publicSap);
  return bench;
}

describe('Green Book 9.4, SET: results', () => {
  it.each([
    ['a value', first, 'success'],
    ['the logical name', { ...first, attribute: 1 }, 'read-write-denied'],
    ['an object that is not there', attribute(1, names.nothing), 'object-undefined'],
    ['another class', attribute(3, names.logicalDeviceName), 'object-class-inconsistent'],
    ['an attribute that is not there', attribute(1, names.logicalDeviceName, 3), 'object-undefined'],
    ['an attribute to read only', attribute(1, names.logicalDeviceName), 'read-write-denied'],
    ['an attribute without access', attribute(3, names.register), 'read-write-denied'],
    ['an attribute that cannot be written', attribute(7, names.profile, 3), 'read-write-denied'],
    ['a value of another type', attribute(7, names.profile, 4), 'type-unmatched'],
    [
      'a part of an attribute',
      { ...first, selection: { selector: 1, parameters: unsigned(1) } },
      'scope-of-access-violated',
    ],
  ] as const)('%s', (_what, descriptor, result) => {
    const answer = publicBench().send(publicSap, set(descriptor));
    expect(answer).toEqual({ kind: 'set-response-normal', invokeIdAndPriority, result });
  });

  it('writes the value', () => {
    const bench = publicBench();
    bench.send(publicSap, set(first, unsigned(9)));
    expect(bench.device.values.get(first.instance)).toEqual(unsigned(9));
  });

  it('needs an authenticated message where the access right says so', () => {
    const bench = createBench();
    const guarded = attribute(1, names.guarded);
    expect(bench.run(lowSap, bench.associated(lowSap).set(guarded, unsigned(1)))).toBe('read-write-denied');
    const plain = bench.associated(laxSap, {}, { policy: 'none' });
    expect(bench.run(laxSap, plain.set(guarded, unsigned(1)))).toBe('read-write-denied');
    expect(bench.run(laxSap, bench.associated(laxSap).set(guarded, unsigned(1)))).toBe('success');
  });

  it('answers a list in its order, and refuses one with too few values', () => {
    const bench = publicBench();
    const list = { kind: 'set-request-with-list', invokeIdAndPriority } as const;
    const attributes = [attribute(1, names.nothing), second];
    expect(bench.send(publicSap, { ...list, attributes, values: [unsigned(1), unsigned(2)] })).toEqual({
      kind: 'set-response-with-list',
      invokeIdAndPriority,
      results: ['object-undefined', 'success'],
    });
    expect(bench.send(publicSap, { ...list, attributes, values: [unsigned(3)] })).toMatchObject({
      kind: 'exception-response',
      serviceError: 'other-reason',
    });
    expect(bench.device.values.get(second.instance)).toEqual(unsigned(2));
  });

  it('refuses the service, its list and its blocks where they were not negotiated', () => {
    const attributes = [first];
    const values = [unsigned(1)];
    const list: Apdu = { kind: 'set-request-with-list', invokeIdAndPriority, attributes, values };
    const part = block(1, fromHex('1101'), true);
    expect(publicBench('set').send(publicSap, set(first))).toMatchObject(notSupported);
    expect(publicBench('multiple-references').send(publicSap, list)).toMatchObject(notSupported);
    expect(publicBench('multiple-references').send(publicSap, startList(part))).toMatchObject(notSupported);
    expect(publicBench('block-transfer-with-set-or-write').send(publicSap, start(part))).toMatchObject(notSupported);
    expect(publicBench('block-transfer-with-set-or-write').send(publicSap, go(part))).toMatchObject(notSupported);
  });
});

describe('Green Book 9.4, SET: block transfer', () => {
  const value = octets(Uint8Array.from({ length: 60 }, (_, i) => i));
  const encoded = encodeData(value);

  it('acknowledges each block, and writes once all are there', () => {
    const bench = publicBench();
    const answers = [
      bench.send(publicSap, start(block(1, encoded.subarray(0, 20)))),
      bench.send(publicSap, go(block(2, encoded.subarray(20, 40)))),
    ];
    expect(answers).toEqual([
      { kind: 'set-response-datablock', invokeIdAndPriority, blockNumber: 1 },
      { kind: 'set-response-datablock', invokeIdAndPriority, blockNumber: 2 },
    ]);
    expect(bench.device.values.has(first.instance)).toBe(false);
    expect(bench.send(publicSap, go(block(3, encoded.subarray(40), true)))).toMatchObject(last('success', 3));
    expect(bench.device.values.get(first.instance)).toEqual(value);
  });

  it('writes what comes in one block', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, start(block(1, encoded, true)))).toMatchObject(last('success', 1));
  });

  it('writes a list that comes in blocks', () => {
    const bench = publicBench();
    bench.send(publicSap, startList(block(1, fromHex('02'))));
    expect(bench.send(publicSap, go(block(2, fromHex('1107 1108'), true)))).toEqual({
      kind: 'set-response-last-datablock-with-list',
      invokeIdAndPriority,
      results: ['success', 'success'],
      blockNumber: 2,
    });
    expect(bench.device.values.get(second.instance)).toEqual(unsigned(8));
  });

  it('refuses a block where nothing is under way', () => {
    const answer = publicBench().send(publicSap, go(block(1, encoded)));
    expect(answer).toMatchObject(last('no-long-set-in-progress', 1));
  });

  it('refuses a block out of order, and forgets the others', () => {
    const bench = publicBench();
    expect(bench.send(publicSap, start(block(2, encoded)))).toMatchObject(last('data-block-number-invalid', 2));
    bench.send(publicSap, start(block(1, encoded.subarray(0, 20))));
    expect(bench.send(publicSap, go(block(3, encoded)))).toMatchObject(last('data-block-number-invalid', 3));
    expect(bench.send(publicSap, go(block(2, encoded)))).toMatchObject(last('no-long-set-in-progress', 2));
  });

  it('aborts where the invoke-id changes, or more comes than is held', () => {
    const bench = publicBench();
    bench.send(publicSap, start(block(1, encoded.subarray(0, 20))));
    expect(bench.send(publicSap, go(block(2, encoded), 0x42))).toMatchObject(last('long-set-aborted', 2));
    bench.send(publicSap, start(block(1, encoded)));
    expect(bench.send(publicSap, go(block(2, encoded)))).toMatchObject(last('long-set-aborted', 2));
  });

  it.each([
    ['no value', start(block(1, fromHex('0940'), true))],
    ['more than a value', start(block(1, fromHex('110111'), true))],
    ['too few values', startList(block(1, fromHex('01 1101'), true))],
    ['more than the values', startList(block(1, fromHex('02 1101 1102 00'), true))],
    ['a count beyond all bounds', startList(block(1, fromHex('84FFFFFFFF'), true))],
  ])('refuses blocks that add up to %s', (_what, request) => {
    const bench = publicBench();
    expect(bench.send(publicSap, request)).toMatchObject(last('type-unmatched', 1));
    expect(bench.device.values.has(first.instance)).toBe(false);
  });
});
