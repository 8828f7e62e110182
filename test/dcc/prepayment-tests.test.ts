import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carryOut, prepareRun } from '../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../src/sim/defects/catalogue.ts';
import { shipped } from '../support/command.ts';
import { newFolder, newPath } from '../support/scratch.ts';

/** Each defect of payment, and the test that has to fail with it at each meter. */
const finders = {
  'payment-mode-not-stored': 'SRV-1.6',
  'payment-mode-change-not-logged': 'SRV-1.6',
  'balance-not-adjusted': 'SRV-1.5',
  'balance-too-high': 'SRV-1.5',
  'top-up-not-credited': 'SRV-2.2',
  'top-up-refused': 'SRV-2.2',
  'top-up-by-hand-not-credited': 'SRV-2.2',
  'emergency-credit-not-activated': 'SRV-2.5',
  'debt-not-stored': 'SRV-2.3',
  'maximum-balance-not-stored': 'SRV-2.1-maxima',
  'non-disablement-not-stored': 'SRV-2.1',
} as const;

const sim = shipped('hardware/installations/moc-secure-dual-fuel.yaml');

/** A pack of the two test sets alone. */
function pack(): string {
  const folder = newFolder();
  for (const name of ['payment', 'prepayment']) {
    cpSync(shipped(`testpacks/standard-dmct-srv/shared/${name}.yaml`), join(folder, 'shared', `${name}.yaml`));
  }
  const file = join(folder, 'pack.yaml');
  const include = 'include: [shared/payment.yaml, shared/prepayment.yaml]';
  writeFileSync(file, `kind: test-pack\nid: payment\ntitle: Payment\nversion: 1.0.0\n${include}\n`);
  return file;
}

const options = { packs: [pack()], target: { sim }, tool: 's1bench 0' };
const whole = await prepareRun(options);

describe('the test sets of payment and prepayment', () => {
  it.each(Object.entries(finders))('find %s', async (name, finder) => {
    const defects = [findDefect(name) ?? expect.fail(name)];
    for (const role of ['esme', 'gsme'] as const) {
      const tests = whole.tests.filter(({ test }) => test.id === `${finder}-${role}`);
      const target = await simTarget(sim, { defects: { [role]: defects } });
      const run = await carryOut({ ...whole, target, tests }, { ...options, out: newPath() });
      expect(run.tests.map(({ test, verdict }) => [test, verdict])).toEqual([[`payment/${finder}-${role}`, 'failed']]);
    }
  });

  it.each([
    ['as they are written', whole.tests],
    ['backwards', whole.tests.toReversed()],
  ])('pass at meters without defects, %s: each finds them as they are delivered', async (_, tests) => {
    const run = await carryOut({ ...whole, target: await simTarget(sim), tests }, { ...options, out: newPath() });
    expect(run.tests.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  });
});
