import type { Eui64 } from '../../core/identifiers.ts';
import type { InventoryDevice } from '../../dcc/inventory.ts';
import type { DccAlert } from '../commissioning/alert-post.ts';
import type { Commissioned } from '../commissioning/commission.ts';
import type { DecisionFile, MigrationFileOf, OutcomeEntry, ValidationFile } from '../files/contents.ts';
import { fileNames } from '../files/names.ts';
import { leftOutDevicesOf, type MigratingInstallation } from '../model/installation.ts';
import type { Outcome, StepReport } from '../model/outcome.ts';
import { type KeyRole, keyRoles, type Validator, validators } from '../model/parties.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { OutcomeRow } from '../reports/outcome-report.ts';
import type { LeftOutCode } from '../rules/outcome-codes.ts';
import type { StoreTable } from '../store/party-store.ts';
import type { PartyContext } from './party-context.ts';
import { PartyFiles } from './party-files.ts';
import type { LeftOut } from './requesting-party-description.ts';
import { SetValidation, type ValidationSources } from './set-validation.ts';

type Decision = DecisionFile['installations'][number];

/** Code of an installation that isn't in the files of its set, though no check has failed. */
const NOT_IN_SET: LeftOutCode = 'not-in-set';

/** How an installation came to its outcome. */
interface Ending {
  readonly outcome: Outcome;
  readonly code?: string | undefined;
  readonly found?: string | undefined;
  readonly held?: readonly Eui64[] | undefined;
}

type StoredAlert = Omit<DccAlert, 'at'> & { readonly at: string };

/** What came of commissioning an installation. */
export interface CommissioningRecord {
  readonly result: Commissioned;
  /** As the inventory has them now. */
  readonly devices: readonly InventoryDevice[];
  readonly alerts: readonly DccAlert[];
}

/** The DCC, or a participant who commissions for itself (SVTAD 17.14): it checks sets, decides, and commissions. */
export class CommissioningParty {
  readonly validation: SetValidation;
  readonly #context: PartyContext;
  readonly #files: PartyFiles;
  /** By set, the hubs of those that all have found valid: their devices may have been taken over since. */
  readonly #valid: StoreTable<readonly Eui64[]>;
  /** By set, its decisions, once any of them may have been acted on. */
  readonly #decided: StoreTable<readonly Decision[]>;
  readonly #commissioned: StoreTable<Commissioned>;
  readonly #inventory: StoreTable<InventoryDevice>;
  readonly #alerts: StoreTable<readonly StoredAlert[]>;
  /** By hub, the sets in which its gas meter failed. */
  readonly #gasFailures: StoreTable<readonly string[]>;
  /** By hub, the set in which its gas meter was left out, and could not be given back. */
  readonly #held: StoreTable<PlannedSet>;
  /** By hub, in the order of its attempts. */
  readonly #history: StoreTable<readonly OutcomeRow[]>;

  constructor(context: PartyContext, sources: ValidationSources) {
    this.#context = context;
    this.#files = new PartyFiles(context);
    this.#valid = context.store.table('valid');
    this.#decided = context.store.table('decided');
    this.#commissioned = context.store.table('commissioned');
    this.#inventory = context.store.table('inventory');
    this.#alerts = context.store.table('alerts');
    this.#gasFailures = context.store.table('gas-failures');
    this.#held = context.store.table('held');
    this.#history = context.store.table('history');
    this.validation = new SetValidation({
      role: 'commissioning-party',
      context,
      files: this.#files,
      sources,
      open: () => [],
    });
  }

  /** The installations of a set as its Common File has them. */
  installationsOf(set: PlannedSet): readonly MigratingInstallation[] {
    const common = this.#files.believed(fileNames.common(set.name), set, 'common', 'requesting-party');
    return common?.installations ?? [];
  }

  /** Those that all three who check a set have found valid. Which they are is settled once all three have said it. */
  validIn(set: PlannedSet): readonly MigratingInstallation[] {
    const valid = this.#validHubs(set);
    return this.installationsOf(set).filter(({ hub }) => valid.has(hub.id));
  }

