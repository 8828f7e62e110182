import type { Clock, Timer } from '../../core/clock.ts';
import type { InstallationUnit } from './population.ts';

const HOUR = 3_600_000;

/**
 * Has everything in an installation done at its time, also while nobody looks at it, until the function that is returned
 * is called. A virtual clock doesn't jump for it.
 */
export function keepSettled(unit: InstallationUnit, clock: Clock): () => void {
  let timer: Timer | undefined;
  const settle = (): void => {
    const wait = unit.settle() - clock.milliseconds();
    // What is done to a device meanwhile may be due before: an hour late at most.
    const milliseconds = Math.ceil(Math.min(Math.max(wait, 1), HOUR));
    timer = clock.schedule(Temporal.Duration.from({ milliseconds }), settle, { background: true });
  };
  settle();
  return () => timer?.cancel();
}
