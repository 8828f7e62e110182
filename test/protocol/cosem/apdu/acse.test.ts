import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { refusalOf } from '../../../support/refusal.ts';

const initiateRequest = fromHex('01000000065F1F0400007E1F04B0');
const initiateResponse = fromHex('0800065F1F040000501F01F40007');

const examples: readonly (readonly [string, Apdu, string])[] = [
  [
    'AARQ without security',
    { kind: 'aarq', context: 'logical-name', userInformation: initiateRequest },
    '601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0',
  ],
  [
    'AARQ with low level security',
    {
      kind: 'aarq',
      context: 'logical-name',
      mechanism: 'lls',
      callingAuthenticationValue: new TextEncoder().encode('12345678'),
      userInformation: initiateRequest,
    },
    '6036A1090607608574050801018A0207808B0760857405080201AC0A80083132333435363738' +
      'BE10040E01000000065F1F0400007E1F04B0',
  ],
  [
    'AARQ with HLS-GMAC',
    {
      kind: 'aarq',
      context: 'logical-name-with-ciphering',
      callingApTitle: fromHex('4D4D4D0000BC614E'),
      mechanism: 'hls-gmac',
      callingAuthenticationValue: fromHex('4B35366956616759'),
    },
    '60 30 A1 09 06 07 60857405080103 A6 0A 04 08 4D4D4D0000BC614E 8A 02 0780 8B 07 60857405080205' +
      'AC 0A 80 08 4B35366956616759',
  ],
  [
    'AARQ of a client that speaks another version of ACSE only',
    { kind: 'aarq', excludesVersion1: true, context: 'logical-name', userInformation: initiateRequest },
    '6021 80 02 0700 A109060760857405080101BE10040E01000000065F1F0400007E1F04B0',
  ],
  [
    'AARE that accepts',
    {
      kind: 'aare',
      context: 'logical-name',
      result: 'accepted',
      diagnostic: 'null',
      userInformation: initiateResponse,
    },
    '6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000501F01F40007',
  ],
  [
    'AARE that asks for the second pass of HLS-GMAC',
    {
      kind: 'aare',
      context: 'logical-name-with-ciphering',
      result: 'accepted',
      diagnostic: 'authentication-required',
      respondingApTitle: fromHex('4D4D4D0000000001'),
      mechanism: 'hls-gmac',
      respondingAuthenticationValue: fromHex('503677524A323146'),
    },
    '61 3C A1 09 06 07 60857405080103 A2 03 02 01 00 A3 05 A1 03 02 01 0E A4 0A 04 08 4D4D4D0000000001' +
      '88 02 0780 89 07 60857405080205 AA 0A 80 08 503677524A323146',
  ],
  [
    'AARE of a service provider that refuses',
    {
      kind: 'aare',
      context: 'logical-name',
      result: 'rejected-permanent',
      diagnostic: 'provider-no-common-acse-version',
    },
    '61 17 A1 09 06 07 60857405080101 A2 03 02 01 01 A3 05 A2 03 02 01 02',
  ],
  ['RLRQ', { kind: 'rlrq' }, '6200'],
  ['RLRQ with its reason', { kind: 'rlrq', reason: 'normal' }, '6203 800100'],
  [
    'RLRQ with user information',
    { kind: 'rlrq', reason: 'urgent', userInformation: fromHex('2100') },
    '6209 800101 BE0404022100',
  ],
  ['RLRE', { kind: 'rlre', reason: 'not-finished' }, '6303 800101'],
  ['RLRE with a reason of the user', { kind: 'rlre', reason: 'user-defined' }, '6303 80011E'],
];

test.each(examples)('Green Book, ACSE APDUs: %s', (_, apdu, hex) => {
  expect(toHex(encodeApdu(apdu))).toBe(toHex(fromHex(hex)));
  expect(decodeApdu(fromHex(hex))).toEqual(apdu);
});

