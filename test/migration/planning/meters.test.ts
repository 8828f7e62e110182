import { describe, expect, it } from 'vitest';
import type { MigratingInstallation } from '../../../src/migration/model/installation.ts';
import { eligibleProductsOf, plannedEntry } from '../../../src/migration/planning/eligible-products.ts';
import { groundsOnRecord } from '../../../src/migration/planning/exclusion-grounds.ts';
import { combinationOf, upgradesFor } from '../../../src/migration/planning/firmware-upgrades.ts';
import { activeMetersOf, dormantMetersOf, metersOf } from '../../../src/migration/planning/meters.ts';
import { recordAt } from '../parties/world.ts';
import { group, rules } from '../validation/sound-set.ts';

type Facts = Pick<MigratingInstallation, 'standing' | 'activeMeter' | 'leftOut'>;

describe('meters of an installation', () => {
  it.each([
    [{ standing: 'active' }, ['E', 'G'], []],
    [{ standing: 'dormant' }, [], ['E', 'G']],
    [{ standing: 'mixed', activeMeter: 'esme' }, ['E'], ['G']],
    [{ standing: 'mixed', activeMeter: 'gsme' }, ['G'], ['E']],
    [{ standing: 'active', leftOut: 'GT01' }, ['E'], []],
    [{ standing: 'dormant', leftOut: 'GT01' }, [], ['E']],
  ] as readonly (readonly [Facts, readonly string[], readonly string[]])[])('%j', (facts, active, dormant) => {
    const installation = { ...facts, esme: 'E', gsme: 'G' };
    expect(activeMetersOf(installation)).toEqual(active);
    expect(dormantMetersOf(installation)).toEqual(dormant);
    expect(metersOf(installation)).toEqual([...active, ...dormant].toSorted());
  });
});

describe('grounds on record', () => {
  it('[public] a missing master key, no WAN before, and five failed attempts', () => {
    const record = recordAt(0);
    const [first, ...others] = record.devices;
    if (first === undefined) throw new Error('no devices');
    const without = { ...record, devices: [{ ...first, keys: { ...first.keys, master: undefined } }, ...others] };
    expect(groundsOnRecord(record, 4, rules.strategy)).toEqual([]);
    expect(groundsOnRecord(without, 4, rules.strategy)).toEqual(['master-key-missing']);
    expect(groundsOnRecord({ ...record, isOnWan: false }, 5, rules.strategy)).toEqual([
      'never-on-wan',
      'attempts-failed',
    ]);
  });
});

describe('firmware upgrades of dormant meters', () => {
  const record = recordAt(0, { newerFirmware: '02000000' });
  const onList = (firmware: Readonly<Record<'esme' | 'gsme', string>>) =>
    eligibleProductsOf([
      plannedEntry(
        combinationOf(group, {
          ...record,
          esme: { ...record.esme, firmware: firmware.esme },
          gsme: record.gsme && { ...record.gsme, firmware: firmware.gsme },
        }),
      ),
    ]);

  it.each([
    ['none where the combination is on the EPCL', { esme: '01000000', gsme: '01000000' }, []],
    ['the electricity meter', { esme: '02000000', gsme: '01000000' }, ['esme']],
    ['the gas meter', { esme: '01000000', gsme: '02000000' }, ['gsme']],
    ['both', { esme: '02000000', gsme: '02000000' }, ['esme', 'gsme']],
    ['none where none helps', { esme: '03000000', gsme: '01000000' }, []],
  ] as const)('%s', (_, firmware, expected) => {
    const upgrades = upgradesFor(group, record, onList(firmware));
    expect(upgrades.map(({ meter }) => (meter === record.esme ? 'esme' : 'gsme'))).toEqual(expected);
    expect(upgrades.filter(({ to }) => to !== '02000000')).toEqual([]);
  });

  it('never of an active meter', () => {
    const active = { ...record, standing: 'active' as const };
    expect(upgradesFor(group, active, onList({ esme: '02000000', gsme: '02000000' }))).toEqual([]);
  });
});
