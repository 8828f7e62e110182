import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { Random } from '../../src/core/random.ts';
import { CosemClient } from '../../src/protocol/cosem/client/client.ts';
import { CosemServer } from '../../src/protocol/cosem/server/server.ts';
import { loadTemplate } from '../../src/sim/files/load.ts';
import { Fleet } from '../../src/sim/fleet/fleet.ts';
import { root } from '../support/project-files.ts';
import { Client } from './bench.ts';
import { type Hashes, scenario } from './scenario.ts';

const SEEDS = ['7', 'another'];

/** The scenario in a process of its own, one seed after the other. */
async function elsewhere(seeds: readonly string[], zone: string): Promise<readonly Hashes[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'test/sim/scenario.ts'), ...seeds], {
    cwd: root,
    env: { ...process.env, TZ: zone },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the same seed gives the same bytes', () => {
  let here: readonly Hashes[];
  let processes: readonly (readonly Hashes[])[];

  beforeAll(async () => {
    const others = [elsewhere(SEEDS, 'Europe/London'), elsewhere(SEEDS.toReversed(), 'Pacific/Auckland')];
    here = [await scenario('7'), await scenario('another')];
    processes = await Promise.all(others);
  });

  it('in this process and in two others: traffic, alerts, faults and states of hub, meters and gas proxy', () => {
    expect(processes[0]).toEqual(here);
    expect(processes[1]?.toReversed()).toEqual(here);
  });

  it('and another seed gives others', () => {
    const [one, other] = here as [Hashes, Hashes];
    expect(one.count).toBeGreaterThan(300);
    for (const part of ['traffic', 'alerts', 'faults', 'states'] as const) expect(one[part]).not.toBe(other[part]);
  });
});

describe('the installations of a fleet know nothing of each other', () => {
  const COUNT = 8;
  const HOURS = 30;
  /** Identity, clock, and what the association says: what anybody may read of any device. */
  const reads: readonly (readonly [classId: number, name: string, attribute: number])[] = [
    [1, '0.0.96.1.0.255', 2],
    [1, '0.0.96.1.3.255', 2],
    [8, '0.0.1.0.0.255', 2],
    [15, '0.0.40.0.0.255', 2],
  ];

  it('the order in which they are touched, and how many stay awake, changes nothing of their bytes', async () => {
    const template = await loadTemplate(join(root, 'hardware/installations/moc-secure-dual-fuel.yaml'), {
      count: COUNT,
    });
    const visited = (order: readonly number[], mostAwake: number): readonly string[] => {
      const clock = new VirtualClock(template.first.start);
      const fleet = new Fleet({ template, clock, mostAwake });
      const heard: string[] = Array.from({ length: COUNT }, () => '');
      for (let round = 0; round < 2; round++) {
        for (const k of order) heard[k] += bytesOf(fleet.at(k));
        clock.advance(Temporal.Duration.from({ hours: HOURS }));
      }
      fleet.close();
      return heard;
    };
    const bytesOf = (unit: ReturnType<Fleet['at']>): string => {
      unit.settle();
      return unit.devices
        .values()
        .map((device) => {
          const traffic: Uint8Array[] = [];
          const random = new Random('client');
          const cosem = new CosemClient({ mechanism: 'none', random: (length) => random.bytes(length) });
          const client = new Client(new CosemServer(device.logicalDevices), 16, cosem, traffic);
          client.perform(cosem.associate());
          for (const read of reads) client.get(...read);
          return Buffer.concat(traffic).toString('hex') + device.save();
        })
        .toArray()
        .join();
    };
    const every = Array.from({ length: COUNT }, (_, k) => k);
    const reference = visited(every, COUNT);
    expect(new Set(reference).size).toBe(COUNT);
    const orders = fc.shuffledSubarray(every, { minLength: COUNT });
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: COUNT }), (order, mostAwake) => {
        expect(visited(order, mostAwake)).toEqual(reference);
      }),
      { numRuns: 12 },
    );
  });
});
