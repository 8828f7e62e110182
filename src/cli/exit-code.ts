/** What the command's exit status means. */
export const exitCodes = {
  /** Everything asked for passed. */
  passed: 0,
  /** At least one test failed, or testing completed unsuccessfully. */
  failed: 1,
  /** Bad usage or bad input: nothing was run, nothing was written. */
  badInput: 2,
  /** Not complete: tool or environment error, aborted, inconclusive. */
  notComplete: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
