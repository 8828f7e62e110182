import fc from 'fast-check';
import type { ActionOutcome, ActionRequest, ActionResponse } from '../../src/protocol/cosem/apdu/action.ts';
import type { Apdu, GeneralGloCiphered, GloCiphered } from '../../src/protocol/cosem/apdu/apdu.ts';
import {
  type Aare,
  type Aarq,
  associationDiagnostics,
  associationResults,
  mechanisms,
  providerDiagnostics,
  type Rlre,
  type Rlrq,
} from '../../src/protocol/cosem/apdu/association.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../../src/protocol/cosem/apdu/descriptors.ts';
import {
  type ConfirmedServiceError,
  type ExceptionResponse,
  serviceErrors,
  stateErrors,
} from '../../src/protocol/cosem/apdu/errors.ts';
import type { GetRequest, GetResponse, GetResult } from '../../src/protocol/cosem/apdu/get.ts';
import type { InitiateRequest, InitiateResponse } from '../../src/protocol/cosem/apdu/initiate.ts';
import type { DataNotification, EventNotification } from '../../src/protocol/cosem/apdu/notification.ts';
import { actionResults, dataAccessResults } from '../../src/protocol/cosem/apdu/results.ts';
import type { DataBlock, SetRequest, SetResponse } from '../../src/protocol/cosem/apdu/set.ts';
import { gloTags } from '../../src/protocol/cosem/apdu/tags.ts';
import { cosemDateTime, data, i8, obis, octets, u8, u16, u32 } from './arbitraries.ts';

/** One of the names of a table. */
function nameOf<Name extends string>(table: Readonly<Record<Name, number>>): fc.Arbitrary<Name> {
  return fc.constantFrom(...(Object.keys(table) as Name[]));
}

function listOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: 5 });
}

const invokeIdAndPriority = u8;
const blockNumber = u32;

const attributeFields = { classId: u16, instance: obis, attribute: i8 };
const attributeFieldNames = ['classId', 'instance', 'attribute'] as const;

export const attributeDescriptor: fc.Arbitrary<AttributeDescriptor> = fc.record(
  { ...attributeFields, selection: fc.record({ selector: u8, parameters: data }) },
  { requiredKeys: [...attributeFieldNames] },
);

export const methodDescriptor: fc.Arbitrary<MethodDescriptor> = fc.record({ classId: u16, instance: obis, method: i8 });

const block: fc.Arbitrary<DataBlock> = fc.record({ lastBlock: fc.boolean(), blockNumber, rawData: octets });

const dataAccessResult = nameOf(dataAccessResults);

const getResult: fc.Arbitrary<GetResult> = fc.oneof(fc.record({ data }), fc.record({ error: dataAccessResult }));

const actionOutcome: fc.Arbitrary<ActionOutcome> = fc.record(
  { result: nameOf(actionResults), returned: getResult },
  { requiredKeys: ['result'] },
);

export const getRequest: fc.Arbitrary<GetRequest> = fc.oneof(
  fc.record({ kind: fc.constant('get-request-normal'), invokeIdAndPriority, attribute: attributeDescriptor }),
  fc.record({ kind: fc.constant('get-request-next'), invokeIdAndPriority, blockNumber }),
  fc.record({
    kind: fc.constant('get-request-with-list'),
    invokeIdAndPriority,
    attributes: listOf(attributeDescriptor),
  }),
);

export const getResponse: fc.Arbitrary<GetResponse> = fc.oneof(
  fc.record({ kind: fc.constant('get-response-normal'), invokeIdAndPriority, result: getResult }),
  fc.record({
    kind: fc.constant('get-response-with-datablock'),
    invokeIdAndPriority,
    lastBlock: fc.boolean(),
    blockNumber,
    result: fc.oneof(fc.record({ rawData: octets }), fc.record({ error: dataAccessResult })),
  }),
  fc.record({ kind: fc.constant('get-response-with-list'), invokeIdAndPriority, results: listOf(getResult) }),
);

