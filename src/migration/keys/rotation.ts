import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { keyTransfer } from '../../dcc/device/key-transfer.ts';
import { isRefusal } from '../../dcc/device/refusal.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import { type DeviceAccess, sessionOf } from '../../dcc/device/sessions.ts';
import { inForce, type KeySetName, otherThan } from './key-state.ts';
import type { KeyVault } from './key-vault.ts';

export interface RotationParts {
  readonly vault: KeyVault;
  readonly access: DeviceAccess;
  /** Has what the devices are now outlive this process, before what they have shown is recorded. */
  readonly keep?: () => void;
}

/** What a device says to an association under a set of keys; it may say nothing. */
type Answer = 'answers' | 'refuses' | 'is silent';

/**
 * Changes the keys of one party's client at devices, from the SMSO's to its own and back. Whatever stops it, at whatever
 * moment: what was stored before tells which sets may be in force, and to go on is to ask the device which of them is.
 */
export class KeyRotation {
  readonly #vault: KeyVault;
  readonly #access: DeviceAccess;
  readonly #keep: () => void;

  constructor({ vault, access, keep = () => undefined }: RotationParts) {
    this.#vault = vault;
    this.#access = access;
    this.#keep = keep;
  }

  /**
   * Brings the party's own keys into force; where they are, nothing is done.
   * @throws `migration-master-key-missing` before anything else
   * @throws `migration-key-transfer-refused` where the device keeps its keys, and shows it
   * @throws `migration-keys-refused` where the device takes none of the keys that may be its
   * @throws `device-unreachable`, `device-no-response`, `migration-keys-not-taken`, `migration-keys-unknown`: to be tried
   *   again
   */
  async rotate(device: Eui64): Promise<void> {
    if (this.#isIn(device, 'own')) return;
    await this.#with(device, (dialogue) => this.#bring(device, 'own', dialogue));
  }

  /**
   * Puts the SMSO's keys back in force, has an association show that they are, and sees to it that no others wait.
   * @returns whether there was nothing to put back: no other keys were ever sent
   * @throws what `rotate` does
   */
  async putBack(device: Eui64): Promise<'shown' | 'never-changed'> {
    if (this.#vault.isAsTaken(device)) {
      if (this.#vault.stateOf(device).is === 'prepared') this.#vault.note(device, 'give-up');
      return 'never-changed';
    }
    await this.#with(device, async (dialogue) => {
      await this.#bring(device, 'smso', dialogue);
      if (this.#vault.stateOf(device).mayWait) await this.#withdrawOther(device, dialogue);
    });
    return 'shown';
  }

  /**
   * Has an association show that the device takes the keys in force; where it refuses them, and may have others, they are
   * those that it takes.
   * @throws `device-unreachable`, `migration-keys-refused`, `migration-keys-unknown`
   */
  async check(device: Eui64): Promise<void> {
    await this.#with(device, (dialogue) => this.#establish(device, dialogue));
  }

  async #bring(device: Eui64, wanted: KeySetName, dialogue: KeyDialogue): Promise<void> {
    if (!this.#isIn(device, wanted)) this.#masterOf(device);
    const state = this.#vault.stateOf(device);
    if (state.is === 'prepared' && state.to !== wanted) this.#vault.note(device, 'give-up');
    await this.#establish(device, dialogue);
    if (this.#isIn(device, wanted)) return;
    if (this.#vault.stateOf(device).is === 'settled') this.#vault.prepare(device);
    const before = inForce(this.#vault.stateOf(device));
    // Where the device can't be reached, nothing has been sent.
    await dialogue.prove(before);
    this.#vault.note(device, 'send');
    const failure = await this.#transfer(device, wanted, dialogue.session(before));
    await this.#establish(device, dialogue);
    if (!this.#isIn(device, wanted)) throw failure ?? new S1benchError('migration-keys-not-taken', { found: device });
  }

  /** Has the device show which set is in force. */
  async #establish(device: Eui64, dialogue: KeyDialogue): Promise<void> {
    const state = this.#vault.stateOf(device);
    try {
      if (state.is !== 'sent') return await dialogue.prove(inForce(state));
    } catch (error) {
      if (!isS1benchError(error, 'migration-keys-refused') || !this.#vault.mayHaveOther(device)) throw error;
      this.#vault.note(device, 'doubt');
    }
    await this.#findOut(device, dialogue);
  }

  /**
   * Asks the device which of two sets is in force: first the new one, as its first use puts that in force. What it says to
   * the old one counts only where nothing under the new one was sent after it, for that may have been used, and the answer
   * lost.
   */
  async #findOut(device: Eui64, dialogue: KeyDialogue): Promise<void> {
    const from = inForce(this.#vault.stateOf(device));
    const to = otherThan(from);
    let { after, before } = await dialogue.askFor(to, from);
    // One that was silent may not have heard.
    if (after === 'is silent' && before === 'answers') ({ after, before } = await dialogue.askFor(to, from));
    if (after === 'answers') return this.#settle(device, 'taken');
    if (before === 'answers') return this.#settle(device, 'not-taken');
    const isRefused = after === 'refuses' && before === 'refuses';
    throw new S1benchError(isRefused ? 'migration-keys-refused' : 'migration-keys-unknown', { found: device });
  }

  /**
   * Has the device go on with the set in force: to be given that one ends a change. One that refuses it has refused the
   * other one before, which was wrapped alike.
   */
  async #withdrawOther(device: Eui64, dialogue: KeyDialogue): Promise<void> {
    const set = inForce(this.#vault.stateOf(device));
    const failure = await this.#transfer(device, set, dialogue.session(set));
    if (failure !== undefined && failure.code !== 'migration-key-transfer-refused') throw failure;
    this.#settle(device, 'withdrawn');
  }

  /** Transfers a set, and ends the association. @returns why that came to nothing, where it is known to have */
  async #transfer(device: Eui64, set: KeySetName, session: DeviceSession): Promise<S1benchError | undefined> {
    const keys = this.#vault.setOf(device, set);
    const transfer = keyTransfer(this.#vault.clientSap, keys, this.#masterOf(device));
    const failure = await failureOf(session.action(transfer, transfer.parameters));
    await session.suspend();
    return failure;
  }

  #settle(device: Eui64, shown: 'taken' | 'not-taken' | 'withdrawn'): void {
    this.#keep();
    this.#vault.note(device, shown);
  }

  #isIn(device: Eui64, wanted: KeySetName): boolean {
    const state = this.#vault.stateOf(device);
    return state.is === 'settled' && state.set === wanted;
  }

  /** @throws `migration-master-key-missing` */
  #masterOf(device: Eui64): Uint8Array {
    const master = this.#vault.masterOf(device);
    if (master === undefined) throw new S1benchError('migration-master-key-missing', { found: device });
    return master;
  }

  async #with(device: Eui64, work: (dialogue: KeyDialogue) => Promise<void>): Promise<void> {
    const dialogue = new KeyDialogue(device, this.#vault, this.#access);
    try {
      await work(dialogue);
    } finally {
      await dialogue.close();
    }
  }
}

/** Sessions with one device, one under each set of keys that it may have. */
class KeyDialogue {
  readonly #device: Eui64;
  readonly #vault: KeyVault;
  readonly #access: DeviceAccess;
  readonly #sessions = new Map<KeySetName, DeviceSession>();

  constructor(device: Eui64, vault: KeyVault, access: DeviceAccess) {
    this.#device = device;
    this.#vault = vault;
    this.#access = access;
  }

  /** @throws `migration-keys-missing`, `device-route-unknown` */
  session(set: KeySetName): DeviceSession {
    const known = this.#sessions.get(set);
    if (known !== undefined) return known;
    const { systemTitle, clientSap } = this.#vault;
    const credentials = { systemTitle, keys: this.#vault.setOf(this.#device, set) };
    const session = sessionOf({ sap: clientSap, credentials }, this.#device, this.#access);
    this.#sessions.set(set, session);
    return session;
  }

  /** What the device says to a new set, and where that isn't in force to the one before. */
  async askFor(to: KeySetName, from: KeySetName): Promise<{ readonly after: Answer; readonly before?: Answer }> {
    const after = await this.#ask(to);
    return after === 'answers' ? { after } : { after, before: await this.#ask(from) };
  }

  /** @throws `migration-keys-refused`, `device-unreachable` */
  async prove(set: KeySetName): Promise<void> {
    const error = await this.#failureToOpen(set);
    if (error === undefined) return;
    throw isRefusal(error) ? new S1benchError('migration-keys-refused', { found: this.#device, cause: error }) : error;
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await session.suspend();
  }

  async #ask(set: KeySetName): Promise<Answer> {
    const error = await this.#failureToOpen(set);
    if (error === undefined) return 'answers';
    return isRefusal(error) ? 'refuses' : 'is silent';
  }

  /** A refusal is believed once it has come twice: it isn't authentic, and may come of a message that was changed. */
  async #failureToOpen(set: KeySetName): Promise<S1benchError | undefined> {
    const first = await this.#failureOnce(set);
    return first !== undefined && isRefusal(first) ? this.#failureOnce(set) : first;
  }

  async #failureOnce(set: KeySetName): Promise<S1benchError | undefined> {
    try {
      await this.session(set).open();
      return undefined;
    } catch (error) {
      if (isS1benchError(error, 'device-unreachable')) return error;
      throw error;
    }
  }
}

/** Why a transfer came to nothing. Only an authentic answer is a refusal; after anything else it may be tried again. */
async function failureOf(transfer: ReturnType<DeviceSession['action']>): Promise<S1benchError | undefined> {
  try {
    const { result } = await transfer;
    return result === 'success' ? undefined : new S1benchError('migration-key-transfer-refused', { found: result });
  } catch (error) {
    if (!isS1benchError(error)) throw error;
    return new S1benchError('device-no-response', { found: error.message, cause: error });
  }
}
