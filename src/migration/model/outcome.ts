/** What became of a check, of an installation or of a whole file. */
export interface CheckResult {
  /** Code of the check, such as `V12`; the rules say what it means and on whose word. */
  readonly check: string;
  readonly passed: boolean;
  /** What was found where it did not pass. */
  readonly found?: string | undefined;
  readonly expected?: string | undefined;
}

/** How a migration of one installation ends. */
export const outcomes = [
  /** Its devices are the DCC's. */
  'commissioned',
  /** Its devices are the SMSO's again, with the keys that they had: it may be tried again. */
  'rolled-back',
  /** It never came to its devices: a file or a check was against it. */
  'refused',
  /** It is not to be tried again: it belongs to an excluded category. */
  'excluded',
  /** Its devices couldn't all be given back yet: the S1SP and the DCO hold every key that may be in force, and go on. */
  'unresolved',
] as const;
export type Outcome = (typeof outcomes)[number];

/** A step of a procedure at a device, as whoever carried it out reports it. */
export interface StepReport {
  /** `Installing a SMETS1 Electricity Meter`. */
  readonly procedure: string;
  /** `identify`, `rotate-keys`. */
  readonly step: string;
  readonly device: string;
  readonly result: 'done' | 'failed' | 'not-done';
  /** Code of what went wrong, such as `device-no-response`; never a key. */
  readonly code?: string | undefined;
  readonly found?: string | undefined;
}
