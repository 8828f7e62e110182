import type { Clock } from '../../core/clock.ts';
import type { ErrorCode } from '../../core/error-catalogue.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { isRefusal } from '../../dcc/device/refusal.ts';

/** How often something at a device is tried, and how long is waited before each further try; the last wait goes on. */
export interface Attempts {
  readonly tries: number;
  readonly waits: readonly Temporal.Duration[];
}

/** What may be otherwise the next time. */
const transient: ReadonlySet<ErrorCode> = new Set([
  'device-unreachable',
  'device-no-response',
  'migration-keys-not-taken',
  'migration-keys-unknown',
]);

/**
 * Does something at a device until it is done, or fails for good: what a device refuses isn't asked for again.
 * @throws what `work` throws the last time, `aborted`
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { tries, waits }: Attempts,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    if (signal.aborted) throw new S1benchError('aborted', { cause: signal.reason });
    try {
      return await work();
    } catch (error) {
      if (tried >= tries || !isTransient(error)) throw error;
    }
    const wait = waits[tried - 1] ?? waits.at(-1);
    if (wait !== undefined) await clock.sleep(wait, signal);
  }
}

function isTransient(error: unknown): boolean {
  return isS1benchError(error) && transient.has(error.code) && !isRefusal(error);
}
