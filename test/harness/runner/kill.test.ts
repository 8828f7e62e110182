import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { newPath } from '../../support/scratch.ts';
import { firstLight, installation } from './targets.ts';

const runPacks = join(import.meta.dirname, '../../../src/harness/runner/run-packs.ts');

/** A program that runs the pack, tells each verdict, and after `tests` of them is busy with a test for good. */
function program(out: string, tests: number): string {
  return `
    import { runPacks } from ${JSON.stringify(runPacks)};
    let ended = 0;
    await runPacks({
      packs: [${JSON.stringify(firstLight)}],
      target: { sim: ${JSON.stringify(installation)} },
      out: ${JSON.stringify(out)},
      tool: 's1bench 0',
      onProgress: (progress) => {
        if (progress.kind === 'run-started') console.log(progress.folder);
        if (progress.kind === 'test-ended') {
          console.log(progress.test + ' ' + progress.verdict);
          ended++;
        }
        if (progress.kind === 'step-started' && ended === ${tests}) {
          console.log('busy');
          for (;;);
        }
      },
    });`;
}

async function killedAfter(tests: number) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(newPath(), tests)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  for await (const chunk of child.stdout) {
    told += chunk;
    if (told.endsWith('busy\n')) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  const [folder = '', ...lines] = told.trimEnd().split('\n');
  return { folder, verdicts: lines.slice(0, -1) };
}

describe('a run that is killed (kill -9)', () => {
  it.each([0, 1, 17])(
    'after %i tests is incomplete, and shows every result recorded until then',
    async (tests) => {
      const { folder, verdicts } = await killedAfter(tests);
      expect(verdicts).toHaveLength(tests);
      const { state, record, problem } = verifyRun(folder);
      expect({ state, problem, status: record?.status }).toEqual({
        state: 'incomplete',
        problem: undefined,
        status: 'incomplete',
      });
      const recorded = record?.tests.flatMap(({ test, verdict }) =>
        verdict === undefined ? [] : [`${test} ${verdict}`],
      );
      expect(recorded).toEqual(verdicts);
      // The step that it was killed in is the last thing recorded.
      const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
      expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ kind: 'step-started' });
    },
    60_000,
  );
});
