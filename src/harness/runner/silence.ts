import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/** Response codes of a Service Request that tell of the way to the device (DUIS). */
const COMMUNICATION_FAILURES: readonly unknown[] = ['E20', 'E21'];

/** A device that doesn't answer at all: what was tried, and how long it took. */
export class Unreachable extends S1benchError {
  readonly tried: string;
  readonly after: Temporal.Duration;

  constructor(tried: string, after: Temporal.Duration) {
    const rounded = after.round('milliseconds');
    super('device-unreachable', { found: `${tried}, for ${rounded.total('seconds')} s` });
    this.tried = tried;
    this.after = rounded;
  }
}

/** What came of an action, and, if it ended in silence, how that showed. */
export async function withSilence(
  act: () => Promise<JsonObject>,
): Promise<{ readonly outcome: JsonObject; readonly silence?: string }> {
  try {
    const outcome = await act();
    const isSilent = COMMUNICATION_FAILURES.includes(outcome['responseCode']);
    return isSilent ? { outcome, silence: errorsIn(outcome['debug']) } : { outcome };
  } catch (error) {
    const failure = linkFailureIn(error);
    if (failure === undefined) throw error;
    return { outcome: { result: 'no-answer', code: failure.code }, silence: failure.message };
  }
}

/** The failure of a link that an error is, or came from. */
export function linkFailureIn(error: unknown): S1benchError | undefined {
  if (!isS1benchError(error)) return undefined;
  return error.code.startsWith('link-') ? error : linkFailureIn(error.cause);
}

/** What the failed Equivalent Steps of a Service Response say. */
function errorsIn(debug: JsonValue | undefined): string {
  return ((debug ?? []) as readonly JsonObject[]).map(({ error }) => error).join('; ');
}
