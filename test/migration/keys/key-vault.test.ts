import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Eui64, eui64FromBytes } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import type { DeviceKeyMaterial } from '../../../src/migration/files/contents.ts';
import {
  asTaken,
  type KeyEvent,
  type KeyState,
  keyEvents,
  nextKeyState,
} from '../../../src/migration/keys/key-state.ts';
import { KeyVault } from '../../../src/migration/keys/key-vault.ts';
import { SealedValues } from '../../../src/migration/keys/sealed-values.ts';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import type { ClientKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { Holder, storageKey } from './site.ts';

const [hub, other] = [1, 2].map((last) => eui64FromBytes(Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 9, last))) as [
  Eui64,
  Eui64,
];
const random = new Random('keys of the SMSO');
const NOT_TAKEN = ['prepare', 'send', 'not-taken'] as const;

function materialOf(device: Eui64 = hub, master: Uint8Array | undefined = random.bytes(16)): DeviceKeyMaterial {
  return { device, master, keys: { encryption: random.bytes(16), authentication: random.bytes(16) } };
}

/** A vault with one device, which has gone through some events since it was taken. */
function vaultAfter(...events: readonly KeyEvent[]): { vault: KeyVault; holder: Holder; material: DeviceKeyMaterial } {
  const holder = new Holder('dco');
  const vault = holder.vault();
  const material = materialOf();
  vault.take(hub, [material]);
  for (const event of events) event === 'prepare' ? vault.prepare(hub) : vault.note(hub, event);
  return { vault, holder, material };
}

/** All that is on disk of a store. */
function bytesOf(file: string): Buffer {
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)));
  return Buffer.concat(names.map((name) => readFileSync(join(dirname(file), name))));
}

