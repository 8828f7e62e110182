import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import { S1benchError } from '../../../../src/core/errors.ts';
import { createOriginator, isSameKeys, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { type SecurityPolicy, securityPolicies } from '../../../../src/protocol/cosem/security/policy.ts';
import { protect, protectionLength, satisfies, unprotect } from '../../../../src/protocol/cosem/security/protection.ts';
import { refusalOf, resultOrRefusal } from '../../../support/refusal.ts';

const keys = {
  encryption: fromHex('000102030405060708090A0B0C0D0E0F'),
  authentication: fromHex('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'),
};
const originator = createOriginator(fromHex('4D4D4D0000BC614E'), prepareKeys(keys));
const counter = 0x01234567;
const getRequest = fromHex('C0010000080000010000FF0200');
const policies = Object.keys(securityPolicies) as SecurityPolicy[];

const code = (run: () => unknown): string => refusalOf(run).code;

describe('Green Book 9.2, security suite 0: the example of a ciphered GET-Request', () => {
  const examples: Readonly<Record<SecurityPolicy, string>> = {
    none: '0001234567C0010000080000010000FF0200',
    authenticated: '1001234567C0010000080000010000FF020006725D910F9221D263877516',
    encrypted: '2001234567411312FF935A47566827C467BC',
    'authenticated-encrypted': '3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B',
  };

  it.each(policies)('protects with %s', (policy) => {
    expect(toHex(protect(originator, policy, counter, getRequest))).toBe(examples[policy]);
  });

  it.each(policies)('unprotects with %s', (policy) => {
    expect(unprotect(originator, fromHex(examples[policy]), counter)).toEqual({
      plaintext: getRequest,
      policy,
      counter,
    });
  });

  it('protects the InitiateRequest of its AARQ', () => {
    const initiate = fromHex('01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0');
    expect(toHex(protect(originator, 'authenticated-encrypted', counter, initiate))).toBe(
      '3001234567801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE6841DB204D39EE6FDB8E356855',
    );
  });
});

describe('Green Book 9.2, security suite 0: what is refused', () => {
  const content = protect(originator, 'authenticated-encrypted', counter, getRequest);

  it('refuses a counter below the lowest accepted, and tells both', () => {
    expect(() => unprotect(originator, content, counter + 1)).toThrowError(
      /found 19088743; expected 19088744 or more \[security-counter-replayed\]/,
    );
  });

  it.each([
    ['another encryption key', fromHex('4D4D4D0000BC614E'), { ...keys, encryption: fromHex('00'.repeat(16)) }],
    ['another authentication key', fromHex('4D4D4D0000BC614E'), { ...keys, authentication: fromHex('00'.repeat(16)) }],
    ['another system title', fromHex('4D4D4D0000BC614F'), keys],
  ])('refuses a message under %s', (_what, title, otherKeys) => {
    expect(code(() => unprotect(createOriginator(title, prepareKeys(otherKeys)), content, 0))).toBe(
      'security-deciphering-failed',
    );
  });

  it.each([0x31, 0x70, 0xb0, 0x01, 0xff])('refuses security control 0x%s', (control) => {
    const other = content.slice();
    other[0] = control;
    expect(code(() => unprotect(originator, other, 0))).toBe('security-control-unsupported');
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < content.length; length++) {
      expect(['bytes-truncated', 'security-deciphering-failed']).toContain(
        code(() => unprotect(originator, content.subarray(0, length), 0)),
      );
    }
  });

  it('refuses every flipped bit of an authenticated message', () => {
    for (const policy of ['authenticated', 'authenticated-encrypted'] as const) {
      const original = protect(originator, policy, counter, getRequest);
      for (let bit = 0; bit < original.length * 8; bit++) {
        const flipped = original.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        // A message that claims to have less protection is for the policy of the client to refuse.
        if (flipped[0] === securityPolicies.encrypted || flipped[0] === securityPolicies.none) continue;
        expect(() => unprotect(originator, flipped, 0)).toThrow(S1benchError);
      }
    }
  });

  it('refuses keys and system titles of the wrong length, without a word of the key', () => {
    const short = { ...keys, encryption: fromHex('AABBCCDD') };
    expect(() => createOriginator(fromHex('4D4D4D0000BC614E'), prepareKeys(short))).toThrowError(
      'this is no key of security suite 0; found 4 byte(s); expected 16 [security-key-invalid]',
    );
    expect(code(() => createOriginator(fromHex('4D4D4D'), prepareKeys(keys)))).toBe('security-system-title-invalid');
  });
});

describe('Green Book 9.2, security suite 0: properties', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  const parties = fc.record({ encryption: bytes(16), authentication: bytes(16), title: bytes(8) });
  const plaintexts = fc.uint8Array({ maxLength: 300 });
  const counters = fc.integer({ min: 0, max: 0xffffffff });

  it('unprotects what it protects, in the length it says', () => {
    fc.assert(
      fc.property(parties, fc.constantFrom(...policies), counters, plaintexts, (party, policy, ic, plaintext) => {
        const sender = createOriginator(party.title, prepareKeys(party));
        const content = protect(sender, policy, ic, plaintext);
        expect(content.length).toBe(plaintext.length + protectionLength(policy));
        expect(unprotect(sender, content, ic)).toEqual({ plaintext, policy, counter: ic });
      }),
    );
  });

  it('gives a value or an S1benchError for arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (content) => {
        resultOrRefusal(() => unprotect(originator, content, 0));
      }),
    );
  });

  it('knows which policy is enough', () => {
    const enough = policies.flatMap((policy) =>
      policies.filter((least) => satisfies(policy, least)).map((least) => `${policy} for ${least}`),
    );
    expect(enough).toEqual([
      'none for none',
      'authenticated for none',
      'authenticated for authenticated',
      'encrypted for none',
      'encrypted for encrypted',
      'authenticated-encrypted for none',
      'authenticated-encrypted for authenticated',
      'authenticated-encrypted for encrypted',
      'authenticated-encrypted for authenticated-encrypted',
    ]);
  });

  it('tells keys apart', () => {
    expect(isSameKeys(originator.keys, { ...keys })).toBe(true);
    expect(isSameKeys(originator.keys, { ...keys, encryption: keys.authentication })).toBe(false);
    expect(isSameKeys(originator.keys, { ...keys, authentication: keys.encryption })).toBe(false);
  });
});
