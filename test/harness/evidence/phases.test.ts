import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import type { TestVerdict } from '../../../src/harness/checks/verdict.ts';
import { sha256 } from '../../../src/harness/evidence/line.ts';
import { entryOfPack } from '../../../src/harness/evidence/pack-copies.ts';
import { Recorder } from '../../../src/harness/evidence/recorder.ts';
import { Redactor } from '../../../src/harness/evidence/redactor.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { type JsonObject, type JsonValue, jsonEquals } from '../../../src/harness/json.ts';
import { type Phase, phases } from '../../../src/harness/pack/phases.ts';
import { type PackSource, readPack } from '../../../src/harness/pack/read-pack.ts';
import { newFolder } from './recorded-run.ts';

const pack = `kind: test-pack
id: phased
title: Phases
version: 1.0.0
include: [shared/set.yaml]
`;
const set = `kind: test-set
title: All phases
tests:
  - id: T
    title: It has all phases
    traces: [SRV 7.4]
    needs: [esme]
    preconditions:
      - request: { srv: "4.1.1" }
        expect: { body.n: { at-least: 5 } }
    unchanged:
      - { title: state, request: { srv: "7.4" }, at: [body] }
    steps:
      - request: { srv: "4.1.1" }
        expect: { body.n: { at-least: 5 } }
      - request: { srv: "4.1.1" }
        expect: { body.n: { at-least: 5 } }
    cleanup:
      - request: { srv: "4.1.1" }
        expect: { body.n: { at-least: 5 } }
`;

const source: PackSource = readPack(pack, 'phased.yaml', () => set);
const [test] = source.pack.tests;

function startRun(): Recorder {
  const started = {
    kind: 'run-started',
    run: 'r1',
    tool: 's1bench 0',
    startedAt: '2026-01-01T00:00:00Z',
    seed: '1',
    target: {
      kind: 'sim',
      file: 'house.yaml',
      sha256: sha256(''),
      devices: { esme: { model: 'SL1' } },
      users: { IS: 'U' },
    },
    packs: [entryOfPack('phased.yaml', source)],
    tests: ['phased/T'],
  } as const;
  const clock = new VirtualClock(Temporal.Instant.from('2026-01-01T00:00:00Z'));
  return new Recorder(
    newFolder(),
    { ...started, packs: [...started.packs], tests: [...started.tests] },
    [source],
    clock,
    new Redactor(),
  );
}

/** What becomes of each step, by phase; nothing where there was trouble. */
type Outcomes = Readonly<Record<Phase, readonly (JsonObject | undefined)[]>>;

/** Records the test as the runner carries it out. @returns the folder of the run */
function recordRun(outcomes: Outcomes, messages = 1): string {
  const recorder = startRun();
  recorder.record({ kind: 'test-started', test: 'phased/T' });
  let goesOn = true;
  for (const phase of phases) {
    for (const [step] of (test?.[phase] ?? []).entries()) {
      if (!goesOn && phase !== 'cleanup') continue;
      goesOn = recordStep(recorder, phase, step, outcomes[phase][step], messages);
    }
  }
  recorder.record({ kind: 'test-ended', test: 'phased/T', verdict: recorder.derivation.verdict });
  recorder.conclude('complete');
  return recorder.folder;
}

function recordStep(recorder: Recorder, phase: Phase, step: number, outcome: JsonObject | undefined, messages: number) {
  const at = { test: 'phased/T', phase, step } as const;
  recorder.record({ kind: 'step-started', ...at, device: 'esme', action: {} });
  for (let i = 0; i < messages; i++) {
    const bytes = i.toString(16).padStart(4, '0').repeat(200);
    recorder.record({ kind: 'traffic', device: 'esme', direction: 'sent', layer: 'apdu', bytes });
    recorder.record({ kind: 'operation', by: 's1sp', what: `get ${i}`, detail: { result: 'success' } });
  }
  if (outcome === undefined) {
    recorder.record({ kind: 'problem', test: 'phased/T', code: 'link-lost', message: 'lost' });
    return false;
  }
  recorder.record({ kind: 'observation', ...at, outcome });
  const checks = recorder.derivation.checksDue;
  for (const check of checks) recorder.record({ kind: 'check', ...at, ...check });
  return checks.every(({ verdict }) => verdict === 'pass');
}

