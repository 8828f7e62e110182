import { keyRoles } from '../../../src/migration/model/parties.ts';
import { recordsOf } from '../../../src/migration/model/world.ts';
import { acting, giving, type ProcessDefect, ruled, stepping, vaults } from './defect.ts';

/** What becomes of the keys of devices. */
export const keyDefects: readonly ProcessDefect[] = [
  stepping(
    'key-not-rotated',
    'The keys of electricity meters are not changed',
    'rotate-keys',
    (sound) => async (step) => (step.name === 'esme' ? undefined : sound(step)),
  ),
  stepping(
    'keys-of-hub-not-rotated',
    'The keys of hubs are not changed',
    'rotate-keys',
    (sound) => async (step) => (step.name === 'hub' ? undefined : sound(step)),
  ),
  ruled('critical-keys-not-rotated', 'The DCO goes on with the keys of the SMSO', ({ procedures }) => {
    const { steps, ...of } = procedures['take-over'];
    const others = steps.filter(({ step, by }) => step !== 'rotate-keys' || by !== 'dco');
    return { procedures: { ...procedures, 'take-over': { ...of, steps: others } } };
  }),
  acting('rotation-unconfirmed', 'New keys count as in force once they were sent', (cast) => {
    for (const vault of vaults(cast)) {
      const note = vault.note.bind(vault);
      vault.note = (device, event) => {
        note(device, event);
        if (event === 'send') note(device, 'taken');
      };
    }
  }),
  {
    name: 'same-keys-for-all',
    description: 'All devices are given the same new keys',
    parts: (parts) => ({
      ...parts,
      keyRandomOf: (party) => {
        const random = parts.keyRandomOf(party);
        return Object.assign(Object.create(random), { fork: () => random.fork('every device') });
      },
    }),
  },
  acting('new-keys-not-stored', 'New keys are made anew each time that they are asked for', (cast) => {
    for (const vault of vaults(cast)) {
      const setOf = vault.setOf.bind(vault);
      let made = 0;
      vault.setOf = (device, name) => {
        const keys = setOf(device, name);
        if (name !== 'own') return keys;
        made++;
        return { ...keys, encryption: keys.encryption.map((byte) => (byte + made) & 255) };
      };
    }
  }),
  acting('smso-keys-forgotten-early', 'The keys of the SMSO are forgotten once others are in force', (cast) => {
    for (const vault of vaults(cast)) {
      const note = vault.note.bind(vault);
      vault.note = (device, event) => {
        note(device, event);
        if (event === 'taken' && vault.stateOf(device).is === 'settled') vault.release(device, 'own');
      };
    }
  }),
  acting('smso-keys-never-forgotten', 'The keys of the SMSO are kept after an installation has its outcome', (cast) => {
    for (const vault of vaults(cast)) vault.release = () => undefined;
  }),
  acting('own-keys-forgotten', 'The keys of hubs that are commissioned are forgotten', (cast) => {
    for (const role of keyRoles) {
      const party = cast[role];
      const conclude = party.conclude.bind(party);
      party.conclude = (set, installations, outcomes) => {
        conclude(set, installations, outcomes);
        const keys = party.store.table<unknown>('keys');
        for (const { hub } of installations) keys.remove(hub.id);
      };
    }
  }),
  acting('roll-back-leaves-a-device', 'Hubs keep the keys of the DCC when they are rolled back', (cast, { world }) => {
    for (const vault of vaults(cast)) {
      const isAsTaken = vault.isAsTaken.bind(vault);
      vault.isAsTaken = (device) => world.record(device) !== undefined || isAsTaken(device);
    }
  }),
  acting('roll-back-not-done', 'Roll back is reported, and not done', (cast) => {
    for (const vault of vaults(cast)) vault.isAsTaken = () => true;
  }),
  acting('roll-back-called-done', 'Roll back that failed is reported as done', (cast) => {
    for (const role of keyRoles) {
      const party = cast[role];
      const note = party.noteRolledBack.bind(party);
      party.noteRolledBack = (set, hub, { steps }) => note(set, hub, { done: true, steps });
    }
  }),
  acting('keys-logged', 'A party tells its log the keys that it uses', (cast, { log }) => {
    for (const role of keyRoles) {
      const { vault, party } = cast[role];
      const setOf = vault.setOf.bind(vault);
      vault.setOf = (device, name) => {
        const keys = setOf(device, name);
        log(party, { what: 'keys-used', device, keys: keys.encryption.toHex() });
        return keys;
      };
    }
  }),
  giving('keys-in-clear', 'The keys of the SMSO lie in the exchange, unsealed', (name, bytes, put, { world }) => {
    put(name, bytes);
    if (!name.endsWith('_common.xml')) return;
    const devices = [...recordsOf(world)].flatMap((record) => record.devices);
    const rows = devices.map(({ id, keys }) => `${id},${keys.clients[1].encryption.toHex()}\n`);
    put(name.replace('common.xml', 'keys.csv'), Buffer.from(rows.join('')));
  }),
];
