import { describe, expect, it } from 'vitest';
import { dieAtEveryStep, everyStepOf } from './every-step.ts';
import { keptSeeds } from './kept-seeds.ts';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';

const SEEDS = 12;

describe('simulated migrations', () => {
  it.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('with seed %i end as they have to', async (seed) => {
    expect((await simulate(await scenarioOf(seed))).broken).toEqual([]);
  });

  it.each(keptSeeds)('with seed $seed, where once $found, end as they have to', async ({ seed }) => {
    expect((await simulate(await scenarioOf(seed))).broken).toEqual([]);
  });

  it('of a seed are the same each time', async () => {
    const [one, other] = [await simulate(await scenarioOf(3)), await simulate(await scenarioOf(3))];
    expect(one).toEqual(other);
  });
});

describe('a process that dies', () => {
  it.each(everyStepOf)('at any of its steps with %s (%s) goes on where it was', async (name, trouble) => {
    const { died, failures } = await dieAtEveryStep(name, trouble, { most: 7 });
    expect(failures).toEqual([]);
    expect(died).toBeGreaterThan(5);
  });
});
