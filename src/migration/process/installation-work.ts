import { isS1benchError } from '../../core/errors.ts';
import type { RandomSource } from '../../core/random.ts';
import type { CentralProductsList } from '../../dcc/central-products-list.ts';
import { MemoryCounters } from '../../dcc/device/counters.ts';
import type { CosemOperation } from '../../dcc/device/session.ts';
import type { DeviceAccess } from '../../dcc/device/sessions.ts';
import { Inventory, type User } from '../../dcc/inventory.ts';
import type { DccMessage } from '../../dcc/messages.ts';
import { type DccAlert, postAlert, s1spReport } from '../commissioning/alert-post.ts';
import { type Commissioned, commission } from '../commissioning/commission.ts';
import { installationDcc } from '../commissioning/installation-dcc.ts';
import { DeviceTesting, type DeviceTestingEvent, type DeviceTestingResult } from '../device-testing/device-testing.ts';
import { attemptsOf } from '../device-testing/retrying.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { MigratingInstallation, MigratingMeter } from '../model/installation.ts';
import type { StepReport } from '../model/outcome.ts';
import type { KeyRole } from '../model/parties.ts';
import type { Registrations } from '../model/registrations.ts';
import type { InstallationReach, MigrationWorld } from '../model/world.ts';
import type { CommissioningParty } from '../parties/commissioning-party.ts';
import type { KeyParty } from '../parties/key-party.ts';
import { metersOf } from '../planning/meters.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { MigrationRules } from '../rules/rules.ts';

export interface InstallationWorkParts {
  readonly world: MigrationWorld;
  readonly rules: MigrationRules;
  readonly exchange: Exchange;
  readonly s1sp: KeyParty;
  readonly dco: KeyParty;
  readonly commissioningParty: CommissioningParty;
  readonly registrations: Registrations;
  readonly users: readonly User[];
  readonly cpl: CentralProductsList;
  /** Another one for each time that devices are spoken to. */
  readonly freshRandom: () => RandomSource;
  readonly onStep: (party: KeyRole, event: DeviceTestingEvent) => void;
  readonly onOperation?: (operation: CosemOperation) => void;
}

/** What is done at the devices of the installations of a set. */
export class InstallationWork {
  readonly #parts: InstallationWorkParts;

  constructor(parts: InstallationWorkParts) {
    this.#parts = parts;
  }

  /**
   * Device testing: what the S1SP and the DCO have done they have stored. An installation whose keys can't be taken, or that
   * there is no way to, is not viable, and stops no other.
   * @throws `aborted`
   */
  async takeOver(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<void> {
    const hub = installation.hub.id;
    const { s1sp, dco } = this.#parts;
    const parties = [s1sp, dco];
    if (parties.every((party) => party.hasTested(set, hub))) return;
    const takeOver = (): Promise<DeviceTestingResult> => {
      for (const party of parties) party.takeKeys(set, hub);
      return this.#at(installation, (reach, access) =>
        this.#testing(set, installation, { reach, access, signal }).takeOver(installation),
      );
    };
    const testing = await orHindered(installation, takeOver, notTested);
    for (const party of parties) party.noteTested(set, hub, testing[party.role]);
  }

  /** Puts the keys of the SMSO back, as far as its devices can be reached. @throws `aborted` */
  async rollBack(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<void> {
    const { s1sp, dco } = this.#parts;
    const rollBack = (): Promise<DeviceTestingResult> =>
      this.#at(installation, (reach, access) =>
        this.#testing(set, installation, { reach, access, signal }).rollBack(installation),
      );
    const testing = await orHindered(installation, rollBack, notTested);
    for (const party of [s1sp, dco]) {
      const { done, steps } = testing[party.role];
      const isBack = done || party.hasChangedNothing(installation);
      party.noteRolledBack(set, installation.hub.id, { done: isBack, steps });
    }
  }

  /** Tells of an installation whose outcome is that it was rolled back. */
  tellOfRollBack(set: PlannedSet, installation: MigratingInstallation): void {
    this.#report(set, installation, 'rolled-back');
  }

