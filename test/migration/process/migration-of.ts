import { readFileSync } from 'node:fs';
import { Random } from '../../../src/core/random.ts';
import { type SimWorldOptions, simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { recordsOf } from '../../../src/migration/model/world.ts';
import type { PartyEvent } from '../../../src/migration/parties/party-context.ts';
import { makeTestPki } from '../../../src/migration/pki/test-pki.ts';
import { plannedProducts } from '../../../src/migration/planning/planned-products.ts';
import { Migration, type MigrationParts, type MigrationProgress } from '../../../src/migration/process/migration.ts';
import { parseMeterConfiguration } from '../../../src/migration/readiness/meter-configuration.ts';
import { registrationsBy } from '../../../src/migration/rules/registrations.ts';
import { loadMigrationRules } from '../../../src/migration/rules/rules.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { shipped } from '../../support/command.ts';

const rules = loadMigrationRules(shipped('hardware/migration'));
const configurationFile = shipped('hardware/configurations/dormant.yaml');
const configuration = parseMeterConfiguration(readFileSync(configurationFile, 'utf8'), configurationFile);

/** A migration of simulated installations, every party of it in this process, nothing of it on disk. */
export async function migrationOf(name: string, options: SimWorldOptions = {}) {
  const world = await simWorld(shipped(`hardware/installations/${name}.yaml`), options);
  const random = new Random('migration');
  const pki = await makeTestPki({ parties: rules.parties.all, random: random.fork('pki') });
  const records = [...recordsOf(world)];
  const { eligible, cpl } = plannedProducts(records, rules);
  const stores = new Map<string, PartyStore>();
  const storeOf = ({ id }: { readonly id: string }): PartyStore => {
    const store = stores.get(id) ?? new PartyStore(':memory:');
    stores.set(id, store);
    return store;
  };
  const events: (readonly [string, PartyEvent])[] = [];
  const progress: MigrationProgress[] = [];
  const exchange = new MemoryExchange();
  const parts: MigrationParts = {
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
    keyRandomOf: ({ role }) => random.fork(role),
    atOnce: 10,
    signal: new AbortController().signal,
    log: (party, event) => events.push([party.role, event]),
    onProgress: (one) => progress.push(one),
  };
  /** Another process, on all that the ones before have left. */
  const begin = (change: Partial<MigrationParts> = {}): Migration => new Migration({ ...parts, ...change });
  return { world, migration: begin(), begin, pki, exchange, events, progress };
}
