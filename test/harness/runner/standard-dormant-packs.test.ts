import { describe, expect, it } from 'vitest';
import { loadPacks } from '../../../src/harness/runner/plan.ts';
import { runPacks } from '../../../src/harness/runner/run-packs.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import { shipped } from '../../support/command.ts';
import { newPath } from '../../support/scratch.ts';

const migrationFiles = {
  rules: shipped('hardware/migration'),
  configuration: shipped('hardware/configurations/dormant.yaml'),
};
const only = [
  'MIG-whole',
  'KEEP-register-*',
  'AFTER-keys-esme-*',
  'FILE-set-V03-*',
  'OUT-GT01',
  'FAIL-han',
  'GO-on-dco-*',
  'BESIDE-priority',
];
/** Nothing that can fail where sets are carried out one after the other: the set of tests says so. */
const untestable = ['V18'];

describe.each([
  ['moc', 'moc-secure'],
  ['ioc', 'ioc-itron'],
  ['foc', 'foc-np'],
])('standard-dormant-dmct-migration/%s', (release, name) => {
  const pack = `testpacks/standard-dormant-dmct-migration/${release}.yaml`;

  it(`SVTAD 20.15: ${name}-dormant passes`, async () => {
    const target = { sim: `hardware/installations/${name}-dormant.yaml` };
    const { tests, counts } = await runPacks({ packs: [pack], target, only, out: newPath(), tool: '', migrationFiles });
    expect(tests.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(counts.passed).toBeGreaterThanOrEqual(15);
  });

  it('has a test of every check of the rules that can fail', async () => {
    const [loaded] = await loadPacks([pack]);
    const codes = loadMigrationRules(migrationFiles.rules).checks.map(({ code }) => code);
    const asked = JSON.stringify(loaded?.pack.tests ?? []);
    const missing = codes.filter((code) => !asked.includes(`checks.${code}.`));
    expect(missing).toEqual(untestable);
  });
});
