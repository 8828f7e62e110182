import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPki } from '../../src/migration/pki/folder.ts';
import { jsonLines, s1bench } from '../support/command.ts';
import { newFolder } from '../support/scratch.ts';

const S1SP = ['--party', '00-00-5E-EF-10-00-02-01', '--role', 's1sp'];

/** A folder in which a PKI was made. */
async function made(...options: readonly string[]): Promise<string> {
  const folder = join(newFolder(), 'pki');
  const { status, stderr } = await s1bench(['pki', 'init', folder, ...options]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return folder;
}

function keysIn(folder: string): readonly string[] {
  return globSync('keys/*.pem', { cwd: folder })
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

describe('s1bench pki', () => {
  it('init: a PKI of the parties that ship with s1bench; the same seed gives the same keys', async () => {
    const [one, other, another] = await Promise.all([made('--seed', 'a'), made('--seed', 'a'), made()]);
    expect(loadPki(one).parties.length).toBeGreaterThan(7);
    expect(keysIn(one)).toEqual(keysIn(other));
    expect(keysIn(one)).not.toEqual(keysIn(another));
  });

  it('init --from --years: valid for so long', async () => {
    const { issuer } = loadPki(await made('--from', '2026-01-01', '--years', '2'));
    expect(`${issuer.from} ${issuer.until}`).toBe('2026-01-01T00:00:00Z 2027-12-31T23:59:59Z');
  });

  it('init --parties: of somebody else’s parties', async () => {
    const folder = newFolder();
    const shipped = readFileSync('hardware/migration/parties.yaml', 'utf8');
    writeFileSync(join(folder, 'parties.yaml'), shipped.replace('Example DCO', 'Our DCO'));
    const pki = loadPki(await made('--parties', join(folder, 'parties.yaml')));
    expect(pki.party('dco').name).toBe('Our DCO');
  });

  it('list: every certificate with what is wrong with it, and no key', async () => {
    const folder = await made('--seed', 'a');
    await s1bench(['pki', 'issue', folder, ...S1SP, '--expired']);
    const [person, program] = await Promise.all([
      s1bench(['pki', 'list', folder]),
      s1bench(['pki', 'list', folder, '--json']),
    ]);
    expect(person.status).toBe(0);
    expect(person.stdout).toMatch(
      /^[0-9A-F]{32} {2}00-00-5E-EF-10-00-02-01 s1sp {2}signing {2}until 2069-12-31 {2}valid$/m,
    );
    expect(person.stdout).toMatch(
      /^[0-9A-F]{32} {2}00-00-5E-EF-10-00-02-01 s1sp {2}signing {2}until 2019-12-31 {2}expired$/m,
    );
    const [shown] = jsonLines(program.stdout) as readonly unknown[];
    expect(shown).toHaveLength(loadPki(folder).certificates.length);
    expect(shown).toContainEqual({
      serial: expect.any(String),
      issuer: 's1bench test issuer',
      party: '00-00-5E-EF-10-00-02-02',
      role: 'dco',
      use: 'key-agreement',
      from: '2020-01-01T00:00:00Z',
      until: '2069-12-31T23:59:59Z',
      state: 'valid',
    });
    const key = keysIn(folder)[0]?.split('\n')[1] as string;
    expect(person.stdout + program.stdout).not.toContain(key);
  });

  it.each([
    ['--expired', 'expired'],
    ['--not-yet-valid', 'not-yet-valid'],
    ['--revoked', 'revoked'],
    ['--wrong-issuer', 'issuer-unknown'],
  ])('issue %s: certificates that are not to be believed, and are not used', async (option, problem) => {
    const folder = await made();
    const before = loadPki(folder).keysOf('s1sp').signing.certificate.id;
    expect((await s1bench(['pki', 'issue', folder, ...S1SP, option])).status).toBe(0);
    const pki = loadPki(folder);
    const last = pki.certificates.at(-1)?.certificate as never;
    expect(pki.trust.problemOf(last, Temporal.Instant.from('2026-01-15T00:00:00Z'))).toBe(problem);
    expect(pki.keysOf('s1sp').signing.certificate.id).toEqual(before);
  });

  it('issue: new ones, also to a party that is new, and revoke: not to be believed since that day', async () => {
    const folder = await made();
    const party = ['--party', '00-00-5E-EF-10-00-09-09', '--role', 'smso', '--name', 'New SMSO'];
    const [added] = jsonLines(
      (await s1bench(['pki', 'issue', folder, ...party, '--json'])).stdout,
    ) as readonly unknown[];
    const [{ serial }] = added as readonly [{ readonly serial: string }];
    const { certificate } = loadPki(folder).keysOf('smso', '00-00-5E-EF-10-00-09-09' as never).signing;
    expect(certificate.id.serial).toBe(serial);
    const { status } = await s1bench([
      'pki',
      'revoke',
      folder,
      serial.slice(0, 12).toLowerCase(),
      '--since',
      '2026-01-15',
    ]);
    expect(status).toBe(0);
    const { trust } = loadPki(folder);
    expect(trust.problemOf(certificate, Temporal.Instant.from('2026-01-14T23:59:59Z'))).toBeUndefined();
    expect(trust.problemOf(certificate, Temporal.Instant.from('2026-01-15T00:00:00Z'))).toBe('revoked');
  });

  it.each([
    ['a folder that has one', (folder: string) => ['init', folder], 'pki-exists'],
    ['years that are none', () => ['init', 'new', '--years', '0'], 'usage-value'],
    ['a day that is none', () => ['init', 'new', '--from', '2026-02-30'], 'usage-value'],
    ['no file of parties', () => ['init', 'new', '--parties', 'nothing.yaml'], 'file-unreadable'],
    ['no PKI', () => ['list', 'nothing'], 'file-unreadable'],
    [
      'a new party without a name',
      (folder: string) => ['issue', folder, '--party', '00-00-5E-EF-10-00-09-09', '--role', 'dco'],
      'usage-options',
    ],
    [
      'an EUI-64 that has another role',
      (folder: string) => ['issue', folder, '--party', '00-00-5E-EF-10-00-02-02', '--role', 'smso', '--name', 'twin'],
      'pki-party-role-other',
    ],
    ['an EUI-64 that is none', (folder: string) => ['issue', folder, '--party', '1', '--role', 'dco'], 'eui64-invalid'],
    ['a certificate that there is not', (folder: string) => ['revoke', folder, 'FFFF'], 'certificate-unknown'],
    ['every certificate', (folder: string) => ['revoke', folder, ''], 'certificate-unknown'],
  ])('%s: exit 2, and nothing is changed', async (_, args, code) => {
    const folder = await made('--seed', 'a');
    const before = globSync('**/*', { cwd: folder }).sort();
    const { status, stdout, stderr } = await s1bench(['pki', ...args(folder)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`[${code}]`);
    expect(globSync('**/*', { cwd: folder }).sort()).toEqual(before);
  });

  it('issue --seed twice: exit 2, and the certificates of the first time are there', async () => {
    const folder = await made('--seed', 'a');
    const issue = ['pki', 'issue', folder, ...S1SP, '--seed', 'b'];
    expect((await s1bench(issue)).status).toBe(0);
    const before = keysIn(folder);
    const { status, stderr } = await s1bench([...issue, '--expired']);
    expect(status).toBe(2);
    expect(stderr).toContain('[pki-serial-taken]');
    expect(keysIn(folder)).toEqual(before);
    const pki = loadPki(folder);
    expect(pki.trust.problemOf(pki.keysOf('s1sp').signing.certificate, pki.issuer.from)).toBeUndefined();
  });

  it('two faults at once do not go together: exit 2', async () => {
    expect((await s1bench(['pki', 'issue', 'x', ...S1SP, '--expired', '--revoked'])).status).toBe(2);
  });
});