export const setRequest: fc.Arbitrary<SetRequest> = fc.oneof(
  fc.record({
    kind: fc.constant('set-request-normal'),
    invokeIdAndPriority,
    attribute: attributeDescriptor,
    value: data,
  }),
  fc.record({
    kind: fc.constant('set-request-with-first-datablock'),
    invokeIdAndPriority,
    attribute: attributeDescriptor,
    block,
  }),
  fc.record({ kind: fc.constant('set-request-with-datablock'), invokeIdAndPriority, block }),
  fc.record({
    kind: fc.constant('set-request-with-list'),
    invokeIdAndPriority,
    attributes: listOf(attributeDescriptor),
    values: listOf(data),
  }),
  fc.record({
    kind: fc.constant('set-request-with-list-and-first-datablock'),
    invokeIdAndPriority,
    attributes: listOf(attributeDescriptor),
    block,
  }),
);

export const setResponse: fc.Arbitrary<SetResponse> = fc.oneof(
  fc.record({ kind: fc.constant('set-response-normal'), invokeIdAndPriority, result: dataAccessResult }),
  fc.record({ kind: fc.constant('set-response-datablock'), invokeIdAndPriority, blockNumber }),
  fc.record({
    kind: fc.constant('set-response-last-datablock'),
    invokeIdAndPriority,
    result: dataAccessResult,
    blockNumber,
  }),
  fc.record({
    kind: fc.constant('set-response-last-datablock-with-list'),
    invokeIdAndPriority,
    results: listOf(dataAccessResult),
    blockNumber,
  }),
  fc.record({ kind: fc.constant('set-response-with-list'), invokeIdAndPriority, results: listOf(dataAccessResult) }),
);

export const actionRequest: fc.Arbitrary<ActionRequest> = fc.oneof(
  fc.record(
    { kind: fc.constant('action-request-normal'), invokeIdAndPriority, method: methodDescriptor, parameters: data },
    { requiredKeys: ['kind', 'invokeIdAndPriority', 'method'] },
  ),
  fc.record({ kind: fc.constant('action-request-next-pblock'), invokeIdAndPriority, blockNumber }),
  fc.record({
    kind: fc.constant('action-request-with-list'),
    invokeIdAndPriority,
    methods: listOf(methodDescriptor),
    parameters: listOf(data),
  }),
  fc.record({
    kind: fc.constant('action-request-with-first-pblock'),
    invokeIdAndPriority,
    method: methodDescriptor,
    block,
  }),
  fc.record({
    kind: fc.constant('action-request-with-list-and-first-pblock'),
    invokeIdAndPriority,
    methods: listOf(methodDescriptor),
    block,
  }),
  fc.record({ kind: fc.constant('action-request-with-pblock'), invokeIdAndPriority, block }),
);

export const actionResponse: fc.Arbitrary<ActionResponse> = fc.oneof(
  fc.record({ kind: fc.constant('action-response-normal'), invokeIdAndPriority, outcome: actionOutcome }),
  fc.record({ kind: fc.constant('action-response-with-pblock'), invokeIdAndPriority, block }),
  fc.record({ kind: fc.constant('action-response-with-list'), invokeIdAndPriority, outcomes: listOf(actionOutcome) }),
  fc.record({ kind: fc.constant('action-response-next-pblock'), invokeIdAndPriority, blockNumber }),
);

export const eventNotification: fc.Arbitrary<EventNotification> = fc.record(
  {
    kind: fc.constant('event-notification-request'),
    time: cosemDateTime,
    attribute: fc.record(attributeFields),
    value: data,
  },
  { requiredKeys: ['kind', 'attribute', 'value'] },
);

export const dataNotification: fc.Arbitrary<DataNotification> = fc.record(
  { kind: fc.constant('data-notification'), longInvokeIdAndPriority: u32, time: cosemDateTime, body: data },
  { requiredKeys: ['kind', 'longInvokeIdAndPriority', 'body'] },
);

/** Names that no standard knows have other arcs than those of the DLMS UA. */
const unknownName = fc.uint8Array({ minLength: 1, maxLength: 4 }).map((unknown) => ({ unknown }));
const context = fc.oneof(fc.constantFrom('logical-name', 'logical-name-with-ciphering'), unknownName);
const mechanism = fc.oneof(nameOf(mechanisms), unknownName);

