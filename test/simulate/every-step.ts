import { type PointKind, pointKinds } from './life.ts';
import { scenarioOfOne } from './scenario.ts';
import { simulate } from './simulate.ts';

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
 * Has the process die once at each of its points, or at so many of them that are evenly spread, and go on: simulated
 * devices as they were kept last, and real ones as they are, by turns.
 */
export async function dieAtEveryStep(
  name: string,
  trouble: string,
  {
    most = Number.POSITIVE_INFINITY,
    kinds = pointKinds,
  }: { readonly most?: number; readonly kinds?: readonly PointKind[] } = {},
): Promise<{ readonly died: number; readonly failures: readonly StepFailure[] }> {
  const scenario = await scenarioOfOne(name, trouble);
  const { points } = await simulate(scenario);
  const steps = kinds.flatMap((at) => Array.from({ length: points[at] }, (_, after) => ({ at, after })));
  const stride = Math.max(1, Math.ceil(steps.length / most));
  const failures: StepFailure[] = [];
  let died = 0;
  for (const step of steps.filter((_, i) => i % stride === 0)) {
    const devices = died++ % 2 === 0 ? 'as kept' : 'go on';
    const { broken } = await simulate(scenario, { deaths: [{ ...step, devices }] });
    if (broken.length > 0) failures.push({ ...step, broken });
  }
  return { died, failures };
}
