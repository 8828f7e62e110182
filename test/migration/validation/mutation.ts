import type { Eui64 } from '../../../src/core/identifiers.ts';
import type { CheckName } from '../../../src/migration/rules/checks.ts';
import { group, rules, type SetSpec } from './sound-set.ts';

/** What makes a set such that one check isn't passed, and every other is. */
export interface Mutation<Check extends CheckName> {
  readonly check: Check;
  readonly title: string;
  /** @param hub of the installation that it is done to; a change of the files has no use for it */
  readonly change: (spec: SetSpec, hub: Eui64) => SetSpec;
  /** What the installation has to be for that. */
  readonly standing?: 'dormant' | 'active' | 'mixed';
}

/** The rules, where the group of the set is otherwise. */
export function withGroup(change: Partial<(typeof rules.groups)[number]>): typeof rules {
  return { ...rules, groups: rules.groups.map((each) => (each.id === group ? { ...each, ...change } : each)) };
}
