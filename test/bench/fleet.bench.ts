import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Round } from './benchmark.ts';
import { fleetOf, Visitor } from './visitor.ts';

const COUNT = 100_000;
/** Enough to take a while: what is collected as garbage meanwhile counts, too. */
const GETS = 10_000;
const script = fileURLToPath(new URL('peers/fleet.ts', import.meta.url));
/** What it has to stay within. */
const limits = { ready: 5, resident: 1024, day: 10 } as const;

interface Told {
  readonly readyAt: number;
  /** Seconds that a virtual day took. */
  readonly day: number;
  readonly alerts: number;
  /** MiB, at most. */
  readonly rss: number;
}

/** A fleet in a process of its own, from the start of the process until it has answered a few. */
async function fleet(
  count: number,
  day: 'day' | 'no-day',
): Promise<Told & { readonly ready: number; readonly all: number }> {
  const start = Date.now();
  const child = fork(script, [String(count), day]);
  const [told] = (await once(child, 'message')) as [Told];
  const all = (Date.now() - start) / 1000;
  child.kill();
  await once(child, 'exit');
  if (day === 'day' && told.alerts < count) throw new Error(`only ${told.alerts} alerts in a day with billing`);
  return { ...told, ready: (told.readyAt - start) / 1000, all };
}

/** A fleet of its own for every round: slow, so there are few. */
function within(what: string, limit: string, round: () => Promise<Round>): Benchmark {
  return { what, yardstick: limit, measure: 'time', reach: 1, warmUps: 0, rounds: 3, run: (collect) => collect(round) };
}

/** How many of `work` are done in a millisecond. */
async function rate(times: number, work: (i: number) => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < times; i++) await work(i);
  return times / (performance.now() - start);
}

export const fleets: readonly Benchmark[] = [
  within(`${COUNT} installations, ready`, `${limits.ready} s`, async () => {
    const { ready } = await fleet(COUNT, 'no-day');
    return { ours: ready, yardstick: limits.ready };
  }),
  within(`a virtual day of ${COUNT} installations, with billing, logs and alerts`, `${limits.day} s`, async () => {
    const { day } = await fleet(COUNT, 'day');
    return { ours: day, yardstick: limits.day };
  }),
  within(`memory of ${COUNT} installations after a virtual day`, `${limits.resident} MiB resident`, async () => {
    const { rss } = await fleet(COUNT, 'day');
    return { ours: rss, yardstick: limits.resident };
  }),
  {
    what: `GET from 1000 devices at random among ${COUNT} installations, through their hubs, associations open`,
    yardstick: 'GET from one of them',
    measure: 'rate',
    reach: 0.7,
    async run(collect) {
      const { clock, fleet: installations, template } = await fleetOf({ count: COUNT, delays: false }, 'no-faults');
      const visitor = new Visitor(installations, clock);
      const devices = Array.from({ length: 1000 }, () => visitor.any(template));
      const clients = await visitor.open(devices);
      const [one] = devices as [(typeof devices)[number]];
      const rateOf = (device: (i: number) => typeof one) =>
        rate(GETS, (i) =>
          visitor.get(device(i), clients.get(device(i)) as NonNullable<ReturnType<typeof clients.get>>),
        );
      // Neighbours in the list are strangers in the fleet.
      await collect(async () => ({
        ours: await rateOf((i) => devices[i % devices.length] as typeof one),
        yardstick: await rateOf(() => one),
      }));
      installations.close();
    },
  },
  {
    what: 'visits (association, four GETs, release) to devices at random, which come into being for it',
    yardstick: 'visits to one device',
    measure: 'rate',
    reach: 0.3,
    async run(collect) {
      const { clock, fleet: installations, template } = await fleetOf({ count: COUNT, delays: false }, 'no-faults');
      const visitor = new Visitor(installations, clock);
      const one = template.at(0).devices.esme.eui64;
      await collect(async () => ({
        ours: await rate(500, () => visitor.visit(visitor.any(template))),
        yardstick: await rate(500, () => visitor.visit(one)),
      }));
      installations.close();
    },
  },
  {
    what: '1000000 installations, ready and some of them asked',
    yardstick: `${COUNT} of them`,
    measure: 'time',
    reach: 20,
    warmUps: 0,
    rounds: 1,
    run: (collect) =>
      collect(async () => ({
        ours: (await fleet(10 * COUNT, 'no-day')).all,
        yardstick: (await fleet(COUNT, 'no-day')).all,
      })),
  },
];
