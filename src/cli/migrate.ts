import { S1benchError } from '../core/errors.ts';
import type { PreparedMigration } from '../harness/migrations/run-migration.ts';
import type { CommandSpec } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { packagePath, version } from './package.ts';
import { installationFile } from './shipped.ts';

interface MigrateOptions {
  readonly sim?: string;
  readonly bench?: string;
  readonly count?: string;
  readonly seed?: string;
  readonly rules?: readonly string[];
  readonly configuration?: string;
  readonly pki?: string;
  readonly atOnce: string;
  readonly resume?: true;
  readonly out: string;
}

interface MigrateInput {
  readonly prepared: PreparedMigration;
  readonly atOnce: number;
}

/** More than anybody simulates in one process, and more than one process works on at a time. */
const MOST_INSTALLATIONS = 1_000_000;
const MOST_AT_ONCE = 1000;

export const migrate: CommandSpec<MigrateOptions, MigrateInput> = {
  name: 'migrate',
  summary: 'migrate installations, from their authorisation to their commissioning',
  configure(command) {
    command
      .argument(
        '[authorisation...]',
        "Migration Authorisations (MA_...) and other files in the place of a party's; without any, suppliers authorise all",
      )
      .option('--sim <file>', 'simulated installations: a file, or a name such as moc-secure-dormant')
      .option('--count <n>', 'so many installations of the file of --sim')
      .option('--bench <file>', 'the installation on a bench')
      .option('--seed <seed>', 'seed of everything random in --sim')
      .option('--rules <file...>', 'rules of your own, each in the place of the one of its kind in hardware/migration')
      .option(
        '--configuration <file>',
        'what dormant meters are configured to, in place of hardware/configurations/dormant.yaml',
      )
      .option('--pki <folder>', 'certificates and keys of the parties, as `pki init` makes them; new ones without')
      .option('--at-once <n>', 'installations that are worked on at the same time', '100')
      .option('--resume', 'go on with what was begun in the folder of --out')
      .option('--out <folder>', 'folder of the migration', 'migration');
  },
  async prepare(given, options) {
    const { prepareMigration, resumeMigration } = await import('../harness/migrations/run-migration.ts');
    const { rules: ownRules = [], out: folder } = options;
    const data = { rules: packagePath('hardware', 'migration'), ownRules };
    const atOnce = wholeNumber('--at-once', options.atOnce, MOST_AT_ONCE);
    if (options.resume === true) {
      refuseBeside(given, options);
      return { prepared: await resumeMigration(folder, data), atOnce };
    }
    const { seed, pki, configuration = packagePath('hardware', 'configurations', 'dormant.yaml') } = options;
    const target = await targetOf(options);
    const tool = `s1bench ${version()}`;
    const prepared = await prepareMigration({ ...data, configuration, target, seed, pki, given, folder, tool });
    return { prepared, atOnce };
  },
  async run({ prepared, atOnce }, output, signal) {
    const { carryOutMigration } = await import('../harness/migrations/run-migration.ts');
    const { MigrationLines } = await import('./migration-progress.ts');
    const lines = new MigrationLines(output, prepared.rules);
    const summary = await carryOutMigration(prepared, { atOnce, signal, onProgress: lines.show });
    lines.end(summary);
    const { status, outcomes, installations } = summary;
    if (status === 'aborted' || outcomes.unresolved > 0) return exitCodes.notComplete;
    return outcomes.commissioned === installations ? exitCodes.passed : exitCodes.failed;
  },
};

/** @throws `usage-target`, `usage-options`, `usage-value`, `installation-unknown` */
async function targetOf({ sim, bench, count, seed }: MigrateOptions) {
  if ((sim === undefined) === (bench === undefined)) {
    const found = sim === undefined ? 'neither' : 'both';
    throw new S1benchError('usage-target', { found, expected: '--sim FILE or --bench FILE' });
  }
  if (count !== undefined && sim === undefined) {
    throw new S1benchError('usage-options', {
      found: '--count without --sim',
      expected: 'the template, as --sim FILE',
    });
  }
  if (bench !== undefined && seed !== undefined) {
    throw new S1benchError('usage-options', { found: '--seed with --bench', expected: 'keys that nobody can guess' });
  }
  if (bench !== undefined) return { bench };
  return {
    sim: await installationFile(sim as string),
    count: count === undefined ? undefined : wholeNumber('--count', count, MOST_INSTALLATIONS),
  };
}

/** What was begun has its target, its seed and its files. */
function refuseBeside(given: readonly string[], { sim, bench, count, seed, pki, configuration }: MigrateOptions): void {
  const beside = Object.entries({ sim, bench, count, seed, pki, configuration }).filter(
    ([, value]) => value !== undefined,
  );
  const [first] = [...beside.map(([name]) => `--${name}`), ...given];
  if (first === undefined) return;
  throw new S1benchError('usage-options', {
    found: `--resume with ${first}`,
    expected: '--resume with --out, --rules and --at-once alone',
  });
}

/** @throws `usage-value` */
function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw new S1benchError('usage-value', { found: `${option} ${text}`, expected: `a whole number from 1 to ${most}` });
}
