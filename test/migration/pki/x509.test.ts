import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/bytes.ts';
import { isS1benchError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { issue, makeRoot, newKey } from '../../../src/migration/pki/authority.ts';
import { readCertificate, subjectOf } from '../../../src/migration/pki/party-certificate.ts';
import { readRevocationList, writeRevocationList } from '../../../src/migration/pki/revocation-list.ts';
import { readX509 } from '../../../src/migration/pki/x509.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { partyOf } from './parties.ts';

const validity = {
  from: Temporal.Instant.from('2020-01-01T00:00:00Z'),
  until: Temporal.Instant.from('2069-12-31T23:59:59Z'),
};
const root = await makeRoot('root', validity, new Random('root'));
const party = await issue(root, subjectOf(partyOf('dco')), 'digital-signature', validity, new Random('dco'));
const serial = party.certificate.serial;
const list = await writeRevocationList(root, new Map([[serial, validity.from]]));

describe('DER', () => {
  const readers = [
    ['certificate', readX509, party.certificate.der],
    ['revocation list', readRevocationList, list.der],
  ] as const;

  it.each(readers)('X.690: arbitrary bytes are no %s', (_, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(refusalOf(() => read(bytes)).code).toBe('der-invalid');
        expect(refusalOf(() => read(Uint8Array.of(0x30, ...bytes))).code).toBe('der-invalid');
      }),
    );
  });

  it.each(readers)('X.690: what is cut short, goes on, or is PEM, is no %s', (_, read, der) => {
    const text = new TextEncoder().encode(new X509Certificate(party.certificate.der).toString());
    for (const bytes of [new Uint8Array(), der.slice(0, -1), concatBytes(der, Uint8Array.of(0)), text]) {
      expect(refusalOf(() => read(bytes)).code).toBe('der-invalid');
    }
  });

  it.each(readers)('X.690 10.1: a length that could be shorter is no %s', (_, read, der) => {
    expect(der.slice(0, 1)).toEqual(Uint8Array.of(0x30));
    const count = (der[1] as number) & 0x7f;
    const longer = concatBytes(Uint8Array.of(0x30, 0x80 | (count + 1), 0), der.slice(2));
    expect(refusalOf(() => read(longer)).code).toBe('der-invalid');
  });

  it.each(readers)('X.690: deep and large values are no %s, and are refused soon', (_, read) => {
    const deep = new Uint8Array(1 << 16).fill(0x30).map((byte, i) => (i % 2 === 0 ? byte : 0x80));
    for (const bytes of [deep, new Uint8Array(1 << 20).fill(0x30), new Uint8Array((1 << 20) + 1).fill(0x30)]) {
      expect(refusalOf(() => read(bytes)).code).toBe('der-invalid');
    }
  });

  it.each(readers)('X.690: whatever byte is changed, a %s is read or refused', (_, read, der) => {
    for (const [at, byte] of der.entries()) {
      for (const change of [0x01, 0x02, 0x80, 0xff]) {
        const changed = der.slice();
        changed[at] = byte ^ change;
        resultOrRefusal(() => read(changed).isSignedBy(root.certificate.publicKey));
      }
    }
  });
});

