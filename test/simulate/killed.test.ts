import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { readChain } from '../../src/harness/evidence/read-journal.ts';
import { s1bench, start } from '../support/command.ts';
import { newPath } from '../support/scratch.ts';

const COUNT = 6;
const KILLS = 3;
const random = new Random('kills');

describe('s1bench migrate', () => {
  it('goes on wherever it is killed, and ends as if it never was', { timeout: 300_000 }, async () => {
    const [killed, undisturbed] = [newPath(), newPath()];
    const migrate = ['migrate', '--sim', 'moc-secure-thousand', '--count', `${COUNT}`, '--out'];
    await s1bench([...migrate, undisturbed]);
    let command = start([...migrate, killed]);
    for (let kill = 0; kill < KILLS; kill++) {
      await command.says(/device-testing/);
      const lines = command.stdout.split('\n').length;
      for (let k = random.below(4); k > 0 && command.stdout.split('\n').length === lines; k--) await command.says(/./);
      const { status } = await command.stop('SIGKILL');
      if (status !== 'SIGKILL') break;
      command = start(['migrate', '--resume', '--out', killed]);
    }
    await command.ended;
    const outcomes = (folder: string): string => readFileSync(join(folder, 'reports/outcomes.json'), 'utf8');
    const told = (folder: string) =>
      (JSON.parse(outcomes(folder)) as { hub: string; outcome: string }[]).map(
        ({ hub, outcome }) => `${hub} ${outcome}`,
      );
    expect(told(killed)).toEqual(told(undisturbed));
    const logs = globSync(join(killed, 'parties/*/log.jsonl'));
    expect(logs.length).toBeGreaterThan(4);
    // To read a log is to check its chain.
    for (const log of logs) expect([...readChain(log, log)].length).toBeGreaterThan(0);
  });
});
