import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import {
  decodeGatewayMessage,
  encodeGatewayMessage,
  type GatewayMessage,
  hasGatewayHeader,
} from '../../../src/protocol/gateway/gateway-header.ts';
import { damaged, u8 } from '../../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';

const message: fc.Arbitrary<GatewayMessage> = fc.record({
  kind: fc.constantFrom('request', 'response'),
  networkId: u8,
  address: fc.uint8Array({ maxLength: 255 }),
  apdu: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});

const request: GatewayMessage = {
  kind: 'request',
  networkId: 0,
  address: fromHex('70B3D51F3000A008'),
  apdu: fromHex('C001C100080000010000FF0200'),
};

test('Green Book, gateway protocol: network id, address length and address stand before the APDU', () => {
  const hex = 'E6 00 08 70B3D51F3000A008 C001C100080000010000FF0200';
  expect(toHex(encodeGatewayMessage(request))).toBe(toHex(fromHex(hex)));
  expect(decodeGatewayMessage(fromHex(hex))).toEqual(request);
  expect(encodeGatewayMessage({ ...request, kind: 'response' })[0]).toBe(0xe7);
});

test('Green Book, gateway protocol: a message is read as it was written', () => {
  fc.assert(
    fc.property(message, (message) => {
      const bytes = encodeGatewayMessage(message);
      expect(hasGatewayHeader(bytes)).toBe(true);
      expect(decodeGatewayMessage(bytes)).toEqual(message);
    }),
  );
});

test('Green Book, gateway protocol: no APDU is taken for a gateway message', () => {
  expect(hasGatewayHeader(request.apdu)).toBe(false);
  expect(hasGatewayHeader(new Uint8Array())).toBe(false);
});

describe('Green Book, gateway protocol: bytes that are no message are refused', () => {
  test.each([
    ['', 'bytes-truncated', 0],
    ['C0 01 C1', 'gateway-tag-unknown', 0],
    ['E6', 'bytes-truncated', 1],
    ['E6 00', 'bytes-truncated', 2],
    ['E6 00 08 70B3', 'bytes-truncated', 3],
    ['E7 00 02 70B3', 'bytes-truncated', 5],
  ])('%j', (hex, code, offset) => {
    expect(refusalOf(() => decodeGatewayMessage(fromHex(hex)))).toMatchObject({ code, where: { offset } });
  });

  test('any bytes are a message, written as it was read, or are refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          message.chain((message) => damaged(encodeGatewayMessage(message))),
        ),
        (bytes) => {
          const result = resultOrRefusal(() => decodeGatewayMessage(bytes));
          if (!(result instanceof Error)) expect(encodeGatewayMessage(result)).toEqual(bytes);
        },
      ),
    );
  });
});

test.each([{ networkId: 256 }, { networkId: -1 }, { address: new Uint8Array(256) }, { apdu: new Uint8Array() }])(
  'Green Book, gateway protocol: %o does not fit the header',
  (field) => {
    expect(refusalOf(() => encodeGatewayMessage({ ...request, ...field }))).toMatchObject({
      code: 'gateway-field-out-of-range',
    });
  },
);
