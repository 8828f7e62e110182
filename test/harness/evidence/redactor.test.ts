import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { Redactor } from '../../../src/harness/evidence/redactor.ts';
import { encodingNames, secretEncodings } from '../../../src/harness/evidence/secret-encodings.ts';

const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
const around = fc.uint8Array({ maxLength: 20 });

/** Ways to write bytes in JSON that people and libraries use. */
const encodings: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  'hexadecimal, upper case': (bytes) => toHex(bytes),
  'hexadecimal, lower case': (bytes) => Buffer.from(bytes).toString('hex'),
  'hexadecimal with spaces': (bytes) => toHex(bytes, ' '),
  'hexadecimal with hyphens': (bytes) => toHex(bytes, '-'),
  'hexadecimal with colons': (bytes) => toHex(bytes, ':').toLowerCase(),
  'hexadecimal literals': (bytes) => Array.from(bytes, (byte) => `0x${toHex(Uint8Array.of(byte))}`).join(', '),
  'hexadecimal pairs in a list': (bytes) => JSON.stringify(toHex(bytes, ' ').split(' ')),
  base64: (bytes) => Buffer.from(bytes).toString('base64'),
  base64url: (bytes) => Buffer.from(bytes).toString('base64url'),
  'base64 with white space that JSON leaves as it is': (bytes) =>
    Buffer.from(bytes)
      .toString('base64')
      .replace(/(.)(.)/g, '$1 \u00a0$2\u2028'),
  'base64 in lines': (bytes) => inLines(Buffer.from(bytes).toString('base64'), '\n'),
  'base64 in lines, in JSON that is a text of its own': (bytes) =>
    JSON.stringify(inLines(Buffer.from(bytes).toString('base64'), '\r\n\t')),
  'hexadecimal in lines': (bytes) => inLines(toHex(bytes, ' '), '\n'),
  'numbers in a list': (bytes) => JSON.stringify(Array.from(bytes)),
  'numbers in an indented list': (bytes) => JSON.stringify(Array.from(bytes), undefined, 2),
  'signed numbers in a list': (bytes) => JSON.stringify(Array.from(new Int8Array(bytes))),
  'a typed array': (bytes) => JSON.stringify(bytes),
  'a Buffer': (bytes) => JSON.stringify(Buffer.from(bytes)),
  'a text of escaped characters': (bytes) =>
    Array.from(bytes, (byte) => `\\u00${Buffer.of(byte).toString('hex')}`).join(''),
  'a text of one character a byte': (bytes) => JSON.stringify(Buffer.from(bytes).toString('latin1')),
};

/** As PEM and dumps have it, in lines that are short enough for a key to have several. */
function inLines(text: string, end: string): string {
  return text.replace(/.{9}/g, (line) => `${line}${end}`);
}

