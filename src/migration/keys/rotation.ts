import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { keyTransfer } from '../../dcc/device/key-transfer.ts';
import { isRefusal } from '../../dcc/device/refusal.ts';
import type { DeviceSession } from '../../dcc/device/session.ts';
import { type DeviceAccess, sessionOf } from '../../dcc/device/sessions.ts';
import { inForce, type KeySetName, type KeyState } from './key-state.ts';
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
    await this.#bring(device, 'own', async () => undefined);
  }

  /**
   * Puts the SMSO's keys back in force, and has an association show that they are.
   * @returns whether there was nothing to put back: no other keys were ever sent
   * @throws what `rotate` does
   */
  async putBack(device: Eui64): Promise<'shown' | 'never-changed'> {
    if (this.#vault.isAsTaken(device)) {
      if (this.#vault.stateOf(device).is === 'prepared') this.#vault.note(device, 'give-up');
      return 'never-changed';
    }
    await this.#bring(device, 'smso', (dialogue) => dialogue.prove('smso'));
    return 'shown';
  }

  /** Has an association show that the device takes the keys in force. @throws `device-unreachable`, `migration-keys-refused` */
  async check(device: Eui64): Promise<void> {
    await this.#with(device, (dialogue) => dialogue.prove(inForce(this.#vault.stateOf(device))));
  }

  async #bring(device: Eui64, wanted: KeySetName, atEnd: (dialogue: KeyDialogue) => Promise<void>): Promise<void> {
    if (!this.#isIn(device, wanted)) this.#masterOf(device);
    await this.#with(device, async (dialogue) => {
      const state = this.#vault.stateOf(device);
      if (state.is === 'sent') await this.#findOut(device, state, dialogue);
      else if (state.is === 'prepared' && state.to !== wanted) this.#vault.note(device, 'give-up');
      if (!this.#isIn(device, wanted)) await this.#change(device, wanted, dialogue);
      await atEnd(dialogue);
    });
  }

  async #change(device: Eui64, wanted: KeySetName, dialogue: KeyDialogue): Promise<void> {
    if (this.#vault.stateOf(device).is === 'settled') this.#vault.prepare(device);
    const { clientSap } = this.#vault;
    const transfer = keyTransfer(clientSap, this.#vault.setOf(device, wanted), this.#masterOf(device));
    const before = inForce(this.#vault.stateOf(device));
    // Where the device can't be reached, nothing has been sent.
    await dialogue.prove(before);
    this.#vault.note(device, 'send');
    const failure = await failureOf(dialogue.session(before).action(transfer, transfer.parameters));
    await dialogue.session(before).suspend();
    const state = this.#vault.stateOf(device);
    if (state.is === 'sent') await this.#findOut(device, state, dialogue);
    if (!this.#isIn(device, wanted)) throw failure ?? new S1benchError('migration-keys-not-taken', { found: device });
  }

  /** Asks the device which of two sets is in force: first the new one, as its first use puts that in force. */
  async #findOut(
    device: Eui64,
    { from, to }: Extract<KeyState, { is: 'sent' | 'prepared' }>,
    dialogue: KeyDialogue,
  ): Promise<void> {
    const after = await dialogue.ask(to);
    if (after === 'answers') return this.#settle(device, 'taken');
    const before = await dialogue.ask(from);
    if (before === 'answers') {
      // One that was silent may not have heard.
      const isTaken = after === 'is silent' && (await dialogue.ask(to)) === 'answers';
      return this.#settle(device, isTaken ? 'taken' : 'not-taken');
    }
    const isRefused = after === 'refuses' && before === 'refuses';
    throw new S1benchError(isRefused ? 'migration-keys-refused' : 'migration-keys-unknown', { found: device });
  }

  #settle(device: Eui64, shown: 'taken' | 'not-taken'): void {
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

  async ask(set: KeySetName): Promise<Answer> {
    const error = await this.#failureToOpen(set);
    if (error === undefined) return 'answers';
    return isRefusal(error) ? 'refuses' : 'is silent';
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
