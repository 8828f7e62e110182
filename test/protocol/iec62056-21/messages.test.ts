import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { LineReader } from '../../../src/protocol/iec62056-21/line-reader.ts';
import {
  addressMatches,
  baudCharacterOf,
  baudRateOf,
  encodeIdentification,
  encodeOption,
  encodeReadout,
  encodeRequest,
  type Identification,
  parseIdentification,
  parseOption,
  parseRequest,
} from '../../../src/protocol/iec62056-21/messages.ts';
import { decodeCharacter, encodeCharacters } from '../../../src/protocol/iec62056-21/parity.ts';
import { ReadoutReader } from '../../../src/protocol/iec62056-21/readout-reader.ts';

const rates = [300, 600, 1200, 2400, 4800, 9600, 19200] as const;
const letters = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);

const arbitraryDevice: fc.Arbitrary<Identification> = fc.record({
  manufacturer: letters(/^[A-Z]{2}[A-Za-z]$/),
  baudRate: fc.constantFrom(...rates),
  offersModeE: fc.boolean(),
  identification: letters(/^[ "-.0-[\]-~]{0,16}$/),
});

const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('IEC 62056-21 5 character format', () => {
  test('IEC 62056-21 5: the eighth bit makes the number of ones even', () => {
    expect(encodeCharacters('/?!\r\n', 'even')).toEqual(Uint8Array.of(0xaf, 0x3f, 0x21, 0x8d, 0x0a));
    for (let byte = 0; byte < 256; byte++) {
      const ones = byte.toString(2).replaceAll('0', '').length;
      expect(decodeCharacter(byte, 'even')).toBe(ones % 2 === 0 ? byte & 0x7f : undefined);
      expect(decodeCharacter(byte, 'none')).toBe(byte < 128 ? byte : undefined);
    }
  });

  test('IEC 62056-21 5: what is sent reads back', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('even' as const, 'none' as const), (text, parity) => {
        const read = Array.from(encodeCharacters(text, parity), (byte) => decodeCharacter(byte, parity));
        expect(String.fromCharCode(...read.map((character) => character ?? 0xffff))).toBe(text);
      }),
    );
  });
});

describe('IEC 62056-21 6.3 messages', () => {
  test('IEC 62056-21 6.3.2: baud rate characters 0 to 6', () => {
    expect(rates.map(baudCharacterOf)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(rates.map((rate) => baudRateOf(baudCharacterOf(rate)))).toEqual(rates);
    for (const other of ['', '7', '9', 'A', '00', ' ']) expect(baudRateOf(other)).toBeUndefined();
  });

  test('IEC 62056-21 6.3.1: request', () => {
    expect(encodeRequest('')).toBe('/?!\r\n');
    expect(encodeRequest('00123')).toBe('/?00123!\r\n');
    expect(parseRequest('/?00123!')).toBe('00123');
    expect(parseRequest('/?!')).toBe('');
    for (const line of ['', '/!', '/?', '?!', '/?a/b!', `/?${'1'.repeat(33)}!`])
      expect(parseRequest(line)).toBeUndefined();
    expect(() => encodeRequest('1!2')).toThrow(refusal('iec62056-21-field-invalid'));
    expect(() => encodeRequest('1'.repeat(33))).toThrow(refusal('iec62056-21-field-invalid'));
  });

  test('IEC 62056-21 6.3.1: leading zeros of a device address do not count, and no address is for any device', () => {
    expect(addressMatches('', '42')).toBe(true);
    expect(addressMatches('0042', '42')).toBe(true);
    expect(addressMatches('42', '0000042')).toBe(true);
    expect(addressMatches('420', '42')).toBe(false);
    expect(addressMatches('42', '')).toBe(false);
  });

  test('IEC 62056-21 6.3.2: identification, with the escape of protocol mode E', () => {
    const device = { manufacturer: 'LGZ', baudRate: 9600, offersModeE: true, identification: 'ZMD405AT' } as const;
    expect(encodeIdentification(device)).toBe('/LGZ5\\2ZMD405AT\r\n');
    expect(parseIdentification('/LGZ5\\2ZMD405AT')).toEqual(device);
    expect(parseIdentification('/EMH4\\@01LZQJL0013E')).toEqual({
      manufacturer: 'EMH',
      baudRate: 4800,
      offersModeE: false,
      identification: '01LZQJL0013E',
    });
  });

  test('IEC 62056-21 6.3.2: identifications read back', () => {
    fc.assert(
      fc.property(arbitraryDevice, (device) => {
        expect(parseIdentification(encodeIdentification(device).slice(0, -2))).toEqual(device);
      }),
    );
  });

  test('IEC 62056-21 6.3.2: what is no identification of mode C or E is refused', () => {
    for (const line of ['', 'LGZ5', '/LG5x', '/LGZ', '/LGZAx', '/LGZ9', '/?!', '/L1Z5']) {
      expect(() => parseIdentification(line)).toThrow(refusal('iec62056-21-identification-invalid'));
    }
    const device = { manufacturer: 'LGZ', baudRate: 300, offersModeE: false, identification: '' } as const;
    for (const wrong of [
      { manufacturer: 'LG' },
      { manufacturer: 'lgz' },
      { identification: 'a/b' },
      { identification: 'x'.repeat(17) },
    ]) {
      expect(() => encodeIdentification({ ...device, ...wrong })).toThrow(refusal('iec62056-21-field-invalid'));
    }
  });

  test('IEC 62056-21 6.3.3: option select for readout and for HDLC', () => {
    expect(encodeOption({ mode: 'readout', baudRate: 9600 })).toBe('\x06050\r\n');
    expect(encodeOption({ mode: 'mode-e', baudRate: 9600 })).toBe('\x06252\r\n');
    for (const mode of ['readout', 'mode-e'] as const) {
      for (const baudRate of rates) {
        expect(parseOption(encodeOption({ mode, baudRate }).slice(0, -2))).toEqual({ mode, baudRate });
      }
    }
    for (const line of ['', '\x06', '\x06051', '\x06250', '\x06272', '050', '\x060500'])
      expect(parseOption(line)).toBeUndefined();
  });

  test('IEC 62056-21 6.3.4: the block check is the exclusive or of all after STX up to ETX', () => {
    expect(encodeReadout('')).toBe(`\x02!\r\n\x03${String.fromCharCode(0x21 ^ 0x0d ^ 0x0a ^ 0x03)}`);
    expect(encodeReadout('1.8.0(1*kWh)\r\n').at(-1)).toBe(
      String.fromCharCode([...'1.8.0(1*kWh)\r\n!\r\n\x03'].reduce((check, letter) => check ^ letter.charCodeAt(0), 0)),
    );
  });

  test('IEC 62056-21 6.3: arbitrary lines are parsed or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `/ABC5${text}`),
        ),
        (line) => {
          parseRequest(line);
          parseOption(line);
          try {
            expect(rates).toContain(parseIdentification(line).baudRate);
          } catch (error) {
            expect(isS1benchError(error, 'iec62056-21-identification-invalid')).toBe(true);
          }
        },
      ),
    );
  });
});

