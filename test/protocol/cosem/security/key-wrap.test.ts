import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import { unwrapKey, wrapKey } from '../../../../src/protocol/cosem/security/key-wrap.ts';

const kek = fromHex('000102030405060708090A0B0C0D0E0F');

describe('RFC 3394, key wrap', () => {
  it('4.1: wraps 128 bits of key data with a 128-bit key', () => {
    const wrapped = '1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5';
    expect(toHex(wrapKey(kek, fromHex('00112233445566778899AABBCCDDEEFF')))).toBe(wrapped);
    expect(toHex(unwrapKey(kek, fromHex(wrapped)))).toBe('00112233445566778899AABBCCDDEEFF');
  });

  it('unwraps what it wraps', () => {
    const lengths = fc.integer({ min: 2, max: 8 }).chain((n) => fc.uint8Array({ minLength: 8 * n, maxLength: 8 * n }));
    const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(keys, lengths, (keyEncryptionKey, key) => {
        expect(unwrapKey(keyEncryptionKey, wrapKey(keyEncryptionKey, key))).toEqual(key);
      }),
    );
  });

  it('2.2.3: refuses what was wrapped with another key, or altered, or is too short', () => {
    const wrapped = wrapKey(kek, kek);
    const failed = expect.objectContaining({ code: 'security-key-unwrap-failed' });
    expect(() => unwrapKey(fromHex('FF'.repeat(16)), wrapped)).toThrow(failed);
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const altered = wrapped.slice();
      altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => unwrapKey(kek, altered)).toThrow(failed);
    }
    for (const length of [0, 8, 16, 23]) expect(() => unwrapKey(kek, wrapped.subarray(0, length))).toThrow(failed);
  });

  it('refuses keys of another length without a word of them', () => {
    const invalid = expect.objectContaining({ code: 'security-key-invalid' });
    expect(() => wrapKey(kek.subarray(1), kek)).toThrow(invalid);
    expect(() => unwrapKey(kek.subarray(1), kek)).toThrow(invalid);
    expect(() => wrapKey(kek, kek.subarray(1))).toThrow(invalid);
    expect(() => wrapKey(kek, kek.subarray(8))).toThrow('found 8 byte(s); expected 16 or more, a multiple of 8');
  });
});
