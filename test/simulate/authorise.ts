import type { Eui64 } from '../../src/core/identifiers.ts';
import { fileNames } from '../../src/migration/files/names.ts';
import { supplierOf } from '../../src/migration/model/registrations.ts';
import type { PartyContext } from '../../src/migration/parties/party-context.ts';
import { type AuthorisedMeter, ResponsibleSupplier } from '../../src/migration/parties/responsible-supplier.ts';
import { activeMetersOf } from '../../src/migration/planning/meters.ts';
import { notifiedCertificates } from '../../src/migration/planning/notified-certificates.ts';
import { giveRows } from '../../src/migration/planning/signed-rows.ts';
import type { MigrationParts } from '../../src/migration/process/migration.ts';
import type { Scenario } from './scenario.ts';

interface Said {
  readonly supplier: Eui64;
  readonly smso: string;
  /** Of the minute in which it is said: two files of one supplier differ in it. */
  readonly second: number;
  readonly meters: AuthorisedMeter[];
}

/** Gives the authorisations of a scenario, as far as they weren't given before. */
export function authorise(parts: MigrationParts, scenario: Scenario): void {
  const minute = scenario.start.toZonedDateTimeISO('UTC').toPlainDateTime().round('minute');
  for (const { supplier, smso, second, meters } of saidIn(parts, scenario)) {
    const at = minute.add({ seconds: second });
    const context = contextOf(parts, supplier);
    if (scenario.isProtected) new ResponsibleSupplier(context, parts.registrations).authorise(smso, at, meters);
    else giveRows(context, fileNames.authorisation({ smso, supplier, at }), parts.rules.layouts.authorisation, rows);
    function rows() {
      return meters.map(({ hub, meter, mpxn, priority }) => {
        const of = { supplier, mpxn };
        return {
          hub,
          meter,
          mpxn,
          priority,
          ...notifiedCertificates(of, parts.trust, parts.registrations, scenario.start),
        };
      });
    }
  }
}

function contextOf({ rules, keysOf, trust, storeOf, exchange, world, log }: MigrationParts, id: Eui64): PartyContext {
  const party = rules.parties.find(id) as Parameters<typeof keysOf>[0];
  return {
    keys: keysOf(party),
    trust,
    store: storeOf(party),
    exchange,
    rules,
    clock: world.clock,
    log: (event) => log(party, event),
  };
}

function saidIn({ rules, registrations, world }: MigrationParts, { cases, start }: Scenario): readonly Said[] {
  const files = new Map<string, Said>();
  const say = (supplier: Eui64 | undefined, smso: string, second: number, ...meters: AuthorisedMeter[]): void => {
    if (supplier === undefined) return;
    const key = `${smso} ${supplier} ${second}`;
    const file = files.get(key) ?? { supplier, smso, second, meters: [] };
    file.meters.push(...meters);
    files.set(key, file);
  };
  const suppliers = rules.parties.of('responsible-supplier').map(({ id }) => id);
  for (const { installation, authorisation: mode } of cases) {
    const record = installation.devices.hub && world.record(installation.devices.hub.eui64);
    const group = rules.groups.find(({ cohort }) => cohort === record?.cohort);
    const smso = rules.parties.of('smso').find(({ id }) => id === group?.smso)?.code;
    if (record === undefined || smso === undefined) continue;
    for (const { id: meter, mpxn } of activeMetersOf(record)) {
      const theirs = supplierOf(registrations, mpxn, start);
      const other = suppliers.find((id) => id !== theirs);
      const row: AuthorisedMeter = { hub: record.hub.id, meter, mpxn, priority: mode === 'priority' };
      if (mode !== 'never' && mode !== 'by another') say(theirs, smso, 0, row);
      if (mode === 'twice') say(theirs, smso, 1, row);
      if (mode === 'contradictory') say(theirs, smso, 1, { ...row, priority: true });
      if (mode === 'by another' || mode === 'also by another') say(other, smso, 2, row);
    }
  }
  // Where nobody says anything, everybody would authorise its own.
  if (files.size === 0) say(suppliers[0], 'none', 0);
  return [...files.values()];
}
