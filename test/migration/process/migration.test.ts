import { describe, expect, it } from 'vitest';
import { migrationOf } from './migration-of.ts';

const installations = [
  'moc-secure-dormant',
  'moc-mds-dormant',
  'ioc-elster-dormant',
  'ioc-itron-dormant',
  'foc-bg-dormant',
  'foc-np-dormant',
  'electricity-only-dormant',
  'ioc-elster-active',
  'ioc-itron-mixed-esme',
  'foc-bg-mixed-gsme',
  'prepayment-active',
];

describe('a migration', () => {
  it.each(installations)('of %s ends commissioned', async (name) => {
    const { world, migration, exchange } = await migrationOf(name);
    await migration.run();
    const outcomes = [...migration.cast.commissioningParty.outcomes()];
    expect(outcomes).toMatchObject([{ outcome: 'commissioned', attempt: 1 }]);
    expect(outcomes[0]?.commissioned.length).toBeGreaterThan(0);
    const alerts = exchange.names().filter((file) => file.startsWith('ALERT_'));
    for (const meter of outcomes[0]?.commissioned ?? []) {
      for (const code of ['N16', 'N55']) {
        expect(alerts.filter((file) => file.startsWith(`ALERT_${code}_`) && file.includes(meter))).toHaveLength(1);
      }
    }
    await world.close();
  });

  it.each([
    ['no-master-key-dormant', 'excluded'],
    ['no-wan-dormant', 'excluded'],
  ])('of %s ends %s', async (name, outcome) => {
    const { world, migration } = await migrationOf(name);
    await migration.run();
    expect([...migration.cast.commissioningParty.outcomes()]).toMatchObject([{ outcome }]);
    await world.close();
  });
});
