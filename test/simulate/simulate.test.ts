import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { everyStepOf, goOnAfter, sample, stepsOf } from './every-step.ts';
import { revocable } from './interference.ts';
import { keptSeeds } from './kept-seeds.ts';
import { pick, scenarioOf, scenarioOfOne, withInterference } from './scenario.ts';
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

describe('certificates', () => {
  const random = new Random('revocations');

  it.each(revocable)('of the %s may come to be worth nothing at any step', async (role) => {
    const [name, trouble] = pick(everyStepOf, random);
    const scenario = await scenarioOfOne(name, trouble);
    let steps = 0;
    await simulate(scenario, { onLog: () => steps++ });
    for (const as of ['revoked', 'expired'] as const) {
      const revoked = { role, after: random.below(steps), as };
      const { broken } = await simulate(withInterference(scenario, { revoked, isReplayed: false }));
      expect(broken.map((problem) => `${name}, ${trouble}, after ${revoked.after}: ${problem}`)).toEqual([]);
    }
  });
});

describe('a migration is gone on with', () => {
  it.each(everyStepOf)('whatever dies at any step with %s (%s)', async (name, trouble) => {
    const { scenario, all } = await stepsOf(name, trouble);
    const byWho = Map.groupBy(all, ({ dies }) => dies);
    for (const [dies, most] of [
      ['process', 8],
      ['device', 4],
    ] as const) {
      const some = sample(byWho.get(dies) ?? [], most, `${name} ${trouble}`);
      expect(some).toHaveLength(most);
      for (const step of some) expect(await goOnAfter(step, scenario)).toEqual([]);
    }
  });
});