describe('Green Book, ACSE APDUs: what real clients and servers send besides is passed over', () => {
  test('called and calling qualifiers, ids and implementation information of an AARQ', () => {
    const hex =
      '60 3A 80 02 0284 A1 09 06 07 60857405080101 A2 03 04 01 01 A6 0A 04 08 4D4D4D0000BC614E ' +
      'A7 03 04 01 02 A8 03 02 01 03 A9 04 02 02 0100 BD 02 80 00 BE 04 04 02 0100';
    expect(decodeApdu(fromHex(hex))).toEqual({
      kind: 'aarq',
      context: 'logical-name',
      callingApTitle: fromHex('4D4D4D0000BC614E'),
      callingAeInvocationId: 256,
      userInformation: fromHex('0100'),
    });
  });

  test('a responding qualifier and the order of an AARE', () => {
    const hex = '61 1E A3 05 A1 03 02 01 0D A2 03 02 01 02 A1 09 06 07 60857405080101 A5 03 04 01 01 BD 00';
    expect(decodeApdu(fromHex(hex))).toEqual({
      kind: 'aare',
      context: 'logical-name',
      result: 'rejected-transient',
      diagnostic: 'authentication-failure',
    });
  });

  test('lengths in more bytes than they need', () => {
    expect(decodeApdu(fromHex('62 81 05 80 82 0001 00'))).toEqual({ kind: 'rlrq', reason: 'normal' });
  });
});

test('Green Book, ACSE APDUs: a name that is not known keeps its arcs', () => {
  const hex = '60 15 A1 09 06 07 60857405080102 8B 08 6085740508020681';
  expect(decodeApdu(fromHex(hex))).toEqual({
    kind: 'aarq',
    context: { unknown: fromHex('60857405080102') },
    mechanism: { unknown: fromHex('6085740508020681') },
  });
});

test('X.690 8.3: an integer with its highest bit set starts with a zero', () => {
  const apdu: Apdu = { kind: 'aarq', context: 'logical-name', callingAeInvocationId: 0xffffffff };
  expect(toHex(encodeApdu(apdu))).toContain('A907020500FFFFFFFF');
  expect(decodeApdu(encodeApdu(apdu))).toEqual(apdu);
});

describe('Green Book, ACSE APDUs: bytes that are none are refused at their offset', () => {
  const CONTEXT = 'A1 09 06 07 60857405080101';

  test.each([
    ['60', 'bytes-truncated', 1],
    ['60 05 A1', 'bytes-truncated', 2],
    ['60 00', 'acse-field-missing', undefined],
    ['60 80 00 00', 'axdr-length-invalid', 1],
    [`61 0B ${CONTEXT}`, 'acse-field-missing', undefined],
    [`61 10 ${CONTEXT} A2 03 02 01 00`, 'acse-field-missing', undefined],
    [`60 0D ${CONTEXT} A1 00`, 'ber-tag-unexpected', 13],
    ['60 04 A1 02 04 00', 'ber-tag-unexpected', 4],
    [`60 10 ${CONTEXT} A6 03 09 01 00`, 'ber-tag-unexpected', 15],
    [`60 0F ${CONTEXT} A9 02 02 00`, 'ber-integer-invalid', 17],
    [`60 14 ${CONTEXT} A9 07 02 05 0100000000`, 'ber-integer-invalid', 17],
    [`61 17 ${CONTEXT} A2 03 02 01 03 A3 05 A1 03 02 01 00`, 'apdu-choice-unknown', 17],
    [`61 17 ${CONTEXT} A2 03 02 01 00 A3 05 A1 03 02 01 0F`, 'apdu-choice-unknown', 24],
    [`61 17 ${CONTEXT} A2 03 02 01 00 A3 05 A2 03 02 01 03`, 'apdu-choice-unknown', 24],
    [`61 17 ${CONTEXT} A2 03 02 01 00 A3 05 A3 03 02 01 00`, 'apdu-choice-unknown', 20],
    ['62 03 80 01 02', 'apdu-choice-unknown', 4],
    ['63 02 80 00', 'bytes-truncated', 4],
    ['62 00 00', 'apdu-trailing-bytes', 2],
  ] as const)('%s', (hex, code, offset) => {
    const refusal = refusalOf(() => decodeApdu(fromHex(hex)));
    expect(refusal).toMatchObject({ code });
    expect(refusal.where?.offset).toBe(offset);
  });

  test('an invocation id that does not fit is not written', () => {
    const apdu: Apdu = { kind: 'aarq', context: 'logical-name', callingAeInvocationId: -1 };
    expect(refusalOf(() => encodeApdu(apdu))).toMatchObject({ code: 'apdu-value-out-of-range' });
  });
});
