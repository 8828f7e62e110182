import { join } from 'node:path';
import type { Random } from '../../core/random.ts';
import type { Smets1Services } from '../../core/srv/smets1-services.ts';
import type { PackMigration, PackMigrationData, PackMigrationObserver } from '../migrations/pack-migration.ts';
import type { PlannedTest } from './plan.ts';
import { type StandObserver, TestStand } from './stand.ts';
import type { Target } from './target.ts';

export interface StandsParts {
  readonly target: Target;
  readonly random: Random;
  readonly observer: StandObserver;
  /** Which SRVs are for SMETS1 devices; the recalled ones unless given. */
  readonly services: Smets1Services | undefined;
  /** What tests go by that migrate. */
  readonly migration: PackMigrationData | undefined;
  /** Told of what parties of a migration do. */
  readonly onPartyEvent: PackMigrationObserver['event'];
  /** Folder of the run's evidence. */
  readonly folder: string;
}

const MIGRATIONS_FOLDER = 'migrations';

/**
 * What the tests of a run are carried out with: one stand for all of them, and a stand and new devices for each that
 * begins before the migration of its installation.
 */
export class Stands {
  readonly #parts: StandsParts;
  #current: TestStand;
  #migration: PackMigration | undefined;
  #isFresh = true;

  constructor(parts: StandsParts) {
    this.#parts = parts;
    this.#current = this.#make(parts.random, undefined);
  }

  get current(): TestStand {
    return this.#current;
  }

  async listen(): Promise<void> {
    await this.#current.listen();
  }

  /** @returns whether the devices are others than those of the test before */
  async prepareFor({ name, standing }: Pick<PlannedTest, 'name' | 'standing'>): Promise<boolean> {
    const isBefore = standing === 'before-migration';
    if (!isBefore && this.#isFresh) return false;
    await this.close();
    await this.#parts.target.renew?.();
    this.#isFresh = !isBefore;
    const random = this.#parts.random.fork(isBefore ? `test ${name}` : 'after migrations');
    this.#migration = isBefore ? await this.#migrationFor(name, random) : undefined;
    this.#current = this.#make(random, this.#migration);
    await this.#current.listen();
    return true;
  }

  async close(): Promise<void> {
    await this.#current.close();
    this.#migration?.end();
    this.#migration = undefined;
  }

  #make(random: Random, migration: PackMigration | undefined): TestStand {
    const { target, observer, services } = this.#parts;
    return new TestStand(target, random, observer, services, migration);
  }

  /** Most runs migrate nothing, and load nothing of that. */
  async #migrationFor(test: string, random: Random): Promise<PackMigration | undefined> {
    const { target, migration: data, observer, onPartyEvent, folder } = this.#parts;
    if (data === undefined) return undefined;
    const { PackMigration } = await import('../migrations/pack-migration.ts');
    return new PackMigration({
      target,
      data,
      random: random.fork('migration'),
      folder: join(folder, MIGRATIONS_FOLDER, test),
      observer: {
        event: onPartyEvent,
        traffic: (eui64, traffic) => {
          const device = target.devices.find((each) => each.eui64 === eui64);
          if (device !== undefined) observer.traffic(device, traffic);
        },
        operation: (operation) => observer.operation(operation),
        secret: (key) => observer.secret?.(key),
      },
    });
  }
}
