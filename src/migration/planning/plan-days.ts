import type { Eui64 } from '../../core/identifiers.ts';
import type { Strategy } from '../rules/strategy.ts';
import type { Commitment } from './commitments.ts';

/** An installation that waits to be migrated. */
export interface Waiting {
  readonly hub: Eui64;
  readonly group: string;
  /** Whose commitment it counts against. */
  readonly party: Eui64;
  readonly priority: boolean;
}

/** Installations that are migrated together. */
export interface PlannedSet {
  /** `DA-20260115-001` */
  readonly name: string;
  readonly group: string;
  readonly hubs: readonly Eui64[];
}

export interface PlannedDay {
  readonly date: Temporal.PlainDate;
  /** In the order in which they are migrated: all with priority, and then all others. */
  readonly sets: readonly PlannedSet[];
}

/**
 * Day by day which installations are migrated, until all are: of each party and group as many as were committed to for
 * the day, and of all together at least DMIN, where there are so many, and never more than the capacity. Those with
 * priority come first, and then it goes by the hub: in what order they wait is of no matter.
 * @param waiting each installation once
 */
export function* planDays(
  waiting: Iterable<Waiting>,
  commitments: Iterable<Commitment>,
  from: Temporal.PlainDate,
  strategy: Strategy,
): Generator<PlannedDay, void, undefined> {
  const queues = queuesOf(waiting);
  const committed = new Map<string, number>();
  for (const { date, installations, ...of } of commitments) {
    const key = `${date} ${queueOf(of)}`;
    committed.set(key, (committed.get(key) ?? 0) + installations);
  }
  for (let date = from; queues.some((queue) => queue.left > 0); date = date.add({ days: 1 })) {
    const quota = ({ name }: Queue): number => committed.get(`${date} ${name}`) ?? 0;
    yield { date, sets: setsOf(date, takeDay(queues, quota, strategy), strategy['set-size']) };
  }
}

/** Those who wait of one party and group, in the order in which they go. */
class Queue {
  readonly name: string;
  readonly #waiting: readonly Waiting[];
  #gone = 0;

  constructor(name: string, waiting: Waiting[]) {
    this.name = name;
    this.#waiting = waiting.sort(byPriority);
  }

  get left(): number {
    return this.#waiting.length - this.#gone;
  }

  /** The next that would go, nobody being sent. */
  next(count: number): readonly Waiting[] {
    return this.#waiting.slice(this.#gone, this.#gone + count);
  }

  /** Sends the first. */
  send(count: number): void {
    this.#gone += count;
  }
}

function queuesOf(waiting: Iterable<Waiting>): readonly Queue[] {
  return [...Map.groupBy(waiting, queueOf)].map(([name, those]) => new Queue(name, those));
}

function queueOf({ party, group }: Pick<Waiting, 'party' | 'group'>): string {
  return `${party} ${group}`;
}

/** Takes those of a day: first what was committed to, then whoever is next, up to DMIN. */
function takeDay(
  queues: readonly Queue[],
  quota: (queue: Queue) => number,
  { 'daily-capacity': capacity, 'daily-minimum': minimum }: Strategy,
): readonly Waiting[] {
  const committed = take(queues, quota, capacity);
  const missing = Math.max(0, minimum - committed.length);
  return [...committed, ...take(queues, () => missing, missing)];
}

function take(queues: readonly Queue[], most: (queue: Queue) => number, inAll: number): readonly Waiting[] {
  const taken = queues
    .flatMap((queue) => queue.next(most(queue)).map((each) => ({ each, queue })))
    .sort((a, b) => byPriority(a.each, b.each))
    .slice(0, inAll);
  for (const { queue } of taken) queue.send(1);
  return taken.map(({ each }) => each);
}

/** Those with priority in sets of their own, so that none of them waits for a set of others. */
function setsOf(date: Temporal.PlainDate, taken: readonly Waiting[], size: number): readonly PlannedSet[] {
  const day = date.toString().replaceAll('-', '');
  const numbers = new Map<string, number>();
  return [true, false].flatMap((priority) => {
    const groups = Map.groupBy(
      taken.filter((each) => each.priority === priority),
      ({ group }) => group,
    );
    return [...groups.keys()].sort().flatMap((group) => {
      const hubs = (groups.get(group) ?? []).map(({ hub }) => hub).sort();
      return Array.from({ length: Math.ceil(hubs.length / size) }, (_, i) => {
        const number = (numbers.get(group) ?? 0) + 1;
        numbers.set(group, number);
        const name = `${group}-${day}-${String(number).padStart(3, '0')}`;
        return { name, group, hubs: hubs.slice(i * size, (i + 1) * size) };
      });
    });
  });
}

function byPriority(a: Waiting, b: Waiting): number {
  return Number(b.priority) - Number(a.priority) || (a.hub < b.hub ? -1 : 1);
}
