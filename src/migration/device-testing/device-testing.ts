import type { Clock } from '../../core/clock.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { ServiceVariations } from '../../core/srv/service-variations.ts';
import { isRefusal } from '../../dcc/device/refusal.ts';
import { type DeviceAccess, DeviceSessions } from '../../dcc/device/sessions.ts';
import type { KeyVault } from '../keys/key-vault.ts';
import { KeyRotation } from '../keys/rotation.ts';
import { keyedDevicesOf, leftOutDevicesOf, type MigratingInstallation } from '../model/installation.ts';
import type { StepReport } from '../model/outcome.ts';
import { type KeyRole, keyRoles } from '../model/parties.ts';
import type { PartyStore } from '../store/party-store.ts';
import { deviceNamed, type ProcedureStep, type Procedures, type StepName } from './procedures.ts';
import { type Attempts, withRetries } from './retrying.ts';
import type { Snapshot } from './snapshot.ts';
import { testSteps } from './test-steps.ts';

/** What the S1SP or the DCO has of its own. */
export interface TestingParty {
  readonly vault: KeyVault;
  readonly store: PartyStore;
}

/** Something that was done at a device, for the log of a party. */
export interface DeviceTestingEvent extends StepReport {
  readonly what: 'device-step' | 'device-roll-back';
  readonly hub: Eui64;
}

export interface DeviceTestingOptions {
  readonly s1sp: TestingParty;
  readonly dco: TestingParty;
  readonly access: DeviceAccess;
  readonly procedures: Procedures;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly attempts: Attempts;
  /** What results are kept under: the set of files that the installation is in. */
  readonly set: string;
  /** How a device has its logs read otherwise than others, by its model. */
  readonly variationsOf?: (device: Eui64) => ServiceVariations | undefined;
  /** Has what the devices are now outlive this process, before anything that was done to them is recorded. */
  readonly keep?: () => void;
  readonly observe?: (party: KeyRole, event: DeviceTestingEvent) => void;
}

/** What one party says of an installation. */
export interface PartyTesting {
  /** Whether everything that it had to do is done. */
  readonly done: boolean;
  readonly steps: readonly StepReport[];
}
export type DeviceTestingResult = Readonly<Record<KeyRole, PartyTesting>>;

type Result = Pick<StepReport, 'result' | 'code' | 'found'>;

const ROLL_BACK_STEP = 'restore-keys';
/** What reports call what is seen at the end. */
const TAKEN_OVER = { procedure: 'Any', step: 'own-keys' } as const;
/** Steps before which snapshots are stored: to lose one after keys were changed would be to have nothing to compare with. */
const needsNotes: readonly StepName[] = ['rotate-keys', 'compare'];

/**
 * Takes over the devices of an installation, step by step, or gives them back. What was noted down is stored before any
 * keys are changed, and each change of keys as it is made. That all else was done is stored once no more is to do: whoever
 * goes on, after whatever has happened, leaves nothing out, and what is done a second time changes nothing.
 */
export class DeviceTesting {
  readonly #options: DeviceTestingOptions;
  readonly #work: Readonly<Record<KeyRole, PartyWork>>;

  constructor(options: DeviceTestingOptions) {
    this.#options = options;
    this.#work = { s1sp: new PartyWork('s1sp', options), dco: new PartyWork('dco', options) };
  }

  /**
   * Carries out the steps of the procedures in their order; `done` where a party may call the installation viable. The
   * first that fails ends them for both: what comes after it is `not-done`.
   * @throws `aborted`
   */
  async takeOver(installation: MigratingInstallation): Promise<DeviceTestingResult> {
    const reports: Record<KeyRole, StepReport[]> = { s1sp: [], dco: [] };
    let [hasNotes, hasFailed] = [false, false];
    for (const step of this.#options.procedures['take-over'].steps) {
      const device = deviceNamed(installation, step.device);
      if (device === undefined) continue;
      if (hasNotes && needsNotes.includes(step.step)) this.#storeAll();
      hasNotes = step.step === 'snapshot' || (hasNotes && !needsNotes.includes(step.step));
      const report = await this.#work[step.by].take(installation, step, device, hasFailed);
      hasFailed ||= report.result === 'failed';
      reports[step.by].push(report);
    }
    this.#storeAll();
    const of = (role: KeyRole): PartyTesting => {
      const steps = reports[role];
      const isDone = steps.every(({ result }) => result === 'done');
      const unchanged = isDone ? this.#work[role].unchangedOf(installation) : [];
      return { done: isDone && unchanged.length === 0, steps: [...steps, ...unchanged] };
    };
    return { s1sp: of('s1sp'), dco: of('dco') };
  }

  /**
   * Puts the SMSO's keys back in force at every device, the last one first. `done` where an association under them has
   * shown of each that they are; a device whose keys were never changed has them anyway, and its step is `not-done`. What
   * failed is tried again the next time.
   * @throws `aborted`
   */
  rollBack(installation: MigratingInstallation): Promise<DeviceTestingResult> {
    // A gas meter that is left out may have been taken over before it was.
    return this.#putBack(installation, keyedDevicesOf({ ...installation, leftOut: undefined }));
  }

  /** Does so at a gas meter that is left out, where all else is commissioned. @throws `aborted` */
  giveBack(installation: MigratingInstallation): Promise<DeviceTestingResult> {
    return this.#putBack(installation, leftOutDevicesOf(installation));
  }