  /**
   * Gives the decision on each valid installation: it is commissioned where the S1SP and the DCO both call it viable. What is
   * decided stays so: an installation that is being rolled back is never commissioned in the same set.
   */
  decide(set: PlannedSet): readonly Decision[] {
    const known = this.#decided.get(set.name);
    if (known !== undefined) return known;
    const name = fileNames.decision(set.name);
    this.#files.give(name, { set: set.name, group: set.group }, () => {
      const viable = new Map(keyRoles.map((role) => [role, this.#viableBy(set, role)]));
      const decide = (hub: Eui64): Decision => {
        const against = keyRoles.filter((role) => !viable.get(role)?.has(hub));
        if (against.length === 0) return { hub, decision: 'commission', because: 'viable for both' };
        return { hub, decision: 'roll-back', because: `not viable for ${against.join(' and ')}` };
      };
      return { kind: 'decision', installations: this.validIn(set).map(({ hub }) => decide(hub.id)) };
    });
    const decided = this.#files.believed(name, set, 'decision', 'commissioning-party')?.installations ?? [];
    this.#decided.put(set.name, decided);
    return decided;
  }

  /** What commissioning came to, where it was carried out before. */
  commissioned({ name }: PlannedSet, hub: Eui64): Commissioned | undefined {
    return this.#commissioned.get(`${name}/${hub}`);
  }

  noteCommissioned({ name }: PlannedSet, hub: Eui64, { result, devices, alerts }: CommissioningRecord): void {
    this.#context.store.transaction(() => {
      this.#commissioned.put(`${name}/${hub}`, result);
      if (!result.done) return;
      this.#alerts.put(
        `${name}/${hub}`,
        alerts.map((alert) => ({ ...alert, at: alert.at.toString() })),
      );
      for (const device of devices) this.#inventory.put(device.id, device);
    });
    this.#context.log({ what: 'installation-commissioned', set: name, hub, done: result.done, steps: result.steps });
  }

  /** What is to be told of an installation that was commissioned. */
  alertsOf({ name }: PlannedSet, hub: Eui64): readonly DccAlert[] {
    const alerts = this.#alerts.get(`${name}/${hub}`) ?? [];
    return alerts.map((alert) => ({ ...alert, at: Temporal.Instant.from(alert.at) }));
  }

  get id(): Eui64 {
    return this.#context.keys.party.id;
  }

  /** What the Smart Metering Inventory has of a device that was commissioned. */
  inventoryOf(device: Eui64): InventoryDevice | undefined {
    return this.#inventory.get(device);
  }

  /** Failed attempts to migrate an installation until now. */
  failedAttempts(hub: Eui64): number {
    return this.#attemptsOf(hub).filter(({ outcome }) => outcome !== 'commissioned').length;
  }

  /** Those that count for an exclusion: none as long as its devices aren't all given back, for that has to be gone on with. */
  countedFailures(hub: Eui64): number {
    return this.lastOutcome(hub)?.outcome === 'unresolved' ? 0 : this.failedAttempts(hub);
  }

  /** Attempts that failed at the gas meter, when all was done that had to be at the hub and the electricity meter. */
  failuresOfGas(hub: Eui64): number {
    return this.#gasFailures.get(hub)?.length ?? 0;
  }

  lastOutcome(hub: Eui64): OutcomeRow | undefined {
    return this.#attemptsOf(hub).at(-1);
  }

  /**
   * Gives the outcome file, and notes each outcome.
   * @param leftOut installations that its Requesting Party has left out of the set
   * @returns what the file says
   */
  conclude(set: PlannedSet, leftOut: readonly LeftOut[]): readonly OutcomeEntry[] {
    const { name, group } = set;
    const file = fileNames.outcome(name);
    this.#files.give(file, { set: name, group }, () => ({
      kind: 'outcome',
      installations: this.#endingsOf(set, leftOut),
    }));
    const entries = this.#files.believed(file, set, 'outcome', 'commissioning-party')?.installations ?? [];
    const viability = keyRoles.map((role) => this.#believedBy(set, role, 'viability'));
    const gasMeters = new Map(this.installationsOf(set).map(({ hub, gsme }) => [hub.id, gsme?.id]));
    this.#context.store.transaction(() => {
      for (const entry of entries) {
        this.#noteOutcome(set, entry);
        const failed = firstFailure(entry.hub, viability)?.device;
        if (failed !== undefined && failed === gasMeters.get(entry.hub)) this.#noteFailureOfGas(set, entry.hub);
      }
    });
    const enrolled = new Set(entries.filter(({ outcome }) => outcome === 'commissioned').map(({ hub }) => hub));
    this.validation.end(name, this.installationsOf(set), enrolled);
    return entries;
  }

  /** Installations that are commissioned but for a gas meter that is yet to be given back. */
  held(): readonly { readonly hub: Eui64; readonly set: PlannedSet }[] {
    return [...this.#held.keys()].flatMap((key) => {
      const set = this.#held.get(key);
      return set === undefined ? [] : [{ hub: key as Eui64, set }];
    });
  }

  /** The gas meter of such an installation is its SMSO's again. */
  noteGivenBack(hub: Eui64): void {
    if (this.#held.get(hub) === undefined) return;
    this.#context.store.transaction(() => {
      this.#held.remove(hub);
      this.#history.put(
        hub,
        this.#attemptsOf(hub).map(({ held: _, ...row }) => row),
      );
    });
    this.#context.log({ what: 'gas-given-back', hub });
  }

  /** Every attempt of every installation, those of one together. */
  *outcomes(): IterableIterator<OutcomeRow> {
    for (const hub of this.#history.keys()) yield* this.#attemptsOf(hub as Eui64);
  }

  #attemptsOf(hub: Eui64): readonly OutcomeRow[] {
    return this.#history.get(hub) ?? [];
  }

  #noteOutcome({ name, group }: PlannedSet, entry: OutcomeEntry): void {
    if (entry.held !== undefined) this.#held.put(entry.hub, { name, group, hubs: [entry.hub] });
    const before = this.#attemptsOf(entry.hub).filter(({ set }) => set !== name);
    const { standing, at, ...rest } = entry;
    this.#history.put(entry.hub, [...before, { ...rest, group, set: name, standing, at: at.toString() }]);
    this.#context.log({ what: 'outcome', set: name, hub: entry.hub, outcome: entry.outcome, code: entry.code });
  }

  #noteFailureOfGas({ name }: PlannedSet, hub: Eui64): void {
    const before = this.#gasFailures.get(hub) ?? [];
    if (!before.includes(name)) this.#gasFailures.put(hub, [...before, name]);
  }

  #validHubs(set: PlannedSet): ReadonlySet<Eui64> {
    const known = this.#valid.get(set.name);
    if (known !== undefined) return new Set(known);
    const validations = this.#validations(set);
    const [first = new Set<Eui64>(), ...others] = validations.map(
      (file) => new Set(file?.installations.filter((each) => each.valid).map(({ hub }) => hub)),
    );
    const valid = others.reduce((all, these) => all.intersection(these), first);
    if (!validations.includes(undefined)) this.#valid.put(set.name, [...valid]);
    return valid;
  }

  #validations(set: PlannedSet): readonly (ValidationFile | undefined)[] {
    return validators.map((role: Validator) =>
      this.#files.believed(fileNames.validation(set.name, role), set, 'validation', role),
    );
  }

  #viableBy(set: PlannedSet, role: KeyRole): ReadonlySet<Eui64> {
    const file = this.#believedBy(set, role, 'viability');
    return new Set(file?.installations.filter(({ viable }) => viable).map(({ hub }) => hub));
  }

  /** Of each installation that the set was planned for, or that its Common File names, one. */
  #endingsOf(set: PlannedSet, leftOut: readonly LeftOut[]): readonly OutcomeEntry[] {
    const validations = this.#validations(set);
    const viability = keyRoles.map((role) => this.#believedBy(set, role, 'viability'));
    const rollBacks = keyRoles.map((role) => this.#believedBy(set, role, 'roll-back'));
    const valid = this.#validHubs(set);
    const installations = this.installationsOf(set);
    const standings = new Map(installations.map(({ hub, standing }) => [hub.id, standing]));
    const described = new Map(installations.map((each) => [each.hub.id, each]));
    const left = new Map(leftOut.filter(({ hub }) => !standings.has(hub)).map((each) => [each.hub, each]));
    const at = this.#context.clock.now();
    return [...new Set([...standings.keys(), ...left.keys(), ...set.hubs])].map((hub) => {
      const commissioned = this.commissioned(set, hub);
      const isCommissioned = commissioned?.done === true;
      const ending: Ending = isCommissioned
        ? commissionedEnding(hub, described.get(hub), rollBacks)
        : valid.has(hub)
          ? endingOf(hub, rollBacks, failureOf(hub, viability, commissioned))
          : this.#endingOfRefused(hub, left.get(hub), validations);
      const standing = standings.get(hub) ?? left.get(hub)?.standing;
      const meters = isCommissioned ? commissioned.meters : [];
      return { hub, standing, ...ending, attempt: this.failedAttempts(hub) + 1, at, commissioned: meters };
    });
  }

  /** Nothing was done to its devices in this set. What an earlier one has left unresolved still is. */
  #endingOfRefused(
    hub: Eui64,
    leftOut: LeftOut | undefined,
    validations: readonly (ValidationFile | undefined)[],
  ): Ending {
    const ending = leftOut ? this.#endingOfLeftOut(leftOut) : this.#refusalOf(hub, validations);
    const { outcome, code = NOT_IN_SET, found } = ending;
    return { outcome: this.lastOutcome(hub)?.outcome === 'unresolved' ? 'unresolved' : outcome, code, found };
  }

  #endingOfLeftOut({ code }: LeftOut): Ending {
    const isExcluded = this.#context.rules.exclusions.some((exclusion) => exclusion.code === code);
    return { outcome: isExcluded ? 'excluded' : 'refused', code };
  }

  #believedBy<Kind extends 'viability' | 'roll-back'>(
    set: PlannedSet,
    role: KeyRole,
    kind: Kind,
  ): MigrationFileOf<Kind> | undefined {
    const file = kind === 'viability' ? fileNames.viability(set.name, role) : fileNames.rollBack(set.name, role);
    return this.#files.believed(file, set, kind, role);
  }

  /** The first check that an installation didn't pass, and what that means by the rules. */
  #refusalOf(hub: Eui64, validations: readonly (ValidationFile | undefined)[]): Ending {
    for (const file of validations) {
      const entry = file?.installations.find((each) => each.hub === hub);
      if (entry?.valid === true) continue;
      const failed = [...(file?.of ?? []), ...(entry?.checks ?? [])].find(({ passed }) => !passed);
      const check = this.#context.rules.checks.find(({ code }) => code === failed?.check);
      return { outcome: check?.outcome ?? 'refused', code: failed?.check, found: failed?.found };
    }
    return { outcome: 'refused' };
  }
}

