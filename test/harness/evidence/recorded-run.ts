import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { sha256 } from '../../../src/harness/evidence/line.ts';
import { Recorder } from '../../../src/harness/evidence/recorder.ts';
import { Redactor } from '../../../src/harness/evidence/redactor.ts';
import type { JsonValue } from '../../../src/harness/json.ts';
import { parseTestPack } from '../../../src/harness/pack/read-pack.ts';

const scratch = mkdtempSync(join(tmpdir(), 's1bench-evidence-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
export function newFolder(): string {
  return join(scratch, `run-${++folders}`);
}

/** What becomes of a test: the value that its first and its second reading give; nothing where the device is silent. */
export type Script = readonly (JsonValue | undefined)[];

/** A pack of as many tests: each reads twice, and expects at least 5, and then at least what it read before. */
export function packText(tests: number): string {
  const test = (_: unknown, i: number) => `
  - id: T${i}
    title: Reads twice
    traces: [Blue Book 4.3.2]
    needs: [esme]
    steps:
      - associate: { client: public }
      - get: { class: 3, object: 1.0.1.8.0.255, attribute: 2 }
        expect: { value: { at-least: 5 } }
        remember: { first: { number: value } }
      - get: { class: 3, object: 1.0.1.8.0.255, attribute: 2 }
        expect: { value: { at-least: "\${first}" } }
`;
  return `kind: test-pack
id: reads
title: Reads
version: 1.0.0
tests:${Array.from({ length: tests }, test).join('')}
`;
}

/** A recorder for a run of `tests` tests, at its start. */
export function startRun(tests: number, secrets: readonly Uint8Array[] = []): Recorder {
  const text = packText(tests);
  const pack = parseTestPack(text, 'reads.yaml');
  const started = {
    kind: 'run-started',
    run: 'r1',
    tool: 's1bench 0',
    startedAt: '2026-01-01T00:00:00Z',
    seed: '1',
    target: { kind: 'sim', file: 'house.yaml', sha256: sha256(''), devices: { esme: { model: 'SL1' } } },
    packs: [{ id: pack.id, file: 'reads.yaml', copy: 'packs/reads.yaml', sha256: sha256(text) }],
    tests: pack.tests.map(({ id }) => `reads/${id}`),
  } as const;
  const clock = new VirtualClock(Temporal.Instant.from('2026-01-01T00:00:00Z'));
  return new Recorder(
    newFolder(),
    { ...started, packs: [...started.packs] },
    [{ pack, text, included: [] }],
    clock,
    new Redactor(secrets),
  );
}

/** Records one test as the runner would. */
export function recordTest(recorder: Recorder, test: string, script: Script): void {
  recorder.record({ kind: 'test-started', test });
  const associated = { test, phase: 'steps', step: 0 } as const;
  recorder.record({ kind: 'observation', ...associated, outcome: { result: 'accepted' } });
  for (const check of recorder.derivation.checksDue) recorder.record({ kind: 'check', ...associated, ...check });
  for (const [i, value] of script.entries()) {
    const at = { test, phase: 'steps', step: i + 1 } as const;
    recorder.record({ kind: 'step-started', ...at, device: 'esme', action: { get: '1.0.1.8.0.255' } });
    recorder.record({ kind: 'traffic', device: 'esme', direction: 'sent', layer: 'apdu', bytes: 'C001C100' });
    if (value === undefined) {
      recorder.record({
        kind: 'problem',
        test,
        code: 'link-no-answer',
        message: 'no answer',
        tried: 'GET',
        seconds: 5,
      });
      break;
    }
    recorder.record({ kind: 'observation', ...at, outcome: { result: 'success', value } });
    for (const check of recorder.derivation.checksDue) recorder.record({ kind: 'check', ...at, ...check });
  }
  recorder.record({ kind: 'test-ended', test, verdict: recorder.derivation.verdict });
  recorder.sync();
}

/** A whole run; without a conclusion where `concluded` is false. Returns its folder. */
export function recordRun(scripts: readonly Script[], concluded = true): string {
  const recorder = startRun(scripts.length + 1);
  scripts.forEach((script, i) => {
    recordTest(recorder, `reads/T${i}`, script);
  });
  const last = `reads/T${scripts.length}`;
  recorder.record({ kind: 'test-not-run', applies: true, test: last, because: 'the run was asked to stop' });
  if (concluded) recorder.conclude('aborted');
  return recorder.folder;
}
