import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { RealClock, VirtualClock } from '../../../src/core/clock.ts';
import { isS1benchError } from '../../../src/core/errors.ts';
import { Redactor } from '../../../src/harness/evidence/redactor.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import type { Progress } from '../../../src/harness/runner/progress.ts';
import { carryOut, prepareRun, runPacks } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import type { Target } from '../../../src/harness/runner/target.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { inProcessPair } from '../../../src/links/in-process.ts';
import { openWire } from '../../../src/links/wire.ts';
import { defectCatalogue } from '../../../src/sim/defects/catalogue.ts';
import { everyKey } from '../../../src/sim/files/keys.ts';
import { newPath } from '../../support/scratch.ts';
import { firstLight, installation, losing, packFile, runAndVerify } from './targets.ts';

const sim = { sim: installation };

function packOf(tests: string): string {
  return packFile(`kind: test-pack\nid: small\ntitle: Small\nversion: 1.0.0\ntests:\n${tests}`);
}

const readsClock = (id: string) => `
  - id: ${id}
    title: Reads the clock
    traces: [Blue Book 4.5.1]
    needs: [esme]
    steps:
      - associate: { client: public }
      - get: { class: 8, object: 0.0.1.0.0.255, attribute: 2 }
        expect: { type: octet-string }`;

const disables = `
  - id: A
    title: Disables the supply
    traces: [SRV 7.2]
    needs: [esme]
    steps:
      - request: { srv: "7.2" }
        expect: { responseCode: I0 }
      - wait: 900d
      - request: { srv: "7.4" }
    cleanup:
      - request: { srv: "7.1" }`;

/** The simulated installation, with another way to its meter. */
async function reachedBy(open: (target: Target) => Target['devices'][number]['openWire']): Promise<Target> {
  const target = await simTarget(installation);
  return { ...target, devices: target.devices.map((device) => ({ ...device, openWire: open(target) })) };
}

describe('a run', () => {
  it('comes to the same verdicts in any order of its tests, and with each test alone', async () => {
    const options = { packs: [firstLight], target: sim, tool: 's1bench 0' };
    const whole = await prepareRun(options);
    const { tests } = whole;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...tests], { minLength: tests.length }), async (shuffled) => {
        const prepared = { ...(await prepareRun(options)), tests: shuffled };
        const { counts } = await carryOut(prepared, { ...options, out: newPath() });
        expect(counts).toMatchObject({ passed: tests.length });
      }),
      { numRuns: 3 },
    );
    for (const test of tests) {
      const alone = { ...whole, target: await simTarget(installation), tests: [test] };
      const { counts } = await carryOut(alone, { ...options, out: newPath() });
      expect({ name: test.name, ...counts }).toMatchObject({ name: test.name, passed: 1, failed: 0, error: 0 });
    }
  }, 60_000);

  it('leaves evidence without a trace of its keys', async () => {
    const { folder } = await runAndVerify({ target: sim });
    const { devices } = await simTarget(installation);
    const keys = devices.flatMap((device) => everyKey(device.keys));
    expect(keys).toHaveLength(5);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name).sort()).toEqual([
      'first-light-esme.yaml',
      'journal.jsonl',
      'run.json',
      'traceability.csv',
    ]);
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), 'utf8');
      for (const key of keys) {
        expect(text.toUpperCase()).not.toContain(toHex(key));
        expect(text).not.toContain(Buffer.from(key).toString('base64').slice(0, 20));
      }
      expect(new Redactor(keys).finds(text)).toBe(false);
    }
  });

  it('tells whoever watches what runs, what it waits for and how many are left', async () => {
    const told: Progress[] = [];
    const file = packOf(readsClock('A') + readsClock('B'));
    const run = await runAndVerify({ target: sim, packs: [file], onProgress: (progress) => told.push(progress) });
    const steps = ['associate as public', 'get 0.0.1.0.0.255'].map((step) => ({ kind: 'step-started', step }));
    const test = (id: string, left: number) => [
      { kind: 'test-started', test: `small/${id}`, title: 'Reads the clock', left: left + 1 },
      ...steps.map((step) => ({ ...step, test: `small/${id}`, waitsFor: 'an answer of esme' })),
      { kind: 'test-ended', test: `small/${id}`, title: 'Reads the clock', verdict: 'passed', left },
    ];
    expect(told).toEqual([
      { kind: 'run-started', run: run.run, folder: run.folder, seed: 'first-light', tests: 2 },
      ...test('A', 1),
      ...test('B', 0),
      expect.objectContaining({ kind: 'run-concluded', exitCode: 0, status: 'complete' }),
    ]);
  });

  it('finds a folder of its own beside runs of the same second', async () => {
    const out = newPath();
    const options = { packs: [packOf(readsClock('A'))], target: sim, tool: 's1bench 0', out };
    const wallClock = new VirtualClock(Temporal.Instant.from('2026-01-01T00:00:00Z'));
    const runs: string[] = [];
    for (let i = 0; i < 3; i++) runs.push((await runPacks({ ...options, wallClock })).run);
    expect(runs).toEqual(['20260101T000000Z-small', '20260101T000000Z-small-2', '20260101T000000Z-small-3']);
  });

  it('does not try a test for which a device is missing', async () => {
    const file = packOf(readsClock('A') + readsClock('B').replace('[esme]', '[esme, gsme]'));
    const run = await runAndVerify({ target: sim, packs: [file] });
    expect(run.tests[1]).toMatchObject({ verdict: 'not-applicable', because: 'there is no gsme' });
    expect(run).toMatchObject({ status: 'complete', exitCode: 0, verification: { state: 'intact' } });
  });

  it('counts a cleanup that fails as trouble of the environment', async () => {
    const defects = defectCatalogue.filter(({ name }) => name === 'supply-never-enabled-again');
    const cleanup = '\n    cleanup:\n      - request: { srv: "7.2" }\n      - request: { srv: "7.1" }';
    const file = packOf(readsClock('A') + cleanup);
    const run = await runAndVerify({
      target: { open: () => simTarget(installation, { defects: { esme: defects } }) },
      packs: [file],
    });
    expect(run.tests[0]).toMatchObject({
      verdict: 'error',
      because: expect.stringContaining('cleanup[1] responseCode'),
    });
    expect(run).toMatchObject({ exitCode: 3, verification: { state: 'intact' } });
  });
});

