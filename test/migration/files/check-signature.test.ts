import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { checkSignature } from '../../../src/migration/files/check-signature.ts';
import type { MigrationFile } from '../../../src/migration/files/contents.ts';
import { checkDetached, signatureNameOf, signDetached } from '../../../src/migration/files/detached-signature.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { type PartyRole, partyRoles } from '../../../src/migration/model/parties.ts';
import type { PartyKeys } from '../../../src/migration/pki/party-keys.ts';
import type { TestPki } from '../../../src/migration/pki/test-pki.ts';
import { refusalOf } from '../../support/refusal.ts';
import { partyOf, someDay, somePki } from '../pki/parties.ts';
import { filesByKind, kinds } from './arbitrary-files.ts';

const pki = await somePki();
const dco = partyOf('dco');

/** What is said of a viability file from the DCO that was signed with these keys. */
function problemWith(keys: PartyKeys, { trust }: Pick<TestPki, 'trust'> = pki, at = someDay) {
  const [any] = fc.sample(filesByKind.viability, { numRuns: 1, seed: 1 }) as [MigrationFile & { kind: 'viability' }];
  const file = { ...any, by: 'dco', header: { ...any.header, from: dco.id } } as const;
  return checkSignature(readMigrationFile(writeMigrationFile(file, keys), 'file.xml', 'viability'), trust, at);
}

describe('the signature of a file', () => {
  it('of the party that it says it is from: nothing is wrong', () => {
    expect(problemWith(pki.keysOf('dco'))).toBeUndefined();
  });

  it('of another party', () => {
    expect(problemWith(pki.keysOf('s1sp'))).toMatchObject({
      code: 'signature-not-theirs',
      found: `s1sp ${partyOf('s1sp').id}`,
      expected: `dco ${dco.id}`,
    });
  });

  it('by a certificate that nobody knows', async () => {
    expect(problemWith((await somePki('another')).keysOf('dco'))).toMatchObject({ code: 'signature-signer-unknown' });
  });

  it('by another key than that of the certificate', async () => {
    const { signing, ...keys } = pki.keysOf('dco');
    const { privateKey } = (await somePki('another')).keysOf('dco').signing;
    expect(problemWith({ ...keys, signing: { ...signing, privateKey } })).toMatchObject({ code: 'signature-wrong' });
  });

  it('by a key for key agreement', () => {
    const { agreement, ...keys } = pki.keysOf('dco');
    expect(problemWith({ ...keys, agreement, signing: agreement })).toMatchObject({
      code: 'signature-certificate-refused',
      found: expect.stringContaining('a certificate for key agreement'),
    });
  });

  it.each([
    ['expired', 'expired'],
    ['not-yet-valid', 'not-yet-valid'],
    ['revoked', 'revoked'],
    ['wrong-issuer', 'issuer-unknown'],
  ] as const)('by a certificate that is %s', async (fault, problem) => {
    const { pki: changed, added } = await pki.issue(dco, new Random(fault), fault);
    const [signing, agreement] = added as readonly [PartyKeys['signing'], PartyKeys['agreement']];
    expect(problemWith({ party: dco, signing, agreement }, changed)).toMatchObject({
      code: 'signature-certificate-refused',
      found: expect.stringContaining(`: ${problem}`),
    });
  });

  it('is judged at the instant that is asked for', () => {
    const { until } = pki.keysOf('dco').signing.certificate;
    expect(problemWith(pki.keysOf('dco'), pki, until.add({ seconds: 1 }))).toMatchObject({
      code: 'signature-certificate-refused',
    });
  });

  it.each(kinds)('only some roles give a file of kind %s', (kind) => {
    const givers: Readonly<Record<string, readonly PartyRole[]>> = {
      common: ['requesting-party'],
      group: ['requesting-party'],
      encrypted: ['requesting-party'],
      validation: ['commissioning-party', 's1sp', 'dco'],
      viability: ['s1sp'],
      decision: ['commissioning-party'],
      'roll-back': ['s1sp'],
      outcome: ['commissioning-party'],
      readiness: ['smso'],
    };
    const [any] = fc.sample(filesByKind[kind] as fc.Arbitrary<MigrationFile>, { numRuns: 1, seed: 2 }) as [
      MigrationFile,
    ];
    const accepted = partyRoles.filter((role) => {
      const file = { ...any, ...('by' in any && { by: 's1sp' }), header: { ...any.header, from: partyOf(role).id } };
      const bytes = writeMigrationFile(file as MigrationFile, pki.keysOf(role));
      return checkSignature(readMigrationFile(bytes, 'file.xml', kind), pki.trust, someDay) === undefined;
    });
    expect([...accepted].sort()).toEqual([...(givers[kind] as readonly string[])].sort());
  });

  it('by an issuer whose name has every character that names escape', () => {
    const { signing, ...keys } = pki.keysOf('dco');
    const issuer = ' #a,+"\\<>;=#é b ';
    const certificate = { ...signing.certificate, id: { ...signing.certificate.id, issuer } };
    const [file] = fc.sample(filesByKind.viability, { numRuns: 1, seed: 1 }) as [MigrationFile];
    const bytes = writeMigrationFile(file, { ...keys, signing: { ...signing, certificate } });
    expect(readMigrationFile(bytes, 'file.xml', 'viability').signer).toEqual(certificate.id);
  });
});

describe('the signature of a file that is not XML', () => {
  const name = 'MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503.csv';
  const supplier = pki.keysOf('responsible-supplier');
  const roles = ['responsible-supplier'] as const;
  const check = (bytes: Uint8Array, signature: Uint8Array, file = name, by: readonly PartyRole[] = roles) =>
    checkDetached(file, bytes, signature, by, pki.trust, someDay);

  it('is a file beside it', () => {
    expect(signatureNameOf(name)).toBe(`${name}.sig`);
  });

  it('round trip: of these bytes and this name, and of nobody else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const signature = signDetached(name, bytes, supplier, someDay);
        const { problem, stated } = check(bytes, signature);
        expect(problem).toBeUndefined();
        expect(stated).toMatchObject({ file: name, from: supplier.party.id, created: someDay });
        expect(check(Buffer.concat([bytes, Uint8Array.of(0)]), signature).problem?.code).toBe(
          'signature-contents-changed',
        );
        expect(check(bytes, signature, `${name}x`).problem?.code).toBe('signature-contents-changed');
        expect(check(bytes, signature, name, ['smso']).problem?.code).toBe('signature-not-theirs');
      }),
      { numRuns: 20 },
    );
  });

  it('is no migration file, nor is one of those such a signature', () => {
    const signature = signDetached(name, new Uint8Array(), supplier, someDay);
    expect(refusalOf(() => readMigrationFile(signature, 'x', 'common'))).toMatchObject({
      code: 'migration-file-kind-wrong',
    });
    expect(refusalOf(() => check(new Uint8Array(), new Uint8Array()))).toMatchObject({
      code: 'migration-file-syntax',
      where: { file: `${name}.sig` },
    });
  });
});
