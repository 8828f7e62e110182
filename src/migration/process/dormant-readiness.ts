import type { Eui64 } from '../../core/identifiers.ts';
import type { MigrationWorld, SmsoRecord } from '../model/world.ts';
import { dormantMetersOf } from '../planning/meters.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { Group } from '../rules/groups.ts';
import type { MigrationRules } from '../rules/rules.ts';
import { atOnce } from './at-once.ts';
import type { Cast } from './cast.ts';

export interface DormantReadinessParts {
  readonly world: MigrationWorld;
  readonly rules: Pick<MigrationRules, 'strategy'>;
  readonly cast: Pick<Cast, 'smso' | 'commissioningParty' | 'readiness'>;
  readonly groupOf: (record: SmsoRecord) => Group | undefined;
  readonly groupNamed: (group: string) => Group;
  /** Installations that are worked on at the same time. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadinessProgress) => void;
}

export interface ReadinessProgress {
  readonly kind: 'readiness';
  readonly installations: number;
}

/** Has the SMSOs make dormant meters ready to be migrated, and report that they are. */
export class DormantReadiness {
  readonly #parts: DormantReadinessParts;

  constructor(parts: DormantReadinessParts) {
    this.#parts = parts;
  }

  /** Every installation that has a dormant meter and no outcome yet. @throws `aborted` */
  async makeReady(records: Iterable<SmsoRecord>, date: Temporal.PlainDate): Promise<void> {
    const { cast, groupOf, rules, signal, atOnce: most, onProgress } = this.#parts;
    const waiting = [...records].flatMap((record) => {
      const group = groupOf(record);
      const hub = record.hub.id;
      if (group === undefined || dormantMetersOf(record).length === 0) return [];
      return cast.commissioningParty.lastOutcome(hub) === undefined ? [{ hub, group }] : [];
    });
    onProgress({ kind: 'readiness', installations: waiting.length });
    await atOnce(waiting, most, signal, ({ hub, group }) => cast.smso(group).makeReady(group.id, hub));
    for (const [group, those] of Map.groupBy(waiting, (each) => each.group)) {
      const smso = cast.smso(group);
      const hubs = those.map(({ hub }) => hub);
      smso.notifySchedules(
        group.id,
        date,
        hubs.map((hub) => ({ hub, date })),
      );
      const size = rules.strategy['set-size'];
      for (let i = 0; i * size < hubs.length; i++) {
        smso.reportReadiness({ group: group.id, date, number: i + 1 }, hubs.slice(i * size, (i + 1) * size));
      }
    }
  }

  /** Those of a day that weren't ready when they were tried before. @throws `aborted` */
  async makeReadyAgain(sets: readonly PlannedSet[], date: Temporal.PlainDate): Promise<void> {
    const { cast, groupNamed, signal, atOnce: most } = this.#parts;
    for (const { group: id, hubs } of sets) {
      const again = hubs.filter((hub) => cast.commissioningParty.lastOutcome(hub) && !this.#isReady(hub));
      if (again.length === 0) continue;
      const smso = cast.smso(groupNamed(id));
      await atOnce(again, most, signal, (hub) => smso.makeReady(id, hub));
      smso.reportReadied({ group: id, date }, again);
    }
  }

  #isReady(hub: Eui64): boolean {
    const { world, cast } = this.#parts;
    const record = world.record(hub);
    return record === undefined || dormantMetersOf(record).every(({ id }) => cast.readiness.isReady(hub, id));
  }
}
