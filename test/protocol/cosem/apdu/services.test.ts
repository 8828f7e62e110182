import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import { parseObis } from '../../../../src/core/identifiers.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import type { AttributeDescriptor } from '../../../../src/protocol/cosem/apdu/descriptors.ts';
import { refusalOf } from '../../../support/refusal.ts';

const clock: AttributeDescriptor = { classId: 8, instance: parseObis('0.0.1.0.0.255'), attribute: 2 };
const profile: AttributeDescriptor = {
  classId: 7,
  instance: parseObis('1.0.99.1.0.255'),
  attribute: 2,
  selection: {
    selector: 2,
    parameters: {
      type: 'structure',
      value: [
        { type: 'double-long-unsigned', value: 1 },
        { type: 'double-long-unsigned', value: 0 },
        { type: 'long-unsigned', value: 1 },
        { type: 'long-unsigned', value: 0 },
      ],
    },
  },
};
const connect = { classId: 70, instance: parseObis('0.0.96.3.10.255'), method: 2 } as const;
const one = { type: 'unsigned', value: 1 } as const;
const block = { lastBlock: false, blockNumber: 1, rawData: fromHex('AABB') } as const;

const CLOCK = '0008 0000010000FF 02';
const PROFILE = '0007 0100630100FF 02 01 02 0204 0600000001 0600000000 120001 120000';
const CONNECT = '0046 000060030AFF 02';
const id = { invokeIdAndPriority: 0xc1 };

