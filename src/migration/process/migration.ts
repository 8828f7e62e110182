import type { Clock } from '../../core/clock.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { CentralProductsList } from '../../dcc/central-products-list.ts';
import type { CosemOperation } from '../../dcc/device/session.ts';
import { attemptsOf } from '../device-testing/retrying.ts';
import type { Outcome } from '../model/outcome.ts';
import { supplierOf } from '../model/registrations.ts';
import { type MigrationWorld, recordsOf, type SmsoRecord } from '../model/world.ts';
import { NOT_READY } from '../parties/requesting-party-description.ts';
import { activeMetersOf, metersOf } from '../planning/meters.ts';
import { type PlannedDay, type PlannedSet, planDays, type Waiting } from '../planning/plan-days.ts';
import type { MeterConfiguration } from '../readiness/meter-configuration.ts';
import type { Group } from '../rules/groups.ts';
import { beginningOf } from '../rules/strategy.ts';
import type { PartyStore } from '../store/party-store.ts';
import { authoriseAll } from './authorise-all.ts';
import { Cast, type CastParts, usersIn } from './cast.ts';
import { checkParties } from './check-parties.ts';
import { DormantReadiness, type ReadinessProgress } from './dormant-readiness.ts';
import { freshSources } from './fresh-sources.ts';
import { giveBackHeld } from './give-back-held.ts';
import { InstallationWork } from './installation-work.ts';
import { openMeters } from './open-meters.ts';
import { migrateSet, type SetProgress } from './set-course.ts';
import { settleDemand } from './settle-demand.ts';

export interface MigrationParts extends Omit<CastParts, 'records' | 'clock' | 'openMeters'> {
  readonly world: MigrationWorld;
  readonly cpl: CentralProductsList;
  /** For everything but the keys of devices. */
  readonly random: RandomSource;
  readonly configuration: MeterConfiguration;
  /** Where the plan is kept: which sets there are, and which have ended. */
  readonly plan: PartyStore;
  /** Installations that are worked on at the same time. */
  readonly atOnce: number;
  /** Days on which installations are migrated at most; until nobody is left, unless given. */
  readonly days?: number | undefined;
  /** Whether a day waits for its beginning, as the strategy has it; it does unless told not to. */
  readonly waitsForDays?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: MigrationProgress) => void;
  readonly onOperation?: (operation: CosemOperation) => void;
}

/** What whoever watches a migration is told. */
export type MigrationProgress =
  | ReadinessProgress
  | { readonly kind: 'day'; readonly date: string; readonly sets: number; readonly installations: number }
  | {
      readonly kind: 'outcome';
      readonly set: string;
      readonly hub: Eui64;
      readonly outcome: Outcome;
      readonly code?: string | undefined;
    }
  | SetProgress;

interface StoredDay extends Pick<PlannedDay, 'sets'> {
  readonly date: string;
}

/**
 * Migrates the installations of a world, day by day, until each has an outcome that stands. To begin again on the same
 * stores and the same exchange is to go on where it stopped.
 */
export class Migration {
  readonly cast: Cast;
  readonly #parts: MigrationParts;
  readonly #clock: Clock;
  readonly #work: InstallationWork;
  readonly #readiness: DormantReadiness;
  /** Groups by their cohorts. */
  readonly #groups: ReadonlyMap<string, Group>;
  /** Whether no day was planned since the migration was begun, or taken up again. */
  #isFirstPlan = true;

