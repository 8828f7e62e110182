/** Verdict of one check. */
export type CheckVerdict = 'pass' | 'fail' | 'inconclusive';

export const testVerdicts = ['passed', 'failed', 'inconclusive', 'error', 'not-run', 'not-applicable'] as const;

/**
 * Verdict of one test; `error` blames the tool or the environment, never the device. A test that is about what the
 * installation doesn't have is `not-applicable`; one that could have been run, and was not, is `not-run`.
 */
export type TestVerdict = (typeof testVerdicts)[number];

/** A run is `incomplete` until it has been concluded. */
export type RunStatus = 'complete' | 'incomplete' | 'aborted';

/** How many tests came to each verdict. */
export type Counts = Readonly<Record<TestVerdict, number>>;

/** What was recorded of one test. */
export interface TestFacts {
  readonly started: boolean;
  /** Whether every step was carried out. */
  readonly finished: boolean;
  readonly checks: readonly CheckVerdict[];
  /** Troubles of the tool or the environment. */
  readonly problems: number;
}

/**
 * The verdict of a test, whatever the order in which its facts came: one failed check fails it, since nothing that
 * happens later can undo what the device did; else any problem makes it an error; else it is as sure as the least
 * sure of its checks. A test in which no check was evaluated, or that was not carried out to its end, can't pass.
 */
export function testVerdict({ started, finished, checks, problems }: TestFacts): TestVerdict {
  if (!started) return 'not-run';
  const verdict = worst(checks);
  if (verdict === 'fail') return 'failed';
  if (problems > 0) return 'error';
  return verdict === 'pass' && finished ? 'passed' : 'inconclusive';
}

/** The worst of several verdicts of checks; `inconclusive` where there is none. */
export function worst(verdicts: readonly CheckVerdict[]): CheckVerdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length === 0 || verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

export function countVerdicts(verdicts: readonly TestVerdict[]): Counts {
  const counts: Record<TestVerdict, number> = {
    passed: 0,
    failed: 0,
    inconclusive: 0,
    error: 0,
    'not-run': 0,
    'not-applicable': 0,
  };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}

/**
 * The exit status of a run that was carried out: 0 everything that applies passed, 1 at least one test failed, 3 not
 * complete. A failed test is a fact that a later abort doesn't take back. (2, bad input, is never the status of a run.)
 */
export function runExitCode(status: RunStatus, counts: Counts): 0 | 1 | 3 {
  if (counts.failed > 0) return 1;
  const { inconclusive, error, 'not-run': notRun } = counts;
  return status === 'complete' && counts.passed > 0 && inconclusive + error + notRun === 0 ? 0 : 3;
}