  async #putBack(installation: MigratingInstallation, devices: readonly Eui64[]): Promise<DeviceTestingResult> {
    const steps: Record<KeyRole, StepReport[]> = { s1sp: [], dco: [] };
    for (const device of devices.toReversed()) {
      for (const role of keyRoles.toReversed()) {
        steps[role].push(await this.#work[role].putBack(installation, device));
      }
    }
    const of = (role: KeyRole): PartyTesting => ({
      done: steps[role].every(({ result }) => result !== 'failed'),
      steps: steps[role],
    });
    return { s1sp: of('s1sp'), dco: of('dco') };
  }

  #storeAll(): void {
    this.#options.keep?.();
    for (const role of keyRoles) this.#work[role].store();
  }
}

/** What one party does, and what it has stored of that. */
class PartyWork {
  readonly #role: KeyRole;
  readonly #options: DeviceTestingOptions;
  readonly #party: TestingParty;
  readonly #sessions: DeviceSessions;
  readonly #rotation: KeyRotation;
  /** Stores what isn't yet. */
  readonly #toStore: (() => void)[] = [];

  constructor(role: KeyRole, options: DeviceTestingOptions) {
    const { access, keep } = options;
    this.#role = role;
    this.#options = options;
    this.#party = options[role];
    const { vault } = this.#party;
    this.#sessions = new DeviceSessions(vault.clientSap, vault, access);
    this.#rotation = new KeyRotation({ vault, access, ...(keep !== undefined && { keep }) });
  }

  async take(
    installation: MigratingInstallation,
    { procedure, step, device: name }: ProcedureStep,
    device: Eui64,
    isOver: boolean,
  ): Promise<StepReport> {
    const { procedures, access, clock, set, variationsOf } = this.#options;
    const reports = this.#party.store.table<StepReport>('device-testing');
    const key = `${set}/${installation.hub.id}/${device}`;
    const known = reports.get(`${key}/${step}`);
    if (known !== undefined) return known;
    const named = { procedure, step, device };
    if (isOver) return { ...named, result: 'not-done' };
    const { report: result, value: toStore } = await this.#attempt(device, () => {
      if (!this.#party.vault.holds(device)) throw new S1benchError('migration-keys-missing', { found: device });
      return testSteps[step]({
        installation,
        device,
        name,
        procedures,
        access,
        clock,
        sessions: this.#sessions,
        rotation: this.#rotation,
        snapshots: this.#party.store.table<Snapshot>('snapshots'),
        key,
        variations: variationsOf?.(device),
      });
    });
    const report: StepReport = { ...named, ...result };
    this.#toStore.push(() => {
      toStore?.();
      reports.put(`${key}/${step}`, report);
    });
    this.#observe('device-step', installation, report);
    return report;
  }

  /** The devices that, whatever was done, haven't the keys of the party, as steps that failed. */
  unchangedOf(installation: MigratingInstallation): readonly StepReport[] {
    return keyedDevicesOf(installation)
      .filter((device) => !this.#party.vault.hasOwn(device))
      .map((device) => ({ ...TAKEN_OVER, device, result: 'failed', code: 'migration-keys-not-taken' }));
  }

  /** What was done until now, all of it or nothing. */
  store(): void {
    const toStore = this.#toStore.splice(0);
    if (toStore.length === 0) return;
    this.#party.store.transaction(() => {
      for (const each of toStore) each();
    });
  }

  async putBack(installation: MigratingInstallation, device: Eui64): Promise<StepReport> {
    const { procedures, set } = this.#options;
    const reports = this.#party.store.table<StepReport>('roll-back');
    const key = `${set}/${installation.hub.id}/${device}`;
    const known = reports.get(key);
    if (known !== undefined) return known;
    const named = { procedure: procedures['roll-back'].procedure, step: ROLL_BACK_STEP, device };
    if (!this.#party.vault.holds(device)) return { ...named, result: 'not-done' };
    const { report: result, value: outcome } = await this.#attempt(device, () => this.#rotation.putBack(device));
    const report: StepReport = { ...named, ...(outcome === 'never-changed' ? { result: 'not-done' } : result) };
    this.#options.keep?.();
    if (report.result !== 'failed') reports.put(key, report);
    this.#observe('device-roll-back', installation, report);
    return report;
  }

  /** Does something at a device, once whatever came before there has ended, and tells what became of it. */
  async #attempt<T>(device: Eui64, work: () => Promise<T>): Promise<{ readonly report: Result; readonly value?: T }> {
    const { access, attempts, clock, signal } = this.#options;
    try {
      const value = await withRetries(() => access.ports.of(device).exclusive(work), attempts, clock, signal);
      return { report: { result: 'done' }, value };
    } catch (error) {
      if (!isS1benchError(error) || error.code === 'aborted') throw error;
      return { report: failed(error) };
    }
  }

  #observe(what: DeviceTestingEvent['what'], { hub }: MigratingInstallation, report: StepReport): void {
    this.#options.observe?.(this.#role, { what, hub: hub.id, ...report });
  }
}

/** A device that refuses the association that a step needs is there, and has other keys. */
function failed(error: S1benchError): Result {
  const code = error.code === 'device-unreachable' && isRefusal(error) ? 'migration-keys-refused' : error.code;
  return { result: 'failed', code, ...(error.found !== undefined && { found: error.found }) };
}
