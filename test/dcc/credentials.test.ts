import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { certificateHash, type RoleCredentials } from '../../src/dcc/credentials.ts';
import { Inventory } from '../../src/dcc/inventory.ts';
import { judgeCertificate } from '../../src/dcc/s1sp/certificates.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { prepare } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { certificates } from './certificates.ts';
import { Enrolled } from './enrolled.ts';
import { meter } from './stand-in.ts';

const { root, issuer, signing, agreement, topUp, otherSigning, otherAgreement, otherCurve, expired } = certificates;
const path = [issuer, root];
const now = Temporal.Instant.from('2026-01-15T10:20:00Z');
const supplier = userOfRole('IS').id;
const untouched = (): never => expect.fail('nothing is sent to the device');

let e: Enrolled;
beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

const paths = { CertificationPathCertificates: { Certificate: path }, ApplyTimeBasedCPVChecks: true };
const replacing = (SupplierOrNetworkOperatorCertificates: object, more: object = {}) => ({
  RemotePartyRole: 'Supplier',
  ReplacementCertificates: { SupplierOrNetworkOperatorCertificates },
  ...paths,
  ...more,
});
const change = (certificates: object, more: object = {}) => ({
  SupplierFloorSeqNumber: 7,
  SupplierReplacementCertificates: certificates,
  ImportMPxN: '1200000040005',
  ...paths,
  ...more,
});
const held = async (role = 'Supplier', device = 'esme') => {
  const as = device === 'esme' ? 'IS' : 'GS';
  const { body } = await e.submit(device, '6.24.1', { RemotePartyRole: [role] }, as);
  return body?.['RemotePartyDetails'];
};

describe('SRV 6.15.1', () => {
  it('replaces what a supplier gives, and leaves the rest of its certificates', async () => {
    await e.submit(
      'esme',
      '6.15.1',
      replacing({ DigitalSigningCertificate: signing, KeyAgreementCertificate: agreement }),
    );
    const { responseCode, body } = await e.submit(
      'esme',
      '6.15.1',
      replacing({ DigitalSigningCertificate: otherSigning }, { RemotePartyFloorSeqNumber: '9007199254740993' }),
    );
    expect([responseCode, body]).toEqual([
      'I0',
      {
        ExecutionOutcome: {
          CredentialsReplacementMode: 'SupplierBySupplier',
          RemotePartySeqNumberChange: { RemotePartyRole: 'Supplier', RemotePartyFloorSeqNumber: '9007199254740993' },
          ReplacementOutcome: [
            {
              StatusCode: { ASN1Status: 'success', ResponseCode: 0 },
              CertificateType: 'DigitalSigning',
              RemotePartyRole: 'Supplier',
              ExistingRemotePartyID: supplier,
              NewRemotePartyID: supplier,
              ExistingCertificateHash: certificateHash(signing),
              NewCertificateHash: certificateHash(otherSigning),
            },
          ],
        },
      },
    ]);
    const details = (use: string, certificate: string) => ({
      RemotePartyRole: 'Supplier',
      StatusCode: { ASN1Status: 'success', ResponseCode: 0 },
      RemotePartyFloorSeqNumber: '9007199254740993',
      CertificateUsage: use,
      ExistingRemotePartyID: supplier,
      ExistingCertificateHash: certificateHash(certificate),
    });
    expect(await held()).toEqual([details('DigitalSigning', otherSigning), details('KeyAgreement', agreement)]);
  });

  it('replaces nothing where one certificate is not sound, and says of each why', async () => {
    const before = await held();
    const { responseCode, body } = await e.submit(
      'esme',
      '6.15.1',
      replacing({ DigitalSigningCertificate: otherSigning, KeyAgreementCertificate: expired }),
    );
    expect(responseCode).toBe('I0');
    expect(body).toMatchObject({
      ExecutionOutcome: {
        ReplacementOutcome: [
          { StatusCode: { ASN1Status: 'other', ResponseCode: 127 } },
          { StatusCode: { ASN1Status: 'badCertificate', ResponseCode: 5 } },
        ],
      },
    });
    expect(await held()).toEqual(before);
  });

  it('is no way for one role to change what is held in another', async () => {
    const asked = { ...replacing({ DigitalSigningCertificate: signing }), RemotePartyRole: 'NetworkOperator' };
    const { responseCode, debug } = await e.submit('esme', '6.15.1', asked);
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('NetworkOperator')]);
    expect(e.operations).toEqual([]);
  });

  it('that is for later changes what is held then, and not before', async () => {
    await e.submit('esme', '6.15.1', replacing({ DigitalSigningCertificate: signing }));
    const ExecutionDateTime = e.target.clock.now().add({ hours: 1 }).toString();
    const asked = replacing({ DigitalSigningCertificate: otherSigning }, { ExecutionDateTime });
    expect(await e.submit('esme', '6.15.1', asked)).toMatchObject({ responseCode: 'I0', body: {} });
    await e.sleep({ minutes: 59 });
    expect(await held()).toMatchObject([{ ExistingCertificateHash: certificateHash(signing) }]);
    await e.sleep({ minutes: 2 });
    expect(await held()).toMatchObject([{ ExistingCertificateHash: certificateHash(otherSigning) }]);
  });
});

