import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckVerdict,
  countVerdicts,
  runExitCode,
  type TestFacts,
  testVerdict,
  testVerdicts,
  worst,
} from '../../../src/harness/checks/verdict.ts';

const checkVerdict = fc.constantFrom<CheckVerdict>('pass', 'fail', 'inconclusive');
const facts: fc.Arbitrary<TestFacts> = fc.record({
  started: fc.boolean(),
  finished: fc.boolean(),
  checks: fc.array(checkVerdict, { maxLength: 6 }),
  problems: fc.nat({ max: 2 }),
});
/** From the best to the worst, of tests that were started. */
const severity = ['passed', 'inconclusive', 'error', 'failed'];
const severityOf = (some: TestFacts): number => severity.indexOf(testVerdict({ ...some, started: true }));

describe('verdict of a test', () => {
  it('does not depend on the order of its checks', () => {
    fc.assert(
      fc.property(facts, fc.integer(), (some, turn) => {
        const by = some.checks.length === 0 ? 0 : Math.abs(turn) % some.checks.length;
        const turned = [...some.checks.slice(by), ...some.checks.slice(0, by)].reverse();
        expect(testVerdict({ ...some, checks: turned })).toBe(testVerdict(some));
      }),
    );
  });

  it('never gets better by another check that does not pass, or another problem', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom<CheckVerdict>('fail', 'inconclusive'), (some, added) => {
        expect(severityOf({ ...some, checks: [...some.checks, added] })).toBeGreaterThanOrEqual(severityOf(some));
        expect(severityOf({ ...some, problems: some.problems + 1 })).toBeGreaterThanOrEqual(severityOf(some));
      }),
    );
  });

  it('never gets worse by another check that passes', () => {
    fc.assert(
      fc.property(facts, (some) => {
        expect(severityOf({ ...some, checks: [...some.checks, 'pass'] })).toBeLessThanOrEqual(severityOf(some));
      }),
    );
  });

  it('is passed only if every step was carried out, without a problem, and every check of at least one passed', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const sound = some.started && some.finished && some.problems === 0;
        const passes = sound && some.checks.length > 0 && some.checks.every((check) => check === 'pass');
        expect(testVerdict(some) === 'passed').toBe(passes);
        expect(testVerdict(some) === 'not-run').toBe(!some.started);
      }),
    );
  });

  it('blames the device for a failed check, whatever else went wrong', () => {
    expect(testVerdict({ started: true, finished: false, checks: ['pass', 'fail'], problems: 3 })).toBe('failed');
  });
});

describe('worst', () => {
  it('of nothing is inconclusive: nothing was shown', () => {
    expect(worst([])).toBe('inconclusive');
  });

  it('of all the parts is worst of the worst of any division', () => {
    const some = fc.array(checkVerdict, { minLength: 1 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(worst([worst(a), worst(b)])).toBe(worst([...a, ...b]));
      }),
    );
  });
});

describe('exit status', () => {
  const verdicts = fc.array(fc.constantFrom(...testVerdicts), { maxLength: 8 });
  const status = fc.constantFrom('complete' as const, 'incomplete' as const, 'aborted' as const);

  it('is 0 only if the run is complete and every test that applies passed, 1 exactly if one failed, else 3', () => {
    fc.assert(
      fc.property(status, verdicts, (of, some) => {
        const code = runExitCode(of, countVerdicts(some));
        const applying = some.filter((verdict) => verdict !== 'not-applicable');
        const allPassed = of === 'complete' && applying.length > 0 && applying.every((verdict) => verdict === 'passed');
        expect(code).toBe(some.includes('failed') ? 1 : allPassed ? 0 : 3);
      }),
    );
  });
});