describe('redactor', () => {
  it.each(Object.entries(encodings))('finds a key within bytes written as %s', (_, write) => {
    fc.assert(
      fc.property(key, around, around, (secret, before, after) => {
        const redactor = new Redactor([secret]);
        const bytes = Uint8Array.from([...before, ...secret, ...after]);
        expect(redactor.finds(`{"kind":"traffic","bytes":${JSON.stringify(write(bytes))}}`)).toBe(true);
        expect(redactor.finds(`{"kind":"traffic","bytes":${write(bytes)}}`)).toBe(true);
      }),
    );
  });

  it.each(Object.entries(encodings))('lets pass what holds no key, written as %s', (_, write) => {
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 100 }), (secret, bytes) => {
        fc.pre(!toHex(bytes).includes(toHex(secret)));
        expect(new Redactor([secret]).finds(JSON.stringify({ bytes: write(bytes) }))).toBe(false);
      }),
    );
  });

  it.each(Object.entries(encodings))(
    'finds secrets of any length in one text after the other, written as %s',
    (_, write) => {
      const secret = fc.uint8Array({ minLength: 8, maxLength: 40 });
      const place = fc.record({
        which: fc.nat(),
        note: fc.string(),
        length: fc.nat(5000),
        before: around,
        after: around,
      });
      fc.assert(
        fc.property(
          fc.array(secret, { minLength: 1, maxLength: 3 }),
          fc.array(place, { minLength: 1, maxLength: 3 }),
          (secrets, places) => {
            const redactor = new Redactor(secrets);
            for (const { which, note, length, before, after } of places) {
              const bytes = Uint8Array.from([...before, ...(secrets[which % secrets.length] ?? []), ...after]);
              const noted = JSON.stringify(note.padStart(length, 'no secret, '));
              expect(redactor.finds(`{"note":${noted},"bytes":${JSON.stringify(write(bytes))}}`)).toBe(true);
            }
          },
        ),
      );
    },
  );

  it('masks every byte of a password that travels in clear', () => {
    const secret = new TextEncoder().encode('12345678');
    const redactor = new Redactor([secret]);
    const sent = Uint8Array.from([0x60, 0x08, ...secret, 0xbe, ...secret]);
    expect(redactor.hex(sent)).toBe(`6008${'**'.repeat(8)}BE${'**'.repeat(8)}`);
    expect(redactor.finds(redactor.hex(sent))).toBe(false);
  });

  it('masks so that nothing is found any more', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), around, (secrets, between) => {
        const redactor = new Redactor(secrets);
        const bytes = Uint8Array.from(secrets.flatMap((secret) => [...between, ...secret]));
        expect(redactor.finds(redactor.hex(bytes))).toBe(false);
      }),
    );
  });

  it('finds neither more nor less than a look at every encoding of every secret does', () => {
    // Secrets and texts of few different bytes and characters, so that parts of secrets are everywhere.
    const poor = fc.array(fc.constantFrom(0, 1, 10, 0x12, 0x7f, 0x80, 0xff), { minLength: 4, maxLength: 24 });
    const written = poor.chain((bytes) =>
      fc.constantFrom(...Object.values(encodings)).map((write) => write(Uint8Array.from(bytes))),
    );
    const noise = fc.oneof(
      fc.constantFrom('0x', '"', '\\', '\\n', '0\\nx', 'n', ' ', ',', '-', 'g', '":', 'Ā', '=', '1', 'ff'),
      fc.string(),
    );
    const text = fc.array(fc.oneof(written, noise), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.array(poor, { minLength: 1, maxLength: 3 }),
        fc.array(text, { maxLength: 3 }),
        (secrets, lines) => {
          const keys = secrets.map((bytes) => Uint8Array.from(bytes));
          const redactor = new Redactor(keys);
          for (const line of lines) {
            const holds = encodingNames.some((name) => {
              const { reduce, write } = secretEncodings[name];
              const wanted = keys.flatMap((secret) => write(secret)).filter(({ length }) => length >= 4);
              return wanted.some((each) => reduce(line).includes(each));
            });
            expect(redactor.finds(line)).toBe(holds);
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  it.each([0, 250, 255, 300])('finds a key at index %i of a long typed array, and at the end of a text', (at) => {
    const secret = Uint8Array.from({ length: 16 }, (_, i) => 200 - 7 * i);
    const bytes = new Uint8Array(320);
    bytes.set(secret, at);
    const redactor = new Redactor([secret]);
    expect(redactor.finds(JSON.stringify(bytes))).toBe(true);
    expect(redactor.finds(bytes.subarray(0, at + 16).join(','))).toBe(true);
    expect(redactor.finds(JSON.stringify(new Int8Array(bytes)))).toBe(true);
    expect(redactor.finds(JSON.stringify(new Uint8Array(320)))).toBe(false);
  });

  it('learns a key that comes into being later', () => {
    const redactor = new Redactor();
    const secret = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
    expect(redactor.finds(toHex(secret))).toBe(false);
    redactor.add(secret);
    expect(redactor.finds(toHex(secret))).toBe(true);
  });
});
