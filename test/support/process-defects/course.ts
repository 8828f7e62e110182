import type { Eui64 } from '../../../src/core/identifiers.ts';
import { supplierOf } from '../../../src/migration/model/registrations.ts';
import type { MeterRecord } from '../../../src/migration/model/world.ts';
import type { AuthorisationBook } from '../../../src/migration/planning/authorisation-book.ts';
import { activeMetersOf } from '../../../src/migration/planning/meters.ts';
import { notifiedCertificates } from '../../../src/migration/planning/notified-certificates.ts';
import type { MigrationParts } from '../../../src/migration/process/migration.ts';
import { acting, anotherSupplier, type ProcessDefect, ruled, strategically } from './defect.ts';

/** More attempts than that nobody asks for. */
const MOST_ATTEMPTS = 3;

const REFUSED = 'supplier-not-registered';

interface Authorising extends Pick<MigrationParts, 'registrations'> {
  readonly rows: AuthorisationBook['rows'];
  readonly now: Temporal.Instant;
}

/** Active meters count as authorised though they aren't. @param by who has authorised one, so it is believed */
function authorising(
  name: string,
  description: string,
  by: (hub: Eui64, meter: MeterRecord, of: Authorising) => Eui64 | undefined,
): ProcessDefect {
  return acting(name, description, ({ authorisations }, { world, registrations, trust }) => {
    const of = authorisations.of.bind(authorisations);
    authorisations.of = (hub, meter) => {
      const known = of(hub, meter);
      const record = world.record(hub);
      const active = record && activeMetersOf(record).find(({ id }) => id === meter);
      if (known !== undefined || active === undefined) return known;
      const now = world.clock.now();
      const { mpxn } = active;
      const supplier = by(hub, active, { rows: authorisations.rows, registrations, now });
      const certificates = supplier && notifiedCertificates({ supplier, mpxn }, trust, registrations, now);
      if (supplier === undefined || certificates === undefined) return undefined;
      return { file: 'none', line: 1, supplier, hub, meter, mpxn, priority: false, certificates };
    };
  });
}

/** Who is migrated when. */
export const planningDefects: readonly ProcessDefect[] = [
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
  strategically('fewer-than-dmin', 'Days have fewer installations than DMIN, though more wait', { 'daily-minimum': 1 }),
  acting('demand-ignored', 'More is committed to than anybody wants', ({ demand }) => {
    const answer = demand.answer.bind(demand);
    demand.answer = () => answer().map((each) => ({ ...each, installations: 99 }));
  }),
  {
    name: 'days-not-waited-for',
    description: 'Installations of a day are migrated before it has begun',
    parts: (parts) => ({ ...parts, waitsForDays: false }),
  },
  strategically('sets-too-large', 'Sets have more installations than they may have', { 'set-size': 99 }),
  authorising(
    'authorised-by-anyone',
    'Another supplier than the one that is registered may authorise',
    (hub, meter, of) => {
      const isGiven = of.rows.some((row) => row.hub === hub && row.meter === meter.id && row.result === REFUSED);
      return isGiven ? anotherSupplier : undefined;
    },
  ),
  authorising('authorisation-not-needed', 'Active meters that nobody has authorised are migrated', (_, meter, of) =>
    supplierOf(of.registrations, meter.mpxn, of.now),
  ),
];

/** What follows from what. */
export const outcomeDefects: readonly ProcessDefect[] = [
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
  acting('one-bad-stops-all', 'One bad installation has all of its set refused', ({ commissioningParty }) => {
    const validIn = commissioningParty.validIn.bind(commissioningParty);
    commissioningParty.validIn = (set) => {
      const valid = validIn(set);
      return valid.length === commissioningParty.installationsOf(set).length ? valid : [];
    };
  }),
  acting(
    'commissioned-tried-again',
    'An installation that is commissioned is tried again',
    ({ commissioningParty }) => {
      const lastOutcome = commissioningParty.lastOutcome.bind(commissioningParty);
      commissioningParty.lastOutcome = (hub) => {
        const last = lastOutcome(hub);
        return last?.outcome === 'commissioned' && last.attempt < MOST_ATTEMPTS ? undefined : last;
      };
    },
  ),
  acting('not-tried-again', 'An installation that was rolled back is not tried again', ({ commissioningParty }) => {
    const lastOutcome = commissioningParty.lastOutcome.bind(commissioningParty);
    commissioningParty.lastOutcome = (hub) => {
      const last = lastOutcome(hub);
      return last?.outcome === 'rolled-back' ? { ...last, outcome: 'refused' } : last;
    };
  }),
  acting(
    'unresolved-given-up',
    'Devices that could not be given back are left as they are',
    ({ commissioningParty }) => {
      const lastOutcome = commissioningParty.lastOutcome.bind(commissioningParty);
      commissioningParty.lastOutcome = (hub) => {
        const last = lastOutcome(hub);
        return last?.outcome === 'unresolved' ? { ...last, outcome: 'refused' } : last;
      };
    },
  ),
  acting('attempts-not-counted', 'Failed attempts are not counted', ({ commissioningParty }) => {
    const failed = commissioningParty.failedAttempts.bind(commissioningParty);
    commissioningParty.failedAttempts = (hub) => Math.min(1, failed(hub));
  }),
  strategically('excluded-too-early', 'An installation is excluded after one failed attempt', { attempts: 1 }),
  ruled('excluded-migrated', 'Excluded installations are migrated', () => ({ exclusions: [] })),
  acting('gt01-ignored', 'A gas meter that fails is never left out', ({ commissioningParty }) => {
    commissioningParty.failuresOfGas = () => 0;
  }),
  acting('gas-left-out-at-once', 'A gas meter is left out before it has failed', ({ commissioningParty }) => {
    commissioningParty.failuresOfGas = () => 99;
  }),
  strategically('gas-left-out-too-late', 'A gas meter is left out after four failed attempts', { 'gas-attempts': 4 }),
  acting('gas-left-out-for-others', 'A gas meter is left out for what failed elsewhere', ({ commissioningParty }) => {
    commissioningParty.failuresOfGas = (hub) => commissioningParty.failedAttempts(hub);
  }),
];
