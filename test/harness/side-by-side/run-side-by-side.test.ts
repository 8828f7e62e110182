import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { verifySeveral } from '../../../src/harness/side-by-side/verify.ts';
import { newFile } from '../../support/scratch.ts';
import { eventsOf } from '../runner/targets.ts';
import { clockPack, runSeveral, type Told } from './several.ts';

const sound = clockPack({ A: 'octet-string', B: 'octet-string' });
const mixed = clockPack({ A: 'octet-string', B: 'unsigned', C: 'octet-string' });

const verdictsOf = (run: { readonly tests: readonly { readonly verdict?: string }[] }) =>
  run.tests.map(({ verdict }) => verdict);

describe('several runs', () => {
  it.each(['threads', 'at-once', 'in-turn'] as const)(
    '%s: each leaves evidence of its own, and a summary',
    async (way) => {
      const run = await runSeveral(sound, 3, { way });
      expect(run).toMatchObject({ status: 'complete', exitCode: 0, counts: { passed: 6 } });
      expect(run.verification).toMatchObject({ state: 'intact', counts: { passed: 6 } });
      expect(run.verification).not.toHaveProperty('problem');
      for (const { folder, seed, status } of run.runs) {
        const { state, record } = verifyRun(folder);
        expect({ state, seed: record?.started.seed, status: record?.status }).toEqual({
          state: 'intact',
          seed,
          status,
        });
        expect(record?.started.run).toBe(folder.split('/').slice(-2).join('/'));
      }
    },
  );

  it('are of installations that differ: in their devices and their seeds', async () => {
    const { runs } = await runSeveral(sound, 3);
    const started = runs.map(({ folder }) => verifyRun(folder).record?.started);
    expect(started.map((one) => one?.seed)).toEqual(['first-light/1', 'first-light/2', 'first-light/3']);
    expect(started.map((one) => one?.target.installation)).toEqual([0, 1, 2]);
    expect(new Set(started.map((one) => one?.target.devices['esme']?.eui64)).size).toBe(3);
  });

  it('come to the same by threads as one after the other, byte for byte but for the time on the wall', async () => {
    const [threads, turns] = [
      await runSeveral(mixed, 2, { way: 'threads' }),
      await runSeveral(mixed, 2, { way: 'in-turn' }),
    ];
    const journals = [threads, turns].map(({ runs }) =>
      runs.map(({ folder }) =>
        eventsOf(folder)
          .slice(1)
          .map(({ prev: _, hash: __, ...event }) => event),
      ),
    );
    expect(journals[0]).toEqual(journals[1]);
  });

  it('one that fails is a failure of all: exit 1', async () => {
    const run = await runSeveral(mixed, 2);
    expect(run).toMatchObject({ status: 'complete', exitCode: 1, counts: { passed: 4, failed: 2 } });
  });

  it('go one after the other where their pack says so', async () => {
    const text = readFileSync(sound, 'utf8').replace('tests:', 'side-by-side: false\ntests:');
    const { told } = await runSeveral(newFile('turns.yaml', text), 3);
    const order = told.flatMap((one) =>
      one.kind === 'run-started' || one.kind === 'run-concluded' ? [`${one.installation.slice(0, 2)} ${one.kind}`] : [],
    );
    expect(order).toEqual(['01', '02', '03'].flatMap((n) => [`${n} run-started`, `${n} run-concluded`]));
  });

  it('are told by their names', async () => {
    const { told } = await runSeveral(sound, 2);
    expect(told[0]).toMatchObject({
      kind: 'runs-started',
      runs: [{ seed: 'first-light/1' }, { seed: 'first-light/2' }],
    });
    const ended = told.flatMap((one) => (one.kind === 'test-ended' ? [`${one.installation} ${one.test}`] : []));
    expect(ended.sort()).toEqual(['01', '02'].flatMap((n) => ['A', 'B'].map((id) => `${n}-first-light small/${id}`)));
    expect(told.at(-1)).toMatchObject({ kind: 'runs-concluded', exitCode: 0 });
  });
});

