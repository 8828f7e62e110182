import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import type { Progress } from '../../../src/harness/runner/progress.ts';
import { Telling } from '../../../src/harness/side-by-side/telling.ts';

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const began: Progress = { kind: 'test-started', test: 'A', title: 'A', left: 1 };
const step: Progress = { kind: 'step-started', test: 'A', step: 'associate', waitsFor: '' };
const ended: Progress = { kind: 'test-ended', test: 'A', title: 'A', verdict: 'passed', left: 0 };
const failed: Progress = { ...ended, verdict: 'failed' };

function telling(everyStep: boolean) {
  const clock = new VirtualClock(start);
  const told: (readonly Progress[])[] = [];
  const { take } = new Telling(everyStep, clock, (gathered) => told.push(gathered));
  return { told, take, pass: (milliseconds: number) => clock.advance(Temporal.Duration.from({ milliseconds })) };
}

describe('what a thread tells of its run', () => {
  it('is gathered for a while, and told in its order', () => {
    const { told, take, pass } = telling(false);
    for (const progress of [began, step, ended, began]) take(progress);
    pass(99);
    expect(told).toEqual([]);
    pass(1);
    pass(100);
    expect(told).toEqual([[began, ended, began]]);
  });

  it('has the steps that are not over by then, or all of them', () => {
    for (const everyStep of [false, true]) {
      const { told, take, pass } = telling(everyStep);
      for (const progress of [began, step, step]) take(progress);
      pass(100);
      take(ended);
      pass(100);
      expect(told).toEqual([everyStep ? [began, step, step] : [began, step], [ended]]);
    }
  });

  it('waits for nothing where somebody has to look into it', () => {
    const { told, take } = telling(false);
    for (const progress of [began, step, failed]) take(progress);
    expect(told).toEqual([[began, failed]]);
  });
});
