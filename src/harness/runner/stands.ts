import { join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import type { Smets1Services } from '../../core/srv/smets1-services.ts';
import type { JsonObject } from '../json.ts';
import type { PackMigration, PackMigrationData, PackMigrationObserver } from '../migrations/pack-migration.ts';
import { migrationActions } from '../pack/migration-action.ts';
import { migratedTarget } from './migrated-target.ts';
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
  /** Told when other devices are tested, or such as a migration has left. */
  readonly onDevices: (target: Target) => void;
  /** Told that the installation was migrated for the tests that follow, and what came of it. */
  readonly onMigrated: (outcome: JsonObject) => void;
  /** Folder of the run's evidence. */
  readonly folder: string;
}

const MIGRATIONS_FOLDER = 'migrations';
/** Its files, in the place of the name of a test. */
const FIRST = 'before-the-tests';
/** Days on which an installation may be tried to be migrated before its tests: as many as it takes until it is left out. */
const DAYS = 7;

/**
 * What the tests of a run are carried out with: one stand for all of them, and a stand and new devices for each that
 * begins before the migration of its installation. An installation that isn't the DCC's is migrated once for all tests
 * that need it to be.
 */
export class Stands {
  readonly #parts: StandsParts;
  #current: TestStand | undefined;
  #target: Target;
  #migration: PackMigration | undefined;
  /** Of the tests that it stands for at present; nothing before the first. */
  #standing: 'before-migration' | 'commissioned' | undefined;
  /** Why no test can be run that needs a commissioned installation. */
  #unfit: string | undefined;

  constructor(parts: StandsParts) {
    this.#parts = parts;
    this.#target = parts.target;
  }

  /** @throws `aborted` before the first test */
  get current(): TestStand {
    if (this.#current === undefined) throw new S1benchError('aborted');
    return this.#current;
  }

  /** What is tested at present. */
  get target(): Target {
    return this.#target;
  }

  /**
   * Has everything stand as a test needs it.
   * @returns why it can't, where an installation couldn't be migrated
   */
  async prepareFor({ name, standing }: Pick<PlannedTest, 'name' | 'standing'>, signal: AbortSignal) {
    if (standing === 'before-migration') await this.#beginBeforeMigration(name);
    else if (this.#standing !== 'commissioned') await this.#beginCommissioned(signal);
    return standing === undefined ? this.#unfit : undefined;
  }

  async close(): Promise<void> {
    await this.#current?.close();
    this.#current = undefined;
    this.#migration?.end();
    this.#migration = undefined;
  }

  async #beginBeforeMigration(test: string): Promise<void> {
    await this.#renew('before-migration');
    const random = this.#parts.random.fork(`test ${test}`);
    this.#migration = await this.#migrationFor(test, random);
    await this.#stand(this.#parts.target, random, this.#migration);
  }

  async #beginCommissioned(signal: AbortSignal): Promise<void> {
    const { target, random: ofRun } = this.#parts;
    const random = this.#standing === undefined ? ofRun : ofRun.fork('after migrations');
    await this.#renew('commissioned');
    const migrated = target.smso === undefined ? target : await this.#migrated(random, signal);
    if (migrated !== undefined) await this.#stand(migrated, random);
  }

  /** All devices are again as their files have them; those that nothing was done to are so anyway. */
  async #renew(standing: 'before-migration' | 'commissioned'): Promise<void> {
    await this.close();
    if (this.#standing !== undefined) await this.#parts.target.renew?.();
    this.#standing = standing;
  }

  async #stand(target: Target, random: Random, migration?: PackMigration): Promise<void> {
    const { observer, services, onDevices } = this.#parts;
    if (target !== this.#target) onDevices(target);
    this.#target = target;
    this.#current = new TestStand(target, random, observer, services, migration);
    await this.#current.listen();
  }

  /** The target once it was migrated; nothing where it couldn't be. */
  async #migrated(random: Random, signal: AbortSignal): Promise<Target | undefined> {
    const { target, onMigrated } = this.#parts;
    const migration = await this.#migrationFor(FIRST, random);
    try {
      const outcome = await migration?.carryOut(migrationActions.migrate.parse({ days: DAYS }), signal);
      if (migration === undefined || outcome === undefined) throw new S1benchError('migration-record-unknown');
      onMigrated(outcome);
      if (outcome['outcome'] === 'commissioned') return migratedTarget(target, migration);
      const { outcome: what, code = '' } = outcome;
      this.#unfit = `its migration ended ${what} ${code}`.trim();
    } catch (error) {
      this.#unfit = `it could not be migrated: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      migration?.end();
    }
    return undefined;
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
