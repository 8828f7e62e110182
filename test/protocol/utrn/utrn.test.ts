import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { readUtrn, type UtrnDevice, utrnFor } from '../../../src/protocol/utrn/utrn.ts';

const keysOf = (byte: number) => ({ clients: { 1: { authentication: new Uint8Array(16).fill(byte) } } });
const esme: UtrnDevice = { eui64: parseEui64('00-00-5E-EF-10-00-00-01'), keys: keysOf(1) };
const other: UtrnDevice = { ...esme, eui64: parseEui64('00-00-5E-EF-10-00-00-02') };
const strange: UtrnDevice = { ...esme, keys: keysOf(2) };

const value = fc.oneof(
  fc.integer({ min: 1, max: 9999 }),
  fc.integer({ min: 100, max: 9999 }).map((pounds) => 100 * pounds),
);
const counter = fc.nat(99_999);

describe('a UTRN', () => {
  it('has twenty digits and says its value and counter to its device', () => {
    fc.assert(
      fc.property(value, counter, (pence, count) => {
        const digits = utrnFor(esme, pence, count);
        expect(digits).toMatch(/^\d{20}$/);
        expect(readUtrn(esme, digits)).toEqual({ pence, counter: count });
      }),
    );
  });

  it('says nothing to another device, nor under another key', () => {
    fc.assert(
      fc.property(value, counter, (pence, count) => {
        expect(readUtrn(other, utrnFor(esme, pence, count))).toBe('not-for-device');
      }),
    );
    expect(readUtrn(strange, utrnFor(esme, 100, 1))).toBe('not-authentic');
  });

  it('with any one digit mistyped is no UTRN', () => {
    fc.assert(
      fc.property(value, counter, fc.nat(19), fc.integer({ min: 1, max: 9 }), (pence, count, at, by) => {
        const digits = [...utrnFor(esme, pence, count)];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(readUtrn(esme, digits.join(''))).toBe('format');
      }),
    );
  });

  it.each([
    [0, 1],
    [10_050, 1],
    [1_000_000, 1],
    [1.5, 1],
    [100, -1],
    [100, 100_000],
  ])('of %d pence with counter %d is refused to whoever issues it', (pence, count) => {
    expect(() => utrnFor(esme, pence, count)).toThrow(expect.objectContaining({ code: 'utrn-value-invalid' }));
  });

  it('any text is read as a UTRN or as one of the three faults', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{0,22}$/), fc.stringMatching(/^[12]\d{19}$/));
    fc.assert(
      fc.property(text, (digits) => {
        const contents = readUtrn(esme, digits);
        if (typeof contents !== 'string') expect(utrnFor(esme, contents.pence, contents.counter)).toBe(digits);
        else expect(['format', 'not-for-device', 'not-authentic']).toContain(contents);
      }),
    );
  });
});
