import type { Eui64 } from '../../src/core/identifiers.ts';
import { testSteps } from '../../src/migration/device-testing/test-steps.ts';
import type { Exchange } from '../../src/migration/exchange/exchange.ts';
import { type KeyRole, keyRoles } from '../../src/migration/model/parties.ts';
import type { Cast } from '../../src/migration/process/cast.ts';
import type { MigrationParts } from '../../src/migration/process/migration.ts';

/** A wrong behaviour of the process: a change of what sound parts are put together from, and of nothing else. */
export interface ProcessDefect {
  readonly name: string;
  readonly description: string;
  /** Other parts in place of sound ones. */
  readonly parts?: (parts: MigrationParts) => MigrationParts;
  /** Parties that do otherwise. @returns what puts back what isn't theirs alone */
  readonly cast?: (cast: Cast, parts: MigrationParts) => (() => void) | undefined;
}

type Files = (name: string, bytes: Uint8Array, put: (name: string, bytes: Uint8Array) => void) => void;

/** Files are given otherwise. */
function giving(name: string, description: string, give: Files): ProcessDefect {
  const wrapped = (exchange: Exchange): Exchange => ({
    put: (file, bytes) => give(file, bytes, (as, other) => exchange.put(as, other)),
    get: (file) => exchange.get(file),
    names: () => exchange.names(),
  });
  return { name, description, parts: (parts) => ({ ...parts, exchange: wrapped(parts.exchange) }) };
}

/** A check that every installation and every file passes. */
function unchecked(check: string): ProcessDefect {
  return {
    name: `unchecked-${check}`,
    description: `The check ${check} always passes`,
    parts: (parts) => ({
      ...parts,
      rules: { ...parts.rules, checks: parts.rules.checks.filter((each) => each.check !== check) },
    }),
  };
}

function strategically(
  name: string,
  description: string,
  change: Partial<MigrationParts['rules']['strategy']>,
): ProcessDefect {
  return {
    name,
    description,
    parts: (parts) => ({ ...parts, rules: { ...parts.rules, strategy: { ...parts.rules.strategy, ...change } } }),
  };
}

/** Parties that do otherwise. */
function acting(name: string, description: string, change: (cast: Cast, parts: MigrationParts) => void): ProcessDefect {
  const cast: NonNullable<ProcessDefect['cast']> = (of, parts) => {
    change(of, parts);
    return undefined;
  };
  return { name, description, cast };
}

type Step = keyof typeof testSteps;
type Perform = (typeof testSteps)[Step];

/** A step at a device that is carried out otherwise. */
function stepping(name: string, description: string, step: Step, other: (sound: Perform) => Perform): ProcessDefect {
  return {
    name,
    description,
    cast: () => {
      const steps = testSteps as Record<Step, Perform>;
      const sound = steps[step];
      steps[step] = other(sound);
      return () => {
        steps[step] = sound;
      };
    },
  };
}

const nothing: Perform = async () => undefined;

function vaults(cast: Cast) {
  return keyRoles.map((role: KeyRole) => cast[role].vault);
}

const ANOTHER = '00-00-5E-EF-10-00-03-01' as Eui64;

/** An alert goes to somebody else. */
function misdirected(code: string, to: Eui64): Files {
  return (name, bytes, put) => {
    if (!name.startsWith(`ALERT_${code}_`)) return put(name, bytes);
    const alert = JSON.parse(Buffer.from(bytes).toString()) as { to: string };
    return put(name.replace(alert.to, to), Buffer.from(JSON.stringify({ ...alert, to })));
  };
}

