import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareRun, type RunOptions } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { newPath } from '../../support/scratch.ts';
import { carryOutAndVerify } from './targets.ts';

const packs = ['esme', 'gsme', 'ch'].map((role) => `testpacks/first-light/${role}.yaml`);
const cohorts = [
  'ioc-elster-dual-fuel',
  'ioc-itron-dual-fuel',
  'moc-mds-dual-fuel',
  'moc-secure-dual-fuel',
  'foc-bg-dual-fuel',
  'foc-np-dual-fuel',
];
const installations = cohorts.map((name) => `hardware/installations/${name}.yaml`);

const options: RunOptions = { packs, target: { sim: installations[0] ?? '' }, tool: 's1bench 0' };
const whole = await prepareRun(options);

describe('first light', () => {
  it.each(installations)('is passed by every device of %s, through its hub', async (file) => {
    const run = await carryOutAndVerify({ ...whole, target: await simTarget(file) }, { ...options, out: newPath() });
    const fine = ['passed', 'not-applicable'];
    expect(run.tests.filter(({ verdict = 'error' }) => !fine.includes(verdict))).toEqual([]);
    expect(run).toMatchObject({ status: 'complete', exitCode: 0, verification: { state: 'intact' } });
  });

  it('leaves out no model of a cohort', () => {
    const named = installations.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/model: (?<file>\S+)/g)].map(({ groups }) =>
        basename(groups?.['file'] ?? ''),
      ),
    );
    const models = globSync('hardware/models/*.yaml').filter((file) => !/\/(?:smets1|simulated)-/.test(file));
    expect(new Set(named)).toEqual(new Set(models.map((file) => basename(file))));
  });
});
