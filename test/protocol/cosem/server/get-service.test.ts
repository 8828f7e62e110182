import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import type { AttributeDescriptor } from '../../../../src/protocol/cosem/apdu/descriptors.ts';
import { type ConformanceBit, conformanceOf } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { decodeData } from '../../../../src/protocol/cosem/axdr.ts';
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
  serverTitle,
  unsigned,
} from './bench.ts';

const id = 0x41;
const get = (descriptor: AttributeDescriptor, invokeIdAndPriority = id): Apdu => ({
  kind: 'get-request-normal',
  invokeIdAndPriority,
  attribute: descriptor,
});
const next = (blockNumber: number, invokeIdAndPriority = id): Apdu => ({
  kind: 'get-request-next',
  invokeIdAndPriority,
  blockNumber,
});
const name = attribute(1, names.logicalDeviceName);
const long = attribute(1, scratch[0] as AttributeDescriptor['instance']);
const longValue = octets(Uint8Array.from({ length: 100 }, (_, i) => i));
const notSupported = { kind: 'exception-response', serviceError: 'service-not-supported' };

/** A device whose first register doesn't fit into one APDU of the client. */
function longBench(): Bench {
  const bench = createBench();
  bench.device.values.set(long.instance, longValue);
  bench.associated(publicSap, { maxReceivePduSize: 40 });
  return bench;
}

function without(...bits: readonly ConformanceBit[]): Bench {
  const bench = createBench({ conformance: everything & ~conformanceOf(...bits) });
  bench.associated(publicSap, { maxReceivePduSize: 40 });
  return bench;
}

describe('Green Book 9.4, GET: results', () => {
  it.each([
    ['the value', name, { data: octets(serverTitle) }],
    ['the logical name', attribute(1, names.logicalDeviceName, 1), { data: octets(fromHex('00002A0000FF')) }],
    ['an object that is not there', attribute(1, names.nothing), { error: 'object-undefined' }],
    ['another class', attribute(3, names.logicalDeviceName), { error: 'object-class-inconsistent' }],
    ['an attribute that is not there', attribute(1, names.logicalDeviceName, 3), { error: 'object-undefined' }],
    ['a negative attribute', attribute(1, names.logicalDeviceName, -1), { error: 'object-undefined' }],
    ['all attributes', attribute(1, names.logicalDeviceName, 0), { error: 'object-undefined' }],
    ['an attribute without access', attribute(3, names.register), { error: 'read-write-denied' }],
    ['the name of an object without access', attribute(3, names.register, 1), { error: 'read-write-denied' }],
    ['an attribute that cannot be read', attribute(7, names.profile, 3), { error: 'read-write-denied' }],
    ['an attribute to write only', attribute(7, names.profile, 4), { error: 'read-write-denied' }],
    [
      'what the device says',
      attribute(1, scratch[7] as AttributeDescriptor['instance']),
      { error: 'object-unavailable' },
    ],
  ] as const)('%s', (_what, descriptor, result) => {
    const bench = createBench();
    bench.associated(publicSap);
    expect(bench.send(publicSap, get(descriptor))).toEqual({
      kind: 'get-response-normal',
      invokeIdAndPriority: id,
      result,
    });
  });

  it('needs an authenticated message where the access right says so', () => {
    const bench = createBench();
    const guarded = attribute(1, names.guarded);
    bench.associated(lowSap);
    expect(bench.send(lowSap, get(guarded))).toMatchObject({ result: { error: 'read-write-denied' } });
    expect(bench.run(laxSap, bench.associated(laxSap).get(guarded))).toEqual({ data: unsigned(7) });
    const encrypted = bench.associated(laxSap, {}, { policy: 'encrypted' });
    expect(bench.run(laxSap, encrypted.get(guarded))).toEqual({ error: 'read-write-denied' });
    const authenticated = bench.associated(laxSap, {}, { policy: 'authenticated' });
    expect(bench.run(laxSap, authenticated.get(guarded))).toEqual({ data: unsigned(7) });
  });

  it('answers a list in its order, errors and all', () => {
    const bench = createBench();
    bench.associated(publicSap);
    const attributes = [name, attribute(1, names.nothing), attribute(3, names.register), name];
    expect(bench.send(publicSap, { kind: 'get-request-with-list', invokeIdAndPriority: id, attributes })).toEqual({
      kind: 'get-response-with-list',
      invokeIdAndPriority: id,
      results: [
        { data: octets(serverTitle) },
        { error: 'object-undefined' },
        { error: 'read-write-denied' },
        { data: octets(serverTitle) },
      ],
    });
  });

  it('refuses the service, or its list, where it was not negotiated', () => {
    const list: Apdu = { kind: 'get-request-with-list', invokeIdAndPriority: id, attributes: [name] };
    expect(without('get').send(publicSap, get(name))).toMatchObject(notSupported);
    expect(without('multiple-references').send(publicSap, list)).toMatchObject(notSupported);
    expect(without('block-transfer-with-get-or-read').send(publicSap, next(1))).toMatchObject(notSupported);
  });
});