describe('IEC 62056-21 6.3 readers', () => {
  const lines = (text: string): string[] => {
    const reader = new LineReader();
    return [...text].flatMap((letter) => reader.push(letter.charCodeAt(0)) ?? []);
  };

  test('IEC 62056-21 6.3: a line ends with CR LF, and starts anew with / or ACK', () => {
    expect(lines('/a\r\nb\r\n')).toEqual(['/a', 'b']);
    expect(lines('noise/a\r\n\x00\x06050\r\n')).toEqual(['/a', '\x06050']);
    expect(lines('a\nb\r\n')).toEqual(['b']);
  });

  test('IEC 62056-21 6.3: a line that is too long or has a damaged character is dropped, the next one is not', () => {
    expect(lines(`${'x'.repeat(1000)}\r\nb\r\n`)).toEqual(['b']);
    const reader = new LineReader();
    expect([0x41, undefined, 0x0d, 0x0a].map((character) => reader.push(character))).toEqual(Array(4).fill(undefined));
    expect([0x42, 0x0d, 0x0a].map((character) => reader.push(character)).at(-1)).toBe('B');
  });

  const readOut = (text: string, maxLength = 1000): unknown[] => {
    const reader = new ReadoutReader(maxLength);
    return [...text].flatMap((letter) => reader.push(letter.charCodeAt(0)) ?? []);
  };

  test('IEC 62056-21 6.3.4: a readout reads back', () => {
    const data = fc
      .array(letters(/^[ -~]{0,40}$/), { maxLength: 10 })
      .map((sets) => sets.map((set) => `${set}\r\n`).join(''));
    fc.assert(
      fc.property(data, letters(/^[ -~]{0,10}$/), (text, noise) => {
        expect(readOut(noise + encodeReadout(text))).toEqual([text]);
      }),
    );
  });

  test('IEC 62056-21 6.3.4: a wrong character anywhere is found', () => {
    const message = encodeReadout('1.8.0(1*kWh)\r\n');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: message.length - 3 }), fc.integer({ min: 1, max: 127 }), (at, bits) => {
        const wrong = String.fromCharCode(message.charCodeAt(at) ^ bits);
        const results = readOut(message.slice(0, at) + wrong + message.slice(at + 1));
        expect(results).not.toContain('1.8.0(1*kWh)\r\n');
        for (const result of results) expect(result).toEqual(refusal('iec62056-21-readout-invalid'));
      }),
    );
  });

  test('IEC 62056-21 6.3.4: a readout without end, too long, or with a damaged character is refused', () => {
    const check = (text: string): string =>
      String.fromCharCode([...text].reduce((sum, letter) => sum ^ letter.charCodeAt(0), 0));
    expect(readOut(`\x02abc\x03${check('abc\x03')}`)).toEqual([refusal('iec62056-21-readout-invalid')]);
    expect(readOut(encodeReadout('x'.repeat(50)), 20)[0]).toEqual(refusal('iec62056-21-readout-invalid'));
    const reader = new ReadoutReader(100);
    const damaged = [0x02, 0x41, undefined, 0x03, 0x42].map((character) => reader.push(character));
    expect(damaged.at(-1)).toEqual(refusal('iec62056-21-readout-invalid'));
  });
});
