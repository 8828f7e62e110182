import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { Random, type RandomSource } from '../../../src/core/random.ts';
import { makeRoot } from '../../../src/migration/pki/authority.ts';
import { certificateUses } from '../../../src/migration/pki/certificate.ts';
import { certificateFaults } from '../../../src/migration/pki/certificate-fault.ts';
import { writeRevocationList } from '../../../src/migration/pki/revocation-list.ts';
import { makeTestPki, TestPki } from '../../../src/migration/pki/test-pki.ts';
import { trustIn } from '../../../src/migration/pki/trust.ts';
import { readX509 } from '../../../src/migration/pki/x509.ts';
import { certificateOf } from '../../../src/migration/planning/notified-certificates.ts';
import { refusalOf } from '../../support/refusal.ts';
import { parties, partyOf, someDay, somePki } from './parties.ts';

const pki = await somePki();

describe('a test PKI', () => {
  it('has a certificate for signing and one for key agreement of each party, all of them good', () => {
    expect(pki.certificates).toHaveLength(2 * parties.length);
    for (const party of parties) {
      const { signing, agreement } = pki.keysOf(party.role, party.id);
      for (const [own, use] of [
        [signing, 'signing'],
        [agreement, 'key-agreement'],
      ] as const) {
        expect(own.certificate).toMatchObject({ party: party.id, role: party.role, use });
        expect(createPublicKey(own.privateKey).equals(own.certificate.publicKey)).toBe(true);
        expect(pki.trust.problemOf(own.certificate, someDay)).toBeUndefined();
        expect(pki.trust.find({ ...own.certificate.id })).toBe(own.certificate);
        expect(pki.trust.of(party, use)).toEqual([own.certificate]);
      }
    }
  });

  it('the same seed gives the same keys and serial numbers, another seed others', async () => {
    const facts = (made: TestPki): unknown =>
      made.certificates.map(({ certificate, privateKey }) => [
        certificate.id,
        privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ]);
    const one = facts(await somePki('x'));
    expect(one).toEqual(facts(await somePki('x')));
    expect(one).not.toEqual(facts(await somePki('y')));
  });

  it('keys and serial numbers are all different', () => {
    const keys = pki.certificates.map(({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const serials = pki.certificates.map(({ certificate }) => certificate.id.serial);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(serials).size).toBe(keys.length);
  });

  const problems = {
    expired: 'expired',
    'not-yet-valid': 'not-yet-valid',
    revoked: 'revoked',
    'wrong-issuer': 'issuer-unknown',
  } as const;

  it.each(certificateFaults)(
    'a certificate that is %s on purpose is not to be believed, and is not used',
    async (fault) => {
      const dco = partyOf('dco');
      const { pki: changed, added } = await pki.issue(dco, new Random('faulty'), fault);
      const instants = fc.integer({ min: 0, max: 1_577_836_800 * 0.9 });
      fc.assert(
        fc.property(instants, (seconds) => {
          const at = pki.issuer.from.add({ seconds });
          for (const { certificate } of added) expect(changed.trust.problemOf(certificate, at)).toBe(problems[fault]);
        }),
        { numRuns: 20 },
      );
      expect(added.map(({ certificate }) => certificate.use)).toEqual(['signing', 'key-agreement']);
      expect(changed.keysOf('dco')).toEqual(pki.keysOf('dco'));
      expect(changed.trust.find(added[0]?.certificate.id as never)).toBe(added[0]?.certificate);
    },
  );

  it('a party uses the last certificates that were issued to it', async () => {
    const { pki: changed, added } = await pki.issue(partyOf('dco'), new Random('newer'));
    expect(changed.keysOf('dco').signing.certificate).toBe(added[0]?.certificate);
    expect(changed.trust.of(partyOf('dco'), 'signing')).toHaveLength(2);
  });

  it('keys and serial numbers never come from the same source', async () => {
    const drawn: (readonly number[])[] = [];
    const source = (): RandomSource => {
      const random = new Random(drawn.length);
      const lengths: number[] = [];
      drawn.push(lengths);
      const bytes = (length: number): Uint8Array => {
        lengths.push(length);
        return random.bytes(length);
      };
      return { fork: source, bytes, below: (bound) => random.below(bound) };
    };
    await (await makeTestPki({ parties, random: source() })).issue(partyOf('dco'), source(), 'wrong-issuer');
    const [keys, serials] = [[32], [16]].map((lengths) => drawn.filter((each) => `${each}` === `${lengths}`).length);
    expect({ keys, serials }).toEqual({ keys: 2 * parties.length + 5, serials: 2 * parties.length + 5 });
    expect(drawn.every(({ length }) => length <= 1)).toBe(true);
  });

  it('from one source certificates are issued once, whatever is wrong with them', async () => {
    const { pki: changed } = await pki.issue(partyOf('dco'), new Random('once'));
    for (const fault of [undefined, 'expired', 'wrong-issuer'] as const) {
      for (const role of ['dco', 's1sp'] as const) {
        const again = changed.issue(partyOf(role), new Random('once'), fault);
        await expect(again).rejects.toMatchObject({ code: 'pki-serial-taken' });
      }
    }
  });

  it('an EUI-64 has one role; of somebody who has it in another all the same nothing is sealed for', async () => {
    const dco = partyOf('dco');
    const twin = { ...dco, role: 'smso' } as const;
    const refusal = { code: 'pki-party-role-other', found: `smso ${dco.id}`, expected: 'dco' };
    await expect(pki.issue(twin, new Random('twin'))).rejects.toMatchObject(refusal);
    const { pki: changed } = await new TestPki({ ...pki, parties: [] }).issue(twin, new Random('twin'));
    for (const use of certificateUses) {
      const found = certificateOf(changed.trust, dco, use, someDay);
      expect(found).toBe(certificateOf(pki.trust, dco, use, someDay));
      expect(certificateOf(changed.trust, twin, use, someDay)).toMatchObject({ role: 'smso' });
    }
  });

  it('a party that is new takes part from then on', async () => {
    const smso = { role: 'smso', id: parseEui64('00-00-5E-EF-10-00-0B-00'), name: 'Other SMSO' } as const;
    const { pki: changed } = await pki.issue(smso, new Random('new'));
    expect(changed.keysOf('smso', smso.id).party).toEqual(smso);
    expect(changed.parties).toHaveLength(parties.length + 1);
  });

  it('one that is revoked is so from that instant on', async () => {
    const { certificate } = pki.keysOf('s1sp').signing;
    const { trust } = await pki.revoke([certificate.id.serial], someDay);
    expect(trust.problemOf(certificate, someDay.subtract({ seconds: 1 }))).toBeUndefined();
    expect(trust.problemOf(certificate, someDay)).toBe('revoked');
    expect(trust.problemOf(pki.keysOf('s1sp').agreement.certificate, someDay)).toBeUndefined();
  });

  it('nobody is there who was not made', () => {
    expect(refusalOf(() => pki.keysOf('smso', parseEui64('00-00-00-00-00-00-00-00')))).toMatchObject({
      code: 'migration-party-unknown',
    });
    const empty = new TestPki({ ...pki, certificates: [] });
    expect(refusalOf(() => empty.keysOf('dco'))).toMatchObject({ code: 'party-without-keys', expected: 'signing' });
  });

  it('without the key of the issuer nothing is issued or revoked', async () => {
    const closed = new TestPki({ ...pki, issuerKey: undefined });
    const refusal = { code: 'pki-without-issuer-key' };
    await expect(closed.issue(partyOf('dco'), new Random('x'))).rejects.toMatchObject(refusal);
    await expect(closed.revoke(['01'])).rejects.toMatchObject(refusal);
  });

  it('is valid when it is said to be, and at no other time', async () => {
    const [from, until] = [
      Temporal.Instant.from('2030-01-01T00:00:00Z'),
      Temporal.Instant.from('2030-12-31T23:59:59Z'),
    ];
    const made = await makeTestPki({ parties, random: new Random('short'), from, until });
    const { certificate } = made.keysOf('dco').signing;
    expect(made.trust.problemOf(certificate, from.subtract({ seconds: 1 }))).toBe('not-yet-valid');
    expect(made.trust.problemOf(certificate, from)).toBeUndefined();
    expect(made.trust.problemOf(certificate, until)).toBeUndefined();
    expect(made.trust.problemOf(certificate, until.add({ seconds: 1 }))).toBe('expired');
  });
});

describe('trust', async () => {
  const other = await somePki('another');
  const certificates = other.certificates.map(({ certificate }) => certificate);

  it('an issuer of the same name that is another one has signed nothing here', () => {
    const trust = trustIn({ root: pki.root, issuers: [pki.issuer], revocations: [], certificates });
    const { certificate } = other.keysOf('dco').signing;
    expect(trust.problemOf(certificate, someDay)).toBe('signature-wrong');
  });

  it('an issuer whose root is another one is not to be believed', () => {
    const trust = trustIn({ root: pki.root, issuers: [other.issuer], revocations: [], certificates });
    expect(trust.problemOf(other.keysOf('dco').signing.certificate, someDay)).toBe('signature-wrong');
  });

  it('a certificate of a party issues nothing', () => {
    const party = readX509(pki.keysOf('dco').signing.certificate.der);
    expect(refusalOf(() => trustIn({ root: pki.root, issuers: [party], revocations: [], certificates }))).toMatchObject(
      {
        code: 'certificate-invalid',
      },
    );
  });

  it('a revocation list by anybody else is not taken', async () => {
    const { issuerName, revoked } = pki.revocations;
    const stranger = await makeRoot('s1bench test issuer', pki.issuer, new Random('stranger'));
    const forged = await writeRevocationList(stranger, revoked);
    expect(forged.issuerName).toBe(issuerName);
    expect(refusalOf(() => new TestPki({ ...pki, revocations: forged }))).toMatchObject({
      code: 'revocation-list-untrue',
    });
  });
});
