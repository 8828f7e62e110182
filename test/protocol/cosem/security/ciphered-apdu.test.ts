import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import type { Apdu } from '../../../../src/protocol/cosem/apdu/apdu.ts';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { largestApdu } from '../../../../src/protocol/cosem/pdu-size.ts';
import { type Ciphered, cipherApdu, decipherApdu } from '../../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { type SecurityPolicy, securityPolicies } from '../../../../src/protocol/cosem/security/policy.ts';
import { protect } from '../../../../src/protocol/cosem/security/protection.ts';
import { refusalOf } from '../../../support/refusal.ts';

const keys = prepareKeys({
  encryption: fromHex('000102030405060708090A0B0C0D0E0F'),
  authentication: fromHex('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'),
});
const originator = createOriginator(fromHex('4D4D4D0000BC614E'), keys);
const getRequest = fromHex('C0010000080000010000FF0200');
const policies = Object.keys(securityPolicies) as SecurityPolicy[];
const wrappings = ['glo', 'general-glo'] as const;
const decodeCiphered = (bytes: Uint8Array): Ciphered => decodeApdu(bytes) as Ciphered;

describe('Green Book 9.2, protected APDUs', () => {
  it.each([
    ['authenticated', 'C81E1001234567C0010000080000010000FF020006725D910F9221D263877516'],
    ['encrypted', 'C8122001234567411312FF935A47566827C467BC'],
    ['authenticated-encrypted', 'C81E3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B'],
  ] as const)('is the example of glo-get-request with %s', (policy, example) => {
    const protection = { policy, wrapping: 'glo' } as const;
    expect(toHex(cipherApdu(originator, protection, 0x01234567, getRequest))).toBe(example);
    expect(decipherApdu(originator, decodeCiphered(fromHex(example)), 0x01234567)).toEqual({
      apdu: decodeApdu(getRequest),
      policy,
      counter: 0x01234567,
    });
  });

  it('names the sender in the general form', () => {
    const protection = { policy: 'authenticated-encrypted', wrapping: 'general-glo' } as const;
    expect(toHex(cipherApdu(originator, protection, 0x01234567, getRequest))).toBe(
      'DB084D4D4D0000BC614E1E3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B',
    );
  });

  it('fits the PDU size that it was cut for, and no longer one does by much', () => {
    for (const policy of policies) {
      for (const wrapping of wrappings) {
        for (const pduSize of [64, 127, 128, 140, 255, 256, 300, 1024, 0xffff]) {
          const plaintext = new Uint8Array(largestApdu(pduSize, { policy, wrapping })).fill(0xc0, 0, 1);
          const { length } = cipherApdu(originator, { policy, wrapping }, 1, plaintext);
          expect(length).toBeLessThanOrEqual(pduSize);
          expect(length).toBeGreaterThanOrEqual(pduSize - 1);
        }
      }
    }
  });

  it('has no limit but that of the framings where 0 was agreed, and needs no room without protection', () => {
    const protection = { policy: 'authenticated', wrapping: 'glo' } as const;
    expect(largestApdu(0, protection)).toBe(largestApdu(0xffff, protection));
    expect([0, 77].map((pduSize) => largestApdu(pduSize, undefined))).toEqual([0xffff, 77]);
  });
});

describe('Green Book 9.2, protected APDUs: what is refused', () => {
  const ciphered = (tag: number, policy: SecurityPolicy, plaintext: Uint8Array): Apdu & Ciphered => ({
    kind: 'glo-ciphered',
    tag,
    content: protect(originator, policy, 1, plaintext),
  });

  it('refuses a tag that names another service', () => {
    const error = refusalOf(() => decipherApdu(originator, ciphered(0xc9, 'authenticated', getRequest), 0));
    expect(error.code).toBe('security-plaintext-invalid');
    expect(error.cause).toMatchObject({ code: 'apdu-tag-unknown', found: 'service 192' });
  });

  it('refuses an authentic message that is no APDU, and blames the key for one that may be anything', () => {
    const refusal = (policy: SecurityPolicy) =>
      refusalOf(() => decipherApdu(originator, ciphered(0xc8, policy, fromHex('C099')), 0)).code;
    expect(policies.map(refusal)).toEqual([
      'security-deciphering-failed',
      'security-plaintext-invalid',
      'security-deciphering-failed',
      'security-plaintext-invalid',
    ]);
  });

  it('refuses to wrap a service that has no ciphered form', () => {
    const dataNotification = encodeApdu({
      kind: 'data-notification',
      longInvokeIdAndPriority: 1,
      body: { type: 'null-data' },
    });
    const protection = { policy: 'authenticated', wrapping: 'glo' } as const;
    expect(refusalOf(() => cipherApdu(originator, protection, 1, dataNotification)).code).toBe('apdu-tag-unknown');
    expect(refusalOf(() => cipherApdu(originator, protection, 1, new Uint8Array(0))).code).toBe('apdu-tag-unknown');
  });
});