  constructor(parts: MigrationParts) {
    const { world, rules, random, configuration, exchange, registrations, cpl, log, onOperation } = parts;
    this.#parts = parts;
    this.#clock = world.clock;
    const freshRandom = freshSources(random.fork('sessions'), parts.plan);
    this.#groups = new Map(rules.groups.map((group) => [group.cohort, group]));
    const cast = new Cast({
      ...parts,
      clock: world.clock,
      records: world,
      openMeters: (record, smso) =>
        openMeters({
          world,
          record,
          smso,
          configuration,
          random: freshRandom(),
          attempts: attemptsOf(rules.strategy),
          signal: parts.signal,
        }),
    });
    this.cast = cast;
    this.#readiness = new DormantReadiness({
      ...parts,
      cast,
      groupOf: (record) => this.#groupOf(record),
      groupNamed: (group) => this.#groupNamed(group),
    });
    this.#work = new InstallationWork({
      world,
      rules,
      exchange,
      s1sp: cast.s1sp,
      dco: cast.dco,
      commissioningParty: cast.commissioningParty,
      registrations,
      users: usersIn(rules.parties),
      cpl,
      freshRandom,
      onStep: (role, event) => log(cast[role].party, { ...event }),
      ...(onOperation !== undefined && { onOperation }),
    });
  }

  /** @throws `party-certificate-refused`, `migration-outcome-missing`: to resume is to go on; `aborted` */
  async run(): Promise<void> {
    const { days = Number.POSITIVE_INFINITY } = this.#parts;
    for (let day = 0; day < days; day++) {
      const planned = this.#unfinishedDay() ?? (await this.#nextDay());
      if (planned !== undefined) await this.#carryOut(planned);
      else if (day === 0) await this.#giveBackHeld();
      if (planned === undefined) return;
    }
  }

  #giveBackHeld(): Promise<void> {
    return giveBackHeld(this.cast.commissioningParty, this.#work, this.#parts.signal);
  }

  /** The next day; before the first one, all is done that comes before planning. */
  async #nextDay(): Promise<StoredDay | undefined> {
    if (this.#isFirstPlan) {
      const left = this.#records().filter(({ hub }) => this.#isToBeTried(hub.id));
      this.#checkParties(new Set(left.map((record) => this.#groupOf(record)).filter((group) => group !== undefined)));
      authoriseAll({ ...this.#parts, cast: this.cast, groupOf: (record) => this.#groupOf(record) });
      await this.#readiness.makeReady(this.#records(), this.#today());
    }
    return this.#planDay();
  }

  #checkParties(groups: Iterable<Group>): void {
    checkParties(groups, this.#clock.now(), this.#parts);
  }

  /** The first day that was planned and hasn't ended. */
  #unfinishedDay(): StoredDay | undefined {
    const days = this.#parts.plan.table<StoredDay>('days');
    const ended = this.#parts.plan.table<boolean>('ended');
    for (const date of days.keys()) {
      const day = days.get(date);
      if (day?.sets.some(({ name }) => ended.get(name) !== true)) return day;
    }
    return undefined;
  }

  /** The next day on which somebody is to be migrated, planned and stored; nothing where nobody is left. */
  #planDay(): StoredDay | undefined {
    const { rules, plan } = this.#parts;
    const days = plan.table<StoredDay>('days');
    const last = [...days.keys()].at(-1);
    const today = this.#today();
    const next = last === undefined ? today : Temporal.PlainDate.from(last).add({ days: 1 });
    const from = Temporal.PlainDate.compare(next, today) > 0 ? next : today;
    const waiting = [...this.#waiting()];
    this.#isFirstPlan = false;
    if (waiting.length === 0) return undefined;
    this.#checkParties(new Set(waiting.map(({ group }) => this.#groupNamed(group))));
    const commitments = settleDemand(waiting, from, this.cast, rules);
    const { value } = planDays(waiting, commitments, from, rules.strategy).next();
    if (value === undefined) return undefined;
    const day = { date: value.date.toString(), sets: value.sets };
    days.put(day.date, day);
    return day;
  }

  async #carryOut({ date, sets }: StoredDay): Promise<void> {
    const { plan, rules, signal, onProgress, waitsForDays = true } = this.#parts;
    const ended = plan.table<boolean>('ended');
    this.#checkParties([]);
    const begins = beginningOf(Temporal.PlainDate.from(date), rules.strategy);
    const wait = this.#clock.now().until(begins);
    if (waitsForDays && wait.sign > 0) await this.#clock.sleep(wait, signal);
    const installations = sets.reduce((sum, { hubs }) => sum + hubs.length, 0);
    onProgress({ kind: 'day', date, sets: sets.length, installations });
    await this.#giveBackHeld();
    const left = sets.filter(({ name }) => ended.get(name) !== true);
    await this.#readiness.makeReadyAgain(left, this.#today());
    for (const set of left) {
      if (signal.aborted) throw new S1benchError('aborted');
      await this.#migrate(set);
      ended.put(set.name, true);
    }
  }

  async #migrate(set: PlannedSet): Promise<void> {
    const { signal, onProgress, atOnce: most } = this.#parts;
    const { cast } = this;
    const outcomes = await migrateSet(set, {
      requestingParty: cast.requestingParty(this.#groupNamed(set.group)),
      commissioningParty: cast.commissioningParty,
      s1sp: cast.s1sp,
      dco: cast.dco,
      work: this.#work,
      atOnce: most,
      signal,
      onProgress,
    });
    for (const { hub, outcome, code } of outcomes) onProgress({ kind: 'outcome', set: set.name, hub, outcome, code });
    const told = new Set(outcomes.map(({ hub }) => hub));
    const untold = set.hubs.find((hub) => !told.has(hub));
    if (untold === undefined) return;
    throw new S1benchError('migration-outcome-missing', { found: `${untold} in ${set.name}` });
  }

  /**
   * What was rolled back is tried again, until it is excluded; and what wasn't ready. So is what couldn't be yet, as often;
   * then it is left as it is, for whoever takes the migration up again: that tries it once more.
   */
  #isToBeTried(hub: Eui64): boolean {
    const { commissioningParty } = this.cast;
    const { outcome: last, code } = commissioningParty.lastOutcome(hub) ?? {};
    if (last === undefined || last === 'rolled-back' || (last === 'refused' && this.#isOfReadiness(code))) return true;
    if (last !== 'unresolved') return false;
    const isGivenUp = commissioningParty.failedAttempts(hub) >= this.#parts.rules.strategy.attempts;
    return !isGivenUp || this.#isFirstPlan;
  }

  #isOfReadiness(code: string | undefined): boolean {
    const { checks } = this.#parts.rules;
    return code === NOT_READY || checks.some((each) => each.check === 'ready' && each.code === code);
  }

  /** Those who wait to be migrated. */
  *#waiting(): Generator<Waiting> {
    const { registrations } = this.#parts;
    const { authorisations } = this.cast;
    const now = this.#clock.now();
    for (const record of this.#records()) {
      const hub = record.hub.id;
      const group = this.#groupOf(record);
      if (group === undefined || !this.#isToBeTried(hub)) continue;
      const [meter] = activeMetersOf(record);
      const supplier = meter && supplierOf(registrations, meter.mpxn, now);
      const party = supplier ?? group['requesting-party'];
      const priority = metersOf(record).some(({ id }) => authorisations.of(hub, id)?.priority === true);
      yield { hub, group: group.id, party, priority };
    }
  }

  #records(): Generator<SmsoRecord> {
    return recordsOf(this.#parts.world);
  }

  #groupNamed(group: string): Group {
    return this.#parts.rules.groups.find(({ id }) => id === group) as Group;
  }

  #groupOf({ cohort }: SmsoRecord): Group | undefined {
    return cohort === undefined ? undefined : this.#groups.get(cohort);
  }

  #today(): Temporal.PlainDate {
    const { day } = this.#parts.rules.strategy;
    return this.#clock.now().toZonedDateTimeISO(day['time-zone']).toPlainDate();
  }
}