const examples: readonly (readonly [Apdu, string])[] = [
  [{ kind: 'get-request-normal', ...id, attribute: clock }, `C0 01 C1 ${CLOCK} 00`],
  [{ kind: 'get-request-normal', ...id, attribute: profile }, `C0 01 C1 ${PROFILE}`],
  [{ kind: 'get-request-next', ...id, blockNumber: 2 }, 'C0 02 C1 00000002'],
  [{ kind: 'get-request-with-list', ...id, attributes: [clock, profile] }, `C0 03 C1 02 ${CLOCK} 00 ${PROFILE}`],
  [{ kind: 'get-response-normal', ...id, result: { data: one } }, 'C4 01 C1 00 1101'],
  [{ kind: 'get-response-normal', ...id, result: { error: 'read-write-denied' } }, 'C4 01 C1 01 03'],
  [
    {
      kind: 'get-response-with-datablock',
      ...id,
      lastBlock: true,
      blockNumber: 3,
      result: { rawData: fromHex('0102') },
    },
    'C4 02 C1 01 00000003 00 02 0102',
  ],
  [
    {
      kind: 'get-response-with-datablock',
      ...id,
      lastBlock: true,
      blockNumber: 3,
      result: { error: 'data-block-number-invalid' },
    },
    'C4 02 C1 01 00000003 01 13',
  ],
  [
    { kind: 'get-response-with-list', ...id, results: [{ data: one }, { error: 'other-reason' }] },
    'C4 03 C1 02 00 1101 01 FA',
  ],
  [{ kind: 'set-request-normal', ...id, attribute: clock, value: one }, `C1 01 C1 ${CLOCK} 00 1101`],
  [
    { kind: 'set-request-with-first-datablock', ...id, attribute: clock, block },
    `C1 02 C1 ${CLOCK} 00 00 00000001 02 AABB`,
  ],
  [{ kind: 'set-request-with-datablock', ...id, block: { ...block, lastBlock: true } }, 'C1 03 C1 01 00000001 02 AABB'],
  [{ kind: 'set-request-with-list', ...id, attributes: [clock], values: [one] }, `C1 04 C1 01 ${CLOCK} 00 01 1101`],
  [
    { kind: 'set-request-with-list-and-first-datablock', ...id, attributes: [clock], block },
    `C1 05 C1 01 ${CLOCK} 00 00 00000001 02 AABB`,
  ],
  [{ kind: 'set-response-normal', ...id, result: 'success' }, 'C5 01 C1 00'],
  [{ kind: 'set-response-datablock', ...id, blockNumber: 1 }, 'C5 02 C1 00000001'],
  [{ kind: 'set-response-last-datablock', ...id, result: 'type-unmatched', blockNumber: 2 }, 'C5 03 C1 0C 00000002'],
  [
    { kind: 'set-response-last-datablock-with-list', ...id, results: ['success', 'object-undefined'], blockNumber: 2 },
    'C5 04 C1 02 00 04 00000002',
  ],
  [{ kind: 'set-response-with-list', ...id, results: ['success', 'hardware-fault'] }, 'C5 05 C1 02 00 01'],
  [{ kind: 'action-request-normal', ...id, method: connect }, `C3 01 C1 ${CONNECT} 00`],
  [{ kind: 'action-request-normal', ...id, method: connect, parameters: one }, `C3 01 C1 ${CONNECT} 01 1101`],
  [{ kind: 'action-request-next-pblock', ...id, blockNumber: 1 }, 'C3 02 C1 00000001'],
  [
    { kind: 'action-request-with-list', ...id, methods: [connect], parameters: [one] },
    `C3 03 C1 01 ${CONNECT} 01 1101`,
  ],
  [
    { kind: 'action-request-with-first-pblock', ...id, method: connect, block },
    `C3 04 C1 ${CONNECT} 00 00000001 02 AABB`,
  ],
  [
    { kind: 'action-request-with-list-and-first-pblock', ...id, methods: [connect], block },
    `C3 05 C1 01 ${CONNECT} 00 00000001 02 AABB`,
  ],
  [{ kind: 'action-request-with-pblock', ...id, block }, 'C3 06 C1 00 00000001 02 AABB'],
  [{ kind: 'action-response-normal', ...id, outcome: { result: 'success' } }, 'C7 01 C1 00 00'],
  [
    { kind: 'action-response-normal', ...id, outcome: { result: 'success', returned: { data: one } } },
    'C7 01 C1 00 01 00 1101',
  ],
  [
    {
      kind: 'action-response-normal',
      ...id,
      outcome: { result: 'other-reason', returned: { error: 'hardware-fault' } },
    },
    'C7 01 C1 FA 01 01 01',
  ],
  [{ kind: 'action-response-with-pblock', ...id, block }, 'C7 02 C1 00 00000001 02 AABB'],
  [
    { kind: 'action-response-with-list', ...id, outcomes: [{ result: 'success' }, { result: 'read-write-denied' }] },
    'C7 03 C1 02 00 00 03 00',
  ],
  [{ kind: 'action-response-next-pblock', ...id, blockNumber: 1 }, 'C7 04 C1 00000001'],
  [{ kind: 'event-notification-request', attribute: clock, value: one }, `C2 00 ${CLOCK} 1101`],
  [
    { kind: 'event-notification-request', time: { year: 2026, month: 1 }, attribute: clock, value: one },
    `C2 01 0C 07EA01FFFFFFFFFFFF8000FF ${CLOCK} 1101`,
  ],
  [{ kind: 'data-notification', longInvokeIdAndPriority: 0x80000001, body: one }, '0F 80000001 00 1101'],
  [
    { kind: 'data-notification', longInvokeIdAndPriority: 1, time: { hour: 1 }, body: one },
    '0F 00000001 0C FFFFFFFFFF01FFFFFF8000FF 1101',
  ],
  [
    { kind: 'exception-response', stateError: 'service-not-allowed', serviceError: 'operation-not-possible' },
    'D8 01 01',
  ],
  [
    {
      kind: 'exception-response',
      stateError: 'service-unknown',
      serviceError: 'invocation-counter-error',
      invocationCounter: 0x01234567,
    },
    'D8 02 06 01234567',
  ],
  [{ kind: 'confirmed-service-error', service: 1, group: 6, value: 1 }, '0E 01 06 01'],
  [{ kind: 'glo-ciphered', tag: 0xc8, content: fromHex('30010203') }, 'C8 04 30010203'],
  [
    { kind: 'general-glo-ciphering', systemTitle: fromHex('4D4D4D0000BC614E'), content: fromHex('3001') },
    'DB 08 4D4D4D0000BC614E 02 3001',
  ],
];

