import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random.ts';
import { simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import type { PartyEvent } from '../../../src/migration/parties/party-context.ts';
import { makeTestPki } from '../../../src/migration/pki/test-pki.ts';
import { plannedProducts } from '../../../src/migration/planning/planned-products.ts';
import { Migration, type MigrationProgress } from '../../../src/migration/process/migration.ts';
import { parseMeterConfiguration } from '../../../src/migration/readiness/meter-configuration.ts';
import { registrationsBy } from '../../../src/migration/rules/registrations.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { shipped } from '../../support/command.ts';

const rules = loadMigrationRules(shipped('hardware/migration'));
const configurationFile = shipped('hardware/configurations/dormant.yaml');
const configuration = parseMeterConfiguration(readFileSync(configurationFile, 'utf8'), configurationFile);

async function migrationOf(name: string) {
  const world = await simWorld(shipped(`hardware/installations/${name}.yaml`));
  const random = new Random('migration');
  const pki = makeTestPki({ parties: rules.parties.all, random: random.fork('pki') });
  const records = [...world.hubs()].flatMap((hub) => world.record(hub) ?? []);
  const { eligible, cpl } = plannedProducts(records, ({ cohort }) =>
    rules.groups.find((group) => group.cohort === cohort),
  );
  const stores = new Map<string, PartyStore>();
  const storeOf = ({ id }: { readonly id: string }): PartyStore => {
    const store = stores.get(id) ?? new PartyStore(':memory:');
    stores.set(id, store);
    return store;
  };
  const events: (readonly [string, PartyEvent])[] = [];
  const progress: MigrationProgress[] = [];
  const exchange = new MemoryExchange();
  const migration = new Migration({
    world,
    rules,
    trust: pki.trust,
    keysOf: ({ role, id }) => pki.keysOf(role, id),
    storeOf,
    storageKeyOf: ({ id }) => random.fork(`storage ${id}`).bytes(32),
    exchange,
    registrations: registrationsBy(rules.parties),
    eligible,
    cpl,
    configuration,
    plan: new PartyStore(':memory:'),
    random,
    atOnce: 10,
    signal: new AbortController().signal,
    log: (party, event) => events.push([party, event]),
    onProgress: (one) => progress.push(one),
  });
  return { world, migration, exchange, events, progress };
}

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
