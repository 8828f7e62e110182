import { S1benchError } from '../core/errors.ts';
import type { Planned, Requested } from '../harness/side-by-side/requested.ts';
import type { Rerun } from '../harness/side-by-side/rerun.ts';
import { packagePath, version } from './package.ts';
import { installationFile, packFile } from './shipped.ts';

/** What `run` takes, as it was typed. */
export interface RunCliOptions {
  readonly sim?: readonly string[];
  readonly bench?: readonly string[];
  readonly count?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly repeat?: string;
  readonly failFast?: true;
  readonly unattended?: true;
  readonly rerunFailed?: string;
  readonly services?: string;
  readonly out: string;
}

/** The same, understood and checked as far as no file of packs had to be read. */
export interface RunRequest {
  readonly packs: readonly string[];
  readonly planned: Planned;
  readonly only?: readonly string[];
  readonly repeat?: number;
  readonly rerunOf?: string;
  readonly services?: string;
  /** What migrations in tests go by. */
  readonly migrationFiles: { readonly rules: string; readonly configuration: string };
  readonly failFast: boolean;
  readonly unattended: boolean;
  readonly out: string;
  readonly tool: string;
}

/** More than anybody keeps the evidence of. */
const MOST_INSTALLATIONS = 10_000;
const MOST_REPEATS = 10_000;

/**
 * What a command line asks for.
 * @throws `usage-packs`, `usage-target`, `usage-options`, `usage-value`, `pack-unknown`, `installation-unknown`,
 *   `evidence-missing`, `rerun-unsound`, `rerun-nothing`; what the files of installations and benches are refused with
 */
export async function understood(packs: readonly string[], options: RunCliOptions): Promise<RunRequest> {
  refuseContradictions(packs, options);
  const { only, out, repeat, failFast, unattended, rerunFailed } = options;
  const rerun = await rerunIn(rerunFailed);
  const services = options.services ?? rerun?.services;
  const times = repeat === undefined ? undefined : wholeNumber('--repeat', repeat, MOST_REPEATS);
  return {
    packs: packs.length > 0 || rerun === undefined ? await Promise.all(packs.map(packFile)) : rerun.packs,
    planned: await plannedBy(options, rerun),
    ...(only !== undefined && { only }),
    ...(times !== undefined && { repeat: times }),
    ...(rerun !== undefined && { rerunOf: rerun.rerunOf }),
    ...(services !== undefined && { services }),
    migrationFiles: {
      rules: packagePath('hardware', 'migration'),
      configuration: packagePath('hardware', 'configurations', 'dormant.yaml'),
    },
    failFast: failFast === true,
    unattended: unattended === true,
    out,
    tool: `s1bench ${version()}`,
  };
}

function refuseContradictions(packs: readonly string[], options: RunCliOptions): void {
  const { sim, bench, count, only, rerunFailed } = options;
  if (packs.length === 0 && rerunFailed === undefined) throw new S1benchError('usage-packs', { found: 'none' });
  if ((sim === undefined) === (bench === undefined) && (sim !== undefined || rerunFailed === undefined)) {
    throw new S1benchError('usage-target', {
      found: sim === undefined ? 'neither' : 'both',
      expected: '--sim FILE or --bench FILE',
    });
  }
  if (count !== undefined && sim === undefined) {
    throw new S1benchError('usage-options', {
      found: '--count without --sim',
      expected: 'the template, as --sim FILE',
    });
  }
  if (only !== undefined && rerunFailed !== undefined) {
    throw new S1benchError('usage-options', { found: '--only and --rerun-failed', expected: 'one of them' });
  }
}

async function rerunIn(folder: string | undefined): Promise<Rerun | undefined> {
  if (folder === undefined) return undefined;
  const { rerunOf } = await import('../harness/side-by-side/rerun.ts');
  return rerunOf(folder);
}

/** The targets that are named, or else those of the run that is run again, each with its own tests. */
async function plannedBy(options: RunCliOptions, rerun: Rerun | undefined): Promise<Planned> {
  const { plannedAgain, plannedFor } = await import('../harness/side-by-side/requested.ts');
  const { seed } = options;
  const requested = await requestedBy(options);
  const troubled = rerun && [...new Set(rerun.runs.flatMap(({ only }) => only))];
  if (requested !== undefined) return plannedFor(requested, seed, troubled);
  return plannedAgain(rerun ?? { runs: [] }, seed);
}

async function requestedBy({ sim, bench, count }: RunCliOptions): Promise<Requested | undefined> {
  if (bench !== undefined) return { benches: bench };
  if (sim === undefined) return undefined;
  const sims = await Promise.all(sim.map(installationFile));
  return count === undefined ? { sims } : { sims, count: wholeNumber('--count', count, MOST_INSTALLATIONS) };
}

/** @throws `usage-value` */
function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw new S1benchError('usage-value', { found: `${option} ${text}`, expected: `a whole number from 1 to ${most}` });
}