describe('Green Book, COSEMpdu: each service is written as its bytes and read from them', () => {
  test.each(examples)('$kind', (apdu, hex) => {
    expect(toHex(encodeApdu(apdu))).toBe(toHex(fromHex(hex)));
    expect(decodeApdu(fromHex(hex))).toEqual(apdu);
  });
});

test('Green Book, COSEMpdu: an attribute or method of the manufacturer has a negative id', () => {
  const hex = 'C0 01 C1 0008 0000010000FF FF 00';
  expect(decodeApdu(fromHex(hex))).toMatchObject({ attribute: { attribute: -1 } });
  expect(encodeApdu(decodeApdu(fromHex(hex)))).toEqual(fromHex(hex));
});

test('Green Book, COSEMpdu: an empty time is none', () => {
  expect(decodeApdu(fromHex(`C2 01 00 ${CLOCK} 1101`))).not.toHaveProperty('time');
});

describe('Green Book, COSEMpdu: a field that does not fit is not written', () => {
  test.each<Apdu>([
    { kind: 'get-request-normal', invokeIdAndPriority: 256, attribute: clock },
    { kind: 'get-request-normal', ...id, attribute: { ...clock, classId: 65536 } },
    { kind: 'get-request-normal', ...id, attribute: { ...clock, attribute: 128 } },
    { kind: 'get-request-normal', ...id, attribute: { ...clock, selection: { selector: 256, parameters: one } } },
    { kind: 'get-request-next', ...id, blockNumber: -1 },
    { kind: 'action-request-normal', ...id, method: { ...connect, method: -129 } },
    { kind: 'action-request-normal', ...id, method: { ...connect, classId: -1 } },
    { kind: 'data-notification', longInvokeIdAndPriority: 2 ** 32, body: one },
    { kind: 'confirmed-service-error', service: 256, group: 0, value: 0 },
    { kind: 'exception-response', stateError: 'service-unknown', serviceError: 'invocation-counter-error' },
  ])('%o', (apdu) => {
    expect(refusalOf(() => encodeApdu(apdu))).toMatchObject({ code: 'apdu-value-out-of-range' });
  });
});

describe('Green Book, COSEMpdu: bytes that are no service are refused at their offset', () => {
  test.each([
    ['C0', 'bytes-truncated', 1],
    ['C0 04 C1', 'apdu-choice-unknown', 1],
    ['C1 06 C1', 'apdu-choice-unknown', 1],
    ['C3 07 C1', 'apdu-choice-unknown', 1],
    ['C4 00 C1', 'apdu-choice-unknown', 1],
    ['C5 00 C1', 'apdu-choice-unknown', 1],
    ['C7 05 C1', 'apdu-choice-unknown', 1],
    ['C4 01 C1 02 00', 'apdu-choice-unknown', 3],
    ['C4 01 C1 01 05', 'apdu-choice-unknown', 4],
    ['C7 01 C1 13 00', 'apdu-choice-unknown', 3],
    ['D8 03 01', 'apdu-choice-unknown', 1],
    ['D8 01 07', 'apdu-choice-unknown', 2],
    ['D8 01 06 0000', 'bytes-truncated', 3],
    [`C0 01 C1 ${CLOCK} 00 00`, 'apdu-trailing-bytes', 13],
    ['C0 03 C1 84 FFFFFFFF 00', 'bytes-truncated', 8],
    ['C4 03 C1 7F 00 00', 'bytes-truncated', 4],
    ['C4 02 C1 01 00000003 00 05 0102', 'bytes-truncated', 10],
    ['0F 00000001 03 FFFFFF 00', 'date-time-invalid', 6],
    ['0F 00000001 0C 07EA 0D 01 FF FF FF FF FF 8000 FF 00', 'date-time-invalid', 8],
    ['C8 05 30', 'bytes-truncated', 2],
  ] as const)('%s', (hex, code, offset) => {
    const refusal = refusalOf(() => decodeApdu(fromHex(hex)));
    expect(refusal).toMatchObject({ code });
    expect(refusal.where?.offset).toBe(offset);
  });
});
