import { isS1benchError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
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
import type { Attempts } from '../device-testing/retrying.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { MigratingInstallation } from '../model/installation.ts';
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
  readonly random: Random;
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
    const testing = await orHindered(installation, () => {
      for (const party of parties) party.takeKeys(set, hub);
      return this.#at(installation, (reach, access) =>
        this.#testing(set, installation, { reach, access, signal }).takeOver(installation),
      );
    });
    for (const party of parties) party.noteTested(set, hub, testing[party.role]);
  }

  /** Puts the keys of the SMSO back, as far as its devices can be reached. @throws `aborted` */
  async rollBack(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<void> {
    const { s1sp, dco } = this.#parts;
    const testing = await orHindered(installation, () =>
      this.#at(installation, (reach, access) =>
        this.#testing(set, installation, { reach, access, signal }).rollBack(installation),
      ),
    );
    let isDone = true;
    for (const party of [s1sp, dco]) {
      const { done, steps } = testing[party.role];
      const isBack = done || party.hasChangedNothing(installation);
      party.noteRolledBack(set, installation.hub.id, { done: isBack, steps });
      isDone &&= isBack;
    }
    if (isDone) this.#report(set, installation, 'rolled-back');
  }

  /**
   * Commissions an installation. Nobody is told of its meters before all of it is done: what is rolled back after all was
   * never commissioned.
   * @throws `aborted`
   */
  commission(set: PlannedSet, installation: MigratingInstallation, signal: AbortSignal): Promise<Commissioned> {
    const { commissioningParty, world, rules, registrations, users, cpl } = this.#parts;
    const known = commissioningParty.commissioned(set, installation.hub.id);
    if (known !== undefined) {
      if (known.done) this.#tellOfCommissioned(set, installation);
      return Promise.resolve(known);
    }
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
      const parts = { dcc, inventory, registrations, clock: world.clock, waits: attemptsOf(rules).waits, signal };
      const result = await commission(installation, rules.commissioning, parts);
      await dcc.close();
      world.keep(installation.hub.id);
      const alerts = messages.filter((message) => message.kind === 'dcc-alert');
      commissioningParty.noteCommissioned(set, installation.hub.id, { result, devices: inventory.devices(), alerts });
      if (result.done) this.#tellOfCommissioned(set, installation);
      return result;
    });
  }

  /** That it is done is stored by now: nobody is told of what might have to be done again, and fail. */
  #tellOfCommissioned(set: PlannedSet, installation: MigratingInstallation): void {
    for (const alert of this.#parts.commissioningParty.alertsOf(set, installation.hub.id)) this.#post(set, alert);
    this.#report(set, installation, 'commissioned');
  }

  /** N55: what the S1SP reports of each meter, to its Responsible Supplier. */
  #report(set: PlannedSet, installation: MigratingInstallation, what: 'commissioned' | 'rolled-back'): void {
    const { rules, world } = this.#parts;
    const code = rules.commissioning.reports[what];
    const at = world.clock.now();
    for (const { id, supplier } of metersOf(installation)) {
      const body = { ...s1spReport(id, code, at, `${set.name}, ${installation.hub.id}`) };
      this.#post(set, { kind: 'dcc-alert', to: supplier, device: id, code: 'N55', body, at });
    }
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
      attempts: attemptsOf(rules),
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
    const { world, random, onOperation } = this.#parts;
    const reach = await world.open(hub.id);
    try {
      return await work(reach, {
        ports: reach.ports,
        counters: new MemoryCounters(),
        random: random.fork(hub.id),
        ...(onOperation !== undefined && { observe: onOperation }),
      });
    } finally {
      world.keep(hub.id);
      await reach.close();
    }
  }
}

/** What kept anything from being done at an installation stands in the place of what was to be done. */
async function orHindered(
  { hub }: MigratingInstallation,
  work: () => Promise<DeviceTestingResult>,
): Promise<DeviceTestingResult> {
  try {
    return await work();
  } catch (error) {
    if (!isS1benchError(error) || error.code === 'aborted') throw error;
    const { code, found } = error;
    const step: StepReport = { procedure: 'Any', step: 'reach', device: hub.id, result: 'failed', code, found };
    return { s1sp: { done: false, steps: [step] }, dco: { done: false, steps: [step] } };
  }
}

function attemptsOf({ strategy }: MigrationRules): Attempts {
  const { tries, 'wait-seconds': seconds } = strategy['device-testing'];
  return { tries, waits: Array.from({ length: tries - 1 }, () => Temporal.Duration.from({ seconds })) };
}
