import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import {
  eui64Bytes,
  eui64FromBytes,
  formatObis,
  mpanCheckDigit,
  mprnCheckDigits,
  obisBytes,
  obisFromBytes,
  parseEui64,
  parseMpan,
  parseMprn,
  parseObis,
} from '../../src/core/identifiers.ts';
import { obis } from '../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../support/refusal.ts';

describe('core: EUI-64', () => {
  test.each(['70-B3-D5-1F-30-00-A0-08', '70b3d51f3000a008', '70:b3:d5:1f:30:00:a0:08'])('%s is one', (text) => {
    expect(parseEui64(text)).toBe('70-B3-D5-1F-30-00-A0-08');
  });

  test.each([
    '',
    '70B3D51F3000A0',
    '70B3D51F3000A00801',
    '70-B3:D5-1F-30-00-A0-08',
    '70B3-D51F-3000-A008',
    '7OB3D51F3000A008',
  ])('%j is none', (text) => {
    expect(refusalOf(() => parseEui64(text))).toMatchObject({ code: 'eui64-invalid' });
  });

  test('is the same after it was bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        expect(eui64Bytes(eui64FromBytes(bytes))).toEqual(bytes);
      }),
    );
    expect(refusalOf(() => eui64FromBytes(new Uint8Array(7)))).toMatchObject({ code: 'eui64-invalid' });
  });
});

describe('core: MPAN core', () => {
  // 2·3 = 6; 1·3 + 9·7 = 66, 66 mod 11 = 0; 1·3 + 1·7 = 10, 10 mod 11 mod 10 = 0; 1·3 + 9·43 = 390, 390 mod 11 = 5.
  test.each(['2000000000006', '1090000000000', '1010000000000', '1000000000095'])('%s is one', (text) => {
    expect(parseMpan(text)).toBe(text);
  });

  test.each(['', '200000000000', '20000000000061', '0000000000000', '2 00000000006', '200000000000a'])(
    '%j is none',
    (text) => {
      expect(refusalOf(() => parseMpan(text))).toMatchObject({ code: 'mpan-invalid', expected: '13 digits' });
    },
  );

  test('with another check digit is none, and the right one is named', () => {
    expect(refusalOf(() => parseMpan('2000000000007'))).toMatchObject({
      code: 'mpan-invalid',
      found: '2000000000007 with check digit 7',
      expected: 'check digit 6',
    });
  });

  test('with one wrong digit is mostly found out', () => {
    const twelve = fc.integer({ min: 100_000_000_000, max: 999_999_999_999 }).map(String);
    fc.assert(
      fc.property(twelve, fc.nat({ max: 11 }), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const wrong = [...digits].map((digit, i) => (i === at ? (Number(digit) + by) % 10 : Number(digit))).join('');
        const check = mpanCheckDigit(digits);
        expect(parseMpan(`${digits}${check}`)).toBe(`${digits}${check}`);
        // The last step, modulo 10, lets 10 pass for 0.
        if (check !== 0) expect(mpanCheckDigit(wrong)).not.toBe(check);
      }),
    );
  });
});

describe('core: MPRN', () => {
  // 8·3 + 7·9 + 6·3 + 5·8 + 4·4 + 3·2 + 2·4 + 1·4 = 179, 179 mod 11 = 3; 4·1 = 4; 4·1 + 3·3 + 2·2 + 1·4 = 21, mod 11 = 10.
  test.each(['3938424403', '100004', '132410'])('%s is one', (text) => {
    expect(parseMprn(text)).toBe(text);
  });

  test.each(['', '10004', '10000000004', '0938424403', '393842440a', ' 100004'])('%j is none', (text) => {
    expect(refusalOf(() => parseMprn(text))).toMatchObject({ code: 'mprn-invalid', expected: '6 to 10 digits' });
  });

  test('with other check digits is none, and the right ones are named', () => {
    expect(refusalOf(() => parseMprn('3938424430'))).toMatchObject({
      code: 'mprn-invalid',
      found: '3938424430 with check digits 30',
      expected: 'check digits 03',
    });
  });

  test('no other check digits fit, and one wrong digit is found out', () => {
    const core = fc.stringMatching(/^[1-9]\d{3,7}$/);
    fc.assert(
      fc.property(core, fc.nat(7), fc.integer({ min: 1, max: 9 }), (digits, place, by) => {
        const mprn = digits + mprnCheckDigits(digits);
        expect(parseMprn(mprn)).toBe(mprn);
        const at = place % digits.length;
        const wrong = `${mprn.slice(0, at)}${(Number(mprn[at]) + by) % 10}${mprn.slice(at + 1)}`;
        expect(refusalOf(() => parseMprn(wrong))).toMatchObject({ code: 'mprn-invalid' });
      }),
    );
  });
});

describe('Blue Book, OBIS', () => {
  test.each([
    ['1.0.1.8.0.255', '0100010800FF'],
    ['1-0:1.8.0*255', '0100010800FF'],
    ['1-0:1.8.0', '0100010800FF'],
    ['0.0.1.0.0', '0000010000FF'],
    ['255.255.255.255.255.255', 'FFFFFFFFFFFF'],
    ['0.0.0.0.0.0', '000000000000'],
  ])('%s is the logical name %s', (text, hex) => {
    expect(obisBytes(parseObis(text))).toEqual(fromHex(hex));
    expect(obisFromBytes(fromHex(hex))).toBe(parseObis(text));
  });

  test.each([
    '',
    '1.0.1.8',
    '1.0.1.8.0.256',
    '1.0.1.8.0.255.0',
    'a.0.1.8.0.255',
    '1:0-1.8.0',
    '1.0.1.8.0.',
    ' 1.0.1.8.0',
  ])('%j is none', (text) => {
    expect(refusalOf(() => parseObis(text))).toMatchObject({ code: 'obis-invalid', found: JSON.stringify(text) });
  });

  test('is the same after it was text or bytes, anywhere in a buffer', () => {
    fc.assert(
      fc.property(obis, fc.nat({ max: 5 }), (name, offset) => {
        expect(parseObis(formatObis(name))).toBe(name);
        expect(obisFromBytes(Uint8Array.of(...new Uint8Array(offset), ...obisBytes(name)), offset)).toBe(name);
      }),
    );
  });

  test.each([
    [0, 5],
    [1, 6],
  ])('takes six bytes from offset %d, not fewer', (offset, length) => {
    expect(refusalOf(() => obisFromBytes(new Uint8Array(length), offset))).toMatchObject({ code: 'obis-invalid' });
  });

  test('any text is an OBIS code or is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0125.-:*') }), (text) => {
        const result = resultOrRefusal(() => parseObis(text));
        if (!(result instanceof Error)) expect(parseObis(formatObis(result))).toBe(result);
      }),
    );
  });
});