describe('Green Book 9.4, GET: selective access', () => {
  const selected = (selector: number, index = 2): AttributeDescriptor => ({
    ...attribute(7, names.profile, index),
    selection: { selector, parameters: unsigned(42) },
  });

  it('hands the selection to the attribute that knows its selector', () => {
    const bench = createBench();
    bench.associated(publicSap);
    expect(bench.send(publicSap, get(selected(1)))).toMatchObject({
      result: { data: { type: 'array', value: [unsigned(42)] } },
    });
  });

  it('refuses it elsewhere', () => {
    const bench = createBench();
    bench.associated(publicSap);
    const violated = { result: { error: 'scope-of-access-violated' } };
    expect(bench.send(publicSap, get(selected(2)))).toMatchObject(violated);
    expect(bench.send(publicSap, get(selected(1, 1)))).toMatchObject(violated);
    const { selection } = selected(1);
    if (selection === undefined) throw new Error('no selection');
    expect(bench.send(publicSap, get({ ...name, selection }))).toMatchObject(violated);
    expect(without('selective-access').send(publicSap, get(selected(1)))).toMatchObject(violated);
  });
});

describe('Green Book 9.4, GET: block transfer', () => {
  const noLongGet = { lastBlock: true, result: { error: 'no-long-get-in-progress' } };

  it('sends what is too long in numbered blocks that fit', () => {
    const bench = longBench();
    const parts: Uint8Array[] = [];
    let request = get(long);
    for (let blockNumber = 1; ; blockNumber++) {
      const answer = bench.send(publicSap, request);
      if (answer?.kind !== 'get-response-with-datablock' || 'error' in answer.result) throw new Error('no block');
      expect(answer).toMatchObject({ invokeIdAndPriority: id, blockNumber });
      parts.push(answer.result.rawData);
      if (answer.lastBlock) break;
      expect(answer.result.rawData.length).toBe(40 - 10);
      request = next(blockNumber);
    }
    expect(decodeData(concatBytes(...parts))).toEqual(longValue);
    expect(bench.send(publicSap, next(parts.length))).toMatchObject(noLongGet);
  });

  it('refuses to go on where nothing is under way', () => {
    const bench = longBench();
    expect(bench.send(publicSap, next(1))).toEqual({
      kind: 'get-response-with-datablock',
      invokeIdAndPriority: id,
      lastBlock: true,
      blockNumber: 1,
      result: { error: 'no-long-get-in-progress' },
    });
  });

  it.each([0, 2])('refuses block number %i after the first, and ends the transfer', (blockNumber) => {
    const bench = longBench();
    bench.send(publicSap, get(long));
    const refused = { lastBlock: true, blockNumber, result: { error: 'data-block-number-invalid' } };
    expect(bench.send(publicSap, next(blockNumber))).toMatchObject(refused);
    expect(bench.send(publicSap, next(1))).toMatchObject(noLongGet);
  });

  it('aborts where the invoke-id changes, but not for another priority', () => {
    const bench = longBench();
    bench.send(publicSap, get(long));
    expect(bench.send(publicSap, next(1, id | 0x80))).toMatchObject({ blockNumber: 2, result: { rawData: {} } });
    expect(bench.send(publicSap, next(2, id + 1))).toMatchObject({ result: { error: 'long-get-aborted' } });
    expect(bench.send(publicSap, next(2))).toMatchObject(noLongGet);
  });

  it('ends where another request comes between', () => {
    const bench = longBench();
    bench.send(publicSap, get(long));
    bench.send(publicSap, get(name));
    expect(bench.send(publicSap, next(1))).toMatchObject(noLongGet);
  });

  it('is not continued under less protection', () => {
    const bench = createBench();
    bench.device.values.set(names.guarded, longValue);
    const client = bench.associated(laxSap, { maxReceivePduSize: 64 });
    const exchange = client.get(attribute(1, names.guarded));
    const request = exchange.next().value;
    if (!(request instanceof Uint8Array)) throw new Error('no request');
    expect(bench.send(laxSap, request)).toMatchObject({ kind: 'glo-ciphered' });
    // The first invoke-id of the association went to HLS, the second to this GET.
    expect(bench.send(laxSap, next(1, 0x42))).toMatchObject({ result: { error: 'long-get-aborted' } });
  });

  it('is refused where it was not negotiated', () => {
    const bench = without('block-transfer-with-get-or-read');
    bench.device.values.set(long.instance, longValue);
    expect(bench.send(publicSap, get(long))).toMatchObject({ serviceError: 'pdu-too-long' });
  });

  it('works down to the smallest PDU size', () => {
    const bench = createBench();
    bench.device.values.set(long.instance, longValue);
    const client = bench.associated(publicSap, { maxReceivePduSize: 12 });
    expect(bench.run(publicSap, client.get(long))).toEqual({ data: longValue });
  });
});

describe('Green Book 9.4, GET with a list: what is held of a response', () => {
  const list = (length: number): Apdu => ({
    kind: 'get-request-with-list',
    invokeIdAndPriority: id,
    attributes: Array.from({ length }, () => long),
  });

  it('is bounded, however often a short request names what is long', () => {
    const bench = createBench({ longResponseLimit: 1000 });
    bench.device.values.set(long.instance, longValue);
    bench.associated(publicSap);
    expect(bench.send(publicSap, list(9))).toMatchObject({ kind: 'get-response-with-list' });
    expect(bench.send(publicSap, list(10))).toMatchObject({ kind: 'exception-response', serviceError: 'pdu-too-long' });
    expect(bench.send(publicSap, get(name))).toMatchObject({ kind: 'get-response-normal' });
  });
});
