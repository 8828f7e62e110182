import { formatObis, parseObis } from '../../../src/core/identifiers.ts';
import type { Random } from '../../../src/core/random.ts';
import type { ActionRequest } from '../../../src/protocol/cosem/apdu/action.ts';
import type { Apdu } from '../../../src/protocol/cosem/apdu/apdu.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../../../src/protocol/cosem/apdu/descriptors.ts';
import type { GetRequest } from '../../../src/protocol/cosem/apdu/get.ts';
import type { DataBlock, SetRequest } from '../../../src/protocol/cosem/apdu/set.ts';
import { encodeData } from '../../../src/protocol/cosem/axdr.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { rangeByTime, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { actionRequest, getRequest, setRequest } from '../../support/arbitrary-apdus.ts';
import { sample } from './sample.ts';
import { type Subject, saps } from './subject.ts';

const invokeIdAndPriority = 0x41;
const NOTHING: Data = { type: 'null-data' };
/** Bytes of a value that go into one block. */
const BLOCK = 20;

const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
/** 2026-02-28 23:30. */
const DATE_TIME = Uint8Array.of(0x07, 0xea, 2, 28, 0xff, 23, 30, 0, 0, 0, 0, 0);

/** What may be passed to a method, right or wrong. */
const parameters: readonly Data[] = [
  NOTHING,
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
  { type: 'boolean', value: true },
  { type: 'enum', value: 1 },
  { type: 'double-long', value: 100_000 },
  { type: 'double-long-unsigned', value: 3 },
  structure({ type: 'octet-string', value: Uint8Array.of(7) }, { type: 'double-long-unsigned', value: 1000 }),
  structure({ type: 'double-long-unsigned', value: 1 }, { type: 'octet-string', value: new Uint8Array(256) }),
  structure(
    { type: 'octet-string', value: DATE_TIME },
    { type: 'octet-string', value: DATE_TIME },
    { type: 'octet-string', value: DATE_TIME },
  ),
  {
    type: 'array',
    value: [structure({ type: 'octet-string', value: new Uint8Array(0) }, { type: 'long', value: 500 })],
  },
  { type: 'octet-string', value: DATE_TIME },
];

/** Instead of a whole profile, which takes its time and says no more, some of its rows. */
const selections = [
  rangeByTime(Temporal.Instant.from('2026-01-15T00:00Z'), Temporal.Instant.from('2026-01-15T03:00Z')),
  selectionOf({ kind: 'entry', fromEntry: 1, toEntry: 3, fromSelectedValue: 1, toSelectedValue: 0 }),
];

function attributesOf(meter: Subject): readonly AttributeDescriptor[] {
  const objects = meter.device.logicalDevices[0]?.tree.objects ?? [];
  return objects.flatMap(({ classId, logicalName: instance, attributes }) =>
    [1, ...Object.keys(attributes).map(Number)].flatMap((attribute) => {
      const isBuffer = classId === 7 && attribute === 2;
      const plain = { classId, instance, attribute };
      return isBuffer ? selections.map((selection) => ({ ...plain, selection })) : [plain];
    }),
  );
}

function methodsOf(meter: Subject): readonly MethodDescriptor[] {
  const objects = meter.device.logicalDevices[0]?.tree.objects ?? [];
  return objects.flatMap(({ classId, logicalName: instance, methods = {} }) =>
    Object.keys(methods).map((index) => ({ classId, instance, method: Number(index) })),
  );
}

/** What the meter holds in its attributes; a number where it doesn't tell. */
export function contentsOf(meter: Subject): readonly (readonly [AttributeDescriptor, Data])[] {
  const reader = meter.associated(saps.critical);
  return attributesOf(meter).map((attribute) => {
    const result = meter.perform(saps.critical, reader.get(attribute));
    return [attribute, 'data' in result ? result.data : { type: 'double-long-unsigned', value: 1 }];
  });
}

export function valuesOf(meter: Subject): readonly Uint8Array[] {
  return contentsOf(meter).map(([, value]) => encodeData(value));
}

/** Requests that make sense to the meter: of every attribute and method that it has. */
export function requestsTo(meter: Subject): readonly Uint8Array[] {
  const requests: readonly Apdu[] = [
    ...contentsOf(meter).flatMap(([attribute, value]) => aboutAttribute(attribute, value)),
    ...methodsOf(meter).flatMap((method) => parameters.flatMap((value) => invocations(method, value))),
    { kind: 'rlrq', reason: 'normal' },
  ];
  const others = [getRequest, setRequest, actionRequest].flatMap((one) => sample<Apdu>(one, encodeApdu, 200));
  return [...requests.map(encodeApdu), ...others];
}

/** A request that takes a value: all of it but the value at its end, and a value that fits. */
export interface Place {
  readonly request: Uint8Array;
  readonly example: Data;
  /** Logical name, and the number of the attribute or method. */
  readonly name: string;
}

/** Requests for what can be read. */
export function readsOf(meter: Subject): readonly Uint8Array[] {
  return attributesOf(meter).map((attribute) =>
    encodeApdu({ kind: 'get-request-normal', invokeIdAndPriority, attribute }),
  );
}

