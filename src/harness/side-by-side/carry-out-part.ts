import { FailFast } from '../runner/fail-fast.ts';
import { planTests } from '../runner/plan.ts';
import type { Progress, RunSummary } from '../runner/progress.ts';
import { type CarryOutOptions, carryOut, openTarget, type RunPlace } from '../runner/run-packs.ts';
import type { PartOptions } from './messages.ts';
import type { Part } from './part.ts';

/** What a run of several is carried out with. */
export interface PartContext {
  readonly place: RunPlace;
  readonly signal: AbortSignal;
  /** That of all of them. */
  readonly failFast: FailFast;
  readonly ask?: CarryOutOptions['ask'];
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Carries out one run of several.
 * @throws what `carryOut` does
 */
export async function carryOutPart(part: Part, options: PartOptions, context: PartContext): Promise<RunSummary> {
  const { packs, failFast, only, repeat, ...rest } = options;
  const tests = planTests(packs, { ...chosen(part.only ?? only), ...(repeat !== undefined && { repeat }) });
  const target = await openTarget(part.target, part.seed);
  const { failFast: ofAll, ...others } = context;
  const prepared = { packs, tests, target, seed: part.seed };
  return carryOut(prepared, { ...rest, ...others, ...(failFast && { failFast: new FailFast(part.name, ofAll) }) });
}

function chosen(only: readonly string[] | undefined): { readonly only?: readonly string[] } {
  return only === undefined ? {} : { only };
}
