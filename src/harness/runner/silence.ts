import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { JsonObject } from '../json.ts';

/** Response codes of a Service Request that tell of the way to the device (DUIS). */
const COMMUNICATION_FAILURES: readonly unknown[] = ['E20', 'E21'];

/** A device that doesn't answer at all: what was tried, and how long it took. */
export class Unreachable extends S1benchError {
  readonly tried: string;
  readonly after: Temporal.Duration;

  constructor(tried: string, after: Temporal.Duration) {
    super('device-unreachable', { found: `${tried}, for ${after.total('seconds')} s` });
    this.tried = tried;
    this.after = after;
  }
}

/** What came of an action, and, if it ended in silence, how that showed. */
export async function withSilence(
  act: () => Promise<JsonObject>,
): Promise<{ readonly outcome: JsonObject; readonly silence?: string }> {
  try {
    const outcome = await act();
    const isSilent = COMMUNICATION_FAILURES.includes(outcome['responseCode']);
    return isSilent ? { outcome, silence: JSON.stringify(outcome['debug']) } : { outcome };
  } catch (error) {
    if (!isS1benchError(error) || !error.code.startsWith('link-')) throw error;
    return { outcome: { result: 'no-answer', code: error.code }, silence: error.message };
  }
}