/** What the process of a migration may do wrong. */
export const processDefects: readonly ProcessDefect[] = [
  giving('n16-to-supplier', 'N16 goes to a supplier', misdirected('N16', ANOTHER)),
  giving(
    'n16-to-wrong-operator',
    'N16 goes to the network operator of another area',
    misdirected('N16', '00-00-5E-EF-10-00-03-04' as Eui64),
  ),
  giving('n16-missing', 'N16 is not sent', (name, bytes, put) => {
    if (!name.startsWith('ALERT_N16')) put(name, bytes);
  }),
  giving('n16-twice', 'N16 is sent twice', (name, bytes, put) => {
    put(name, bytes);
    if (name.startsWith('ALERT_N16')) put(name.replace('ALERT_N16_', 'ALERT_N16_again_'), bytes);
  }),
  giving('n55-missing', 'N55 is not sent', (name, bytes, put) => {
    if (!name.startsWith('ALERT_N55')) put(name, bytes);
  }),
  giving(
    'n55-to-another-supplier',
    'N55 goes to another supplier',
    misdirected('N55', '00-00-5E-EF-10-00-01-04' as Eui64),
  ),
  acting('n16-before-commissioning', 'N16 is sent before it is known that the meter is commissioned', (cast) => {
    const party = cast.commissioningParty;
    const note = party.noteCommissioned.bind(party);
    const later: (() => void)[] = [];
    party.noteCommissioned = (set, hub, record) => {
      party.alertsOf = () => (record.result.done ? record.alerts : []);
      later.push(() => note(set, hub, record));
    };
    const { conclude } = party;
    party.conclude = (set, leftOut) => {
      for (const each of later.splice(0)) each();
      return conclude.call(party, set, leftOut);
    };
  }),
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
  acting('rotation-unconfirmed', 'New keys count as in force once they were sent', (cast) => {
    for (const vault of vaults(cast)) {
      const note = vault.note.bind(vault);
      vault.note = (device, event) => {
        note(device, event);
        if (event === 'send') note(device, 'taken');
      };
    }
  }),
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
        if (event === 'taken' && vault.stateOf(device).is === 'settled') vault.release(device);
      };
    }
  }),
  acting('own-keys-forgotten', 'The keys of devices that are commissioned are forgotten', (cast) => {
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
  acting('viable-whatever', 'Every installation is called viable', (cast) => {
    for (const role of keyRoles) {
      const party = cast[role];
      const note = party.noteTested.bind(party);
      party.noteTested = (set, hub, { steps }) => note(set, hub, { done: true, steps });
    }
  }),
  acting('viability-of-dco-ignored', 'What the DCO says of viability counts for nothing', ({ dco }) => {
    const note = dco.noteTested.bind(dco);
    dco.noteTested = (set, hub, { steps }) => note(set, hub, { done: true, steps });
  }),
  acting(
    'outcome-before-it-is-true',
    'The outcome is given before anything was commissioned or rolled back',
    ({ commissioningParty }) => {
      const decide = commissioningParty.decide.bind(commissioningParty);
      commissioningParty.decide = (set) => {
        const decisions = decide(set);
        commissioningParty.conclude(set, []);
        return decisions;
      };
    },
  ),
  acting('refused-called-commissioned', 'Whoever was refused is told to be commissioned', ({ commissioningParty }) => {
    const { outcomes } = commissioningParty;
    commissioningParty.outcomes = function* () {
      for (const row of outcomes.call(commissioningParty)) {
        yield row.outcome === 'refused' ? { ...row, outcome: 'commissioned' } : row;
      }
    };
  }),
  acting('last-outcome-forgotten', 'An installation that has its outcome is tried again', ({ commissioningParty }) => {
    const { lastOutcome } = commissioningParty;
    let asked = 0;
    commissioningParty.lastOutcome = (hub) =>
      asked++ > 200 || asked < 4 ? lastOutcome.call(commissioningParty, hub) : undefined;
  }),
  acting('attempts-not-counted', 'Failed attempts are not counted', ({ commissioningParty }) => {
    const failed = commissioningParty.failedAttempts.bind(commissioningParty);
    commissioningParty.failedAttempts = (hub) => Math.min(1, failed(hub));
  }),
  acting('gt01-ignored', 'A gas meter that fails is never left out', ({ commissioningParty }) => {
    commissioningParty.failuresOfGas = () => 0;
  }),
  acting('gas-left-out-at-once', 'A gas meter is left out before it has failed', ({ commissioningParty }) => {
    commissioningParty.failuresOfGas = () => 99;
  }),
  acting('priority-ignored', 'Priority counts for nothing', ({ authorisations }) => {
    const of = authorisations.of.bind(authorisations);
    authorisations.of = (hub, meter) => {
      const authorisation = of(hub, meter);
      return authorisation && { ...authorisation, priority: false };
    };
  }),
  strategically('more-than-the-capacity', 'More are migrated on a day than the capacity allows', {
    'daily-capacity': 99,
  }),
  strategically('sets-too-large', 'Sets have more installations than they may have', { 'set-size': 99 }),
  strategically('excluded-too-early', 'An installation is excluded after one failed attempt', { attempts: 1 }),
  {
    name: 'excluded-migrated',
    description: 'Excluded installations are migrated',
    parts: (parts) => ({ ...parts, rules: { ...parts.rules, exclusions: [] } }),
  },
  acting('set-taken-twice', 'A set is validated whatever was taken before', (cast) => {
    for (const party of [cast.commissioningParty, cast.s1sp, cast.dco])
      party.validation.register.begin = () => undefined;
  }),
  {
    name: 'authorised-by-anyone',
    description: 'Another supplier than the one that is registered may authorise electricity meters',
    parts: (parts) => ({
      ...parts,
      registrations: {
        of: (mpxn, at) =>
          parts.registrations.of(mpxn, at).map((each) => (each.role === 'IS' ? { ...each, user: ANOTHER } : each)),
      },
    }),
  },
  acting('authorisation-not-needed', 'Active meters need no authorisation', ({ authorisations }) => {
    const { settled } = authorisations;
    const of = authorisations.of.bind(authorisations);
    authorisations.of = (hub, meter) =>
      of(hub, meter) ??
      settled.find(({ authorisation }) => authorisation.hub === hub && authorisation.meter === meter)?.authorisation;
  }),
  stepping('snapshot-not-compared', 'Nobody compares what devices have recorded', 'compare', () => nothing),
  stepping('identity-not-checked', 'Nobody asks devices who they are', 'identify', () => nothing),
  stepping('clock-not-checked', 'Nobody asks meters for the time', 'clock', () => nothing),
  stepping(
    'associations-not-checked',
    'Keys are changed before anybody knows that the DCO can use its own',
    'check-associations',
    () => nothing,
  ),
  {
    name: 'keys-logged',
    description: 'A party tells its log the keys that it uses',
    cast: (cast, { log }) => {
      for (const role of keyRoles) {
        const { vault, party } = cast[role];
        const setOf = vault.setOf.bind(vault);
        vault.setOf = (device, name) => {
          const keys = setOf(device, name);
          log(party, { what: 'keys-used', device, keys: keys.encryption.toHex() });
          return keys;
        };
      }
      return undefined;
    },
  },
  ...(
    [
      'authorised',
      'ready',
      'not-enrolled',
      'not-under-way',
      'eligible-product',
      'master-keys',
      'keys-complete',
      'sealed-part',
      'signature',
      'replay',
      'responsible-supplier',
      'mpxn-registered',
      'dno-certificates-owner',
      'standing',
    ] as const
  ).map(unchecked),
];