const answer = (body: JsonValue): JsonObject => ({ responseCode: 'I0', body });
const fine: Outcomes = {
  preconditions: [answer({ n: 5 })],
  before: [answer({ s: 1 })],
  steps: [answer({ n: 5 }), answer({ n: 6 })],
  after: [answer({ s: 1 })],
  cleanup: [answer({ n: 7 })],
};

function recordOf(folder: string) {
  const { state, record, problem } = verifyRun(folder);
  expect(problem).toBeUndefined();
  expect(state).toBe('intact');
  return record?.tests[0];
}

describe('a test with preconditions and snapshots', () => {
  it.each<[string, Partial<Outcomes>, TestVerdict, string | undefined]>([
    ['passes if all of them are as asked', {}, 'passed', undefined],
    [
      'is inconclusive where a precondition is not met',
      { preconditions: [answer({ n: 4 })] },
      'inconclusive',
      'preconditions[0] body.n at-least 5: fail, found 4',
    ],
    ['is an error where there is trouble with one', { preconditions: [undefined] }, 'error', 'lost'],
    [
      'fails where a request of its steps does',
      { steps: [{ responseCode: 'E1000', debug: [{ position: 1, responseCode: 250, error: 'SET: refused' }] }] },
      'failed',
      'steps[0] responseCode equals "I0": fail, found "E1000" (SET: refused)',
    ],
    [
      'fails where something changed that must not, and says where',
      { after: [answer({ s: 2 })] },
      'failed',
      'after[0] body equals 1: fail, found 2 at s',
    ],
    [
      'fails where what must not change is not told',
      { before: [{ responseCode: 'E11' }] },
      'failed',
      'before[0] responseCode equals "I0": fail, found "E11"',
    ],
    [
      'is an error where its cleanup is not as asked',
      { cleanup: [answer({ n: 0 })] },
      'error',
      'cleanup[0] body.n at-least 5: fail, found 0',
    ],
  ])('%s', (_, outcomes, verdict, because) => {
    const record = recordOf(recordRun({ ...fine, ...outcomes }));
    expect(record?.verdict).toBe(verdict);
    if (because !== undefined) expect(record?.because).toBe(because);
  });

  it('comes to the verdict that follows from its phases, whatever the device did', () => {
    const step = fc.option(
      fc.integer({ min: 3, max: 9 }).map((n) => answer({ n })),
      { nil: undefined },
    );
    const state = fc.option(fc.constantFrom<JsonValue>({ s: 1 }, { s: 2 }, [1], [1, 2], 0, null).map(answer), {
      nil: undefined,
    });
    const all = fc.record({
      preconditions: fc.tuple(step),
      before: fc.tuple(state),
      steps: fc.tuple(step, step),
      after: fc.tuple(state),
      cleanup: fc.tuple(step),
    });
    fc.assert(
      fc.property(all, (outcomes) => {
        expect(recordOf(recordRun(outcomes, 0))?.verdict).toBe(expectedVerdict(outcomes));
      }),
      { numRuns: 100 },
    );
  });

  it('never passes where what was to stay unchanged did not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const bodies = [before, after] as [JsonValue, JsonValue];
        const outcomes = { ...fine, before: [answer(bodies[0])], after: [answer(bodies[1])] };
        expect(recordOf(recordRun(outcomes, 0))?.verdict).toBe(jsonEquals(...bodies) ? 'passed' : 'failed');
      }),
      { numRuns: 100 },
    );
  });
});

/** Of the first step that wasn't as asked, and of the cleanup. */
function expectedVerdict(outcomes: Outcomes): TestVerdict {
  const met = (given: JsonObject | undefined): boolean => ((given?.['body'] as { n: number } | undefined)?.n ?? 0) >= 5;
  const { preconditions, before, steps, after, cleanup } = outcomes;
  const clean = met(cleanup[0]) ? undefined : 'error';
  if (preconditions[0] === undefined) return 'error';
  if (!met(preconditions[0])) return clean ?? 'inconclusive';
  if (before[0] === undefined) return 'error';
  for (const step of steps) {
    if (step === undefined) return 'error';
    if (!met(step)) return 'failed';
  }
  if (after[0] === undefined) return 'error';
  return jsonEquals(before[0], after[0]) ? (clean ?? 'passed') : 'failed';
}