export const aarq: fc.Arbitrary<Aarq> = fc.record(
  {
    kind: fc.constant('aarq'),
    excludesVersion1: fc.constant(true as const),
    context,
    callingApTitle: octets,
    callingAeInvocationId: u32,
    mechanism,
    callingAuthenticationValue: octets,
    userInformation: octets,
  },
  { requiredKeys: ['kind', 'context'] },
);

export const aare: fc.Arbitrary<Aare> = fc.record(
  {
    kind: fc.constant('aare'),
    context,
    result: nameOf(associationResults),
    diagnostic: fc.oneof(nameOf(associationDiagnostics), nameOf(providerDiagnostics)),
    respondingApTitle: octets,
    mechanism,
    respondingAuthenticationValue: octets,
    userInformation: octets,
  },
  { requiredKeys: ['kind', 'context', 'result', 'diagnostic'] },
);

export const rlrq: fc.Arbitrary<Rlrq> = fc.record(
  {
    kind: fc.constant('rlrq'),
    reason: fc.constantFrom('normal', 'urgent', 'user-defined'),
    userInformation: octets,
  },
  { requiredKeys: ['kind'] },
);

export const rlre: fc.Arbitrary<Rlre> = fc.record(
  {
    kind: fc.constant('rlre'),
    reason: fc.constantFrom('normal', 'not-finished', 'user-defined'),
    userInformation: octets,
  },
  { requiredKeys: ['kind'] },
);

const conformance = fc.integer({ min: 0, max: 0xffffff });

export const initiateRequest: fc.Arbitrary<InitiateRequest> = fc.record(
  {
    kind: fc.constant('initiate-request'),
    dedicatedKey: octets,
    responseAllowed: fc.boolean(),
    proposedQualityOfService: i8,
    proposedDlmsVersion: u8,
    proposedConformance: conformance,
    clientMaxReceivePduSize: u16,
  },
  {
    requiredKeys: ['kind', 'responseAllowed', 'proposedDlmsVersion', 'proposedConformance', 'clientMaxReceivePduSize'],
  },
);

export const initiateResponse: fc.Arbitrary<InitiateResponse> = fc.record(
  {
    kind: fc.constant('initiate-response'),
    negotiatedQualityOfService: i8,
    negotiatedDlmsVersion: u8,
    negotiatedConformance: conformance,
    serverMaxReceivePduSize: u16,
    vaaName: u16,
  },
  {
    requiredKeys: ['kind', 'negotiatedDlmsVersion', 'negotiatedConformance', 'serverMaxReceivePduSize', 'vaaName'],
  },
);

export const confirmedServiceError: fc.Arbitrary<ConfirmedServiceError> = fc.record({
  kind: fc.constant('confirmed-service-error'),
  service: u8,
  group: u8,
  value: u8,
});

export const exceptionResponse: fc.Arbitrary<ExceptionResponse> = fc
  .record({
    kind: fc.constant('exception-response' as const),
    stateError: nameOf(stateErrors),
    serviceError: nameOf(serviceErrors),
    invocationCounter: u32,
  })
  .map(({ invocationCounter, ...rest }) =>
    rest.serviceError === 'invocation-counter-error' ? { ...rest, invocationCounter } : rest,
  );

export const gloCiphered: fc.Arbitrary<GloCiphered> = fc.record({
  kind: fc.constant('glo-ciphered'),
  tag: fc.constantFrom(...Object.values(gloTags)),
  content: octets,
});

export const generalGloCiphered: fc.Arbitrary<GeneralGloCiphered> = fc.record({
  kind: fc.constant('general-glo-ciphering'),
  systemTitle: octets,
  content: octets,
});

/** Any APDU. */
export const apdu: fc.Arbitrary<Apdu> = fc.oneof(
  getRequest,
  getResponse,
  setRequest,
  setResponse,
  actionRequest,
  actionResponse,
  eventNotification,
  dataNotification,
  aarq,
  aare,
  rlrq,
  rlre,
  initiateRequest,
  initiateResponse,
  confirmedServiceError,
  exceptionResponse,
  gloCiphered,
  generalGloCiphered,
);
