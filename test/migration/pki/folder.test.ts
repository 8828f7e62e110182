import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { holdsPki, loadPki, savePki } from '../../../src/migration/pki/folder.ts';
import { refusalOf } from '../../support/refusal.ts';
import { newFile, newFolder, newPath } from '../../support/scratch.ts';
import { partyOf, someDay, somePki } from './parties.ts';

const pki = await somePki();

/** A folder with a PKI in it. */
function kept(): string {
  const folder = newPath();
  savePki(folder, pki);
  return folder;
}

function firstOf(folder: string, pattern: string): string {
  return join(folder, globSync(pattern, { cwd: folder }).sort()[0] as string);
}

describe('a folder with a PKI', () => {
  it('holds what was kept in it', () => {
    const folder = kept();
    const loaded = loadPki(folder);
    expect(holdsPki(folder)).toBe(true);
    expect(loaded.parties).toEqual(pki.parties);
    expect(loaded.certificates.map(({ certificate }) => certificate.id)).toEqual(
      pki.certificates.map(({ certificate }) => certificate.id),
    );
    for (const [i, { privateKey, certificate }] of loaded.certificates.entries()) {
      expect(privateKey.equals(pki.certificates[i]?.privateKey as never)).toBe(true);
      expect(loaded.trust.problemOf(certificate, someDay)).toBeUndefined();
    }
  });

  it('holds what was issued and revoked since, with what is wrong on purpose', async () => {
    const folder = kept();
    const { pki: issued, added } = await loadPki(folder).issue(partyOf('dco'), new Random('later'), 'revoked');
    savePki(folder, issued);
    const loaded = loadPki(folder);
    expect(loaded.certificates.at(-1)?.fault).toBe('revoked');
    expect(added.map(({ certificate }) => loaded.trust.problemOf(certificate, someDay))).toEqual([
      'revoked',
      'revoked',
    ]);
    expect(loaded.keysOf('dco').signing.certificate.id).toEqual(pki.keysOf('dco').signing.certificate.id);
  });

  it.skipIf(process.platform === 'win32')('shows private keys to nobody but its owner', () => {
    const folder = kept();
    const modes = globSync('keys/*.pem', { cwd: folder }).map((file) => statSync(join(folder, file)).mode & 0o777);
    expect(modes).toHaveLength(1 + pki.certificates.length);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
  });

  it('leaves no draft behind, and has private keys in that place alone', () => {
    const folder = kept();
    const files = globSync('**/*.*', { cwd: folder });
    expect(files.filter((file) => !/\.pem$|pki\.json$/.test(file))).toEqual([]);
    const secret = files.filter((file) => readFileSync(join(folder, file), 'utf8').includes('PRIVATE'));
    expect(secret.filter((file) => !/^keys[/\\]/.test(file))).toEqual([]);
  });

  it.each([
    ['no PKI', 'pki.json', undefined, 'file-unreadable'],
    ['an index that is none', 'pki.json', '{"kind": "test-pki"}', 'document-invalid'],
    [
      'an index that leads outside',
      'pki.json',
      '{"kind": "test-pki", "parties": [], "certificates": [{"name": "../x"}]}',
      'document-invalid',
    ],
    ['a certificate that is none', 'certificates/dco-signing-*', 'nonsense', 'pem-invalid'],
    ['base64 that is none', 'root.pem', '-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n', 'pem-invalid'],
    ['DER that is none', 'root.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'der-invalid'],
    [
      'a key that is none',
      'keys/dco-signing-*',
      '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n',
      'pem-invalid',
    ],
  ])('%s: refused', (_, pattern, text, code) => {
    const folder = text === undefined ? newFolder() : kept();
    if (text !== undefined) writeFileSync(firstOf(folder, pattern), text);
    const refusal = refusalOf(() => loadPki(folder));
    expect(refusal.code).toBe(code);
    expect(refusal.message).not.toContain('c2VjcmV0');
  });

  it('a key of another certificate: refused, and it is not shown', () => {
    const folder = kept();
    const other = readFileSync(firstOf(folder, 'keys/s1sp-signing-*'), 'utf8');
    writeFileSync(firstOf(folder, 'keys/dco-signing-*'), other);
    const refusal = refusalOf(() => loadPki(folder));
    expect(refusal.code).toBe('certificate-key-other');
    expect(refusal.message).not.toContain(other.split('\n')[1]);
  });

  it('an index that a crash left half written is never there: whatever is missing is refused', () => {
    const folder = kept();
    const index = readFileSync(join(folder, 'pki.json'), 'utf8');
    for (let length = 0; length < index.length - 2; length += 97) {
      writeFileSync(join(folder, 'pki.json'), index.slice(0, length));
      expect(isS1benchError(refusalOf(() => loadPki(folder)))).toBe(true);
    }
  });

  it('a place that is a file: nothing is written', () => {
    expect(refusalOf(() => savePki(newFile('taken', ''), pki))).toMatchObject({ code: 'pki-unwritable' });
  });
});
