import { describe, expect, it } from 'vitest';
import { S1benchError } from '../../../src/core/errors.ts';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import type { SetPhase } from '../../../src/migration/process/set-course.ts';
import { migrationOf } from './migration-of.ts';

/** Three installations, of which there is no way to the second while `isInTheWay`. */
async function threeOf(name: string, isInTheWay: (phase: SetPhase | 'readiness') => boolean) {
  const parts = await migrationOf(name, { count: 3, delays: false });
  const { world, progress, migration } = parts;
  const [, bad] = [...world.hubs()] as [Eui64, Eui64, Eui64];
  const open = world.open.bind(world);
  world.open = async (hub) => {
    const last = progress.findLast((each) => each.kind === 'phase');
    if (hub === bad && isInTheWay(last?.phase ?? 'readiness'))
      throw new S1benchError('link-open-failed', { found: hub });
    return open(hub);
  };
  const outcomesOf = (hub: Eui64) =>
    [...migration.cast.commissioningParty.outcomes()]
      .filter((row) => row.hub === hub)
      .map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`));
  const others = () => [...world.hubs()].filter((hub) => hub !== bad).map(outcomesOf);
  return { ...parts, bad, outcomesOf, others };
}

const bothCommissioned = [['commissioned'], ['commissioned']];

describe('one bad installation stops no other', () => {
  it('there is no way to it, ever: it can’t be made ready, is refused five times, and then excluded', async () => {
    const { world, migration, bad, outcomesOf, others } = await threeOf('moc-secure-dormant', () => true);
    await migration.run();
    expect(others()).toEqual(bothCommissioned);
    expect(outcomesOf(bad)).toEqual([...Array(5).fill('refused not-ready'), 'excluded AT05']);
    await world.close();
  });

  it.each(['moc-secure-dormant', 'ioc-elster-dormant'])(
    '%s: there is none in the morning of the first day: it is made ready on the next one',
    async (name) => {
      const parts = await threeOf(name, (phase) => phase === 'readiness');
      const { world, migration, bad, outcomesOf, others } = parts;
      await migration.run();
      expect(others()).toEqual(bothCommissioned);
      const [first, ...then] = outcomesOf(bad);
      expect(['refused V21', 'refused not-ready']).toContain(first);
      expect(then).toEqual(['commissioned']);
      await world.close();
    },
  );

  it('there is none once it is ready: it is rolled back five times, and then excluded', async () => {
    const parts = await threeOf('moc-secure-dormant', (phase) => phase !== 'readiness');
    const { world, migration, bad, outcomesOf, others } = parts;
    await migration.run();
    expect(others()).toEqual(bothCommissioned);
    expect(outcomesOf(bad)).toEqual([...Array(5).fill('rolled-back link-open-failed'), 'excluded AT05']);
    await world.close();
  });

  it('there is none as it is to be commissioned, nor to roll it back: both hold its keys, until there is', async () => {
    let isTried = false;
    const parts = await threeOf('moc-secure-dormant', (phase) => !isTried && phase === 'commissioning');
    const { world, migration, bad, outcomesOf, others, progress } = parts;
    const conclude = migration.cast.commissioningParty.conclude.bind(migration.cast.commissioningParty);
    migration.cast.commissioningParty.conclude = (...of) => {
      isTried = true;
      const held = world.record(bad)?.devices.every(({ id }) => migration.cast.s1sp.vault.holds(id));
      expect(held).toBe(true);
      return conclude(...of);
    };
    await migration.run();
    expect(others()).toEqual(bothCommissioned);
    expect(outcomesOf(bad)).toEqual(['unresolved link-open-failed', 'commissioned']);
    expect(progress.filter((each) => each.kind === 'day').length).toBe(2);
    await world.close();
  });

  it('its keys can’t be taken: it is rolled back', async () => {
    const { world, migration, bad, outcomesOf, others } = await threeOf('moc-secure-dormant', () => false);
    const { vault } = migration.cast.s1sp;
    const other = { encryption: new Uint8Array(16).fill(1), authentication: new Uint8Array(16).fill(2) };
    vault.take([...world.hubs()][0] as Eui64, [{ device: bad, keys: other }]);
    await migration.run();
    expect(others()).toEqual(bothCommissioned);
    expect(outcomesOf(bad)[0]).toBe('rolled-back migration-keys-held');
    await world.close();
  });
});
