import type { ActionRequest } from '../../../src/protocol/cosem/apdu/action.ts';
import type { Apdu } from '../../../src/protocol/cosem/apdu/apdu.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { AttributeDescriptor } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import type { GetRequest } from '../../../src/protocol/cosem/apdu/get.ts';
import type { SetRequest } from '../../../src/protocol/cosem/apdu/set.ts';
import { encodeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { rangeByTime, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { actionRequest, actionResponse, getRequest, getResponse, setRequest, setResponse } from '../../support/arbitrary-apdus.ts';
import { type Meter, saps } from './esme.ts';
import { sample } from './sample.ts';

const invokeIdAndPriority = 0x41;
/** A whole profile takes its time, and says no more than some of its rows. */
const BUFFER = { classId: 7, attribute: 2 } as const;
const BLOCK = 20;

/** What may be passed to a method, right or wrong. */
const parameters: readonly Data[] = [
  { type: 'null-data' },
  { type: 'integer', value: 0 },
  { type: 'long-unsigned', value: 1 },
  { type: 'octet-string', value: new Uint8Array(12).fill(0xff) },
  {
    type: 'array',
    value: [
      {
        type: 'structure',
        value: [
          { type: 'enum', value: 0 },
          { type: 'octet-string', value: new Uint8Array(24) },
        ],
      },
    ],
  },
];

/** Requests that make sense to the meter: of every object that it has, every attribute and method. */
export function requestsTo(meter: Meter): readonly Uint8Array[] {
  const reader = meter.associated(saps.critical);
  /** What the meter holds there, or what any place may be set to. */
  const valueOf = (attribute: AttributeDescriptor): Data => {
    const result = meter.perform(saps.critical, reader.get(attribute));
    return 'data' in result ? result.data : { type: 'double-long-unsigned', value: 1 };
  };
  const objects = meter.device.logicalDevices[0]?.tree.objects ?? [];
  const requests = objects.flatMap(({ classId, logicalName: instance, attributes, methods = {} }) => [
    ...[1, ...Object.keys(attributes).map(Number)].flatMap((attribute) => aboutAttribute({ classId, instance, attribute }, valueOf)),
    ...Object.keys(methods).flatMap((index) =>
      parameters.flatMap((value) => invocations({ classId, instance, method: Number(index) }, value)),
    ),
  ]);
  const arbitrary = [getRequest, setRequest, actionRequest].flatMap((request) => sample<Apdu>(request, encodeApdu, 200));
  return [...requests.map(encodeApdu), ...arbitrary, encodeApdu({ kind: 'rlrq', reason: 'normal' })];
}

/** Answers that a client may get, in whatever place. */
export function anyAnswers(): readonly Uint8Array[] {
  return [getResponse, setResponse, actionResponse].flatMap((response) => sample<Apdu>(response, encodeApdu, 700));
}

function aboutAttribute(attribute: AttributeDescriptor, valueOf: (attribute: AttributeDescriptor) => Data): readonly (GetRequest | SetRequest)[] {
  const isBuffer = attribute.classId === BUFFER.classId && attribute.attribute === BUFFER.attribute;
  const chosen = isBuffer ? selections.map((selection) => ({ ...attribute, selection })) : [attribute];
  const value = valueOf(chosen[0] as AttributeDescriptor);
  return [
    ...chosen.map((one): GetRequest => ({ kind: 'get-request-normal', invokeIdAndPriority, attribute: one })),
    { kind: 'get-request-with-list', invokeIdAndPriority, attributes: [...chosen, ...chosen] },
    { kind: 'set-request-normal', invokeIdAndPriority, attribute, value },
    { kind: 'set-request-with-list', invokeIdAndPriority, attributes: [attribute], values: [value] },
    ...inBlocks(encodeData(value)).map(
      (block): SetRequest =>
        block.blockNumber === 1
          ? { kind: 'set-request-with-first-datablock', invokeIdAndPriority, attribute, block }
          : { kind: 'set-request-with-datablock', invokeIdAndPriority, block },
    ),
    { kind: 'get-request-next', invokeIdAndPriority, blockNumber: 1 },
  ];
}

function invocations(method: { readonly classId: number; readonly instance: AttributeDescriptor['instance']; readonly method: number }, value: Data): readonly ActionRequest[] {
  return [
    { kind: 'action-request-normal', invokeIdAndPriority, method, parameters: value },
    { kind: 'action-request-with-list', invokeIdAndPriority, methods: [method], parameters: [value] },
    ...inBlocks(encodeData(value)).map(
      (block): ActionRequest =>
        block.blockNumber === 1
          ? { kind: 'action-request-with-first-pblock', invokeIdAndPriority, method, block }
          : { kind: 'action-request-with-pblock', invokeIdAndPriority, block },
    ),
    { kind: 'action-request-next-pblock', invokeIdAndPriority, blockNumber: 1 },
  ];
}

/** The first blocks of a value. */
function inBlocks(rawData: Uint8Array) {
  const count = Math.min(3, Math.ceil(rawData.length / BLOCK));
  return Array.from({ length: count }, (_, i) => ({
    lastBlock: (i + 1) * BLOCK >= rawData.length,
    blockNumber: i + 1,
    rawData: rawData.subarray(i * BLOCK, (i + 1) * BLOCK),
  }));
}

const selections = [
  rangeByTime(Temporal.Instant.from('2026-01-15T00:00Z'), Temporal.Instant.from('2026-01-15T03:00Z')),
  selectionOf({ kind: 'entry', fromEntry: 1, toEntry: 3, fromSelectedValue: 1, toSelectedValue: 0 }),
];
