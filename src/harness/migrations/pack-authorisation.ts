import { supplierOf } from '../../migration/model/registrations.ts';
import type { SmsoRecord } from '../../migration/model/world.ts';
import { activeMetersOf } from '../../migration/planning/meters.ts';
import type { Cast } from '../../migration/process/cast.ts';
import { registrationsBy } from '../../migration/rules/registrations.ts';
import type { MigrationRules } from '../../migration/rules/rules.ts';
import type { MigrateAction } from '../pack/migration-action.ts';

/** Has the Requesting Party of a dormant installation want so many of its group migrated today. */
export function demand(
  cast: Cast,
  { parties, groups, strategy }: MigrationRules,
  { cohort }: SmsoRecord,
  { now, installations }: { readonly now: Temporal.Instant; readonly installations: number },
): void {
  const group = groups.find((each) => each.cohort === cohort);
  const smso = parties.of('smso').find(({ id }) => id === group?.smso);
  if (group === undefined || smso === undefined) return;
  const date = now.toZonedDateTimeISO(strategy.day['time-zone']).toPlainDate();
  const of = { smso: smso.code, date, reference: 'test' };
  cast.requestingParty(group).demand(of, [{ date, group: group.id, installations }]);
}

/** An installation, and who authorises the migration of its active meters. */
export interface ToAuthorise extends Pick<NonNullable<MigrateAction['authorise']>, 'by' | 'priority'> {
  readonly record: SmsoRecord;
}

/** Has suppliers authorise active meters as a test has it, so often; where nobody does, that is what they say. */
export function authorise(
  cast: Cast,
  { parties, groups }: MigrationRules,
  installations: readonly ToAuthorise[],
  { now, times }: { readonly now: Temporal.Instant; readonly times: number },
): void {
  const registrations = registrationsBy(parties);
  const other = parties.of('responsible-supplier').at(-1)?.id;
  const meters = installations.flatMap(({ record, by, priority }) => {
    const smso = groups.find(({ cohort }) => cohort === record.cohort)?.smso;
    const code = parties.of('smso').find(({ id }) => id === smso)?.code ?? '';
    return activeMetersOf(record).map(({ id: meter, mpxn }) => {
      const supplier = by === 'other-supplier' ? other : supplierOf(registrations, mpxn, now);
      return { supplier, code, by, row: { hub: record.hub.id, meter, mpxn, priority } };
    });
  });
  const at = now.toZonedDateTimeISO('UTC').toPlainDateTime().round('second');
  for (const those of Map.groupBy(meters, ({ supplier, code }) => `${supplier} ${code}`).values()) {
    const [first] = those;
    if (first?.supplier === undefined) continue;
    const rows = those.flatMap(({ by, row }) => (by === 'nobody' ? [] : [row]));
    for (let i = 0; i < times; i++) cast.supplier(first.supplier)?.authorise(first.code, at.add({ seconds: i }), rows);
  }
}