/** Why an installation wasn't commissioned: the first step that failed. */
function failureOf(
  hub: Eui64,
  viability: readonly (MigrationFileOf<'viability'> | undefined)[],
  commissioned: Commissioned | undefined,
): StepReport | undefined {
  return firstFailure(hub, viability) ?? commissioned?.steps.find(({ result }) => result === 'failed');
}

function firstFailure(
  hub: Eui64,
  viability: readonly (MigrationFileOf<'viability'> | undefined)[],
): StepReport | undefined {
  const steps = viability.flatMap((file) => file?.installations.find((each) => each.hub === hub)?.steps ?? []);
  return steps.find(({ result }) => result === 'failed');
}

/** A gas meter that was left out, and that one of the two has not given back, has keys that they hold. */
function commissionedEnding(
  hub: Eui64,
  installation: MigratingInstallation | undefined,
  rollBacks: readonly (MigrationFileOf<'roll-back'> | undefined)[],
): Ending {
  if (installation?.leftOut === undefined) return { outcome: 'commissioned' };
  const isHeld = rollBacks.some((file) => file?.installations.some((each) => each.hub === hub && !each.done));
  const held = isHeld ? { held: leftOutDevicesOf(installation) } : {};
  return { outcome: 'commissioned', code: installation.leftOut, ...held };
}

/** Rolled back where both say so; what nobody has said is not so. */
function endingOf(
  hub: Eui64,
  rollBacks: readonly (MigrationFileOf<'roll-back'> | undefined)[],
  failure: StepReport | undefined,
): Ending {
  const isDone = rollBacks.every((file) => file?.installations.find((each) => each.hub === hub)?.done === true);
  return { outcome: isDone ? 'rolled-back' : 'unresolved', code: failure?.code, found: failure?.found };
}
