import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { readChain } from '../../src/harness/evidence/read-journal.ts';
import { simWorld } from '../../src/harness/migration-world/sim-world.ts';
import { protect } from '../../src/migration/files/csv/password.ts';
import { writeRows } from '../../src/migration/files/csv/rows.ts';
import { signatureNameOf, signDetached } from '../../src/migration/files/detached-signature.ts';
import { fileNames } from '../../src/migration/files/names.ts';
import { recordsOf } from '../../src/migration/model/world.ts';
import { loadPki } from '../../src/migration/pki/folder.ts';
import { notifiedCertificates } from '../../src/migration/planning/notified-certificates.ts';
import { registrationsBy } from '../../src/migration/rules/registrations.ts';
import { loadMigrationRules } from '../../src/migration/rules/rules.ts';
import { PartyStore } from '../../src/migration/store/party-store.ts';
import { everyKey } from '../../src/sim/files/keys.ts';
import { loadTemplate } from '../../src/sim/files/load.ts';
import { jsonLines, s1bench, shipped } from '../support/command.ts';
import { newFile, newFolder } from '../support/scratch.ts';

const dormant = ['--sim', 'moc-secure-dormant'];

function filesIn(folder: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}

const began = Temporal.Instant.from('2026-01-15T10:20:00Z');

/** What a person can write in the place of the suppliers of an active installation. */
async function authorisations(pki: string) {
  const rules = loadMigrationRules(shipped('hardware/migration'));
  const parties = loadPki(pki);
  const world = await simWorld(shipped('hardware/installations/ioc-elster-active.yaml'), {});
  const [record] = [...recordsOf(world)];
  await world.close();
  const { hub, esme, gsme } = record ?? {};
  if (hub === undefined || esme === undefined || gsme === undefined) throw new TypeError('not both fuels');
  const registrations = registrationsBy(rules.parties);
  const folder = newFolder();
  let second = 0;
  const write = (supplier: Eui64, bytes: Uint8Array | ((name: string) => Uint8Array), signed?: Uint8Array) => {
    const at = began.toZonedDateTimeISO('UTC').toPlainDateTime().add({ seconds: second++ });
    const name = fileNames.authorisation({ smso: 'ioc', supplier, at });
    const contents = typeof bytes === 'function' ? bytes(name) : bytes;
    const signature = signDetached(name, signed ?? contents, parties.keysOf('responsible-supplier', supplier), began);
    writeFileSync(join(folder, name), contents);
    writeFileSync(join(folder, signatureNameOf(name)), signature);
    return join(folder, name);
  };
  const rowOf = ({ id: meter, mpxn }: typeof esme, supplier: Eui64) => {
    const certificates = notifiedCertificates({ supplier, mpxn }, parties.trust, registrations, began);
    return { hub: hub.id, meter, mpxn, priority: false, ...certificates };
  };
  const [electricity, gas] = rules.parties.of('responsible-supplier').map(({ id }) => id) as [Eui64, Eui64];
  return {
    write,
    csv: (rows: Parameters<typeof writeRows>[0]) => writeRows(rows, rules.layouts.authorisation),
    electricity: { id: electricity, row: rowOf(esme, electricity) },
    gas: { id: gas, row: rowOf(gsme, gas) },
  };
}

/** File, line and result of each row of the report. */
function resultsIn(folder: string): readonly string[] {
  const [, ...rows] = readFileSync(join(folder, 'reports/authorisations.csv'), 'utf8').trim().split('\r\n');
  return rows.map((row) => row.split(',')).map(([, line, , , result]) => `${line} ${result}`.trim());
}

