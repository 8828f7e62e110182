import type { Counts, RunStatus } from '../checks/verdict.ts';
import type { TestRecord } from '../evidence/record.ts';
import type { TargetOption } from '../runner/run-packs.ts';

/** What a run of several is made against: plain data, since it may be handed to a worker. */
export type PartTarget = Exclude<TargetOption, { open: unknown }>;

/** One run of several that go side by side, each against an installation or a bench of its own. */
export interface Part {
  /** `01-moc-secure-dual-fuel`: tells it apart, and names its folder below that of all of them. */
  readonly name: string;
  readonly target: PartTarget;
  readonly seed: string;
  /** Tests to run in this one, in place of those that are run in all. */
  readonly only?: readonly string[];
}

/** What one run of several came to. */
export interface PartSummary {
  readonly name: string;
  readonly folder: string;
  readonly seed: string;
  /** `incomplete` where whatever carried it out ended before the run did. */
  readonly status: RunStatus;
  readonly counts: Counts;
  readonly tests: readonly TestRecord[];
  /** Why it is incomplete. */
  readonly problem?: string;
}