  /**
   * Commissions an installation. Nobody is told of its meters before all of it is done: what is rolled back after all was
   * never commissioned. One that there is no way to isn't, and stops no other.
   * @throws `aborted`
   */
  async commission(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<Commissioned> {
    const { commissioningParty } = this.#parts;
    const hub = installation.hub.id;
    const known = (): Commissioned | undefined => commissioningParty.commissioned(set, hub);
    const result =
      known() ??
      (await orHindered(
        installation,
        () => this.#commission(set, installation, signal),
        (step) => {
          const before = known();
          if (before !== undefined) return before;
          const hindered: Commissioned = { done: false, steps: [step], meters: [] };
          commissioningParty.noteCommissioned(set, hub, { result: hindered, devices: [], alerts: [] });
          return hindered;
        },
      ));
    if (result.done) this.#tellOfCommissioned(set, installation);
    return result;
  }

  #commission(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<Commissioned> {
    const { commissioningParty, world, rules, registrations, users, cpl } = this.#parts;
    return this.#at(installation, async (reach, access) => {
      const inventory = new Inventory([], users, cpl);
      const messages: DccMessage[] = [];
      const dcc = installationDcc({
        access,
        holders: { s1sp: this.#parts.s1sp.vault, dco: this.#parts.dco.vault },
        variationsOf: (device) => reach.variationsOf(device),
        inventory,
        clock: world.clock,
        deliver: (message) => messages.push(message),
      });
      const parts = {
        dcc,
        inventory,
        registrations,
        clock: world.clock,
        waits: attemptsOf(rules.strategy).waits,
        signal,
      };
      const result = await commission(installation, rules.commissioning, parts).finally(() => dcc.close());
      world.keep(installation.hub.id);
      const alerts = messages.filter((message) => message.kind === 'dcc-alert');
      commissioningParty.noteCommissioned(set, installation.hub.id, { result, devices: inventory.devices(), alerts });
      return result;
    });
  }

  /**
   * Gives a gas meter that is left out (GT01) back to its SMSO, where it was taken over before. Until it can be reached, the
   * S1SP and the DCO hold its keys. Its supplier is told (N55) before they are forgotten.
   * @returns whether the SMSO's keys are in force
   * @throws `aborted`
   */
  async giveBack(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<boolean> {
    const { s1sp, dco, commissioningParty } = this.#parts;
    const parties = [s1sp, dco];
    const { hub, gsme } = installation;
    const isChanged = parties.some((party) => party.hasChangedLeftOut(installation));
    if (isChanged && gsme !== undefined && !(await this.#giveBack(set, installation, gsme, signal))) return false;
    commissioningParty.noteGivenBack(hub.id);
    return true;
  }

  async #giveBack(
    set: PlannedSet,
    installation: MigratingInstallation,
    gsme: MigratingMeter,
    signal: AbortSignal,
  ): Promise<boolean> {
    const parties = [this.#parts.s1sp, this.#parts.dco];
    const giveBack = (): Promise<DeviceTestingResult> =>
      this.#at(installation, (reach, access) =>
        this.#testing(set, installation, { reach, access, signal }).giveBack(installation),
      );
    const testing = await orHindered(installation, giveBack, notTested);
    for (const party of parties) party.noteGivenBack(set, installation, testing[party.role]);
    if (!parties.every(({ role }) => testing[role].done)) return false;
    this.#reportOn(set, installation, gsme, 'rolled-back');
    for (const party of parties) party.forgetLeftOut(installation);
    return true;
  }

  /** That it is done is stored by now: nobody is told of what might have to be done again, and fail. */
  #tellOfCommissioned(set: PlannedSet, installation: MigratingInstallation): void {
    for (const alert of this.#parts.commissioningParty.alertsOf(set, installation.hub.id)) this.#post(set, alert);
    this.#report(set, installation, 'commissioned');
  }

  /** N55: what the S1SP reports of each meter, to its Responsible Supplier. */
  #report(set: PlannedSet, installation: MigratingInstallation, what: 'commissioned' | 'rolled-back'): void {
    for (const meter of metersOf(installation)) this.#reportOn(set, installation, meter, what);
  }

  #reportOn(
    set: PlannedSet,
    { hub }: MigratingInstallation,
    { id, supplier }: MigratingMeter,
    what: 'commissioned' | 'rolled-back',
  ): void {
    const { rules, world } = this.#parts;
    const at = world.clock.now();
    const body = { ...s1spReport(id, rules.commissioning.reports[what], at, `${set.name}, ${hub.id}`) };
    this.#post(set, { kind: 'dcc-alert', to: supplier, device: id, code: 'N55', body, at });
  }

  #post(set: PlannedSet, alert: DccAlert): void {
    postAlert(this.#parts.exchange, set.name, alert);
  }

  #testing(
    { name: set }: PlannedSet,
    { hub }: MigratingInstallation,
    { reach, access, signal }: { reach: InstallationReach; access: DeviceAccess; signal: AbortSignal },
  ): DeviceTesting {
    const { world, rules, s1sp, dco, onStep } = this.#parts;
    return new DeviceTesting({
      s1sp,
      dco,
      access,
      procedures: rules.procedures,
      clock: world.clock,
      signal,
      attempts: attemptsOf(rules.strategy),
      set,
      variationsOf: (device) => reach.variationsOf(device),
      keep: () => world.keep(hub.id),
      observe: onStep,
    });
  }

  async #at<T>(
    { hub }: MigratingInstallation,
    work: (reach: InstallationReach, access: DeviceAccess) => Promise<T>,
  ): Promise<T> {
    const { world, freshRandom, onOperation } = this.#parts;
    const reach = await world.open(hub.id);
    try {
      return await work(reach, {
        ports: reach.ports,
        counters: new MemoryCounters({ isAlone: true }),
        random: freshRandom(),
        ...(onOperation !== undefined && { observe: onOperation }),
      });
    } finally {
      world.keep(hub.id);
      await reach.close();
    }
  }
}

/** What kept anything from being done at an installation stands in the place of what was to be done. */
async function orHindered<T>(
  { hub }: MigratingInstallation,
  work: () => Promise<T>,
  otherwise: (step: StepReport) => T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isS1benchError(error) || error.code === 'aborted') throw error;
    const { code, found } = error;
    return otherwise({ procedure: 'Any', step: 'reach', device: hub.id, result: 'failed', code, found });
  }
}

function notTested(step: StepReport): DeviceTestingResult {
  return { s1sp: { done: false, steps: [step] }, dco: { done: false, steps: [step] } };
}
