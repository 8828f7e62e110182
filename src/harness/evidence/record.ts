import type { Counts, RunStatus, TestVerdict } from '../checks/verdict.ts';
import type { RunEventOf } from './event.ts';
import type { Failure } from './failure.ts';

/** One test of a run, as far as the journal tells. */
export interface TestRecord {
  /** `pack id/test id` */
  readonly test: string;
  readonly title: string;
  readonly traces: readonly string[];
  /** Nothing until the test has ended. */
  readonly verdict?: TestVerdict;
  /** Why it was not run, or the first thing that kept it from passing. */
  readonly because?: string;
  /** Where that was, unless it was before or after all of its steps. */
  readonly failure?: Failure;
}

/** What the journal of a run comes to. */
export interface RunRecord {
  readonly started: RunEventOf<'run-started'>;
  readonly status: RunStatus;
  readonly tests: readonly TestRecord[];
  /** Of the tests that have ended. */
  readonly counts: Counts;
}
