import type { Eui64 } from '../../core/identifiers.ts';

/** How many installations of a group somebody wants migrated on a day (`DR_…`). */
export interface Demand {
  /** The Responsible Supplier; of dormant installations the Requesting Party. */
  readonly party: Eui64;
  readonly group: string;
  readonly date: Temporal.PlainDate;
  readonly installations: number;
}

/** How many of them will be (`DC-…`). */
export interface Commitment extends Demand {
  /** What was asked for. */
  readonly requested: number;
}

/**
 * What is committed to of all demands: never more than was asked for, and on no day more than its capacity. Where a day
 * doesn't suffice for all, each gets the same, or the less that it asked for; what can't be divided goes to the first by
 * party and group. Demands for the same are one; their order is of no matter.
 * @param capacityOf how many more can be committed to on a day
 */
export function commit(
  demands: Iterable<Demand>,
  capacityOf: (date: Temporal.PlainDate) => number,
): readonly Commitment[] {
  const asked = new Map<string, Demand>();
  for (const demand of demands) {
    const key = keyOf(demand);
    const before = asked.get(key)?.installations ?? 0;
    asked.set(key, { ...demand, installations: before + demand.installations });
  }
  const inOrder = [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, demand]) => demand);
  const days = Map.groupBy(inOrder, ({ date }) => date.toString());
  return [...days].flatMap(([day, ofDay]) => {
    const wanted = ofDay.map(({ installations }) => installations);
    const shares = share(wanted, capacityOf(Temporal.PlainDate.from(day)));
    return ofDay.map((demand, i) => ({ ...demand, requested: demand.installations, installations: shares[i] ?? 0 }));
  });
}

/** Sorts by day, and within it by party and group. */
function keyOf({ date, party, group }: Demand): string {
  return `${date} ${party} ${group}`;
}

/** Divides a capacity so that the smallest share is as large as it can be, then the next, and so on. */
export function share(wanted: readonly number[], capacity: number): readonly number[] {
  const shares = wanted.map(() => 0);
  const bySize = [...wanted.keys()].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || b - a);
  let left = capacity;
  for (const [served, i] of bySize.entries()) {
    const fair = Math.floor(left / (wanted.length - served));
    shares[i] = Math.min(wanted[i] ?? 0, fair);
    left -= shares[i];
  }
  return shares;
}
