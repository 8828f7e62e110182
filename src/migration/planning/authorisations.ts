import type { Eui64 } from '../../core/identifiers.ts';
import type { NotifiedCertificates } from '../model/installation.ts';
import { type Registrations, supplierOf } from '../model/registrations.ts';

/** A row of a Migration Authorisation: the supplier of a meter has it migrated. */
export interface Authorisation {
  /** Name of the file, and line in it. */
  readonly file: string;
  readonly line: number;
  /** Who has signed the file. */
  readonly supplier: Eui64;
  readonly hub: Eui64;
  readonly meter: Eui64;
  readonly mpxn: string;
  readonly priority: boolean;
  readonly certificates: NotifiedCertificates;
}

/** What becomes of it. */
export const authorisationResults = [
  'accepted',
  /** No installation has this hub. */
  'installation-unknown',
  /** The installation has no such meter, or it has another metering point. */
  'meter-unknown',
  /** A dormant meter needs none. */
  'meter-dormant',
  /** Another supplier is registered for the metering point, or nobody. */
  'supplier-not-registered',
  /** The same was said before. */
  'repeated',
  /** Two of the supplier say different things of the same meter: none of them counts. */
  'contradictory',
] as const;
export type AuthorisationResult = (typeof authorisationResults)[number];

/** A meter, as far as an authorisation is held against it. */
export interface AuthorisableMeter {
  readonly id: Eui64;
  readonly mpxn: string;
  readonly isActive: boolean;
}

export interface AuthorisationContext {
  /** The meters of an installation; nothing where there is no such hub. */
  readonly metersOf: (hub: Eui64) => readonly AuthorisableMeter[] | undefined;
  readonly registrations: Registrations;
  readonly now: Temporal.Instant;
}

export interface SettledAuthorisation {
  readonly authorisation: Authorisation;
  readonly result: AuthorisationResult;
}

/**
 * What becomes of each of all authorisations that there are, in whatever order they are given. Those of somebody who may
 * not authorise can't contradict those of the supplier. Of the same said twice, the first by file and line counts.
 */
export function* settleAuthorisations(
  authorisations: Iterable<Authorisation>,
  context: AuthorisationContext,
): Generator<SettledAuthorisation, void, undefined> {
  const founded = new Map<string, Authorisation[]>();
  for (const authorisation of authorisations) {
    const result = objectionTo(authorisation, context);
    if (result !== undefined) {
      yield { authorisation, result };
      continue;
    }
    const key = `${authorisation.hub} ${authorisation.meter}`;
    const others = founded.get(key);
    if (others === undefined) founded.set(key, [authorisation]);
    else others.push(authorisation);
  }
  for (const same of founded.values()) yield* settleOne(same);
}

function objectionTo(
  { hub, meter, mpxn, supplier }: Authorisation,
  { metersOf, registrations, now }: AuthorisationContext,
): AuthorisationResult | undefined {
  const meters = metersOf(hub);
  if (meters === undefined) return 'installation-unknown';
  const known = meters.find(({ id }) => id === meter);
  if (known?.mpxn !== mpxn) return 'meter-unknown';
  if (!known.isActive) return 'meter-dormant';
  return supplierOf(registrations, mpxn, now) === supplier ? undefined : 'supplier-not-registered';
}

function settleOne(same: readonly Authorisation[]): readonly SettledAuthorisation[] {
  const contents = new Set(same.map(contentOf));
  if (contents.size > 1) return same.map((authorisation) => ({ authorisation, result: 'contradictory' }));
  const first = same.reduce((a, b) => (isBefore(b, a) ? b : a));
  return same.map((authorisation) => ({ authorisation, result: authorisation === first ? 'accepted' : 'repeated' }));
}

function contentOf({ priority, certificates }: Authorisation): string {
  const { criticalSupplier, nonCriticalSupplier, criticalNetworkOperator, nonCriticalNetworkOperator } = certificates;
  const ids = [criticalSupplier, nonCriticalSupplier, criticalNetworkOperator, nonCriticalNetworkOperator];
  return JSON.stringify([priority, ...ids.map((id) => id && [id.serial, id.issuer])]);
}

function isBefore(a: Authorisation, b: Authorisation): boolean {
  return a.file === b.file ? a.line < b.line : a.file < b.file;
}
