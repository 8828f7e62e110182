import { describe, expect, it } from 'vitest';
import { runPacks } from '../../../src/harness/runner/run-packs.ts';
import { shipped } from '../../support/command.ts';
import { findProcessDefect } from '../../support/process-defects/catalogue.ts';
import { beginWith, type ProcessDefect } from '../../support/process-defects/defect.ts';
import { newPath } from '../../support/scratch.ts';

const migrationFiles = {
  rules: shipped('hardware/migration'),
  configuration: shipped('hardware/configurations/dormant.yaml'),
};

async function run(phase: string, name: string, only: readonly string[], defect?: ProcessDefect) {
  const { tests } = await runPacks({
    packs: [`testpacks/migration-testing/${phase}-mmt.yaml`],
    target: { sim: `hardware/installations/${name}.yaml` },
    only,
    out: newPath(),
    tool: '',
    migrationFiles: { ...migrationFiles, ...(defect && { begin: (parts) => beginWith(defect, parts) }) },
  });
  return tests.map(({ test, verdict, because }) => [test.replace(/.*\//, ''), verdict, because] as const);
}

const phases = [
  ['active', 'ioc-elster-active', ['AUTH-once-once', 'ACTIVE-*-esme', 'MIG-whole', 'KEEP-setting-gsme-payment']],
  ['active', 'prepayment-active', ['AUTH-nobody-nobody', 'ACTIVE-prepaid-*', 'ACTIVE-firmware-*']],
  ['dormant', 'foc-bg-dormant', ['READY-*', 'MIG-keys-gsme']],
  ['mixed', 'ioc-itron-mixed-esme', ['OUT-GT01', 'READY-told-gsme', 'MIXED-both-esme', 'MIXED-unauthorised']],
  ['mixed', 'foc-bg-mixed-gsme', ['READY-told-esme', 'MIXED-both-gsme', 'ACTIVE-untouched-gsme']],
] as const;

describe('MTAD: the packs of the Test Phases of Migration Testing', () => {
  it.each(phases)('%s-mmt passes on %s', async (phase, name, only) => {
    const verdicts = await run(phase, name, only);
    expect(verdicts.length).toBeGreaterThanOrEqual(only.length);
    expect(verdicts.filter(([, verdict]) => verdict !== 'passed')).toEqual([]);
  });

  it.each([
    ['active', 'ioc-elster-active', 'authorisation-not-needed', 'AUTH-nobody-nobody'],
    ['active', 'ioc-elster-active', 'authorised-by-anyone', 'AUTH-nobody-other-supplier'],
    ['active', 'ioc-elster-active', 'priority-ignored', 'AUTH-priority-beside'],
    ['active', 'ioc-elster-active', 'unchecked-dno-certificates-owner', 'AUTH-certificate-other'],
    ['dormant', 'moc-secure-dormant', 'unchecked-ready', 'READY-failed'],
    ['mixed', 'foc-bg-mixed-gsme', 'authorisation-not-needed', 'MIXED-unauthorised'],
  ])('%s-mmt on %s sees %s by %s', async (phase, name, defect, test) => {
    const found = findProcessDefect(defect);
    expect(found).toBeDefined();
    const verdicts = await run(phase, name, [test], found);
    expect(verdicts).toEqual([[test, 'failed', expect.any(String)]]);
  });

  it('is about installations of its own standing', async () => {
    const verdicts = await run('active', 'moc-secure-dormant', ['AUTH-once-once', 'MIG-whole']);
    expect(verdicts.map(([, verdict]) => verdict)).toEqual(['not-applicable', 'not-applicable']);
  });
});
