import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { benchUsers, dcoTitle, s1spTitle, userOfRole } from '../../../src/harness/runner/parties.ts';
import { networkOperatorOf, supplierOf } from '../../../src/migration/model/registrations.ts';
import { fileChecks, installationChecks } from '../../../src/migration/rules/checks.ts';
import { exclusionFor } from '../../../src/migration/rules/exclusions.ts';
import { registrationsBy } from '../../../src/migration/rules/registrations.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import { beginningOf } from '../../../src/migration/rules/strategy.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { root } from '../../support/project-files.ts';
import { refusalOf } from '../../support/refusal.ts';
import { newFile, newFolder } from '../../support/scratch.ts';

const folder = join(root, 'hardware/migration');
const rules = loadMigrationRules(folder);
const cohorts = [
  'ioc-elster-active',
  'ioc-itron-mixed-esme',
  'moc-mds-dormant',
  'moc-secure-dormant',
  'foc-bg-mixed-gsme',
  'foc-np-dormant',
];

/** The rules of the project, where one of their files says something else. */
function withChanged(name: string, from: string | RegExp, to: string): () => unknown {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const file = newFile(`${name}.yaml`, changed);
  return () => loadMigrationRules(folder, [file]);
}

function problemsOf(load: () => unknown): readonly string[] {
  const refused = refusalOf(load);
  return refused instanceof DocumentErrors ? refused.problems.map(({ message }) => message) : [refused.message];
}

describe('rules of migration', () => {
  it('name each of their files with what it held, for the evidence', () => {
    expect(rules.files.map(({ file }) => file)).toContain(join(folder, 'checks.yaml'));
    for (const { file, sha256 } of rules.files) {
      expect(sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
    }
  });

  it('a file of one’s own takes the place of the one of its kind', () => {
    const file = newFile(
      'mine.yaml',
      readFileSync(join(folder, 'strategy.yaml'), 'utf8').replace('attempts: 5', 'attempts: 7'),
    );
    const own = loadMigrationRules(folder, [file]);
    expect(own.strategy.attempts).toBe(7);
    expect(own.files.map((each) => each.file)).toContain(file);
    expect(own.files).toHaveLength(rules.files.length);
  });

  it('there is one file of each kind', () => {
    const copy = newFolder();
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, 'other.yaml'), readFileSync(join(folder, 'strategy.yaml')));
    expect(refusalOf(() => loadMigrationRules(copy)).code).toBe('migration-rules-repeated');
    rmSync(join(copy, 'other.yaml'));
    rmSync(join(copy, 'strategy.yaml'));
    const refused = refusalOf(() => loadMigrationRules(copy));
    expect([refused.code, refused.expected]).toEqual(['migration-rules-missing', 'migration-strategy']);
    expect(refusalOf(() => loadMigrationRules(join(copy, 'nowhere'))).code).toBe('file-unreadable');
    expect(refusalOf(() => loadMigrationRules(folder, [join(copy, 'nothing.yaml')])).code).toBe('file-unreadable');
  });

  it.each([
    [
      'groups',
      'smso: 00-00-5E-EF-10-00-04-03',
      'smso: 00-00-5E-EF-10-00-05-03',
      /groups.yaml:\d+:\d+ groups\[2\]\.smso: .*a requesting-party; expected a smso/,
    ],
    [
      'groups',
      'requesting-party: 00-00-5E-EF-10-00-05-03',
      'requesting-party: 00-00-5E-EF-10-00-09-09',
      /groups\[2\]\.requesting-party: .*migration-party-unknown/,
    ],
    ['groups', 'id: EA', 'id: DA', /groups\[3\]\.id: .*each GroupID once/],
    ['groups', 'id: EA', 'id: ea', /groups\[3\]\.id: .*capital letters/],
    ['groups', 'cohort: FOC (BG)', 'cohort: FOC (NP)', /one group for each cohort/],
    [
      'parties',
      'id: 00-00-5E-EF-10-00-04-02',
      'id: 00-00-5E-EF-10-00-04-01',
      /parties\[7\]\.id: .*an EUI-64 for each party/,
    ],
    ['parties', '"10", "11"', '"10", "12"', /parties\[4\]\.distributors: .*each distributor once/],
    ['parties', /^.*role: dco.*$/m, '', /one dco, not 0/],
    ['parties', /^.*role: smso.*\n/gm, '', /at least one smso, not 0/],
    ['parties', 'fuels: [gas]', 'fuels: [coal]', /parties\[1\]\.fuels\[0\]/],
    ['checks', 'code: V02', 'code: V01', /checks\[1\]\.code: .*each code once/],
    ['checks', 'check: ready', 'check: authorised', /each check once/],
    ['checks', 'check: ready', 'check: alive', /checks\[\d+\]\.check/],
    ['checks', 'by: [s1sp, dco]', 'by: [s1sp, commissioning-party]', /none but s1sp and dco/],
    ['checks', '  - code: V05', '  -', /checks\[4\]\.code: a key is missing/],
    ['checks', 'by: [commissioning-party, s1sp, dco]', 'by: [s1sp]', /schema, by commissioning-party, s1sp, dco/],
    ['strategy', 'daily-capacity: 5000', 'daily-capacity: 99', /daily-capacity: .*no less than daily-minimum/],
    ['strategy', 'begins: "08:00"', 'begins: "24:00"', /day\.begins/],
    ['strategy', 'Europe/London', 'Europe/Nowhere', /day\.time-zone/],
    ['strategy', /^ {2}attempts: .*\n/m, '', /evidence\.attempts: a key is missing|evidence: .*attempts/],
    ['exclusions', 'code: AT05', 'code: CM01', /each code once/],
    ['exclusions', 'ground: attempts-failed', 'ground: never-on-wan', /each ground once/],
    ['exclusions', 'ground: attempts-failed', 'ground: not-economic', /exclusions\[2\]\.ground/],
    ['exclusions', 'code: GT01', 'code: GT02', /exclusions\[3\]\.code: .*GT01: the Common File has this code/],
    ['layouts', 'field: priority', 'field: urgency', /layouts\.authorisation\.columns\[3\]\.field: .*one of hub/],
    ['layouts', /^.*field: priority.*\n/m, '', /one column each for priority/],
    ['layouts', 'field: meter, format: eui64 }', 'field: hub, format: eui64 }', /one column each for hub, meter/],
    ['layouts', 'field: meter, format: eui64 }', 'field: meter, format: text }', /\[1\]\.format: .*eui64, for meter/],
    [
      'layouts',
      'field: criticalSupplier, format: certificate }',
      'field: criticalSupplier, format: certificate, required: false }',
      /\[4\]\.required: .*true, for criticalSupplier/,
    ],
  ])('%s: %s is refused as %s, with its place', (name, from, to, message) => {
    expect(problemsOf(withChanged(name, from, to)).join('\n')).toMatch(message);
  });
});

