import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { issue, makeRoot, seededKey } from '../../../src/migration/pki/authority.ts';
import { readCertificate, subjectOf } from '../../../src/migration/pki/certificate.ts';
import { DerReader, der, derInteger, derObjectId, derTime, tags } from '../../../src/migration/pki/der.ts';
import { readRevocationList, writeRevocationList } from '../../../src/migration/pki/revocation-list.ts';
import { isSignedBy, readX509 } from '../../../src/migration/pki/x509.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { partyOf } from './parties.ts';

const validity = {
  from: Temporal.Instant.from('2020-01-01T00:00:00Z'),
  until: Temporal.Instant.from('2069-12-31T23:59:59Z'),
};
const root = makeRoot('root', validity, new Random('root'));
const party = issue(root, subjectOf(partyOf('dco')), 'digital-signature', validity, new Random('dco'));

describe('DER', () => {
  it('X.690 8.1: what is written is read again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000, size: 'max' }), (contents) => {
        const reader = new DerReader(der(tags.octetString, contents));
        expect(reader.next(tags.octetString).contents).toEqual(contents);
        expect(reader.isAtEnd).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('X.690 8.3: whole numbers that are not negative', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (magnitude) => {
        const read = new DerReader(derInteger(magnitude)).unsigned();
        expect(BigInt(`0x${read.toHex()}`)).toBe(BigInt(`0x${magnitude.toHex()}`));
      }),
    );
  });

  it('X.690 8.19: object identifiers', () => {
    const arc = fc.integer({ min: 0, max: 0xffffff });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), fc.array(arc), (a, b, others) => {
        const dotted = [a, b, ...others].join('.');
        expect(new DerReader(derObjectId(dotted)).objectId()).toBe(dotted);
      }),
    );
  });

  it('RFC 5280 4.1.2.5: times of two digits for the year until 2049, of four from then on', () => {
    for (const [text, tag] of [
      ['1950-01-01T00:00:00Z', tags.utcTime],
      ['2049-12-31T23:59:59Z', tags.utcTime],
      ['2050-01-01T00:00:00Z', tags.generalizedTime],
      ['1949-12-31T23:59:59Z', tags.generalizedTime],
    ] as const) {
      const written = derTime(Temporal.Instant.from(text));
      expect(written[0]).toBe(tag);
      expect(new DerReader(written).time().toString()).toBe(text);
    }
  });

  it.each([
    ['another tag', [0x04, 0x00], (reader: DerReader) => reader.next(tags.sequence)],
    ['nothing', [], (reader: DerReader) => reader.next(tags.sequence)],
    ['a length that lies', [0x30, 0x05, 0x00], (reader: DerReader) => reader.next(tags.sequence)],
    ['a length that could be shorter', [0x30, 0x81, 0x01, 0x00], (reader: DerReader) => reader.next(tags.sequence)],
    ['a length without end', [0x30, 0x80, 0x00, 0x00], (reader: DerReader) => reader.next(tags.sequence)],
    ['a negative number', [0x02, 0x01, 0x80], (reader: DerReader) => reader.unsigned()],
    ['leading zeros', [0x02, 0x02, 0x00, 0x01], (reader: DerReader) => reader.unsigned()],
    ['no bits', [0x03, 0x00], (reader: DerReader) => reader.bits()],
    ['text that is not UTF-8', [0x0c, 0x01, 0xff], (reader: DerReader) => reader.text()],
    ['a time that is none', [0x17, 0x01, 0x30], (reader: DerReader) => reader.time()],
    [
      'an object identifier without end',
      [0x06, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      (reader: DerReader) => reader.objectId(),
    ],
    ['more', [0x05], (reader: DerReader) => reader.end()],
  ])('X.690: %s is refused with its place', (_, bytes, read) => {
    expect(refusalOf(() => read(new DerReader(Uint8Array.from(bytes))))).toMatchObject({
      code: 'der-invalid',
      where: { offset: expect.any(Number) },
    });
  });

  it('X.690: a 30th of February is no time', () => {
    const written = derTime(Temporal.Instant.from('2020-02-28T00:00:00Z'));
    written.set(new TextEncoder().encode('200230'), 2);
    expect(refusalOf(() => new DerReader(written).time())).toMatchObject({ code: 'der-invalid' });
  });

  it('X.690: more than a certificate can be is refused', () => {
    expect(refusalOf(() => new DerReader(new Uint8Array((1 << 20) + 1)))).toMatchObject({ code: 'der-invalid' });
  });
});

describe('certificates', () => {
  it('RFC 5280 4.1: another implementation reads them alike, and finds their signatures true', () => {
    const other = new X509Certificate(party.certificate.der);
    expect(other.serialNumber).toBe(party.certificate.serial);
    expect(other.subject).toMatch(/^CN=Example dco 6\nOU=dco\nx500UniqueIdentifier=/);
    expect(other.issuer).toBe('CN=root');
    expect(other.validFromDate.toTemporalInstant()).toEqual(validity.from);
    expect(other.validToDate.toTemporalInstant()).toEqual(validity.until);
    expect(other.verify(root.certificate.publicKey)).toBe(true);
    expect(other.checkIssued(new X509Certificate(root.certificate.der))).toBe(true);
    expect(other.checkPrivateKey(party.privateKey)).toBe(true);
    expect(new X509Certificate(root.certificate.der).ca).toBe(true);
  });

  it('SMKI: whose it is and for what is in the subject and the key usage', () => {
    expect(readCertificate(party.certificate.der)).toMatchObject({
      id: { serial: party.certificate.serial, issuer: 'root' },
      party: '00-00-5E-EF-10-00-0A-06',
      role: 'dco',
      use: 'signing',
      ...validity,
    });
    const agreement = issue(root, subjectOf(partyOf('dco')), 'key-agreement', validity, new Random('x'));
    expect(readCertificate(agreement.certificate.der).use).toBe('key-agreement');
  });

  it('SMKI: an authority, and a subject that is no party, are no party', () => {
    expect(refusalOf(() => readCertificate(root.certificate.der))).toMatchObject({ code: 'certificate-invalid' });
    const nobody = issue(root, { commonName: 'nobody', unit: 'king' }, 'digital-signature', validity, new Random('x'));
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
        return !isS1benchError(read) && isSignedBy(read.signed, root.certificate.publicKey);
      }),
    );
    expect(survivors).toEqual([]);
  });

  it('RFC 5280: arbitrary bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(refusalOf(() => readX509(bytes)).code).toBe('der-invalid');
        expect(refusalOf(() => readRevocationList(bytes)).code).toBe('der-invalid');
      }),
    );
  });

  it('RFC 5280 5.1: a revocation list is read as it was written', () => {
    const entry = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 20 }).filter(([first]) => first !== 0),
      fc.integer({ min: 0, max: 4_000_000_000 }),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const revoked = new Map(
          entries.map(([serial, seconds]) => [
            serial.toHex().toUpperCase(),
            Temporal.Instant.fromEpochMilliseconds(seconds * 1000),
          ]),
        );
        const read = readRevocationList(writeRevocationList(root.certificate, root.privateKey, revoked));
        expect(read.revoked).toEqual(revoked);
        expect(isSignedBy(read.signed, root.certificate.publicKey)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('P-256: the same seed gives the same key, another seed another', () => {
    const pem = (seed: string): unknown => seededKey(new Random(seed)).export({ type: 'pkcs8', format: 'pem' });
    expect(pem('a')).toBe(pem('a'));
    expect(pem('a')).not.toBe(pem('b'));
  });
});
