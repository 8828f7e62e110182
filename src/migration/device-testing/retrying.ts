import type { Clock } from '../../core/clock.ts';
import type { ErrorCode } from '../../core/error-catalogue.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { isRefusal } from '../../dcc/device/refusal.ts';
import type { Strategy } from '../rules/strategy.ts';

/** How often something at a device is tried, and how long is waited before each further try; the last wait goes on. */
export interface Attempts {
  readonly tries: number;
  readonly waits: readonly Temporal.Duration[];
}

/** What the strategy says of a device that doesn't answer. */
export function attemptsOf({ 'device-testing': { tries, 'wait-seconds': seconds } }: Strategy): Attempts {
  return { tries, waits: Array.from({ length: tries - 1 }, () => Temporal.Duration.from({ seconds })) };
}

/** What may be otherwise the next time. */
const transient: ReadonlySet<ErrorCode> = new Set([
  'device-unreachable',
  'device-no-response',
  'migration-keys-not-taken',
  'migration-keys-unknown',
]);

/**
 * Does something at a device until it is done, or fails for good: what a device refuses isn't asked for again. A refusal
 * that isn't authentic may come of a message that was changed on its way: it is believed once it has come twice.
 * @throws what `work` throws the last time, `aborted`
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { tries, waits }: Attempts,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  let isDoubted = false;
  for (let tried = 1; ; ) {
    if (signal.aborted) throw new S1benchError('aborted', { cause: signal.reason });
    try {
      return await work();
    } catch (error) {
      const isDoubtful = isUnauthentic(error);
      if (isDoubtful ? isDoubted : tried >= tries || !isTransient(error)) throw error;
      isDoubted = isDoubtful;
    }
    if (isDoubted) continue;
    const wait = waits[tried - 1] ?? waits.at(-1);
    if (wait !== undefined) await clock.sleep(wait, signal);
    tried++;
  }
}

function isTransient(error: unknown): boolean {
  return isS1benchError(error) && transient.has(error.code);
}

/** A refusal that didn't come within an association; an authentic one has no cause but itself. */
function isUnauthentic(error: unknown): boolean {
  if (isS1benchError(error, 'step-refused')) return error.cause !== undefined;
  return isS1benchError(error, 'device-unreachable') && isRefusal(error);
}
