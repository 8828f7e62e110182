import { VirtualClock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { InstallationReach, MigrationWorld, SmsoRecord } from '../../migration/model/world.ts';
import { loadTemplate } from '../../sim/files/load.ts';
import type { TrafficObserver } from '../migration-world/reach.ts';
import { SimWorld } from '../migration-world/sim-world.ts';
import { TargetWorld } from '../migration-world/target-world.ts';
import { WorldFile } from '../migration-world/world-file.ts';
import type { MigrateAction } from '../pack/migration-action.ts';
import type { Target } from '../runner/target.ts';

/** An installation that is migrated beside that of a test. */
export interface Neighbour {
  readonly record: SmsoRecord;
  readonly wanted: MigrateAction['beside'][number];
}

/** The installation of a target, and those beside it: the next ones of its file, as they were there all the time. */
export class PackWorld implements MigrationWorld {
  readonly neighbours: readonly Neighbour[];
  readonly #own: TargetWorld;
  readonly #beside: SimWorld | undefined;
  readonly #records: ReadonlyMap<Eui64, SmsoRecord>;

  private constructor(own: TargetWorld, record: SmsoRecord, neighbours: readonly Neighbour[], beside?: SimWorld) {
    this.neighbours = neighbours;
    this.#own = own;
    this.#beside = beside;
    const records = [record, ...neighbours.map((each) => each.record)];
    this.#records = new Map(records.map((each) => [each.hub.id, each]));
  }

  /**
   * @param record what the SMSO has of the installation of the target
   * @throws `migration-record-unknown` for neighbours of devices that aren't simulated, DocumentErrors
   */
  static async open(
    target: Target,
    record: SmsoRecord,
    beside: MigrateAction['beside'],
    observe: TrafficObserver,
  ): Promise<PackWorld> {
    const own = new TargetWorld(target, record, observe);
    if (beside.length === 0) return new PackWorld(own, record, []);
    const { clock, file, seed, sha256, installation: k = 0 } = target;
    if (!(clock instanceof VirtualClock)) {
      throw new S1benchError('migration-record-unknown', { where: { file }, expected: 'simulated devices' });
    }
    const template = await loadTemplate(file, { seed, count: k + 1 + beside.length });
    const world = new SimWorld(template, new WorldFile(undefined, { sha256, seed }), observe, clock);
    const neighbours = beside.map((wanted, i) => {
      const found = world.record(template.eui64('hub', k + 1 + i)) as SmsoRecord;
      return { wanted, record: { ...found, standing: wanted.standing ?? found.standing } };
    });
    return new PackWorld(own, record, neighbours, world);
  }

  get clock(): MigrationWorld['clock'] {
    return this.#own.clock;
  }

  hubs(): Iterable<Eui64> {
    return this.#records.keys();
  }

  record(hub: Eui64): SmsoRecord | undefined {
    return this.#records.get(hub);
  }

  open(hub: Eui64): Promise<InstallationReach> {
    return this.#worldOf(hub).open(hub);
  }

  keep(hub: Eui64): void {
    this.#worldOf(hub).keep(hub);
  }

  async close(): Promise<void> {
    await this.#own.close();
    await this.#beside?.close();
  }

  #worldOf(hub: Eui64): MigrationWorld {
    const isBeside = this.neighbours.some(({ record }) => record.hub.id === hub);
    return isBeside && this.#beside !== undefined ? this.#beside : this.#own;
  }
}
