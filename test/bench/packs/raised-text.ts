import type { TrialResult } from './measured-run.ts';

/** What was raised, a line each. */
export function raisedText(raised: TrialResult['raised']): string {
  return raised.map(({ test, verdict, because }) => `${test} ${verdict}: ${because}`).join('\n    ');
}
