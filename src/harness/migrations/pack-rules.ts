import type { Registrations } from '../../migration/model/registrations.ts';
import { registrationsBy } from '../../migration/rules/registrations.ts';
import type { MigrationRules } from '../../migration/rules/rules.ts';
import type { MigrateAction } from '../pack/migration-action.ts';

/** The rules of a migration, with what a test has otherwise. */
export function rulesFor(rules: MigrationRules, { rules: otherwise }: Pick<MigrateAction, 'rules'>): MigrationRules {
  const { strategy, groups } = rules;
  const { tries, 'wait-seconds': seconds, standings, ...counts } = otherwise;
  const testing = strategy['device-testing'];
  return {
    ...rules,
    strategy: {
      ...strategy,
      ...counts,
      'device-testing': { tries: tries ?? testing.tries, 'wait-seconds': seconds ?? testing['wait-seconds'] },
    },
    groups: standings === undefined ? groups : groups.map((group) => ({ ...group, standings })),
  };
}

/** Registration data, but for the metering points that a test has nobody registered for. */
export function registrationsFor(
  { parties }: MigrationRules,
  { unregistered }: Pick<MigrateAction, 'unregistered'>,
): Registrations {
  const registrations = registrationsBy(parties);
  return { of: (mpxn, at) => (unregistered.includes(mpxn) ? [] : registrations.of(mpxn, at)) };
}
