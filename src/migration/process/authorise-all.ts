import type { Eui64 } from '../../core/identifiers.ts';
import { isNamedAuthorisation } from '../files/names.ts';
import { supplierOf } from '../model/registrations.ts';
import { type MigrationWorld, recordsOf, type SmsoRecord } from '../model/world.ts';
import type { AuthorisedMeter } from '../parties/responsible-supplier.ts';
import { activeMetersOf } from '../planning/meters.ts';
import type { Group } from '../rules/groups.ts';
import type { PartyStore } from '../store/party-store.ts';
import type { Cast, CastParts } from './cast.ts';

export interface AuthoriseAllParts extends Pick<CastParts, 'exchange' | 'registrations' | 'rules'> {
  readonly world: MigrationWorld;
  readonly plan: PartyStore;
  readonly cast: Pick<Cast, 'supplier'>;
  readonly groupOf: (record: SmsoRecord) => Group | undefined;
}

/** Of the plan: since when every supplier authorises its own, where nobody gave an authorisation before it began. */
const AUTHORISED_BY_ALL = 'authorised-by-all';

/**
 * Where nobody has authorised anything, every supplier authorises the active meters that are its own. That it is so, and
 * since when, is stored before the first does: to go on is to give the very same files.
 */
export function authoriseAll(parts: AuthoriseAllParts): void {
  const { exchange, registrations, rules, world, cast, groupOf } = parts;
  const facts = parts.plan.table<string>('facts');
  if (facts.get(AUTHORISED_BY_ALL) === undefined) {
    if (exchange.names().some(isNamedAuthorisation)) return;
    facts.put(AUTHORISED_BY_ALL, world.clock.now().toString());
  }
  const began = Temporal.Instant.from(facts.get(AUTHORISED_BY_ALL) as string);
  const meters = new Map<string, { smso: string; supplier: Eui64; those: AuthorisedMeter[] }>();
  for (const record of recordsOf(world)) {
    const smso = rules.parties.of('smso').find(({ id }) => id === groupOf(record)?.smso)?.code;
    for (const { id: meter, mpxn } of activeMetersOf(record)) {
      const supplier = supplierOf(registrations, mpxn, began);
      if (supplier === undefined || smso === undefined) continue;
      const key = `${smso} ${supplier}`;
      const of = meters.get(key) ?? { smso, supplier, those: [] };
      of.those.push({ hub: record.hub.id, meter, mpxn, priority: false });
      meters.set(key, of);
    }
  }
  const at = began.toZonedDateTimeISO('UTC').toPlainDateTime().round('second');
  for (const { smso, supplier, those } of meters.values()) cast.supplier(supplier)?.authoriseAll(smso, at, those);
}