describe('stopping', () => {
  it.each(['threads', 'in-turn'] as const)('%s: reaches all of them, those that have not begun too', async (way) => {
    const abort = new AbortController();
    const onProgress = (progress: Told): void => {
      if (progress.kind === 'test-ended') abort.abort();
    };
    const run = await runSeveral(sound, 6, { way, signal: abort.signal, onProgress });
    expect(run).toMatchObject({ status: 'aborted', exitCode: 3, verification: { state: 'intact' } });
    expect(run.runs).toHaveLength(6);
    expect(run.runs.at(-1)).toMatchObject({ status: 'aborted', counts: { passed: 0, 'not-run': 2 } });
  });

  it.each(['threads', 'in-turn'] as const)('%s: fail-fast reaches all of them', async (way) => {
    const run = await runSeveral(clockPack({ A: 'unsigned', B: 'octet-string' }), 6, { way, failFast: true });
    expect(run).toMatchObject({ status: 'complete', exitCode: 1, verification: { state: 'intact' } });
    expect(run.counts.passed).toBe(0);
    const last = run.runs.at(-1);
    expect(last && verdictsOf(last)).toEqual(['not-run', 'not-run']);
    expect(last?.tests[0]?.because).toMatch(/^fail-fast: small\/A came to failed at 0\d-first-light$/);
  });
});

describe('a thread that dies', () => {
  it('leaves its run incomplete, and the others go on: exit 3', async () => {
    const run = await runSeveral(sound, 4, { way: 'threads', worker: new URL('./dying-worker.ts', import.meta.url) });
    expect(run).toMatchObject({ status: 'incomplete', exitCode: 3 });
    expect(run.runs.map(({ status }) => status)).toEqual(['complete', 'incomplete', 'complete', 'complete']);
    expect(run.runs[1]?.problem).toBe('its thread ended with 7');
    expect(run.verification).toMatchObject({ state: 'incomplete', counts: { passed: 6 } });
    expect(run.verification).not.toHaveProperty('problem');
    expect(run.told).toContainEqual({
      kind: 'run-broke',
      installation: '02-first-light',
      problem: 'its thread ended with 7',
    });
    expect(verifyRun(run.runs[1]?.folder ?? '').state).toBe('incomplete');
  });
});

describe('verify, of several runs', () => {
  async function tampered(change: (folder: string) => void) {
    const { folder } = await runSeveral(sound, 2);
    change(folder);
    return verifySeveral(folder);
  }
  const edit = (folder: string, file: string, from: string, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replace(from, to));
  };

  it.each([
    ['a number in the summary', (folder: string) => edit(folder, 'summary.json', '"passed": 4', '"passed": 5')],
    ['a run that the summary no longer names', (folder: string) => edit(folder, 'summary.json', '02-', '03-')],
    ['a run that is gone', (folder: string) => rmSync(join(folder, '02-first-light'), { recursive: true })],
    ['a run.json that is gone', (folder: string) => rmSync(join(folder, '02-first-light', 'run.json'))],
    ['a journal', (folder: string) => edit(folder, '01-first-light/journal.jsonl', 'octet-string', 'octet-strung')],
    ['a summary that is none', (folder: string) => writeFileSync(join(folder, 'summary.json'), '{}')],
    [
      'a summary that says no more than that they began',
      (folder: string) => edit(folder, 'summary.json', 'true', 'false'),
    ],
  ])('%s: broken', async (_, change) => {
    const { state } = await tampered(change);
    expect(state).toBe('broken');
  });

  it('says of each what became of it', async () => {
    const { parts, problem } = await tampered((folder) => rmSync(join(folder, '02-first-light'), { recursive: true }));
    expect(parts.map(({ name, verification }) => [name, verification?.state])).toEqual([
      ['01-first-light', 'intact'],
      ['02-first-light', undefined],
    ]);
    expect(problem?.message).toContain('summary.json');
  });

  it('passes over the traceability beside the evidence', async () => {
    const { state } = await tampered((folder) =>
      writeFileSync(join(folder, '01-first-light/traceability.csv'), 'mine'),
    );
    expect(state).toBe('intact');
  });
});