/** What can be written, and what can be invoked. */
export function placesIn(meter: Subject): {
  readonly attributes: readonly Place[];
  readonly methods: readonly Place[];
} {
  const objects = new Map(meter.device.logicalDevices[0]?.tree.objects.map((object) => [object.logicalName, object]));
  const place = (request: SetRequest | ActionRequest, example: Data): Place => ({
    request: encodeApdu(request).slice(0, -1),
    example,
    name: nameOf(request),
  });
  return {
    attributes: contentsOf(meter)
      .filter(([{ instance, attribute }]) => objects.get(instance)?.attributes[attribute]?.write !== undefined)
      .map(([attribute, value]) => place(setting(attribute, NOTHING), value)),
    methods: methodsOf(meter).flatMap((method) => parameters.map((value) => place(invoking(method, NOTHING), value))),
  };
}

function nameOf(request: SetRequest | ActionRequest): string {
  if (request.kind === 'set-request-normal')
    return `${formatObis(request.attribute.instance)} ${request.attribute.attribute}`;
  if (request.kind === 'action-request-normal')
    return `${formatObis(request.method.instance)} method ${request.method.method}`;
  return request.kind;
}

/** The value, with another in place of it or of something that it holds. */
export function transplanted(value: Data, other: Data, random: Random): Data {
  if ((value.type !== 'array' && value.type !== 'structure') || value.value.length === 0 || random.below(5) === 0) {
    return other;
  }
  const at = random.below(value.value.length);
  return { ...value, value: value.value.map((one, i) => (i === at ? transplanted(one, other, random) : one)) };
}

/** Requests that begin a block transfer, or carry it on. */
export function transfers(): readonly Uint8Array[] {
  const block = { lastBlock: false, blockNumber: 1, rawData: encodeData({ type: 'array', value: [] }) };
  const more = { ...block, blockNumber: 2 };
  const objectList = { classId: 15, instance: parseObis('0.0.40.0.0.255'), attribute: 2 };
  const calendar = { classId: 20, instance: parseObis('0.0.13.0.0.255'), attribute: 9 };
  const keyTransfer = { classId: 64, instance: parseObis('0.0.43.0.0.255'), method: 2 };
  const requests: readonly Apdu[] = [
    { kind: 'get-request-normal', invokeIdAndPriority, attribute: objectList },
    { kind: 'get-request-next', invokeIdAndPriority, blockNumber: 1 },
    { kind: 'get-request-next', invokeIdAndPriority, blockNumber: 2 },
    { kind: 'set-request-with-first-datablock', invokeIdAndPriority, attribute: calendar, block },
    { kind: 'set-request-with-datablock', invokeIdAndPriority, block: more },
    { kind: 'set-request-with-datablock', invokeIdAndPriority, block: { ...more, lastBlock: true } },
    { kind: 'action-request-with-first-pblock', invokeIdAndPriority, method: keyTransfer, block },
    { kind: 'action-request-with-pblock', invokeIdAndPriority, block: more },
    { kind: 'action-request-with-pblock', invokeIdAndPriority, block: { ...more, lastBlock: true } },
    { kind: 'action-request-next-pblock', invokeIdAndPriority, blockNumber: 1 },
  ];
  return requests.map(encodeApdu);
}

function aboutAttribute(attribute: AttributeDescriptor, value: Data): readonly (GetRequest | SetRequest)[] {
  return [
    { kind: 'get-request-normal', invokeIdAndPriority, attribute },
    { kind: 'get-request-with-list', invokeIdAndPriority, attributes: [attribute, attribute] },
    setting(attribute, value),
    { kind: 'set-request-with-list', invokeIdAndPriority, attributes: [attribute], values: [value] },
    ...inBlocks(value).map(
      (block): SetRequest =>
        block.blockNumber === 1
          ? { kind: 'set-request-with-first-datablock', invokeIdAndPriority, attribute, block }
          : { kind: 'set-request-with-datablock', invokeIdAndPriority, block },
    ),
  ];
}

function invocations(method: MethodDescriptor, value: Data): readonly ActionRequest[] {
  return [
    invoking(method, value),
    { kind: 'action-request-with-list', invokeIdAndPriority, methods: [method], parameters: [value] },
    ...inBlocks(value).map(
      (block): ActionRequest =>
        block.blockNumber === 1
          ? { kind: 'action-request-with-first-pblock', invokeIdAndPriority, method, block }
          : { kind: 'action-request-with-pblock', invokeIdAndPriority, block },
    ),
  ];
}

function setting(attribute: AttributeDescriptor, value: Data): SetRequest {
  return { kind: 'set-request-normal', invokeIdAndPriority, attribute, value };
}

function invoking(method: MethodDescriptor, value: Data): ActionRequest {
  return { kind: 'action-request-normal', invokeIdAndPriority, method, parameters: value };
}

/** The first blocks of a value. */
function inBlocks(value: Data): readonly DataBlock[] {
  const rawData = encodeData(value);
  return Array.from({ length: Math.min(3, Math.ceil(rawData.length / BLOCK)) }, (_, i) => ({
    lastBlock: (i + 1) * BLOCK >= rawData.length,
    blockNumber: i + 1,
    rawData: rawData.subarray(i * BLOCK, (i + 1) * BLOCK),
  }));
}