describe('key vault', () => {
  it('no key is on disk, in no form in which it would be read, nor in what is printed', () => {
    const { vault, holder, material } = vaultAfter('prepare', 'send', 'taken');
    const keys = [material.keys, vault.setOf(hub, 'own')].flatMap((each) => Object.values(each));
    const stored = bytesOf(holder.file);
    const printed = `${inspect(vault, { depth: 9, showHidden: true })} ${JSON.stringify(vault)} ${vault}`;
    expect(stored.includes('own')).toBe(true);
    for (const key of [...keys, material.master as Uint8Array, storageKey]) {
      const forms = [key.toHex(), key.toHex().toUpperCase(), key.toBase64().slice(0, 20), Array.from(key).join(',')];
      for (const form of forms) {
        expect(stored.includes(form)).toBe(false);
        expect(printed.includes(form)).toBe(false);
      }
      expect(stored.includes(Buffer.from(key))).toBe(false);
    }
  });

  it('another process opens it with the storage key, and with no other', () => {
    const { vault, holder, material } = vaultAfter('prepare', 'send', 'taken', 'prepare');
    const again = holder.vault();
    expect(again.keysOf(hub)).toEqual(vault.setOf(hub, 'own'));
    expect(again.setOf(hub, 'smso')).toEqual(material.keys);
    expect(again.masterOf(hub)).toEqual(material.master);
    expect(again.stateOf(hub)).toEqual({ is: 'prepared', from: 'own', to: 'smso', mayWait: false });
    const store = new PartyStore(holder.file);
    const wrong = new KeyVault({
      role: 'dco',
      systemTitle: new Uint8Array(8),
      store,
      storageKey: new Uint8Array(32),
      random,
    });
    expect(refusalOf(() => wrong.keysOf(hub)).code).toBe('migration-key-store-unreadable');
    const short = {
      role: 'dco',
      systemTitle: new Uint8Array(8),
      store,
      storageKey: new Uint8Array(16),
      random,
    } as const;
    expect(refusalOf(() => new KeyVault(short)).code).toBe('migration-storage-key-invalid');
  });

  it('the very same is taken again without any change, of all devices or of none', () => {
    const { vault, material } = vaultAfter('prepare', 'send');
    vault.take(hub, [material]);
    expect(vault.stateOf(hub)).toEqual({ is: 'sent', from: 'smso', to: 'own', mayWait: true });
    const refused = refusalOf(() => vault.take(hub, [materialOf(other), { ...material, master: undefined }]));
    expect(refused.code).toBe('migration-keys-held');
    expect(vault.holds(other)).toBe(false);
  });

  it('other keys are taken as long as it is the SMSO that the device belongs to', () => {
    const { vault } = vaultAfter();
    const corrected = materialOf();
    vault.take(hub, [corrected]);
    expect(vault.keysOf(hub)).toEqual(corrected.keys);
    expect(refusalOf(() => vault.take(other, [corrected])).code).toBe('migration-keys-held');
    for (const events of [['prepare'], ['prepare', 'send'], ['prepare', 'send', 'taken'], NOT_TAKEN] as const) {
      const changing = vaultAfter(...events).vault;
      expect(refusalOf(() => changing.take(hub, [materialOf()])).code).toBe('migration-keys-held');
    }
  });

  it('keys that are no keys are not taken', () => {
    const { vault } = vaultAfter();
    const short: ClientKeys = { encryption: new Uint8Array(15), authentication: new Uint8Array(16) };
    expect(refusalOf(() => vault.take(hub, [{ device: other, keys: short }])).code).toBe('security-key-invalid');
  });

  it('a device that is the DCC’s keeps its own keys, those of the SMSO are forgotten, and they are not taken again', () => {
    const { vault, material } = vaultAfter('prepare', 'send', 'taken');
    const own = vault.keysOf(hub);
    vault.release(hub, 'own');
    vault.release(hub, 'own');
    expect(vault.keysOf(hub)).toEqual(own);
    expect(refusalOf(() => vault.setOf(hub, 'smso')).code).toBe('migration-keys-missing');
    expect(refusalOf(() => vault.prepare(hub)).code).toBe('migration-keys-missing');
    vault.take(hub, [material]);
    expect(refusalOf(() => vault.take(hub, [materialOf()])).code).toBe('migration-keys-held');
  });

  it('a device that was returned is forgotten, and may come with other keys, for which others are made', () => {
    const { vault, holder } = vaultAfter(...NOT_TAKEN, 'withdrawn');
    const own = vault.setOf(hub, 'own');
    vault.release(hub, 'smso');
    expect(vault.holds(hub)).toBe(false);
    expect(vault.keysOf(hub)).toBeUndefined();
    expect(refusalOf(() => vault.stateOf(hub)).code).toBe('migration-keys-missing');
    const again = holder.vault();
    again.take(hub, [materialOf()]);
    again.prepare(hub);
    expect(again.setOf(hub, 'own')).not.toEqual(own);
  });

  it('nothing is forgotten where the outcome says that the keys of somebody else are in force', () => {
    const [smso, own] = [vaultAfter(), vaultAfter('prepare', 'send', 'taken')];
    for (const [{ vault }, whose] of [
      [smso, 'own'],
      [own, 'smso'],
    ] as const) {
      const keys = vault.keysOf(hub);
      expect(refusalOf(() => vault.release(hub, whose)).code).toBe('migration-keys-unsettled');
      expect(vault.keysOf(hub)).toEqual(keys);
    }
    expect([smso.vault.hasOwn(hub), own.vault.hasOwn(hub), own.vault.hasOwn(other)]).toEqual([false, true, false]);
  });

  it('nothing is forgotten while keys are being changed, or others may wait in the device', () => {
    for (const events of [['prepare'], ['prepare', 'send'], NOT_TAKEN] as const) {
      for (const whose of ['smso', 'own'] as const)
        expect(refusalOf(() => vaultAfter(...events).vault.release(hub, whose)).code).toBe('migration-keys-unsettled');
    }
    expect(() => vaultAfter().vault.release(other, 'smso')).not.toThrow();
  });

  it('no two devices are given the same keys, though each process begins with the same seed', () => {
    const holder = new Holder('s1sp');
    const made = [hub, other].flatMap((device) => {
      const vault = holder.vault();
      vault.take(hub, [materialOf(device)]);
      vault.prepare(device);
      return Object.values(vault.setOf(device, 'own')).map((key) => key.toHex());
    });
    expect(new Set(made).size).toBe(4);
  });
});

