import { S1benchError } from '../../core/errors.ts';

/**
 * Does something to each, so many at a time, in their order.
 * @throws what the first that fails throws, once all that are under way have ended; `aborted`
 */
export async function atOnce<T>(
  all: readonly T[],
  most: number,
  signal: AbortSignal,
  task: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = all[Symbol.iterator]();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const one of waiting) {
      if (failures.length > 0) return;
      if (signal.aborted) throw new S1benchError('aborted');
      await task(one);
    }
  };
  const lanes = Array.from({ length: Math.min(most, all.length) }, () =>
    lane().catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(lanes);
  if (failures.length > 0) throw failures[0];
}
