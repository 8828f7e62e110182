import { concatBytes } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import type { RandomSource } from '../../core/random.ts';
import type { KeyHolder } from '../../dcc/device/sessions.ts';
import { type ClientKeys, checkKeyLength, KEY_LENGTH } from '../../protocol/cosem/security/originator.ts';
import type { DeviceKeyMaterial } from '../files/contents.ts';
import type { KeyRole } from '../model/parties.ts';
import type { PartyStore, StoreTable } from '../store/party-store.ts';
import {
  asTaken,
  inForce,
  type KeyEvent,
  type KeySetName,
  type KeyState,
  nextKeyState,
  otherThan,
} from './key-state.ts';
import { SealedValues } from './sealed-values.ts';

export interface KeyVaultOptions {
  readonly role: KeyRole;
  /** Of the party, eight bytes. */
  readonly systemTitle: Uint8Array;
  readonly store: PartyStore;
  /** 32 bytes, which the party keeps elsewhere: without it the store tells nothing. */
  readonly storageKey: Uint8Array;
  /** Makes the party's own keys. */
  readonly random: RandomSource;
  /** Told of each change of the keys of a device, once it is stored. */
  readonly observe?: (device: Eui64, state: KeyState) => void;
}

/** SAP of the client whose keys a party holds. */
export const clientOfRole = { s1sp: 2, dco: 1 } as const satisfies Readonly<Record<KeyRole, number>>;

/** What is stored of a device; keys are sealed. */
type KeyRecord =
  | {
      readonly is: 'held';
      /** The installation that it came with. */
      readonly hub: Eui64;
      /** Digest of what was taken. */
      readonly taken: string;
      readonly state: KeyState;
      /** Whether other keys than those that were taken can ever have been in force. */
      readonly wasSent: boolean;
      readonly master?: string;
      readonly sets: { readonly [Name in KeySetName]?: string };
      /** How many sets of its own the party has made for it. */
      readonly made: number;
    }
  | { readonly is: 'returned'; readonly made: number };
type HeldRecord = Extract<KeyRecord, { is: 'held' }>;

/** Sets of keys that are at hand: more than are needed at once. */
const MOST_OPENED = 1000;

/**
 * The keys that a party holds for one client of devices, and where a change of them stands. Each change is stored before
 * whatever it announces is done, and keys are forgotten by `release` alone: so no device can have keys that aren't here.
 */
export class KeyVault implements KeyHolder {
  readonly role: KeyRole;
  readonly clientSap: 1 | 2;
  readonly systemTitle: Uint8Array;
  readonly #store: PartyStore;
  readonly #records: StoreTable<KeyRecord>;
  readonly #sealed: SealedValues;
  readonly #random: RandomSource;
  readonly #observe: KeyVaultOptions['observe'];
  /** Keys that were opened last, by what was stored of them and where. */
  readonly #opened = new Map<string, ClientKeys>();

  /** @throws `migration-storage-key-invalid` */
  constructor({ role, systemTitle, store, storageKey, random, observe }: KeyVaultOptions) {
    this.role = role;
    this.clientSap = clientOfRole[role];
    this.systemTitle = systemTitle;
    this.#store = store;
    this.#records = store.table('keys');
    this.#sealed = new SealedValues(storageKey);
    this.#random = random;
    this.#observe = observe;
  }

