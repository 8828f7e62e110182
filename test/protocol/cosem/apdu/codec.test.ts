import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeApdu, encodeApdu } from '../../../../src/protocol/cosem/apdu/codec.ts';
import { apduTags, gloTags } from '../../../../src/protocol/cosem/apdu/tags.ts';
import { damaged } from '../../../support/arbitraries.ts';
import { apdu } from '../../../support/arbitrary-apdus.ts';
import { refusalOf, resultOrRefusal } from '../../../support/refusal.ts';

const knownTags: ReadonlySet<number> = new Set([...Object.values(apduTags), ...Object.values(gloTags)]);

test('Green Book, COSEMpdu: every APDU is read as it was written', () => {
  fc.assert(
    fc.property(apdu, (apdu) => {
      expect(decodeApdu(encodeApdu(apdu))).toEqual(apdu);
    }),
    { numRuns: 2000 },
  );
});

test('Green Book, COSEMpdu: no other tag starts an APDU', () => {
  for (let tag = 0; tag <= 0xff; tag++) {
    const { code } = refusalOf(() => decodeApdu(Uint8Array.of(tag)));
    expect(code).toBe(knownTags.has(tag) ? 'bytes-truncated' : 'apdu-tag-unknown');
  }
  expect(refusalOf(() => decodeApdu(new Uint8Array()))).toMatchObject({ code: 'bytes-truncated' });
});

test('Green Book, COSEMpdu: a service without a glo-ciphered form is not written', () => {
  expect(refusalOf(() => encodeApdu({ kind: 'glo-ciphered', tag: 0xc0, content: new Uint8Array() }))).toMatchObject({
    code: 'apdu-tag-unknown',
  });
});

test('Green Book, COSEMpdu: any bytes are an APDU or are refused', () => {
  fc.assert(
    fc.property(fc.constantFrom(...knownTags), fc.uint8Array({ maxLength: 100 }), (tag, bytes) => {
      resultOrRefusal(() => decodeApdu(Uint8Array.of(tag, ...bytes)));
    }),
    { numRuns: 5000 },
  );
});

test('Green Book, COSEMpdu: a damaged APDU is another APDU or is refused', () => {
  fc.assert(
    fc.property(
      apdu.chain((apdu) => damaged(encodeApdu(apdu))),
      (bytes) => {
        const result = resultOrRefusal(() => decodeApdu(bytes));
        if (!(result instanceof Error)) expect(decodeApdu(encodeApdu(result))).toEqual(result);
      },
    ),
    { numRuns: 2000 },
  );
});