describe('nothing is run and nothing is written', () => {
  it.each([
    ['if a pack has a mistake', { packs: [packOf(readsClock('A').replace('expect', 'expects'))] }, 'document-invalid'],
    ['if a pack cannot be read', { packs: ['no/such/pack.yaml'] }, 'file-unreadable'],
    ['if two packs have the same id', { packs: [firstLight, firstLight] }, 'pack-id-repeated'],
    ['if there is no such test', { packs: [firstLight], only: ['SRV-9.9'] }, 'pack-test-unknown'],
    ['if the installation cannot be read', { packs: [firstLight], target: { sim: 'none.yaml' } }, 'file-unreadable'],
    ['if the bench cannot be read', { packs: [firstLight], target: { bench: 'none.yaml' } }, 'file-unreadable'],
  ])('%s', async (_, options, code) => {
    const out = newPath();
    const run = runPacks({ target: sim, tool: 's1bench 0', out, ...options });
    await expect(run).rejects.toSatisfy((error) => isS1benchError(error) && error.code === code);
    expect(existsSync(out)).toBe(false);
  });

  it('if several packs have mistakes, and all of them are told', async () => {
    const bad = packOf(readsClock('A').replace('expect', 'expects'));
    const run = runPacks({ packs: [bad, bad, firstLight], target: sim, tool: 's1bench 0' });
    await expect(run).rejects.toSatisfy((error) => error instanceof AggregateError && error.errors.length === 2);
  });
});