describe('s1bench migrate', () => {
  it('a dormant installation: a line for its outcome, reports that add up, logs whose chain holds', async () => {
    const folder = join(newFolder(), 'migration');
    const { status, stdout } = await s1bench(['migrate', ...dormant, '--out', folder]);
    expect(status).toBe(0);
    expect(stdout).toContain('commissioned  00-00-5E-EF-10-00-00-70\n');
    expect(stdout).toContain('migration complete: 1 installations, 1 attempts: 1 commissioned\n');
    const summary = JSON.parse(readFileSync(join(folder, 'reports/summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      installations: 1,
      attempts: 1,
      outcomes: { commissioned: 1, unresolved: 0 },
      codes: {},
    });
    const logs = filesIn(folder, 'parties/*/log.jsonl');
    expect(logs.length).toBeGreaterThanOrEqual(5);
    for (const log of logs) expect([...readChain(log, log)].length).toBeGreaterThan(0);
  });

  it('keys: in no file that parties give each other or that people read', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const { devices } = (await loadTemplate(shipped('hardware/installations/moc-secure-dormant.yaml'))).at(0);
    const { hub, esme, gsme } = devices;
    const keys = [hub, esme, gsme].flatMap((device) => (device === undefined ? [] : everyKey(device.keys)));
    expect(keys.length).toBeGreaterThan(10);
    const readable = filesIn(
      folder,
      '{migration.json,exchange/*,reports/*,parties/*/log.jsonl,parties/*/store.sqlite*}',
    );
    for (const file of readable) {
      const bytes = readFileSync(file);
      const text = bytes.toString('latin1').toLowerCase();
      for (const key of keys) {
        expect(bytes.includes(key)).toBe(false);
        for (const encoding of ['hex', 'base64'] as const) {
          expect(text).not.toContain(Buffer.from(key).toString(encoding).toLowerCase());
        }
      }
    }
  });

  it('demand and commitment: a day is planned by files, and a supplier’s own demand is taken in the place of any', async () => {
    const [folder, pki] = [join(newFolder(), 'migration'), join(newFolder(), 'pki')];
    await s1bench(['pki', 'init', pki]);
    const keys = loadPki(pki).keysOf('responsible-supplier');
    const name = `DR_ours_${keys.party.id}_ioc_20260115.csv`;
    const demand = newFile(name, 'Date,GroupID,Installations\r\n2026-01-15,AA,1\r\n2026-01-15,DA,1\r\n');
    const signature = signDetached(name, readFileSync(demand), keys, Temporal.Instant.from('2026-01-14T12:00:00Z'));
    writeFileSync(signatureNameOf(demand), signature);
    const { status } = await s1bench(['migrate', demand, '--sim', 'ioc-elster-active', '--pki', pki, '--out', folder]);
    expect(status).toBe(0);
    const given = filesIn(folder, 'exchange/D[CR][-_]*').map((file) => file.split('/').at(-1));
    const answer = name.replace('DR_', 'DC-');
    expect(given).toEqual([answer, `${answer}.sig`, name, `${name}.sig`]);
    expect(readFileSync(join(folder, 'exchange', answer), 'utf8')).toMatch(/^Date,.*\r\n2026-01-15,AA,1,1\r\n$/);
    const [log = ''] = filesIn(folder, 'parties/commissioning-party-*/log.jsonl');
    expect(readFileSync(log, 'utf8')).toMatch(/"row-refused".*"line":3,"code":"demand-group-other"/);
    const plain = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', plain]);
    const made = filesIn(plain, 'exchange/D[CR][-_]*').map((file) => file.split('/').at(-1));
    const key = 's1bench_00-00-5E-EF-10-00-05-03_secure_20260115.csv';
    expect(made).toEqual([`DC-${key}`, `DC-${key}.sig`, `DR_${key}`, `DR_${key}.sig`]);
  });

  it('authorisations that are bad in a row, or as a whole: each has its result, and the rest goes on', async () => {
    const [folder, pki] = [join(newFolder(), 'migration'), join(newFolder(), 'pki')];
    await s1bench(['pki', 'init', pki]);
    const { write, csv, electricity, gas } = await authorisations(pki);
    const text = Buffer.from(csv([gas.row])).toString();
    const { row } = electricity;
    const files = [
      write(electricity.id, csv([row, { ...row, mpxn: '1200000000011' }, { ...row, mpxn: '1200000000012' }, row])),
      write(gas.id, csv([gas.row]), csv([{ ...gas.row, priority: true }])),
      write(gas.id, Buffer.from(text.replace('MeterID', 'Meter'))),
      write(gas.id, (name) => protect(csv([gas.row]), name, 'told to nobody')),
      write(electricity.id, csv([gas.row])),
      write(gas.id, csv([gas.row])),
    ];
    const args = ['--sim', 'ioc-elster-active', '--pki', pki];
    const { status, stderr } = await s1bench(['migrate', ...files, ...args, '--out', folder]);
    expect(status).toBe(0);
    expect(resultsIn(folder)).toEqual([
      ...['2 accepted', '3 meter-unknown', '4 csv-value-invalid', '5 repeated'],
      '2 supplier-not-registered',
      ...['signature-contents-changed', 'document-invalid', 'password-wrong', '2 accepted'],
    ]);
    expect(stderr).toMatch(/authorisation does not count, csv-value-invalid: MA_ioc_\S+\.csv:4/);
    const [log = ''] = filesIn(folder, 'parties/commissioning-party-*/log.jsonl');
    expect(readFileSync(log, 'utf8').match(/"kind":"authorisation-refused"/g)).toHaveLength(7);
    // What people gave that isn't to be believed is told of, and breaks nothing.
    const verified = await s1bench(['verify', folder]);
    expect(verified.status).toBe(0);
    expect(verified.stdout).toContain('given, and not to be believed: ');
    expect(verified.stdout).toContain('[signature-contents-changed]');
  });

  it('authorisations of which none counts: the installation is refused, and the code is told in words', async () => {
    const [folder, pki] = [join(newFolder(), 'migration'), join(newFolder(), 'pki')];
    await s1bench(['pki', 'init', pki]);
    const { write, csv, electricity, gas } = await authorisations(pki);
    const file = write(gas.id, csv([gas.row]), csv([electricity.row]));
    const args = ['--sim', 'ioc-elster-active', '--pki', pki];
    const { status, stdout } = await s1bench(['migrate', file, ...args, '--out', folder]);
    expect(status).toBe(1);
    expect(resultsIn(folder)).toEqual(['signature-contents-changed']);
    expect(stdout).toMatch(/refused {7}00-00-5E-EF-10-00-00-A0 {2}not-authorised {2}An active meter has no/);
    expect(stdout).toContain('  1 not-authorised  An active meter has no');
  });

  it('verify: the logs and the signatures of a migration; what was changed or taken away is told of', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const intact = await s1bench(['verify', folder, '--json']);
    expect(intact.status).toBe(0);
    const [found] = jsonLines(intact.stdout);
    expect(found).toMatchObject({ state: 'intact', problems: [], refused: [] });
    const { logs, lines, signed } = found as Record<string, number>;
    expect(logs).toBe(filesIn(folder, 'parties/*/log.jsonl').length);
    expect(lines).toBeGreaterThan(20);
    expect(signed).toBe(filesIn(folder, 'exchange/*.{xml,csv}').length);
    const [log = '', decision = '', outcome = '', request = ''] = [
      'parties/commissioning-party-*/log.jsonl',
      'exchange/*_decision.xml',
      'exchange/*_outcome.xml',
      'exchange/DR_*.csv',
    ].flatMap((pattern) => filesIn(folder, pattern));
    const change = (file: string, from: string, to: string): void =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    change(outcome, 'outcome="commissioned"', 'outcome="excluded"');
    change(request, 'DA,1', 'DA,2');
    rmSync(decision);
    const changed = await s1bench(['verify', folder]);
    expect(changed.status).toBe(1);
    for (const file of [outcome, request]) {
      expect(changed.stdout).toMatch(new RegExp(`${file.split('/').at(-1)}: .*\\[signature-contents-changed\\]`));
    }
    expect(changed.stdout).toMatch(/log\.jsonl:\d+ .*_decision\.xml \[evidence-broken\]/);
    change(log, '"outcome":"commissioned"', '"outcome":"excluded"');
    expect((await s1bench(['verify', folder])).stdout).toMatch(/log\.jsonl:\d+ .*a line that was changed/);
  });

  it('--json: days, phases, installations, outcomes, and what it comes to', async () => {
    const folder = join(newFolder(), 'migration');
    const { status, stdout } = await s1bench(['migrate', '--sim', 'no-wan-dormant', '--out', folder, '--json']);
    expect(status).toBe(1);
    const lines = jsonLines(stdout) as readonly Record<string, unknown>[];
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(
      new Set(['readiness', 'day', 'phase', 'outcome', 'migration-ended']),
    );
    expect(lines.filter(({ kind }) => kind === 'outcome')).toMatchObject([{ outcome: 'excluded' }]);
    expect(lines.at(-1)).toMatchObject({ kind: 'migration-ended', status: 'complete', installations: 1 });
  });

  it('--resume: of one that has ended nothing is done again', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const before = filesIn(folder, 'exchange/*').map((file) => readFileSync(file, 'base64'));
    const { status, stdout } = await s1bench(['migrate', '--resume', '--out', folder]);
    expect(status).toBe(0);
    expect(stdout).toContain('1 installations, 1 attempts: 1 commissioned');
    expect(filesIn(folder, 'exchange/*').map((file) => readFileSync(file, 'base64'))).toEqual(before);
  });

  it('--pki: without certificates to believe nothing is begun, and nothing written', async () => {
    const [folder, pki] = [join(newFolder(), 'migration'), join(newFolder(), 'pki')];
    await s1bench(['pki', 'init', pki]);
    const { signing } = loadPki(pki).keysOf('commissioning-party');
    await s1bench(['pki', 'revoke', pki, signing.certificate.id.serial]);
    const refused = await s1bench(['migrate', ...dormant, '--pki', pki, '--out', folder]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/commissioning-party .*revoked.*\[party-certificate-refused\]/s);
    expect(existsSync(folder)).toBe(false);
  });

  it('--resume: where another process is at work on it, nothing is done', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const other = new DatabaseSync(join(folder, 'lock'));
    other.exec('BEGIN EXCLUSIVE');
    const refused = await s1bench(['migrate', '--resume', '--out', folder]);
    other.close();
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-under-way]');
    expect((await s1bench(['migrate', '--resume', '--out', folder])).status).toBe(0);
  });

  it('--resume: a log that was changed, or rules that are others, are refused', async () => {
    const folder = join(newFolder(), 'migration');
    await s1bench(['migrate', ...dormant, '--out', folder]);
    const [log = ''] = filesIn(folder, 'parties/commissioning-party-*/log.jsonl');
    const written = readFileSync(log, 'utf8');
    writeFileSync(log, written.replace('commissioned', 'excluded'));
    // It is gone on with only where something is to be logged: the installation is to be tried once more.
    const store = new PartyStore(join(folder, 'plan/store.sqlite'), 'process');
    const ended = store.table<boolean>('ended');
    for (const set of [...ended.keys()]) ended.remove(set);
    store.close();
    const changed = await s1bench(['migrate', '--resume', '--out', folder]);
    expect(changed.status).toBe(3);
    expect(changed.stderr).toContain('[evidence-broken]');
    writeFileSync(log, written);
    const strategy = readFileSync(shipped('hardware/migration/strategy.yaml'), 'utf8');
    const other = newFile('strategy.yaml', strategy.replace('attempts: 5', 'attempts: 4'));
    const refused = await s1bench(['migrate', '--resume', '--out', folder, '--rules', other]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-rules-other]');
  });

  it('bad input: nothing is written', async () => {
    const folder = join(newFolder(), 'migration');
    const installation = readFileSync(shipped('hardware/installations/moc-secure-dormant.yaml'), 'utf8');
    const withoutCohort = newFile(
      'stray.yaml',
      installation.replace(/^cohort:.*$/m, '').replaceAll('../', shipped('hardware/')),
    );
    const cases = [
      [['--out', folder], 'usage-target'],
      [[...dormant, '--bench', 'x.yaml', '--out', folder], 'usage-target'],
      [['--sim', 'nowhere', '--out', folder], 'installation-unknown'],
      [['--bench', 'x.yaml', '--count', '3', '--out', folder], 'usage-options'],
      [['--bench', 'x.yaml', '--seed', 'a', '--out', folder], 'usage-options'],
      [[...dormant, '--at-once', '0', '--out', folder], 'usage-value'],
      [['--resume', ...dormant, '--out', folder], 'usage-options'],
      [['--resume', '--out', folder], 'migration-folder-none'],
      [['MA_nobody.csv', ...dormant, '--out', folder], 'file-unreadable'],
      [[...dormant, '--pki', newFolder(), '--out', folder], 'file-unreadable'],
      [[...dormant, '--rules', newFile('x.yaml', 'kind: migration-strategy\n'), '--out', folder], 'document-'],
      [['--sim', 'first-light', '--out', folder], 'migration-device-missing'],
      [['--sim', 'moc-secure-dual-fuel', '--out', folder], 'migration-installation-commissioned'],
      [[...dormant, '--configuration', 'no.yaml', '--out', folder], 'file-unreadable'],
      [[newFile('my-authorisation.csv', 'nonsense'), ...dormant, '--out', folder], 'migration-name-invalid'],
      [[newFolder(), ...dormant, '--out', folder], 'file-unreadable'],
      [['--sim', withoutCohort, '--out', folder], 'migration-cohort-unknown'],
    ] as const;
    const ended = await Promise.all(cases.map(([args]) => s1bench(['migrate', ...args])));
    for (const [i, { status, stderr }] of ended.entries()) {
      expect({ args: cases[i]?.[0], status }).toEqual({ args: cases[i]?.[0], status: 2 });
      expect(stderr).toContain(`[${cases[i]?.[1]}`);
    }
    expect(readdirSync(join(folder, '..'))).toEqual([]);
    const taken = newFolder();
    writeFileSync(join(taken, 'mine.txt'), 'mine');
    const refused = await s1bench(['migrate', ...dormant, '--out', taken]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('[migration-folder-taken]');
  });
});