describe('checks.yaml', () => {
  it('has every check that the software can make', () => {
    expect(rules.checks.map(({ check }) => check).sort()).toEqual([...fileChecks, ...installationChecks].sort());
  });
});

describe('groups.yaml', () => {
  it('[seed 004] DA is MOC (Secure), and EA is FOC (BG)', () => {
    const known = rules.groups.filter(({ evidence }) => evidence.kind === 'seed');
    expect(known.map(({ id, cohort }) => [id, cohort])).toEqual([
      ['DA', 'MOC (Secure)'],
      ['EA', 'FOC (BG)'],
    ]);
  });

  it.each(cohorts)('%s belongs to a group, whose SMSO is its own', async (name) => {
    const { cohort, smso, status } = await loadInstallation(join(root, `hardware/installations/${name}.yaml`));
    const group = rules.groups.find((each) => each.cohort === cohort);
    expect(group?.standings).toContain(status);
    expect(group?.smso).toBe(rules.parties.smso(smso?.id ?? '')?.id);
  });
});

describe('parties.yaml', () => {
  it('the parties of the bench that serve devices after a migration are those of its stand-in for the DCC', () => {
    expect(rules.parties.of('s1sp').map(({ id }) => id)).toEqual([s1spTitle]);
    expect(rules.parties.of('dco').map(({ id }) => id)).toEqual([dcoTitle]);
  });

  it.each(cohorts)('%s is registered to Users of the bench', async (name) => {
    const { devices } = await loadInstallation(join(root, `hardware/installations/${name}.yaml`));
    const registrations = registrationsBy(rules.parties);
    const at = Temporal.Instant.from('2026-01-15T10:20:00Z');
    const mpan = devices.esme.meteringPoint;
    const mprn = devices.gsme?.meteringPoint ?? '';
    expect(supplierOf(registrations, mpan, at)).toBe(userOfRole('IS').id);
    expect(networkOperatorOf(registrations, mpan, at)).toBe(userOfRole('ED').id);
    expect(supplierOf(registrations, mprn, at)).toBe(userOfRole('GS').id);
    expect(networkOperatorOf(registrations, mprn, at)).toBe(userOfRole('GT').id);
    for (const { user, role } of [...registrations.of(mpan, at), ...registrations.of(mprn, at)]) {
      expect(benchUsers.find(({ id }) => id === user)?.roles).toEqual([role]);
    }
  });

  it('a metering point may be registered to another supplier; one of an unknown distributor is on no network', () => {
    const other = parseEui64('00-00-5E-EF-10-00-03-01');
    const registrations = registrationsBy(rules.parties, new Map([['9900000000000', other]]));
    expect(registrations.of('9900000000000', Temporal.Instant.from('2026-01-15T10:20:00Z'))).toEqual([
      { role: 'IS', user: other },
    ]);
  });

  it('an SMSO is found by its code, in whatever case file names have it', () => {
    expect(rules.parties.smso('SeCuRe')?.name).toBe('Example SMSO of Secure');
    expect(rules.parties.smso('nobody')).toBeUndefined();
  });
});

describe('strategy.yaml, exclusions.yaml', () => {
  it('[public] DMIN is 100 a day, and five failed attempts exclude', () => {
    expect([rules.strategy['daily-minimum'], rules.strategy.attempts]).toEqual([100, 5]);
  });

  it('a day begins by the clocks of its time zone, in summer too', () => {
    const instants = ['2026-01-15', '2026-07-15'].map((date) =>
      beginningOf(Temporal.PlainDate.from(date), rules.strategy),
    );
    expect(instants.map(String)).toEqual(['2026-01-15T08:00:00Z', '2026-07-15T07:00:00Z']);
  });

  it('[public] GT01 leaves out the gas meter alone; of several grounds the first category counts', () => {
    expect(exclusionFor(rules.exclusions, ['gas-han-errors'])).toMatchObject({
      code: 'GT01',
      'leaves-out': 'gas-meter',
    });
    expect(exclusionFor(rules.exclusions, ['gas-han-errors', 'master-key-missing'])?.ground).toBe('master-key-missing');
    expect(exclusionFor(rules.exclusions, [])).toBeUndefined();
  });
});
