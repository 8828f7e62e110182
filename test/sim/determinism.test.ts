import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/project-files.ts';
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