describe('a device that does not answer', () => {
  const packs = [packOf(readsClock('A') + readsClock('B') + readsClock('C'))];

  it.each(['public', 'non-critical'])(
    'at a port that cannot be opened (client %s): error with what was tried, the rest not run, exit 3',
    async (client) => {
      const server = createServer().listen(0, '127.0.0.1');
      const address = await new Promise<string>((resolve) => {
        server.once('listening', () => {
          const { port } = server.address() as { port: number };
          server.close(() => resolve(`tcp://127.0.0.1:${port}`));
        });
      });
      // A socket is nothing that a virtual clock could see.
      const clock = new RealClock();
      const open = () => reachedBy(() => (observe) => openWire(parseLinkAddress(address), { clock, observe }));
      const tests = ['A', 'B', 'C'].map((id) => readsClock(id).replace('public', client));
      const run = await runAndVerify({ target: { open }, packs: [packOf(tests.join(''))] });
      expect(run.tests.map(({ verdict }) => verdict)).toEqual(['error', 'not-run', 'not-run']);
      expect(run.tests[0]?.because).toContain(address);
      expect(run.tests[2]?.because).toBe(`esme does not answer: ${address}: nothing listens there (ECONNREFUSED)`);
      expect(run).toMatchObject({ status: 'complete', exitCode: 3, verification: { state: 'intact' } });
    },
  );

  it('at all: error with what was tried and for how long', async () => {
    const open = () =>
      reachedBy(({ clock }) => (observe) => {
        const address = parseLinkAddress('sim:esme?framing=hdlc&retries=2&timeout=5s&physical=17');
        return openWire(address, { clock, observe }, inProcessPair()[0]);
      });
    const run = await runAndVerify({ target: { open }, packs });
    expect(run.tests.map(({ verdict }) => verdict)).toEqual(['error', 'not-run', 'not-run']);
    const problem = run.events.find(({ kind }) => kind === 'problem');
    expect(problem).toMatchObject({
      code: 'device-unreachable',
      tried: expect.stringContaining('3 wait(s) of 5 s'),
      seconds: 30,
    });
    expect(run).toMatchObject({ exitCode: 3, verification: { state: 'intact' } });
  });

  it('to one request, but to others: that is what was observed of it', async () => {
    const open = () => losing((frame) => frame.includes('00080000010000FF', 'hex'));
    const run = await runAndVerify({ target: { open }, packs });
    expect(run.tests.map(({ verdict }) => verdict)).toEqual(['failed', 'failed', 'failed']);
    expect(run.tests[0]?.because).toBe('steps[1] result equals "success": fail, found "no-answer"');
    expect(run.events.find(({ kind }) => kind === 'decision')).toMatchObject({ decided: 'esme can be reached' });
    expect(run).toMatchObject({ exitCode: 1, verification: { state: 'intact' } });
  });

  it.each([
    ['for a while: it is asked again before the cleanup', 3, ['error', 'passed'], 'pass'],
    ['ever again: the cleanup is given up', Number.POSITIVE_INFINITY, ['error', 'not-run'], undefined],
  ])('%s', async (_, frames, verdicts, cleanedUp) => {
    let toLose = 0;
    const open = () => losing(() => toLose-- > 0);
    const onProgress = (progress: Progress) => {
      if (progress.kind === 'step-started' && progress.step === 'SRV 7.4') toLose = frames;
    };
    const run = await runAndVerify({ target: { open }, packs: [packOf(disables + readsClock('B'))], onProgress });
    expect(run.tests.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(run.events.find(({ phase, kind }) => phase === 'cleanup' && kind === 'check')?.['verdict']).toBe(cleanedUp);
    const gaveUp = run.events.some(({ decided }) => decided === 'no cleanup');
    expect(gaveUp).toBe(cleanedUp === undefined);
    expect(run).toMatchObject({ exitCode: 3, verification: { state: 'intact' } });
  });
});

describe('a run that is asked to stop', () => {
  it.each([
    ['while a step is waiting', 'wait 900d'],
    ['between two steps', 'SRV 7.2'],
  ])('%s: cleans up, and is aborted', async (_, at) => {
    const abort = new AbortController();
    const onProgress = (progress: Progress) => {
      if (progress.kind === 'step-started' && progress.step === at) abort.abort();
    };
    const packs = [packOf(disables + readsClock('B'))];
    const run = await runAndVerify({ target: sim, packs, signal: abort.signal, onProgress });
    expect(run.tests).toMatchObject([
      { verdict: 'error', because: expect.stringContaining('[aborted]') },
      { verdict: 'not-run', because: 'the run was asked to stop' },
    ]);
    const cleanup = run.events.filter(({ kind, phase }) => kind === 'check' && phase === 'cleanup');
    expect(cleanup).toMatchObject([{ path: 'responseCode', verdict: 'pass' }]);
    expect(run).toMatchObject({ status: 'aborted', exitCode: 3, verification: { state: 'intact' } });
    expect(verifyRun(run.folder).record?.status).toBe('aborted');
  });
});
