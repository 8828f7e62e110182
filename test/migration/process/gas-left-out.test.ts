import { describe, expect, it } from 'vitest';
import { S1benchError } from '../../../src/core/errors.ts';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { readMigrationFile } from '../../../src/migration/files/migration-file.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { smsoOf } from '../../harness/migration-world/dialogue.ts';
import { migrationOf } from './migration-of.ts';

/** A migration whose gas meter can't be reached any more once both have changed its keys; until it is found again. */
async function losingItsGasMeter() {
  const parts = await migrationOf('moc-secure-dormant', { delays: false });
  const { world, migration, events } = parts;
  const [hub] = [...world.hubs()] as [Eui64];
  const record = world.record(hub) as SmsoRecord;
  const gsme = record.gsme?.id as Eui64;
  let isFound = false;
  let isAllLost = () => false;
  const isLost = () =>
    !isFound &&
    ['s1sp', 'dco'].every((role) =>
      events.some(
        ([by, { what, device, is, set }]) =>
          by === role && what === 'keys' && device === gsme && is === 'settled' && set === 'own',
      ),
    );
  const open = world.open.bind(world);
  world.open = async (of) => {
    const reach = await open(of);
    const portOf = reach.ports.of.bind(reach.ports);
    reach.ports.of = (device) => {
      if (isAllLost() || (device === gsme && isLost())) throw new S1benchError('device-unreachable', { found: device });
      return portOf(device);
    };
    return reach;
  };
  const holds = () => [migration.cast.s1sp, migration.cast.dco].map(({ vault }) => vault.holds(gsme));
  const find = () => {
    isFound = true;
  };
  const loseAllOnce = (isSo: () => boolean) => {
    isAllLost = isSo;
  };
  return { ...parts, hub, record, gsme, holds, find, loseAllOnce };
}

describe('GT01: a gas meter that was taken over, and is out of reach', () => {
  it('is left out, its keys are held and that is told, until it is found and given back', async () => {
    const { world, migration, exchange, hub, record, gsme, holds, find } = await losingItsGasMeter();
    const { commissioningParty } = migration.cast;
    await migration.run();
    const outcomes = () => [...commissioningParty.outcomes()];
    expect(outcomes().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['unresolved', 'device-unreachable'],
      ['unresolved', 'device-unreachable'],
      ['commissioned', 'GT01'],
    ]);
    const [{ set = '', found } = {}] = outcomes();
    const viability = `${set}_viability_s1sp.xml`;
    const { file } = readMigrationFile(exchange.get(viability) ?? new Uint8Array(), viability, 'viability');
    const failed = file.installations[0]?.steps.find(({ result }) => result === 'failed');
    expect(found).toBe(failed?.found);
    expect(found).toBeDefined();
    const [last] = outcomes().slice(-1);
    expect(last).toMatchObject({ commissioned: [record.esme.id], held: [record.gasProxy, gsme] });
    expect(holds()).toEqual([true, true]);
    const toldOf = (set: string) => exchange.names().filter((name) => name.endsWith(`_${gsme}_${set}.json`));
    expect(toldOf(last?.set ?? '')).toEqual([]);

    find();
    await migration.run();
    expect(outcomes().at(-1)).toMatchObject({ outcome: 'commissioned', code: 'GT01' });
    expect(outcomes().at(-1)?.held).toBeUndefined();
    expect(commissioningParty.held()).toEqual([]);
    expect(holds()).toEqual([false, false]);
    expect(toldOf(last?.set ?? '')).toEqual([expect.stringMatching(/^ALERT_N55_/)]);
    const reach = await world.open(hub);
    expect(await smsoOf(record, reach).serial(gsme)).toMatch(/^G/);
    await reach.close();
    await world.close();
  });

  it('is not called rolled back, though nothing was done to the others when they were lost, too', async () => {
    const { world, migration, holds, loseAllOnce } = await losingItsGasMeter();
    const outcomes = () => [...migration.cast.commissioningParty.outcomes()].map(({ outcome }) => outcome);
    loseAllOnce(() => outcomes().length >= 2);
    await migration.run();
    expect(new Set(outcomes())).toEqual(new Set(['unresolved']));
    expect(holds()).toEqual([true, true]);
    await world.close();
  });
});
