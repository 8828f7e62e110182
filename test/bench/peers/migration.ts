import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../src/core/random.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import { sessionOf } from '../../../src/dcc/device/sessions.ts';
import { simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import { carryOutMigration, prepareMigration } from '../../../src/harness/migrations/run-migration.ts';
import { atOnce } from '../../../src/migration/process/at-once.ts';

const AT_ONCE = 100;
const PUBLIC_CLIENT = 16;

/** Migrates so many installations, or only looks at each; tells how many, how long that took, and how much memory. */
const [what = '', file = '', count = '', folder = '', data = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const [done, seconds] = await (what === 'migrate' ? migrate() : look());
rmSync(folder, { recursive: true });
process.send?.({ done, seconds, rss: process.resourceUsage().maxRSS / 1024 });

async function migrate(): Promise<readonly [done: number, seconds: number]> {
  const prepared = await prepareMigration({
    target: { sim: file, count: Number(count) },
    rules: join(data, 'migration'),
    ownRules: [],
    configuration: join(data, 'configurations/dormant.yaml'),
    given: [],
    folder,
    tool: 's1bench bench',
  });
  const start = performance.now();
  const { outcomes } = await carryOutMigration(prepared, { atOnce: AT_ONCE, signal, onProgress: () => undefined });
  return [outcomes.commissioned, (performance.now() - start) / 1000];
}

/** What the simulator needs by itself: each installation is opened, spoken to, kept and put away. */
async function look(): Promise<readonly [done: number, seconds: number]> {
  const world = await simWorld(file, { count: Number(count), folder });
  const random = new Random('bench');
  const start = performance.now();
  let done = 0;
  await atOnce([...world.hubs()], AT_ONCE, signal, async (hub) => {
    const reach = await world.open(hub);
    for (const { id } of world.record(hub)?.devices ?? []) {
      await sessionOf({ sap: PUBLIC_CLIENT }, id, {
        ports: reach.ports,
        counters: new MemoryCounters(),
        random,
      }).open();
    }
    world.keep(hub);
    await reach.close();
    done++;
  });
  await world.close();
  return [done, (performance.now() - start) / 1000];
}
