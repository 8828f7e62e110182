import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eui64FromBytes,
  type Mpan,
  type Mprn,
  mpanCheckDigit,
  mprnCheckDigits,
  parseMpan,
  parseMprn,
} from '../../../src/core/identifiers.ts';
import { Eui64Series } from '../../../src/sim/fleet/eui64-series.ts';
import { mostMpans, mostMprns, mostSerials, nthMpan, nthMprn, nthSerial } from '../../../src/sim/fleet/numbers.ts';

const A_MILLION = 1_000_000;

/** EUI-64s of few makers, close to each other. */
const eui64 = fc
  .record({ maker: fc.constantFrom(0x00, 0x70), extension: fc.oneof(fc.nat(40), fc.nat()) })
  .map(({ maker, extension }) => {
    const bytes = new Uint8Array(8);
    bytes[0] = maker;
    new DataView(bytes.buffer).setUint32(4, extension);
    return eui64FromBytes(bytes);
  });
const bases = fc.uniqueArray(eui64, { minLength: 1, maxLength: 7 });

const mpan = fc
  .tuple(fc.integer({ min: 10, max: 40 }), fc.nat(9_999_999_999))
  .map(([distributor, rest]) => `${distributor}${String(rest).padStart(10, '0')}`)
  .map((digits) => (digits + mpanCheckDigit(digits)) as Mpan);
const mprn = fc
  .tuple(fc.integer({ min: 4, max: 8 }), fc.nat(99_999_999))
  .map(([length, number]) => `9${String(number).padStart(8, '0')}`.slice(0, length))
  .map((digits) => (digits + mprnCheckDigits(digits)) as Mprn);

describe('fleet: EUI-64s of a template', () => {
  it('no two devices of any two installations have one, and each leads back to its installation', () => {
    fc.assert(
      fc.property(bases, fc.uniqueArray(fc.nat(A_MILLION), { minLength: 1, maxLength: 50 }), (euis, ks) => {
        const series = new Eui64Series(euis);
        const seen = new Set<string>();
        for (const k of ks) {
          for (const index of euis.keys()) {
            const eui = series.at(index, k);
            expect(series.find(eui)).toEqual({ index, k });
            expect(seen.has(eui)).toBe(false);
            seen.add(eui);
          }
        }
      }),
    );
  });

  it('the first installation has those of the file, and they count up from there', () => {
    fc.assert(
      fc.property(bases, (euis) => {
        const series = new Eui64Series(euis);
        for (const [index, eui] of euis.entries()) {
          expect(series.at(index, 0)).toBe(eui);
          expect(series.at(index, 1) > eui).toBe(true);
          expect(series.at(index, series.most(index) - 1).slice(0, 8)).toBe(eui.slice(0, 8));
        }
      }),
    );
  });

  it('one that belongs to none leads nowhere', () => {
    const series = new Eui64Series([eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 0, 1))]);
    expect(series.stride).toBe(1);
    expect(series.find(eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 0, 0)))).toBeUndefined();
    expect(series.find(eui64FromBytes(Uint8Array.of(0, 0, 0x5f, 0xef, 0x10, 0, 0, 1)))).toBeUndefined();
  });
});

describe('fleet: numbers of a template', () => {
  it('every MPAN has its distributor and a right check digit, and no two are one', () => {
    fc.assert(
      fc.property(mpan, fc.uniqueArray(fc.nat(A_MILLION), { maxLength: 50 }), (first, ks) => {
        const fit = ks.filter((k) => k < mostMpans(first));
        const all = fit.map((k) => nthMpan(first, k));
        for (const one of all) {
          expect(parseMpan(one)).toBe(one);
          expect(one.slice(0, 2)).toBe(first.slice(0, 2));
        }
        expect(new Set(all).size).toBe(fit.length);
        expect(nthMpan(first, 0)).toBe(first);
      }),
    );
  });

  it('every MPRN has right check digits, and no two are one', () => {
    fc.assert(
      fc.property(mprn, fc.uniqueArray(fc.nat(A_MILLION), { maxLength: 50 }), (first, ks) => {
        const fit = ks.filter((k) => k < mostMprns(first));
        const all = fit.map((k) => nthMprn(first, k));
        for (const one of all) expect(parseMprn(one)).toBe(one);
        expect(new Set(all).size).toBe(fit.length);
        expect(nthMprn(first, 0)).toBe(first);
      }),
    );
  });

  it('serial numbers count up by the digits that they end with', () => {
    expect(nthSerial('26A0000001', 41)).toBe('26A0000042');
    expect(nthSerial('E998', 1)).toBe('E999');
    expect(mostSerials('E998')).toBe(2);
    expect(mostSerials('E99X')).toBe(1);
    expect(nthSerial('E99X', 0)).toBe('E99X');
    expect(nthSerial('9999999999998', 1)).toBe('9999999999999');
  });
});
