import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import type { Eui64 } from '../../../src/core/identifiers.ts';
import { keyTransfer } from '../../../src/dcc/device/key-transfer.ts';
import type { DeviceSession } from '../../../src/dcc/device/session.ts';
import { sessionOf } from '../../../src/dcc/device/sessions.ts';
import type { KeyVault } from '../../../src/migration/keys/key-vault.ts';
import { KeyRotation } from '../../../src/migration/keys/rotation.ts';
import { type KeyRole, keyRoles } from '../../../src/migration/model/parties.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import type { ClientKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { refusalOf } from '../../support/refusal.ts';
import {
  type DeviceName,
  defect,
  deviceNames,
  ends,
  Holder,
  MortalStore,
  ProcessStopped,
  Site,
  type SiteOptions,
} from './site.ts';

/** A party before the devices of an installation, whose process can be begun anew. */
class Party {
  readonly holder: Holder;
  readonly site: Site;
  readonly device: Eui64;
  readonly #store: PartyStore;
  #vault: KeyVault;

  private constructor(holder: Holder, site: Site, name: DeviceName) {
    this.holder = holder;
    this.site = site;
    this.device = site.id(name);
    this.#store = new PartyStore(holder.file, 'process');
    this.#vault = holder.vault(this.#store);
    this.take();
  }

  static async at(role: KeyRole, name: DeviceName, options?: SiteOptions): Promise<Party> {
    return new Party(new Holder(role), await Site.open(options), name);
  }

  take(): void {
    this.#vault.take(this.site.id('hub'), this.site.material(this.holder.role));
  }

  vault(): KeyVault {
    return this.#vault;
  }

  /** Of a process that has just begun. */
  rotation(store: PartyStore = this.#store): KeyRotation {
    this.#vault = this.holder.vault(store);
    return new KeyRotation({ vault: this.#vault, access: this.site.access() });
  }

  /** What is in force, by the vault, which the device confirms. */
  async inForce(): Promise<string> {
    await this.rotation().check(this.device);
    const state = this.#vault.stateOf(this.device);
    return state.is === 'settled' ? state.set : state.is;
  }

  /** Everything is as it was in the beginning, and own keys will be others. */
  async beginAnew(): Promise<void> {
    this.site.mend();
    await this.rotation().putBack(this.device);
    this.#vault.release(this.device, 'smso');
    this.take();
  }
}

/** Lets nothing pass but what a broken way explains. */
async function tolerated(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof ProcessStopped) return 'stopped';
    if (!isS1benchError(error)) throw error;
    expect(['device-unreachable', 'device-no-response', 'migration-keys-unknown']).toContain(error.code);
    return error.code;
  }
}

/** What befalls one of them befalls the other alike. */
const endsFor = { s1sp: ends, dco: ['cut', 'silent'] } as const;
const clients = keyRoles.flatMap((role) => deviceNames.map((name) => [role, name] as const));

describe.each(clients)('keys of the %s at the %s', (role, name) => {
  it('rotation: the device answers to the own keys, and to those of the SMSO no more', async () => {
    const party = await Party.at(role, name);
    await party.rotation().rotate(party.device);
    expect(await party.inForce()).toBe('own');
    expect(party.holder.states).toEqual([
      { is: 'prepared', from: 'smso', to: 'own', mayWait: false },
      { is: 'sent', from: 'smso', to: 'own', mayWait: true },
      { is: 'settled', set: 'own', mayWait: false },
    ]);
    const stranger = new Holder(role).vault();
    stranger.take(party.site.id('hub'), party.site.material(role));
    const attempt = new KeyRotation({ vault: stranger, access: party.site.access() }).check(party.device);
    await expect(attempt).rejects.toMatchObject({ code: 'migration-keys-refused' });
  });

  it.each(endsFor[role])(
    'rotation: whatever message it happens after (%s), it can be finished, and rolled back',
    async (end) => {
      for (const wanted of ['own', 'smso'] as const) {
        const party = await Party.at(role, name);
        for (let n = 0, isCut = true; isCut; n++) {
          party.site.endAfter(n, end);
          const first = await tolerated(party.rotation().rotate(party.device));
          isCut = party.site.isEnded;
          if (!isCut) expect(first).toBe('done');
          party.site.mend();
          await (wanted === 'own' ? party.rotation().rotate(party.device) : party.rotation().putBack(party.device));
          expect(await party.inForce()).toBe(wanted);
          await party.beginAnew();
        }
      }
    },
  );

  it.each(endsFor[role])('roll back: whatever message it happens after (%s), it can be finished', async (end) => {
    const party = await Party.at(role, name);
    for (let n = 0, isCut = true; isCut; n++) {
      await party.rotation().rotate(party.device);
      party.site.endAfter(n, end);
      const first = await tolerated(party.rotation().putBack(party.device));
      isCut = party.site.isEnded;
      if (!isCut) expect(first).toBe('done');
      party.site.mend();
      expect(await party.rotation().putBack(party.device)).toBe('shown');
      expect(await party.inForce()).toBe('smso');
      await party.beginAnew();
    }
  });

  it.each(['before', 'after'] as const)('a process that stops %s anything is stored is gone on with', async (when) => {
    for (const wanted of ['own', 'smso'] as const) {
      const party = await Party.at(role, name);
      for (let at = 0, isStopped = true; isStopped; at++) {
        const store = new MortalStore(party.holder.file, { at, when }, () => party.site.endAfter(0, 'cut'));
        const mortal = party.rotation(store);
        const first = await tolerated(mortal.rotate(party.device).then(() => mortal.putBack(party.device)));
        isStopped = first === 'stopped';
        store.close();
        party.site.mend();
        await (wanted === 'own' ? party.rotation().rotate(party.device) : party.rotation().putBack(party.device));
        expect(await party.inForce()).toBe(wanted);
        await party.beginAnew();
      }
    }
  });
});

