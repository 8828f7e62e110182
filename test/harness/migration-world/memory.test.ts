import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { smsoOf } from './dialogue.ts';

const FILE = join(root, 'hardware/installations/moc-secure-thousand.yaml');
const COUNT = 600;
const AT_ONCE = 50;
const MEGABYTES = 1_000_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed / MEGABYTES;
}

describe('the memory of a simulated world', () => {
  it('is that of the installations that are open, however many were', async () => {
    const world = await simWorld(FILE, { count: COUNT, folder: newFolder(), delays: false });
    const hubs = world.hubs()[Symbol.iterator]();
    const heaps: number[] = [];
    let done = 0;
    const lane = async (): Promise<void> => {
      for (let next = hubs.next(); !next.done; next = hubs.next()) {
        const record = world.record(next.value) as SmsoRecord;
        const reach = await world.open(next.value);
        await smsoOf(record, reach).serial(record.hub.id);
        expect(world.opened).toBeLessThanOrEqual(AT_ONCE);
        await reach.close();
        if (done % 2 === 0) world.keep(next.value);
        done++;
        if (done % (COUNT / 3) === 0) heaps.push(heap());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect([done, world.opened]).toEqual([COUNT, 0]);
    const [first = 0, , last = 0] = heaps;
    expect(last - first).toBeLessThan(4);
    await world.close();
  });
});