describe('what is recorded of a test that failed', () => {
  const folder = recordRun({ ...fine, steps: [answer({ n: 5 }), answer({ n: 1 })] }, 10);

  it('is the step, the check, and the last that came and went in it, shortened', () => {
    const failure = recordOf(folder)?.failure;
    expect(failure).toMatchObject({
      phase: 'steps',
      step: 1,
      title: 'SRV 4.1.1',
      device: 'esme',
      check: { path: 'body.n', matcher: 'at-least', expected: 5, found: 1, verdict: 'fail' },
    });
    expect(failure?.operations).toEqual([4, 5, 6, 7, 8, 9].map((i) => `s1sp get ${i}: success`));
    expect(failure?.traffic.map(({ bytes }) => bytes.slice(0, 4))).toEqual([
      '0004',
      '0005',
      '0006',
      '0007',
      '0008',
      '0009',
    ]);
    for (const { bytes } of failure?.traffic ?? []) expect(bytes).toMatch(/^[0-9a-f]{512}…$/);
  });

  it('stands in run.json, and follows from the journal', () => {
    const path = join(folder, 'run.json');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('"operations": [');
    writeFileSync(path, text.replace('get 9: success', 'get 9: refused'));
    expect(verifyRun(folder)).toMatchObject({ state: 'broken', problem: { where: { file: 'run.json' } } });
    writeFileSync(path, text);
    expect(verifyRun(folder).state).toBe('intact');
  });
});

describe('a journal that does not follow from the phases of its test', () => {
  it('goes on after a precondition that is not met', () => {
    const recorder = startRun();
    recorder.record({ kind: 'test-started', test: 'phased/T' });
    recordStep(recorder, 'preconditions', 0, answer({ n: 1 }), 0);
    expect(() => recordStep(recorder, 'before', 0, answer({}), 0)).toThrow(/a precondition is not met/);
  });

  it('has a check of another phase than that of its observation', () => {
    const recorder = startRun();
    recorder.record({ kind: 'test-started', test: 'phased/T' });
    const at = { test: 'phased/T', step: 0 };
    recorder.record({ kind: 'observation', phase: 'steps', ...at, outcome: answer({ n: 1 }) });
    const [check] = recorder.derivation.checksDue;
    if (check === undefined) throw new Error('no check');
    expect(() => recorder.record({ kind: 'check', phase: 'cleanup', ...at, ...check })).toThrow(/no check here/);
  });
});

describe('the copies of a pack and of what it includes', () => {
  const folder = recordRun(fine, 0);
  const copies = ['packs/phased.yaml', 'packs/phased/shared/set.yaml'];

  it('are those that were read', () => {
    expect(copies.map((copy) => readFileSync(join(folder, copy), 'utf8'))).toEqual([pack, set]);
  });

  it.each(copies)('are broken by any change: %s', (copy) => {
    const path = join(folder, copy);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text} `);
    expect(verifyRun(folder)).toMatchObject({ state: 'broken', problem: { where: { file: copy } } });
    writeFileSync(path, text);
  });

  it('lie in the folder of the run, whatever the journal says', () => {
    const journal = join(folder, 'journal.jsonl');
    const [first = '', ...rest] = readFileSync(journal, 'utf8').split('\n');
    const { hash: _, ...started } = JSON.parse(first.replace('packs/phased/shared', 'packs/../../shared'));
    const body = JSON.stringify(started);
    const forged = `${body.slice(0, -1)},"hash":"${sha256(body)}"}`;
    writeFileSync(journal, [forged, ...rest].join('\n'));
    expect(verifyRun(folder)).toMatchObject({ state: 'broken', problem: { found: '"run-started"' } });
  });
});
