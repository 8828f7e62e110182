import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../../src/core/bytes.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';
import { protect, unprotect } from '../../../../src/protocol/cosem/security/protection.ts';
import { SHORT_TEXT } from '../../../../src/protocol/cosem/security/short-gcm.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const party = fc.record({ encryption: bytes(16), authentication: bytes(16), title: bytes(8) });

interface Sender {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array;
  readonly title: Uint8Array;
}

function cipherOf({ encryption, title }: Sender, counter: Uint8Array) {
  return createCipheriv('aes-128-gcm', encryption, concatBytes(title, counter), { authTagLength: 12 });
}

function counterBytes(counter: number): Uint8Array {
  return Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter);
}

/** Authenticated encryption as node:crypto does it. */
function reference(sender: Sender, counter: number, text: Uint8Array): Uint8Array {
  const ic = counterBytes(counter);
  const cipher = cipherOf(sender, ic);
  cipher.setAAD(concatBytes(Uint8Array.of(0x30), sender.authentication));
  const ciphertext = cipher.update(text);
  cipher.final();
  return concatBytes(Uint8Array.of(0x30), ic, ciphertext, cipher.getAuthTag());
}

/** Authentication alone, GMAC, as node:crypto does it. */
function authenticated(sender: Sender, counter: number, text: Uint8Array): Uint8Array {
  const ic = counterBytes(counter);
  const cipher = cipherOf(sender, ic);
  cipher.setAAD(concatBytes(Uint8Array.of(0x10), sender.authentication, text));
  cipher.final();
  return concatBytes(Uint8Array.of(0x10), ic, text, cipher.getAuthTag());
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
          const open = protect(originator, 'authenticated', counter, text);
          expect(open).toEqual(authenticated(sender, counter, text));
          expect(unprotect(originator, open, 0).plaintext).toEqual(text);
        }
      }),
    );
  });

  it('takes no tag but the right one', () => {
    fc.assert(
      fc.property(party, fc.uint8Array({ maxLength: 2 * SHORT_TEXT }), fc.nat(), (sender, text, at) => {
        const originator = createOriginator(sender.title, prepareKeys(sender));
        for (const policy of ['authenticated', 'authenticated-encrypted'] as const) {
          const content = protect(originator, policy, 1, text);
          const changed = 1 + (at % (content.length - 1));
          content[changed] = (content[changed] as number) ^ 0x40;
          expect(() => unprotect(originator, content, 0)).toThrow('security-deciphering-failed');
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

  it('keeps senders apart that come again and again, more of them than are remembered', () => {
    const senders = Array.from({ length: 100 }, (_, i) => {
      const encryption = new Uint8Array(16).fill(i >> 1);
      return { encryption, authentication: encryption, title: new Uint8Array(8).fill(i & 1) };
    });
    const turns = fc.array(fc.tuple(fc.nat(senders.length - 1), fc.nat(40)), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(turns, (taken) => {
        for (const [i, counter] of taken) {
          const sender = senders[i] as Sender;
          const originator = createOriginator(sender.title, prepareKeys(sender));
          const content = protect(originator, 'authenticated-encrypted', counter, sender.title);
          expect(content).toEqual(reference(sender, counter, sender.title));
        }
      }),
    );
  });
});