describe('SRV 6.23', () => {
  it('leaves nothing of the supplier before', async () => {
    await e.submit(
      'gsme',
      '6.15.1',
      replacing({ DigitalSigningCertificate: signing, KeyAgreementTopUpCertificate: topUp }),
    );
    const ImportMPxN = '4000300101';
    const asked = change(
      { DigitalSigningCertificate: otherSigning, KeyAgreementCertificate: otherAgreement },
      { ImportMPxN },
    );
    const { responseCode, body } = await e.submit('gsme', '6.23', asked);
    expect([responseCode, body]).toMatchObject([
      'I0',
      { ExecutionOutcome: { CredentialsReplacementMode: 'SupplierByTransCoS' } },
    ]);
    expect(await held('Supplier', 'gsme')).toMatchObject([
      { CertificateUsage: 'DigitalSigning', RemotePartyFloorSeqNumber: 7 },
      { CertificateUsage: 'KeyAgreement', RemotePartyFloorSeqNumber: 7 },
    ]);
  });

  it('is refused where the metering point is another', async () => {
    const asked = change({ DigitalSigningCertificate: signing }, { ImportMPxN: '1200000000000' });
    const { responseCode, debug } = await e.submit('esme', '6.23', asked);
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('ImportMPxN')]);
  });
});

describe('SRV 6.21', () => {
  const handOver = (role: string) => ({
    RemotePartyRole: role,
    ReplacementCertificates: { DigitalSigningCertificate: signing, KeyAgreementCertificate: agreement },
    ...paths,
  });

  it('gives a supplier what the DCC controls, and again what is its own', async () => {
    for (let i = 0; i < 2; i++) {
      const { responseCode, body } = await e.submit('esme', '6.21', handOver('Supplier'));
      expect([responseCode, body]).toMatchObject([
        'I0',
        { ExecutionOutcome: { CredentialsReplacementMode: 'SupplierBySupplier' } },
      ]);
    }
  });

  it('is refused to one User for what another controls', async () => {
    const other: RoleCredentials = { party: userOfRole('ES').id, certificates: { DigitalSigning: otherSigning } };
    const entry = { ...meter, credentials: { Supplier: other } };
    const inventory = new Inventory([entry], [userOfRole('IS'), userOfRole('ES')]);
    const steps = equivalentStepsBySrv.get('6.21')?.on.ESME ?? expect.fail();
    const device = new Device({ get: untouched, set: untouched, action: untouched });
    const outcome = prepare('6.21', steps, handOver('Supplier')).perform(device, {
      entry,
      inventory,
      clock: e.target.clock,
      user: { id: supplier, role: 'IS' },
      random: new Random('credentials'),
      elsewhere: untouched,
    });
    await expect(outcome).rejects.toThrow(`credentials of ${other.party}`);
    expect(inventory.device(entry.id)).toBe(entry);
  });
});

describe('SRV 6.24.1', () => {
  it('says of a role of which nothing is held that there is no trust anchor', async () => {
    expect(await held('LoadController')).toEqual([
      { RemotePartyRole: 'LoadController', StatusCode: { ASN1Status: 'trustAnchorNotFound', ResponseCode: 25 } },
    ]);
    expect(e.operations).toEqual([]);
  });
});

describe('certificates', () => {
  it.each([
    ['success', 'issued by the authority', signing, { path }],
    ['success', 'issued by an authority without its root, where none is held', signing, { path: [issuer] }],
    ['success', 'under the root that is held', signing, { path: [issuer], root }],
    ['success', 'out of date, where nobody looks', expired, { path }],
    ['badCertificate', 'out of date', expired, { path, validAt: now }],
    ['badCertificate', 'on another curve', otherCurve, { path }],
    ['badCertificate', 'that is none', 'AAAA', { path }],
    ['noTrustAnchor', 'whose authority is missing', signing, { path: [root] }],
    ['noTrustAnchor', 'under another root than the one held', signing, { path: [issuer], root: otherSigning }],
    ['noTrustAnchor', 'with a path of something else', signing, { path: ['AAAA'] }],
  ] as const)('%s: one %s', (status, _, certificate, grounds) => {
    expect(judgeCertificate(certificate, grounds)).toBe(status);
  });

  it('whatever stands for one is judged, and never throws', () => {
    const content = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    const damaged = fc.nat(signing.length - 1).map((at) => `${signing.slice(0, at)}A${signing.slice(at + 1)}`);
    fc.assert(
      fc.property(fc.oneof(content, damaged), (certificate) => {
        const status = judgeCertificate(certificate, { path, root, validAt: now });
        expect(certificate === signing || status !== 'success').toBe(true);
      }),
    );
  });
});