describe('certificates', () => {
  it('RFC 5280 4.1: another implementation reads them alike, and finds their signatures true', () => {
    const other = new X509Certificate(party.certificate.der);
    expect(other.serialNumber).toBe(serial);
    expect(other.subject).toMatch(/^CN=Example dco 6\nOU=dco\nx500UniqueIdentifier=/);
    expect(other.issuer).toBe('CN=root');
    expect(other.validFromDate.toTemporalInstant()).toEqual(validity.from);
    expect(other.validToDate.toTemporalInstant()).toEqual(validity.until);
    expect(other.verify(root.certificate.publicKey)).toBe(true);
    expect(other.checkIssued(new X509Certificate(root.certificate.der))).toBe(true);
    expect(other.checkPrivateKey(party.privateKey)).toBe(true);
    expect(new X509Certificate(root.certificate.der).ca).toBe(true);
  });

  it('RFC 5280 4.1.2.5: times of two digits for the year until 2049, of four from then on', async () => {
    const instant = fc
      .integer({ min: 0, max: 4_000_000_000 })
      .map((s) => Temporal.Instant.fromEpochMilliseconds(s * 1000));
    await fc.assert(
      fc.asyncProperty(instant, instant, async (from, until) => {
        const { certificate } = await makeRoot('root', { from, until }, new Random('times'));
        expect(certificate).toMatchObject({ from, until });
      }),
      { numRuns: 30 },
    );
  });

  it.each(['1949-12-31T23:59:59Z', '+010000-01-01T00:00:00Z'])('RFC 5280 4.1.2.5: %s is not written', async (text) => {
    const year = { from: Temporal.Instant.from(text), until: validity.until };
    await expect(makeRoot('root', year, new Random('x'))).rejects.toMatchObject({ code: 'certificate-invalid' });
  });

  it('SMKI: whose it is and for what is in the subject and the key usage', async () => {
    expect(readCertificate(party.certificate.der)).toMatchObject({
      id: { serial, issuer: 'root' },
      party: '00-00-5E-EF-10-00-0A-06',
      role: 'dco',
      use: 'signing',
      ...validity,
    });
    const agreement = await issue(root, subjectOf(partyOf('dco')), 'key-agreement', validity, new Random('x'));
    expect(readCertificate(agreement.certificate.der).use).toBe('key-agreement');
  });

  it('RFC 4514: a name is whatever text it is', async () => {
    const commonName = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
      fc.constantFrom('#0500', 'a, OU=dco', '"a"', '\\2C', ' a ', 'a+b', 'a\nb'),
    );
    await fc.assert(
      fc.asyncProperty(commonName, async (name) => {
        const { certificate } = await makeRoot(name, validity, new Random('names'));
        expect(certificate).toMatchObject({ subject: { commonName: name }, issuer: { commonName: name } });
        expect(certificate.issuerName).toBe(certificate.subjectName);
      }),
      { numRuns: 50 },
    );
  });

  it('SMKI: an authority, and a subject that is no party, are no party', async () => {
    expect(refusalOf(() => readCertificate(root.certificate.der))).toMatchObject({ code: 'certificate-invalid' });
    const subject = { commonName: 'nobody', unit: 'king' };
    const nobody = await issue(root, subject, 'digital-signature', validity, new Random('x'));
    expect(refusalOf(() => readCertificate(nobody.certificate.der))).toMatchObject({
      code: 'certificate-invalid',
      found: 'the subject nobody, king',
    });
  });

  it('RFC 5280 4.1: no change of a byte leaves a certificate that its issuer signed', () => {
    const { der: whole } = party.certificate;
    const survivors = [...whole].flatMap((byte, at) =>
      [0x01, 0x02, 0x80, 0xff].filter((change) => {
        const changed = whole.slice();
        changed[at] = byte ^ change;
        const read = resultOrRefusal(() => readX509(changed));
        return !isS1benchError(read) && read.isSignedBy(root.certificate.publicKey);
      }),
    );
    expect(survivors).toEqual([]);
  });

  it('RFC 5280 5.1: a revocation list is read as it was written', async () => {
    const entry = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 20 }).filter(([first]) => first !== 0),
      fc.integer({ min: 0, max: 4_000_000_000 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const revoked = new Map(
          entries.map(([bytes, seconds]) => [
            bytes.toHex().toUpperCase(),
            Temporal.Instant.fromEpochMilliseconds(seconds * 1000),
          ]),
        );
        const read = readRevocationList((await writeRevocationList(root, revoked)).der);
        expect(read.revoked).toEqual(revoked);
        expect(read.issuerName).toBe(root.certificate.subjectName);
        expect(read.isSignedBy(root.certificate.publicKey)).toBe(true);
        expect(read.isSignedBy(party.certificate.publicKey)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('P-256: the same seed gives the same key, another seed another', () => {
    const pem = (seed: string): unknown => newKey(new Random(seed)).export({ type: 'pkcs8', format: 'pem' });
    expect(pem('a')).toBe(pem('a'));
    expect(pem('a')).not.toBe(pem('b'));
  });
});
