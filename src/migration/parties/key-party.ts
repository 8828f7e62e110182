import { isS1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { PartyTesting, TestingParty } from '../device-testing/device-testing.ts';
import { fileNames } from '../files/names.ts';
import { open } from '../files/sealing.ts';
import type { KeySetName } from '../keys/key-state.ts';
import type { KeyVault } from '../keys/key-vault.ts';
import { keyedDevicesOf, leftOutDevicesOf, type MigratingInstallation } from '../model/installation.ts';
import type { KeyRole, Party } from '../model/parties.ts';
import type { PlannedSet } from '../planning/plan-days.ts';
import type { PartyStore, StoreTable } from '../store/party-store.ts';
import type { PartyContext } from './party-context.ts';
import { PartyFiles } from './party-files.ts';
import { SetValidation, type ValidationSources } from './set-validation.ts';

/** The S1SP or the DCO: it checks sets, takes over the keys of their installations, and says how that went. */
export class KeyParty implements TestingParty {
  readonly role: KeyRole;
  readonly vault: KeyVault;
  readonly store: PartyStore;
  readonly validation: SetValidation;
  readonly #context: PartyContext;
  readonly #files: PartyFiles;
  readonly #tested: StoreTable<PartyTesting>;
  readonly #rolledBack: StoreTable<PartyTesting>;

  constructor(context: PartyContext, vault: KeyVault, sources: ValidationSources) {
    const { role } = vault;
    this.role = role;
    this.vault = vault;
    this.store = context.store;
    this.#context = context;
    this.#files = new PartyFiles(context);
    this.#tested = context.store.table('tested');
    this.#rolledBack = context.store.table('rolled-back');
    this.validation = new SetValidation({
      role,
      context,
      files: this.#files,
      sources,
      open: (sealed, hub, { set }) => open(sealed, context.keys, { set, hub, recipient: role }),
    });
  }

  get party(): Party {
    return this.#context.keys.party;
  }

  /**
   * Takes what was sealed of an installation into the vault.
   * @throws `sealed-unopened`, `migration-keys-held`
   */
  takeKeys(planned: PlannedSet, hub: Eui64): void {
    const set = planned.name;
    const file = this.#files.believed(fileNames.encrypted(set, this.role), planned, 'encrypted', 'requesting-party');
    const entry = file?.installations.find((each) => each.hub === hub);
    if (entry === undefined) return;
    this.vault.take(hub, open(entry.sealed, this.#context.keys, { set, hub, recipient: this.role }));
  }

  noteTested({ name }: PlannedSet, hub: Eui64, testing: PartyTesting): void {
    this.#tested.put(`${name}/${hub}`, testing);
  }

  hasTested({ name }: PlannedSet, hub: Eui64): boolean {
    return this.#tested.get(`${name}/${hub}`) !== undefined;
  }

  /** Whether none of its devices, left out or not, can have other keys than those that were taken of it, if any were. */
  hasChangedNothing(installation: MigratingInstallation): boolean {
    return [...keyedDevicesOf(installation), ...leftOutDevicesOf(installation)].every((device) =>
      this.#isUnchanged(device),
    );
  }

  #isUnchanged(device: Eui64): boolean {
    return !this.vault.holds(device) || this.vault.isAsTaken(device);
  }

  noteRolledBack({ name }: PlannedSet, hub: Eui64, testing: PartyTesting): void {
    this.#rolledBack.put(`${name}/${hub}`, testing);
  }

  /** Whether a gas meter that is left out has other keys than its SMSO's, as far as is known. */
  hasChangedLeftOut(installation: MigratingInstallation): boolean {
    return leftOutDevicesOf(installation).some((device) => !this.#isUnchanged(device));
  }

  /** What came of giving such a meter back: the roll-back file of its set tells of one that could not be. */
  noteGivenBack({ name }: PlannedSet, { hub }: MigratingInstallation, testing: PartyTesting): void {
    if (testing.done) this.#rolledBack.remove(`${name}/${hub.id}`);
    else this.#rolledBack.put(`${name}/${hub.id}`, testing);
  }

  /** Such a meter is the SMSO's: nobody else has use for its keys. */
  forgetLeftOut(installation: MigratingInstallation): void {
    for (const device of leftOutDevicesOf(installation)) this.#release(device, 'smso');
  }

  /** Gives the viability file: an installation whose devices were never worked on isn't viable. */
  reportViability({ name: set, group }: PlannedSet, installations: readonly MigratingInstallation[]): void {
    this.#files.give(fileNames.viability(set, this.role), { set, group }, () => ({
      kind: 'viability',
      by: this.role,
      installations: installations.map(({ hub: { id: hub } }) => {
        const { done = false, steps = [] } = this.#tested.get(`${set}/${hub}`) ?? {};
        return { hub, viable: done, steps };
      }),
    }));
  }

  /** Gives the roll-back file, of those installations that were to be rolled back. */
  reportRollBack({ name: set, group }: PlannedSet, installations: readonly MigratingInstallation[]): void {
    this.#files.give(fileNames.rollBack(set, this.role), { set, group }, () => ({
      kind: 'roll-back',
      by: this.role,
      installations: installations.flatMap(({ hub: { id: hub } }) => {
        const rolledBack = this.#rolledBack.get(`${set}/${hub}`);
        return rolledBack === undefined ? [] : [{ hub, ...rolledBack }];
      }),
    }));
  }

  /**
   * A set has its outcomes: of the installations that are settled, keys that are of no more use are forgotten.
   * @param outcomes the hubs of those that are settled, and among them of those that are the DCC's now
   */
  conclude(
    { name: set }: PlannedSet,
    installations: readonly MigratingInstallation[],
    { settled, enrolled }: Readonly<Record<'settled' | 'enrolled', ReadonlySet<Eui64>>>,
  ): void {
    for (const installation of installations.filter(({ hub }) => settled.has(hub.id))) {
      const whose = enrolled.has(installation.hub.id) ? 'own' : 'smso';
      for (const device of keyedDevicesOf(installation)) this.#release(device, whose);
      if (!this.hasChangedLeftOut(installation)) this.forgetLeftOut(installation);
    }
    this.validation.end(set, installations, enrolled);
  }

  /** Where it isn't known that the keys are in force that the outcome says, none is forgotten. */
  #release(device: Eui64, whose: KeySetName): void {
    try {
      this.vault.release(device, whose);
    } catch (error) {
      if (!isS1benchError(error, 'migration-keys-unsettled')) throw error;
      this.#context.log({ what: 'keys-kept', device, because: error.message });
    }
  }
}
