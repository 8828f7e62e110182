import type { MigratingInstallation } from '../model/installation.ts';
import type { ValidationContext } from './context.ts';
import type { PreparedSet } from './prepared-set.ts';

/** What a check found that isn't as it asks. */
export interface Problem {
  readonly found: string;
  readonly expected?: string | undefined;
}

/** A check of the files of a set; it gives nothing where they pass. */
export type FileCheck = (set: PreparedSet, context: ValidationContext) => Problem | undefined;

/** A check of an installation; it gives nothing where that passes. */
export type InstallationCheck = (
  installation: MigratingInstallation,
  set: PreparedSet,
  context: ValidationContext,
) => Problem | undefined;

/** The first problem among many things that are asked of. */
export function firstProblem<Thing>(
  things: Iterable<Thing>,
  problemOf: (thing: Thing) => Problem | undefined,
): Problem | undefined {
  for (const thing of things) {
    const problem = problemOf(thing);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