describe('change of keys, as a state machine', () => {
  const events = fc.array(fc.constantFrom(...keyEvents), { maxLength: 12 });

  it('whatever happens: a set that may be in force is held, and a change begins only once the one before is settled', () => {
    fc.assert(
      fc.property(events, (given) => {
        const { vault, material } = vaultAfter();
        /** What the device may answer to. */
        let possible: readonly ('smso' | 'own')[] = ['smso'];
        let state: KeyState = asTaken;
        const seen = new Set<string>();
        for (const event of given) {
          const hasOther = vault.mayHaveOther(hub);
          const next = resultOrRefusal(() => nextKeyState(state, event));
          const done = resultOrRefusal(() => (event === 'prepare' ? vault.prepare(hub) : vault.note(hub, event)));
          if (next instanceof Error) expect(done).toMatchObject({ code: 'migration-key-state-invalid' });
          else if (event === 'doubt' && !hasOther) expect(done).toMatchObject({ code: 'migration-keys-missing' });
          else state = next;
          if (state.is === 'settled' && !state.mayWait) possible = [state.set];
          if (state.is === 'sent' || state.mayWait) possible = ['smso', 'own'];
          expect(vault.stateOf(hub)).toEqual(state);
          for (const set of possible) expect(vault.setOf(hub, set).encryption).toHaveLength(16);
          expect(vault.setOf(hub, 'smso')).toEqual(material.keys);
          if (possible.includes('own')) seen.add(vault.setOf(hub, 'own').encryption.toHex());
        }
        // Never a second new one, while the first may be in force.
        expect(seen.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('a doubt that was unfounded leaves everything as it was', () => {
    const { vault } = vaultAfter('prepare', 'send', 'taken', 'doubt', 'not-taken');
    expect(vault.stateOf(hub)).toEqual({ is: 'settled', set: 'own', mayWait: false });
  });

  it('an event that does not belong to a state is refused by its name', () => {
    const refused = refusalOf(() => nextKeyState(asTaken, 'taken'));
    expect(refused).toMatchObject({ code: 'migration-key-state-invalid', expected: 'prepare or withdrawn or doubt' });
  });
});

describe('sealed values', () => {
  const sealed = new SealedValues(storageKey);

  it('what was sealed is opened at its place, and nowhere else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.uint8Array({ maxLength: 64 }), (place, elsewhere, value) => {
        const text = sealed.seal(place, value);
        expect(sealed.open(place, text)).toEqual(value);
        fc.pre(elsewhere !== place && Buffer.compare(Buffer.from(elsewhere), Buffer.from(place)) !== 0);
        expect(refusalOf(() => sealed.open(elsewhere, text)).code).toBe('migration-key-store-unreadable');
      }),
    );
  });

  it('what was changed, or is anything else, is refused', () => {
    const text = sealed.seal('here', Uint8Array.of(1, 2, 3));
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Uint8Array.fromBase64(text);
        bytes[at] = (bytes[at] as number) ^ by;
        expect(refusalOf(() => sealed.open('here', bytes.toBase64())).code).toBe('migration-key-store-unreadable');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (anything) => {
        expect(refusalOf(() => sealed.open('here', anything)).code).toBe('migration-key-store-unreadable');
      }),
    );
  });

  it('different values at one place never have the same nonce', () => {
    const nonces = Array.from({ length: 256 }, (_, i) => sealed.seal('here', Uint8Array.of(i)).slice(0, 16));
    expect(new Set(nonces).size).toBe(256);
  });
});
