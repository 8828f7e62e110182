import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { isS1benchError } from '../../../src/core/errors.ts';
import {
  decodeParameters,
  defaultParameters,
  encodeParameters,
  hdlcParameters,
  negotiate,
} from '../../../src/protocol/hdlc/parameters.ts';
import { arbitraryParameters } from './arbitraries.ts';

test('Green Book 8.4.5.3.2: lengths take one byte or two, windows four', () => {
  expect(toHex(encodeParameters(defaultParameters))).toBe('818012050180060180070400000001080400000001');
  const large = hdlcParameters({ maxInformationTransmit: 0x7ee, maxInformationReceive: 256, windowReceive: 7 });
  expect(toHex(encodeParameters(large))).toBe('818014050207EE06020100070400000001080400000007');
});

test('Green Book 8.4.5.3.2: parameters read back', () => {
  fc.assert(
    fc.property(arbitraryParameters, (parameters) => {
      expect(decodeParameters(encodeParameters(parameters))).toEqual(parameters);
    }),
  );
});

test('Green Book 8.4.5.3.2: what is not named has its default; what is unknown is passed over', () => {
  expect(decodeParameters(new Uint8Array(0))).toEqual(defaultParameters);
  expect(decodeParameters(fromHex('818000'))).toEqual(defaultParameters);
  expect(decodeParameters(fromHex('8180 03 050140'))).toEqual({ ...defaultParameters, maxInformationTransmit: 64 });
  expect(decodeParameters(fromHex('81 C003010203 8006 990100 070103'))).toEqual({
    ...defaultParameters,
    windowTransmit: 3,
  });
});

test('Green Book 8.4.5.3.2: parameters that cannot be are refused with their offset', () => {
  const refused = (hex: string, code: string, offset: number): void => {
    expect(() => decodeParameters(fromHex(hex))).toThrow(expect.objectContaining({ code, where: { offset } }));
  };
  refused('80', 'hdlc-parameters-invalid', 0);
  refused('8180', 'bytes-truncated', 2);
  refused('818005050180', 'bytes-truncated', 3);
  refused('81800305021F', 'bytes-truncated', 5);
  refused('81800305011F', 'hdlc-parameters-invalid', 5);
  refused('818003070100', 'hdlc-parameters-invalid', 5);
  refused('8180020500', 'hdlc-parameters-invalid', 4);
  refused('81800706050000000080', 'hdlc-parameters-invalid', 4);
});

test('Green Book 8.4.5.3.2: own parameters out of their range are refused', () => {
  for (const given of [
    { maxInformationTransmit: 31 },
    { maxInformationReceive: 2031 },
    { windowTransmit: 0 },
    { windowReceive: 8 },
    { windowReceive: 1.5 },
  ]) {
    expect(() => hdlcParameters(given)).toThrow(expect.objectContaining({ code: 'hdlc-parameters-invalid' }));
  }
});

test('Green Book 8.4.5.3.2: both sides come to the same agreement, within what each can do', () => {
  fc.assert(
    fc.property(arbitraryParameters, arbitraryParameters, (client, server) => {
      const granted = negotiate(server, client);
      const agreed = negotiate(client, granted);
      expect(agreed).toEqual({
        maxInformationTransmit: granted.maxInformationReceive,
        maxInformationReceive: granted.maxInformationTransmit,
        windowTransmit: granted.windowReceive,
        windowReceive: granted.windowTransmit,
      });
      for (const name of Object.keys(client) as (keyof typeof client)[]) {
        expect(agreed[name]).toBeLessThanOrEqual(client[name]);
        expect(granted[name]).toBeLessThanOrEqual(server[name]);
      }
    }),
  );
});

test('Green Book 8.4.5.3.2: arbitrary bytes give parameters or an S1benchError', () => {
  const biased = fc.oneof(
    fc.constantFrom(0x81, 0x80, 0x05, 0x06, 0x07, 0x08, 1, 2, 4),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(biased, { maxLength: 40 }), (bytes) => {
      try {
        const parameters = decodeParameters(Uint8Array.from([0x81, ...bytes]));
        expect(Object.values(parameters).every(Number.isInteger)).toBe(true);
      } catch (error) {
        expect(isS1benchError(error)).toBe(true);
      }
    }),
  );
});
