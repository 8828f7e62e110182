import { type Eui64, parseEui64 } from '../../../src/core/identifiers.ts';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { readMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { fileNames } from '../../../src/migration/files/names.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { RequestingParty } from '../../../src/migration/parties/requesting-party.ts';
import type { DescriptionSources } from '../../../src/migration/parties/requesting-party-description.ts';
import { type AuthorisedMeter, ResponsibleSupplier } from '../../../src/migration/parties/responsible-supplier.ts';
import { AuthorisationBook } from '../../../src/migration/planning/authorisation-book.ts';
import { eligibleProductsOf, plannedEntry } from '../../../src/migration/planning/eligible-products.ts';
import { combinationOf } from '../../../src/migration/planning/firmware-upgrades.ts';
import { activeMetersOf } from '../../../src/migration/planning/meters.ts';
import { ReadinessBook } from '../../../src/migration/planning/readiness-book.ts';
import { group, now, registrations, requestingParty, rules, setName } from '../validation/sound-set.ts';
import { contextOf, type TestParty } from './world.ts';

export const smsoId = parseEui64('00-00-5E-EF-10-00-04-03');
export const [electricity, gas, other] = rules.parties.of('responsible-supplier').map(({ id }) => id) as [
  Eui64,
  Eui64,
  Eui64,
];
export const day = Temporal.PlainDate.from('2026-01-15');
export const at = Temporal.PlainDateTime.from('2026-01-14T18:25:03');
export const hubs = (records: readonly SmsoRecord[]) => records.map(({ hub }) => hub.id);

export function recordsOf(records: readonly SmsoRecord[]) {
  return { record: (hub: Eui64) => records.find((each) => each.hub.id === hub) };
}

export function eligibleFor(records: readonly SmsoRecord[]) {
  return eligibleProductsOf(records.map((record) => plannedEntry(combinationOf(group, record))));
}

export function bookOf(exchange: Exchange, records: readonly SmsoRecord[]): AuthorisationBook {
  return new AuthorisationBook({
    context: contextOf('requesting-party', requestingParty, exchange),
    registrations,
    metersOf: (hub) => {
      const record = recordsOf(records).record(hub);
      if (record === undefined) return undefined;
      const active = activeMetersOf(record);
      return [record.esme, record.gsme].flatMap((each) => (each ? [{ ...each, isActive: active.includes(each) }] : []));
    },
  });
}

/** Has each supplier authorise the active meters of installations. */
export function authoriseAll(exchange: Exchange, records: readonly SmsoRecord[], priority = false): void {
  for (const supplier of [electricity, gas]) {
    const meters = records.flatMap((record): readonly AuthorisedMeter[] =>
      activeMetersOf(record)
        .filter(({ mpxn }) => registrations.of(mpxn, now)[0]?.user === supplier)
        .map(({ id, mpxn }) => ({ hub: record.hub.id, meter: id, mpxn, priority })),
    );
    const party = new ResponsibleSupplier(contextOf('responsible-supplier', supplier, exchange), registrations);
    if (meters.length > 0) party.authorise('Secure', at, meters);
  }
}

export function requestingPartyFor(
  exchange: Exchange,
  records: readonly SmsoRecord[],
  change: Partial<DescriptionSources> = {},
  context: TestParty = contextOf('requesting-party', requestingParty, exchange),
): RequestingParty {
  return new RequestingParty(context, {
    records: recordsOf(records),
    registrations,
    eligible: eligibleFor(records),
    authorisations: bookOf(exchange, records),
    readiness: new ReadinessBook(context),
    attempts: { failed: () => 0 },
    stated: () => [],
    ...change,
  });
}

export function commonIn(exchange: Exchange) {
  const name = fileNames.common(setName);
  return readMigrationFile(exchange.get(name) as Uint8Array, name, 'common').file;
}