describe('change of keys', () => {
  it('is stored as sent before it is', async () => {
    const party = await Party.at('dco', 'esme');
    const seen: unknown[] = [];
    party.site.onOperation = ({ service }) => {
      if (service === 'action') seen.push(party.holder.states.at(-1));
    };
    await party.rotation().rotate(party.device);
    await party.rotation().putBack(party.device);
    expect(seen).toEqual([
      { is: 'sent', from: 'smso', to: 'own', mayWait: true },
      { is: 'sent', from: 'own', to: 'smso', mayWait: true },
    ]);
  });

  it('keys that nobody used in time were given up by the device, and are sent again', async () => {
    const party = await Party.at('s1sp', 'esme');
    party.site.onOperation = ({ service }) => {
      if (service === 'action') party.site.endAfter(0, 'cut');
    };
    await expect(party.rotation().rotate(party.device)).rejects.toMatchObject({ code: 'migration-keys-unknown' });
    party.site.onOperation = undefined;
    party.site.mend();
    party.site.clock.advance(Temporal.Duration.from({ hours: 25 }));
    await party.rotation().rotate(party.device);
    expect(await party.inForce()).toBe('own');
    expect(party.site.operations.filter(({ service }) => service === 'action')).toHaveLength(2);
    expect(party.holder.states.map(({ is }) => is)).toEqual([
      ...['prepared', 'sent', 'settled'],
      ...['prepared', 'sent', 'settled'],
    ]);
  });

  it('a device with other keys than those that were handed over is told from one that is silent', async () => {
    const party = await Party.at('s1sp', 'esme', { defects: { esme: [defect('non-critical-keys-are-others')] } });
    await expect(party.rotation().rotate(party.device)).rejects.toMatchObject({ code: 'migration-keys-refused' });
    expect(await party.rotation().putBack(party.device)).toBe('never-changed');
    party.site.endAfter(0, 'silent');
    await expect(party.rotation().check(party.device)).rejects.toMatchObject({ code: 'device-unreachable' });
  });

  it('what is in force already is not changed again', async () => {
    const party = await Party.at('dco', 'hub');
    await party.rotation().rotate(party.device);
    party.site.mend();
    await party.rotation().rotate(party.device);
    expect(party.site.messages).toBe(0);
  });
});

describe('change of keys: what was held up on its way', () => {
  /** A party that believes that its keys weren't taken, and those of the SMSO are in force. */
  async function mistaken(transfer: (party: Party, own: ClientKeys) => Promise<unknown>): Promise<[Party, KeyVault]> {
    const party = await Party.at('s1sp', 'esme');
    const vault = party.vault();
    vault.prepare(party.device);
    vault.note(party.device, 'send');
    await transfer(party, vault.setOf(party.device, 'own'));
    vault.note(party.device, 'not-taken');
    party.site.operations.length = 0;
    return [party, vault];
  }

  function session(party: Party, keys: ClientKeys): DeviceSession {
    const { systemTitle, clientSap: sap } = party.vault();
    return sessionOf({ sap, credentials: { systemTitle, keys } }, party.device, party.site.access());
  }

  /** The new keys come to the device, and wait there. */
  async function deliver(party: Party, own: ClientKeys): Promise<DeviceSession> {
    const vault = party.vault();
    const transfer = keyTransfer(vault.clientSap, own, vault.masterOf(party.device) as Uint8Array);
    const before = session(party, vault.setOf(party.device, 'smso'));
    await before.action(transfer, transfer.parameters);
    await before.suspend();
    return session(party, own);
  }

  /** And then a message under them, which was thought to be lost. */
  async function use(party: Party, own: ClientKeys): Promise<void> {
    const after = await deliver(party, own);
    await after.open();
    await after.suspend();
  }

  const transfers = (party: Party): number =>
    party.site.operations.filter(({ service }) => service === 'action').length;

  it('keys that came into force after all are found, by the refusal of the others', async () => {
    const [party] = await mistaken(use);
    await party.rotation().rotate(party.device);
    expect(await party.inForce()).toBe('own');
    expect(transfers(party)).toBe(0);
  });

  it('keys that came into force after all are rolled back', async () => {
    const [party] = await mistaken(use);
    expect(await party.rotation().putBack(party.device)).toBe('shown');
    expect(await party.inForce()).toBe('smso');
  });

  it('keys that wait in the device are withdrawn before the roll back is done, and only then forgotten', async () => {
    const [party, vault] = await mistaken(deliver);
    const own = vault.setOf(party.device, 'own');
    expect(refusalOf(() => vault.release(party.device, 'smso')).code).toBe('migration-keys-unsettled');
    expect(await party.rotation().putBack(party.device)).toBe('shown');
    expect(transfers(party)).toBe(1);
    await expect(session(party, own).open()).rejects.toMatchObject({ code: 'device-unreachable' });
    expect(await party.inForce()).toBe('smso');
    vault.release(party.device, 'smso');
  });
});