  /**
   * Takes over what the SMSO holds, of all devices of an installation or of none. The very same may be taken again, which
   * changes nothing; other keys in place of it as long as it is the SMSO's that are in force.
   * @param hub of the installation
   * @throws `migration-keys-held`, `security-key-invalid`
   */
  take(hub: Eui64, material: readonly DeviceKeyMaterial[]): void {
    this.#store.transaction(() => {
      for (const each of material) this.#take(hub, each);
    });
  }

  /** Whether there are keys for a device. */
  holds(device: Eui64): boolean {
    return this.#find(device) !== undefined;
  }

  /** Those in force; while a change is under way, those that were before it. */
  keysOf(device: Eui64): ClientKeys | undefined {
    const record = this.#find(device);
    return record && this.#open(device, record, inForce(record.state));
  }

  /** One of the two sets of a device, whichever is in force. @throws `migration-keys-missing` */
  setOf(device: Eui64, name: KeySetName): ClientKeys {
    const keys = this.#open(device, this.#held(device), name);
    if (keys === undefined) throw new S1benchError('migration-keys-missing', { found: `${device}, set ${name}` });
    return keys;
  }

  /** The key under which new ones travel to a device. */
  masterOf(device: Eui64): Uint8Array | undefined {
    const { master } = this.#held(device);
    return master === undefined ? undefined : this.#sealed.open(this.#place(device, 'master'), master);
  }

  /** @throws `migration-keys-missing` */
  stateOf(device: Eui64): KeyState {
    return this.#held(device).state;
  }

  /** Whether nothing but the keys that were taken can ever have been in force. */
  isAsTaken(device: Eui64): boolean {
    return !this.#held(device).wasSent;
  }

  /** Whether a device has the keys of the party, and no others wait in it. */
  hasOwn(device: Eui64): boolean {
    const record = this.#find(device);
    return record !== undefined && this.#isSettledOn('own', record);
  }

  /** Whether a device that refuses the keys in force may have the other set. */
  mayHaveOther(device: Eui64): boolean {
    const { wasSent, sets } = this.#held(device);
    return wasSent && sets.smso !== undefined && sets.own !== undefined;
  }

  /**
   * Prepares a change to the other set; own keys are made now, unless they were before.
   * @throws `migration-keys-missing` where the other set was released, `migration-key-state-invalid`
   */
  prepare(device: Eui64): void {
    const record = this.#held(device);
    const { sets, made } = record;
    const state = nextKeyState(record.state, 'prepare');
    const to = otherThan(inForce(state));
    if (to === 'own' && sets.own === undefined) {
      const own = this.#seal(device, 'own', this.#newKeys(device, made));
      this.#change(device, { ...record, state, sets: { ...sets, own }, made: made + 1 });
    } else {
      this.setOf(device, to);
      this.#change(device, { ...record, state });
    }
  }

  /** @throws `migration-key-state-invalid`; `migration-keys-missing`, also for a doubt where there is no other set */
  note(device: Eui64, event: Exclude<KeyEvent, 'prepare'>): void {
    const record = this.#held(device);
    const state = nextKeyState(record.state, event);
    if (event === 'doubt' && !this.mayHaveOther(device)) {
      throw new S1benchError('migration-keys-missing', { found: `${device}, no other set` });
    }
    this.#change(device, { ...record, state, wasSent: record.wasSent || event === 'send' });
  }

  /**
   * Forgets what is of no use once the outcome is final: of a device with own keys those of the SMSO; of one that is the
   * SMSO's again everything.
   * @param whose keys are in force by the outcome
   * @throws `migration-keys-unsettled` where others are, a change is under way, or the other set may wait in the device
   */
  release(device: Eui64, whose: KeySetName): void {
    const record = this.#find(device);
    if (record === undefined) return;
    const { sets, made } = record;
    if (!this.#isSettledOn(whose, record)) throw new S1benchError('migration-keys-unsettled', { found: device });
    if (whose === 'smso') this.#records.put(device, { is: 'returned', made });
    else this.#records.put(device, { ...record, sets: sets.own === undefined ? {} : { own: sets.own } });
  }

  #take(hub: Eui64, material: DeviceKeyMaterial): void {
    const { device, master, keys } = material;
    for (const key of [keys.encryption, keys.authentication, ...(master === undefined ? [] : [master])]) {
      checkKeyLength(key);
    }
    const bytes = concatBytes(keys.encryption, keys.authentication, master ?? new Uint8Array(0));
    const taken = this.#sealed.digest(this.#place(device, 'taken'), bytes);
    const record = this.#records.get(device);
    if (record?.is === 'held') {
      if (record.hub === hub && record.taken === taken) return;
      const { is, mayWait } = record.state;
      const isTheirs = is === 'settled' && inForce(record.state) === 'smso' && !mayWait;
      if (record.hub !== hub || !isTheirs) throw new S1benchError('migration-keys-held', { found: device });
    }
    this.#records.put(device, {
      is: 'held',
      hub,
      taken,
      state: asTaken,
      wasSent: false,
      ...(master !== undefined && { master: this.#sealed.seal(this.#place(device, 'master'), master) }),
      sets: { smso: this.#seal(device, 'smso', keys) },
      made: record?.made ?? 0,
    });
  }

  #isSettledOn(set: KeySetName, { state }: HeldRecord): boolean {
    return state.is === 'settled' && state.set === set && !state.mayWait;
  }

  #find(device: Eui64): HeldRecord | undefined {
    const record = this.#records.get(device);
    return record?.is === 'held' ? record : undefined;
  }

  #held(device: Eui64): HeldRecord {
    const record = this.#find(device);
    if (record === undefined) throw new S1benchError('migration-keys-missing', { found: device });
    return record;
  }

  #change(device: Eui64, record: HeldRecord): void {
    this.#records.put(device, record);
    this.#observe?.(device, record.state);
  }

  /** From a source of its own for each set: a process that is begun again with the same seed makes no key twice. */
  #newKeys(device: Eui64, made: number): ClientKeys {
    const random = this.#random.fork(`${this.#place(device, 'own')}/${made}`);
    return { encryption: random.bytes(KEY_LENGTH), authentication: random.bytes(KEY_LENGTH) };
  }

  #seal(device: Eui64, name: KeySetName, { encryption, authentication }: ClientKeys): string {
    return this.#sealed.seal(this.#place(device, name), concatBytes(encryption, authentication));
  }

  #open(device: Eui64, { sets }: HeldRecord, name: KeySetName): ClientKeys | undefined {
    const sealed = sets[name];
    if (sealed === undefined) return undefined;
    const place = this.#place(device, name);
    const known = this.#opened.get(`${place} ${sealed}`);
    if (known !== undefined) return known;
    const bytes = this.#sealed.open(place, sealed);
    const keys = { encryption: bytes.subarray(0, KEY_LENGTH), authentication: bytes.subarray(KEY_LENGTH) };
    const [oldest] = this.#opened.keys();
    if (oldest !== undefined && this.#opened.size >= MOST_OPENED) this.#opened.delete(oldest);
    this.#opened.set(`${place} ${sealed}`, keys);
    return keys;
  }

  #place(device: Eui64, what: KeySetName | 'master' | 'taken'): string {
    return `${device}/${this.clientSap}/${what}`;
  }
}
