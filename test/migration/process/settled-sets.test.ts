import { describe, expect, it } from 'vitest';
import { isS1benchError } from '../../../src/core/errors.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { readMigrationFile, writeMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { keyRoles, type PartyRole } from '../../../src/migration/model/parties.ts';
import type { Trust } from '../../../src/migration/pki/trust.ts';
import type { Migration } from '../../../src/migration/process/migration.ts';
import { migrationOf } from './migration-of.ts';

const name = 'electricity-only-dormant';
const roles = ['requesting-party', 'smso', 'responsible-supplier', 'commissioning-party', 's1sp', 'dco'] as const;
const phases = ['device-testing', 'commissioning'] as const;

/** In which the certificates of a role are revoked, as long as they are. */
function without(trust: Trust, isRevoked: (role: PartyRole) => boolean): Trust {
  return {
    ...trust,
    problemOf: (certificate, at) => (isRevoked(certificate.role) ? 'revoked' : trust.problemOf(certificate, at)),
  };
}

function codeOf(run: Promise<void>): Promise<string> {
  return run.then(
    () => 'ended',
    (error: unknown) => (isS1benchError(error) ? error.code : String(error)),
  );
}

function outcomesOf({ cast }: Migration): readonly string[] {
  return [...cast.commissioningParty.outcomes()].map(({ outcome, code }) => `${outcome} ${code ?? ''}`.trim());
}

describe('what a set is, is settled once it is validated', () => {
  it.each(roles.flatMap((role) => phases.map((phase) => [role, phase] as const)))(
    'certificates of the %s are revoked as %s begins: whoever is taken over is commissioned, by them or once there are others',
    async (role, phase) => {
      const { world, begin, pki, progress } = await migrationOf(name, { delays: false });
      let isRevoked = false;
      const migration = begin({
        trust: without(pki.trust, (of) => isRevoked && of === role),
        onProgress: (one) => {
          progress.push(one);
          isRevoked ||= one.kind === 'phase' && one.phase === phase;
        },
      });
      const ended = await codeOf(migration.run());
      const givesFiles = !['requesting-party', 'smso', 'responsible-supplier'].includes(role);
      expect(ended).toBe(givesFiles ? 'party-certificate-refused' : 'ended');
      expect(outcomesOf(migration)).toEqual(givesFiles ? [] : ['commissioned']);
      const again = begin();
      await again.run();
      expect(outcomesOf(again)).toEqual(['commissioned']);
      for (const { id } of [...world.hubs()].flatMap((hub) => world.record(hub)?.devices ?? [])) {
        expect(keyRoles.map((of) => again.cast[of].vault.hasOwn(id))).toEqual([true, true]);
      }
      await world.close();
    },
  );

  it.each(['commissioning-party', 's1sp', 'dco', 'requesting-party', 'smso'] as const)(
    'without certificates of the %s nothing is begun',
    async (role) => {
      const { world, begin, pki, exchange } = await migrationOf(name, { delays: false });
      const migration = begin({ trust: without(pki.trust, (of) => of === role) });
      expect(await codeOf(migration.run())).toBe('party-certificate-refused');
      expect([exchange.names(), outcomesOf(migration)]).toEqual([[], []]);
      await world.close();
    },
  );

  it('where its Common File is gone, whoever was taken over is unresolved, and tried again', async () => {
    const { world, begin, exchange } = await migrationOf(name, { delays: false });
    const migration = begin();
    migration.cast.commissioningParty.decide = () => {
      throw new Error('the process dies');
    };
    await expect(migration.run()).rejects.toThrow('the process dies');
    const left = new MemoryExchange();
    for (const file of exchange.names()) {
      if (!file.endsWith('_common.xml')) left.put(file, exchange.get(file) as Uint8Array);
    }
    await begin({ exchange: left, days: 1 }).run();
    // Whatever is against the next attempt: its devices aren't the SMSO's again.
    const refused = begin({ exchange: left, days: 1, registrations: { of: () => [] } });
    await refused.run();
    expect(outcomesOf(refused)).toEqual(['unresolved', 'unresolved not-registered']);
    const again = begin({ exchange: left });
    await again.run();
    expect(outcomesOf(again)).toEqual(['unresolved', 'unresolved not-registered', 'commissioned']);
    await world.close();
  });

  it('an outcome file that is not to be believed ends the migration, and nothing is tried again and again', async () => {
    const { world, begin, pki, exchange } = await migrationOf(name, { delays: false });
    await begin().run();
    const common = exchange.names().find((file) => file.endsWith('_common.xml')) as string;
    const outcome = common.replace('common', 'outcome');
    const { file } = readMigrationFile(exchange.get(outcome) as Uint8Array, outcome, 'outcome');
    const other = await migrationOf(name, { delays: false });
    other.exchange.put(outcome, writeMigrationFile(file, pki.keysOf('smso')));
    expect(await codeOf(other.migration.run())).toBe('migration-outcome-missing');
    expect(other.exchange.names().filter((each) => each.endsWith('_common.xml'))).toEqual([common]);
    await world.close();
    await other.world.close();
  });

  it('an installation that the Common File names has one outcome, whatever else its Requesting Party has left out', async () => {
    const { world, migration } = await migrationOf(name, { delays: false });
    const { commissioningParty } = migration.cast;
    const conclude = commissioningParty.conclude.bind(commissioningParty);
    commissioningParty.conclude = (of, leftOut) =>
      conclude(of, [...leftOut, ...of.hubs.map((each) => ({ hub: each, code: 'CM01', standing: 'dormant' as const }))]);
    await migration.run();
    expect(outcomesOf(migration)).toEqual(['commissioned']);
    await world.close();
  });
});
