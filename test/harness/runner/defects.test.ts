import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/harness/checks/evaluate.ts';
import type { JsonObject } from '../../../src/harness/json.ts';
import { parseTestPack } from '../../../src/harness/pack/read-pack.ts';
import { type PreparedRun, prepareRun, type RunOptions } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../../src/sim/defects/catalogue.ts';
import { newPath } from '../../support/scratch.ts';
import { finders } from './finders.ts';
import { carryOutAndVerify, firstLight, installation } from './targets.ts';

/** Tests of what no meter has a part in: outcomes that they may not pass with. */
const wrongOutcomes: Readonly<Record<string, readonly JsonObject[]>> = {
  'SRV-6.13-other-device': [{ responseCode: 'I0', body: { Log: { LogEntry: [] } } }, { responseCode: 'E1000' }],
  'SRV-4.8.1-outside': [{ responseCode: 'I0', body: { LogEntry: [{ Timestamp: '2026-01-15T10:00:00Z' }] } }],
  'DCC-user': [{ responseCode: 'I0', body: {} }, { responseCode: 'E2' }],
  'DCC-device': [{ responseCode: 'I0', body: {} }, { responseCode: 'E5' }],
  'COSEM-released': [{ result: 'get-response-normal', answer: { result: 'success' } }],
};

const options: RunOptions = { packs: [firstLight], target: { sim: installation }, tool: 's1bench 0' };
const whole = await prepareRun(options);

function testsOf(ids: readonly string[]): PreparedRun['tests'] {
  return whole.tests.filter(({ test }) => ids.includes(test.id));
}

describe('the first-light pack', () => {
  it.each(Object.entries(finders))('finds %s', async (name, only) => {
    const defect = findDefect(name);
    const defects = { esme: defect === undefined ? [] : [defect] };
    const prepared = { ...whole, target: await simTarget(installation, { defects }), tests: testsOf(only) };
    const run = await carryOutAndVerify(prepared, { ...options, out: newPath() });
    const verdictOf = (id: string) => run.tests.find(({ test }) => test === `first-light-esme/${id}`)?.verdict;
    expect(Object.fromEntries(only.map((id) => [id, verdictOf(id)]))).toEqual(
      Object.fromEntries(only.map((id) => [id, 'failed'])),
    );
    expect(run).toMatchObject({ status: 'complete', exitCode: 1, verification: { state: 'intact' } });
    expect(run.counts['not-run']).toBe(0);
  });

  const { tests } = parseTestPack(readFileSync(firstLight, 'utf8'), firstLight);

  it.each(Object.entries(wrongOutcomes))('%s passes with the right outcome alone', (id, outcomes) => {
    const steps = tests.find((test) => test.id === id)?.steps ?? [];
    const last = steps.at(-1);
    const scope = { now: Temporal.Instant.from('2026-01-15T10:20:00Z'), remembered: new Map() };
    for (const outcome of outcomes) {
      const { checks } = evaluate({ expect: last?.expect ?? {}, remember: {} }, outcome, scope);
      expect(checks.map(({ verdict }) => verdict)).toContain('fail');
    }
  });

  it('has no test that nothing can fail', () => {
    const found = new Set([...Object.values(finders).flat(), ...Object.keys(wrongOutcomes)]);
    expect(tests.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });
});
