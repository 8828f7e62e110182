import type { Expectations } from '../checks/evaluate.ts';
import type { Action } from './action.ts';
import type { Required } from './features.ts';
import type { Phase } from './phases.ts';
import type { EvidenceKind } from './requirement.ts';

export interface Step extends Expectations {
  readonly title?: string | undefined;
  /** The device by its role in the installation or on the bench, for example `esme`. */
  readonly device: string;
  readonly action: Action;
}

/** A test as it is carried out, phase by phase. */
export interface TestCase extends Readonly<Record<Phase, readonly Step[]>> {
  readonly id: string;
  readonly title: string;
  readonly traces: readonly string[];
  readonly needs: readonly string[];
  readonly requires: readonly Required[];
  readonly evidence?: EvidenceKind | undefined;
  /** ISO 8601, as a test is plain data that may be handed to another thread; by the clock of the run, without cleanup. */
  readonly timeLimit: string;
}
