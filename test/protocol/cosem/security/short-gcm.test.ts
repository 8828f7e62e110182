import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../../src/core/bytes.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { protect, unprotect } from '../../../../src/protocol/cosem/security/protection.ts';
import { SHORT_TEXT } from '../../../../src/protocol/cosem/security/short-gcm.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const party = fc.record({ encryption: bytes(16), authentication: bytes(16), title: bytes(8) });

/** Authenticated encryption as node:crypto does it. */
function reference(
  { encryption, authentication, title }: { encryption: Uint8Array; authentication: Uint8Array; title: Uint8Array },
  counter: number,
  text: Uint8Array,
): Uint8Array {
  const ic = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
  const cipher = createCipheriv('aes-128-gcm', encryption, concatBytes(title, ic), { authTagLength: 12 });
  cipher.setAAD(concatBytes(Uint8Array.of(0x30), authentication));
  const ciphertext = cipher.update(text);
  cipher.final();
  return concatBytes(Uint8Array.of(0x30), ic, ciphertext, cipher.getAuthTag());
}

describe('NIST SP 800-38D, GCM of short and of long texts', () => {
  it('is that of node:crypto, whatever the counters before', () => {
    const message = fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 0xffffffff })),
      fc.uint8Array({ maxLength: 2 * SHORT_TEXT }),
    );
    fc.assert(
      fc.property(party, fc.array(message, { minLength: 1, maxLength: 8 }), (sender, messages) => {
        const originator = createOriginator(sender.title, prepareKeys(sender));
        for (const [counter, text] of messages) {
          const content = protect(originator, 'authenticated-encrypted', counter, text);
          expect(content).toEqual(reference(sender, counter, text));
          expect(unprotect(originator, content, 0).plaintext).toEqual(text);
        }
      }),
    );
  });

  it('is that of node:crypto for every length around the longest short text', () => {
    const sender = {
      encryption: Uint8Array.from({ length: 16 }, (_, i) => 17 * i),
      authentication: Uint8Array.from({ length: 16 }, (_, i) => 255 - i),
      title: Uint8Array.from({ length: 8 }, (_, i) => i),
    };
    const originator = createOriginator(sender.title, prepareKeys(sender));
    for (let length = 0; length <= 2 * SHORT_TEXT; length++) {
      const text = Uint8Array.from({ length }, (_, i) => 7 * i);
      expect(protect(originator, 'authenticated-encrypted', length, text)).toEqual(reference(sender, length, text));
    }
  });

  it('serves two senders with the same keys', () => {
    fc.assert(
      fc.property(party, bytes(8), (sender, otherTitle) => {
        const keys = prepareKeys(sender);
        const text = sender.title;
        const senders = [sender, { ...sender, title: otherTitle }];
        for (const each of senders) {
          const originator = createOriginator(each.title, keys);
          expect(protect(originator, 'authenticated-encrypted', 3, text)).toEqual(reference(each, 3, text));
        }
      }),
    );
  });
});
