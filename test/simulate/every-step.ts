import { type PointKind, pointKinds } from './life.ts';
import { scenarioOfOne } from './scenario.ts';
import { simulate } from './simulation.ts';

/** An installation that is commissioned, one that can't be taken over and is rolled back, and one whose supplier authorises it. */
export const everyStepOf = [
  ['moc-secure-dormant', 'none'],
  ['foc-np-dormant', 'keys-not-rotated'],
  ['ioc-elster-active', 'none'],
] as const;

export interface StepFailure {
  readonly at: PointKind;
  readonly after: number;
  readonly broken: readonly string[];
}

/**
 * Has the process die once at each of its points, or at each `stride`-th of them, and go on: simulated devices as they
 * were kept last, and real ones as they are, by turns.
 */
export async function dieAtEveryStep(
  name: string,
  trouble: string,
  { stride = 1, kinds = pointKinds }: { readonly stride?: number; readonly kinds?: readonly PointKind[] } = {},
): Promise<{ readonly died: number; readonly failures: readonly StepFailure[] }> {
  const scenario = await scenarioOfOne(name, trouble);
  const { points } = await simulate(scenario);
  const failures: StepFailure[] = [];
  let died = 0;
  for (const at of kinds) {
    for (let after = 0; after < points[at]; after += stride) {
      const devices = died++ % 2 === 0 ? 'as kept' : 'go on';
      const { broken } = await simulate({ ...scenario, isProtected: false }, { deaths: [{ at, after, devices }] });
      if (broken.length > 0) failures.push({ at, after, broken });
    }
  }
  return { died, failures };
}
