import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { conformanceOf, hasConformance } from '../../../../src/protocol/cosem/apdu/initiate.ts';
import { refusalOf } from '../../../support/refusal.ts';

const initiateRequest = {
  kind: 'initiate-request',
  responseAllowed: true,
  proposedDlmsVersion: 6,
  proposedConformance: 0x007e1f,
  clientMaxReceivePduSize: 0x04b0,
} as const;

const initiateResponse = {
  kind: 'initiate-response',
  negotiatedDlmsVersion: 6,
  negotiatedConformance: 0x00501f,
  serverMaxReceivePduSize: 500,
  vaaName: 7,
} as const;

const examples: readonly (readonly [string, Apdu, string])[] = [
  ['InitiateRequest', initiateRequest, '01 00 00 00 06 5F1F0400 007E1F 04B0'],
  [
    'InitiateRequest with every option',
    {
      ...initiateRequest,
      dedicatedKey: fromHex('000102030405060708090A0B0C0D0E0F'),
      responseAllowed: false,
      proposedQualityOfService: -1,
    },
    '01 01 10 000102030405060708090A0B0C0D0E0F 01 00 01 FF 06 5F1F0400 007E1F 04B0',
  ],
  ['InitiateResponse', initiateResponse, '08 00 06 5F1F0400 00501F 01F4 0007'],
  [
    'InitiateResponse with a quality of service',
    { ...initiateResponse, negotiatedQualityOfService: 1 },
    '08 01 01 06 5F1F0400 00501F 01F4 0007',
  ],
];

test.each(examples)('Green Book, COSEMpdu: %s', (_, apdu, hex) => {
  expect(toHex(encodeApdu(apdu))).toBe(toHex(fromHex(hex)));
  expect(decodeApdu(fromHex(hex))).toEqual(apdu);
});

test('Green Book, COSEMpdu: response-allowed may be said although it is the default', () => {
  expect(decodeApdu(fromHex('01 00 01 01 00 06 5F1F0400 007E1F 04B0'))).toEqual(initiateRequest);
});

test('Green Book, Conformance: a tag of one byte is accepted', () => {
  expect(decodeApdu(fromHex('01 00 00 00 06 5F0400 007E1F 04B0'))).toEqual(initiateRequest);
});

describe('Green Book, Conformance: another bit-string is refused at its tag', () => {
  test.each(['5E1F0400', '5F1F0300', '5F1F0401'])('%s', (start) => {
    const bytes = fromHex(`01 00 00 00 06 ${start} 007E1F 04B0`);
    expect(refusalOf(() => decodeApdu(bytes))).toMatchObject({
      code: 'apdu-conformance-invalid',
      where: { offset: 5 },
    });
  });
});

test('Green Book, Conformance: bit 0 is the first of the bit-string', () => {
  expect(conformanceOf('get', 'set', 'selective-access', 'event-notification', 'action')).toBe(0x00001f);
  expect(conformanceOf('general-protection')).toBe(0x400000);
  expect(conformanceOf()).toBe(0);
  expect(hasConformance(0x007e1f, 'block-transfer-with-get-or-read')).toBe(true);
  expect(hasConformance(0x007e1f, 'data-notification')).toBe(false);
});

describe('Green Book, COSEMpdu: a field that does not fit is not written', () => {
  test.each<Apdu>([
    { ...initiateRequest, proposedDlmsVersion: 256 },
    { ...initiateRequest, proposedConformance: 0x1000000 },
    { ...initiateRequest, clientMaxReceivePduSize: 65536 },
    { ...initiateRequest, proposedQualityOfService: 128 },
    { ...initiateResponse, serverMaxReceivePduSize: -1 },
    { ...initiateResponse, vaaName: 65536 },
  ])('%o', (apdu) => {
    expect(refusalOf(() => encodeApdu(apdu))).toMatchObject({ code: 'apdu-value-out-of-range' });
  });
});
