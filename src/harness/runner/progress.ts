import type { Counts, RunStatus, TestVerdict } from '../checks/verdict.ts';
import type { TestRecord } from '../evidence/record.ts';

/** What whoever watches a run is told, as it happens. */
export type Progress =
  | {
      readonly kind: 'run-started';
      readonly run: string;
      readonly folder: string;
      readonly seed: string;
      readonly tests: number;
    }
  /** The installation wasn't the DCC's, and the tests that follow need it to be. */
  | {
      readonly kind: 'installation-migrated';
      readonly outcome: string;
      readonly because?: string;
      readonly attempts: number;
    }
  | { readonly kind: 'test-started'; readonly test: string; readonly title: string; readonly left: number }
  /** `waitsFor` says what the step takes its time for. */
  | { readonly kind: 'step-started'; readonly test: string; readonly step: string; readonly waitsFor: string }
  | {
      readonly kind: 'test-ended';
      readonly test: string;
      readonly title: string;
      readonly verdict: TestVerdict;
      readonly because?: string;
      readonly left: number;
    }
  | ({ readonly kind: 'run-concluded' } & RunSummary);

/** What a run came to. */
export interface RunSummary {
  readonly run: string;
  /** Where its evidence is. */
  readonly folder: string;
  readonly seed: string;
  readonly status: RunStatus;
  readonly counts: Counts;
  readonly tests: readonly TestRecord[];
  readonly exitCode: 0 | 1 | 3;
}
