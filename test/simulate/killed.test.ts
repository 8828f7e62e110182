import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { readChain } from '../../src/harness/evidence/read-journal.ts';
import { FolderExchange } from '../../src/migration/exchange/folder-exchange.ts';
import { s1bench, start } from '../support/command.ts';
import { newPath } from '../support/scratch.ts';
import { alertsIn } from './alerts.ts';

const COUNT = 6;
const KILLS = 9;
/** What the command says of a migration that is begun or taken up again is about as long. */
const MOST_LINES = 8;
const random = new Random('kills');

describe('s1bench migrate', () => {
  it('goes on wherever it is killed, and ends as if it never was', { timeout: 300_000 }, async () => {
    const [killed, undisturbed] = [newPath(), newPath()];
    const migrate = ['migrate', '--sim', 'moc-secure-thousand', '--count', `${COUNT}`, '--out'];
    expect((await s1bench([...migrate, undisturbed])).status).toBe(0);
    let command = start([...migrate, killed]);
    let kills = 0;
    for (; kills < KILLS; kills++) {
      const lines = new RegExp(`(.*\\n){${1 + random.below(MOST_LINES)}}`);
      const isUnderWay = await command.says(lines).then(
        () => true,
        () => false,
      );
      if (!isUnderWay || (await command.stop('SIGKILL')).status !== 'SIGKILL') break;
      command = start(['migrate', '--resume', '--out', killed]);
    }
    expect(await command.ended).toMatchObject({ status: 0 });
    expect(kills).toBeGreaterThan(2);
    expect(outcomesIn(killed)).toEqual(outcomesIn(undisturbed));
    expect(filesIn(killed)).toEqual(filesIn(undisturbed));
    const logs = globSync(join(killed, 'parties/*/log.jsonl'));
    expect(logs.length).toBeGreaterThan(4);
    // To read a log is to check its chain.
    const given = logs.flatMap((log) => [...readChain(log, log)].flatMap(({ event }) => event['name'] ?? []));
    expect(given.length).toBeGreaterThan(COUNT);
    expect(new Set(given).size).toBe(given.length);
    const alerts = alertsIn(new FolderExchange(join(killed, 'exchange'))).map(
      ({ code, device }) => `${code} ${device}`,
    );
    expect(alerts.length).toBeGreaterThan(COUNT);
    expect(new Set(alerts).size).toBe(alerts.length);
  });
});

/** When it was is not compared: who begins again may be later. */
function outcomesIn(folder: string): readonly object[] {
  const rows = JSON.parse(readFileSync(join(folder, 'reports/outcomes.json'), 'utf8')) as { readonly at: string }[];
  return rows.map(({ at, ...row }) => row);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(folder, 'exchange')).sort();
}
