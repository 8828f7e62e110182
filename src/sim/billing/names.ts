import { parseObis } from '../../core/identifiers.ts';

/** Logical names of billing: those of the Blue Book, and two of this project's own (C 131). */
export const names = {
  log: parseObis('0.0.98.1.0.255'),
  /** Predefined scripts: end of billing period 1, and the schedule that executes it. */
  scripts: parseObis('0.0.10.0.1.255'),
  schedule: parseObis('0.0.15.0.0.255'),
  calendar: parseObis('0.0.131.0.0.255'),
  cause: parseObis('0.0.131.0.1.255'),
} as const;
