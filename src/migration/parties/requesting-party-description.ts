import type { Eui64 } from '../../core/identifiers.ts';
import type { MigratingInstallation, MigratingMeter, Standing } from '../model/installation.ts';
import { type Registrations, supplierOf } from '../model/registrations.ts';
import type { MeterRecord, SmsoRecord } from '../model/world.ts';
import type { AuthorisationBook } from '../planning/authorisation-book.ts';
import type { EligibleProducts } from '../planning/eligible-products.ts';
import { groundsOnRecord } from '../planning/exclusion-grounds.ts';
import { combinationOf } from '../planning/firmware-upgrades.ts';
import { activeMetersOf, dormantMetersOf, withoutGas } from '../planning/meters.ts';
import { notifiedCertificates } from '../planning/notified-certificates.ts';
import type { ReadinessBook } from '../planning/readiness-book.ts';
import { type Exclusion, type ExclusionGround, exclusionFor } from '../rules/exclusions.ts';
import type { LeftOutCode } from '../rules/outcome-codes.ts';
import type { PartyContext } from './party-context.ts';
import type { SmsoRecords } from './smso.ts';

export const NOT_READY = 'not-ready' satisfies LeftOutCode;

/** Why an installation isn't in the files of its set. */
export interface LeftOut {
  readonly hub: Eui64;
  /** Of the excluded category, or a LeftOutCode. */
  readonly code: string;
  /** Nothing of an installation that nobody knows. */
  readonly standing?: Standing;
}

export interface DescriptionSources {
  readonly context: Pick<PartyContext, 'rules' | 'trust' | 'clock'>;
  /** Of the SMSO of its cohort. */
  readonly records: SmsoRecords;
  readonly registrations: Registrations;
  readonly eligible: EligibleProducts;
  readonly authorisations: AuthorisationBook;
  readonly readiness: ReadinessBook;
  readonly attempts: FailedAttempts;
  /** What people have stated against migrating an installation. */
  readonly stated: (hub: Eui64) => readonly ExclusionGround[];
}

export interface FailedAttempts {
  /** How often the migration of an installation has failed. */
  failed(hub: Eui64): number;
}

/** An installation as the Common File describes it, or why it isn't in it. */
export function describeInstallation(
  group: string,
  hub: Eui64,
  sources: DescriptionSources,
): MigratingInstallation | LeftOut {
  const record = sources.records.record(hub);
  if (record === undefined) return { hub, code: 'installation-unknown' };
  const { standing } = record;
  const exclusion = exclusionOf(record, sources);
  if (exclusion?.['leaves-out'] === 'installation') return { hub, standing, code: exclusion.code };
  const facts = exclusion?.['leaves-out'] === 'gas-meter' ? withoutGas(record) : { ...record, leftOut: undefined };
  const active = activeMetersOf(facts);
  const describe = (meter: MeterRecord) => describeMeter(hub, meter, active.includes(meter), sources);
  const esme = describe(facts.esme);
  const gsme = facts.gsme && describe(facts.gsme);
  if (typeof esme === 'string') return { hub, standing, code: esme };
  if (typeof gsme === 'string') return { hub, standing, code: gsme };
  const epclEntry = entryOf({ group, ...facts, esme, gsme }, sources.eligible);
  if (epclEntry === undefined) {
    const isReady = dormantMetersOf(facts).every(({ id }) => sources.readiness.isReady(hub, id));
    return { hub, standing, code: isReady ? 'not-eligible' : NOT_READY };
  }
  const { authorisations } = sources;
  const priority = active.some(({ id }) => authorisations.of(hub, id)?.priority === true);
  const { gasProxy, others, activeMeter, leftOut } = facts;
  const common = { esme, gsme, others, standing: facts.standing, activeMeter, epclEntry, priority, leftOut };
  return { hub: record.hub, gasProxy, ...common };
}

function exclusionOf(record: SmsoRecord, { context, attempts, stated }: DescriptionSources): Exclusion | undefined {
  const { exclusions, strategy } = context.rules;
  const hub = record.hub.id;
  return exclusionFor(exclusions, [...groundsOnRecord(record, attempts.failed(hub), strategy), ...stated(hub)]);
}

/** The entry of the EPCL; where gas is left out, one without a gas meter where there is one. */
function entryOf(
  {
    group,
    ...facts
  }: Pick<MigratingInstallation, 'standing' | 'hub' | 'esme' | 'gsme' | 'leftOut'> & {
    readonly group: string;
  },
  eligible: EligibleProducts,
): string | undefined {
  const alone = facts.leftOut && eligible.entryFor(combinationOf(group, { ...facts, gsme: undefined }));
  return alone ?? eligible.entryFor(combinationOf(group, facts));
}

/** A meter with its supplier and the certificates that it is to know, or the code of what is missing. */
function describeMeter(
  hub: Eui64,
  { readiness, ...meter }: MeterRecord,
  isActive: boolean,
  { context, registrations, authorisations, readiness: readied }: DescriptionSources,
): MigratingMeter | LeftOutCode {
  const isUpgraded = readiness.newerFirmware !== undefined && readied.isUpgraded(hub, meter.id);
  const product = { ...meter, ...(isUpgraded && { firmware: readiness.newerFirmware }) };
  if (isActive) {
    const authorisation = authorisations.of(hub, meter.id);
    if (authorisation === undefined) return 'not-authorised';
    return { ...product, supplier: authorisation.supplier, certificates: authorisation.certificates };
  }
  const now = context.clock.now();
  const supplier = supplierOf(registrations, meter.mpxn, now);
  if (supplier === undefined) return 'not-registered';
  const certificates = notifiedCertificates({ supplier, mpxn: meter.mpxn }, context.trust, registrations, now);
  return certificates === undefined ? 'certificates-missing' : { ...product, supplier, certificates };
}
