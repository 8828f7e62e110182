import { loadTemplate } from '../../sim/files/load.ts';
import { benchTarget } from '../runner/bench-target.ts';
import type { Part, PartTarget } from './part.ts';
import type { Rerun } from './rerun.ts';

/** Installation files and how many installations of each, or bench files. */
export type Requested =
  | { readonly sims: readonly string[]; readonly count?: number }
  | { readonly benches: readonly string[] };

/** One run, or several. */
export type Planned = { readonly one: OneRun } | { readonly several: readonly Part[] };

export interface OneRun {
  readonly target: PartTarget;
  /** Without it that of its file. */
  readonly seed?: string;
  readonly only?: readonly string[];
}

/** A part without a place among the others. */
type Unnamed = Omit<Part, 'name'> & { readonly of: string };

/**
 * A run for each installation or bench that is asked for. Of several the n-th has the seed `seed/n`, so that no two have
 * the same chances, and each can be run again alone.
 * @param seed in place of those of the files
 * @param only tests to run in each
 * @throws `file-unreadable`, DocumentErrors
 */
export async function plannedFor(requested: Requested, seed?: string, only?: readonly string[]): Promise<Planned> {
  const common = only === undefined ? {} : { only };
  const single = singleOf(requested);
  if (single !== undefined) return { one: { target: single, ...(seed !== undefined && { seed }), ...common } };
  const all =
    'sims' in requested
      ? await Promise.all(requested.sims.map((file) => installationsOf(file, requested.count, seed)))
      : await Promise.all(requested.benches.map((file) => benchOf(file, seed)));
  const parts = all.flat().map((part, i) => ({ ...part, ...common, seed: `${part.seed}/${i + 1}` }));
  return { several: named(parts) };
}

/**
 * The runs of which something is run again, each with its own target and its own tests. Simulated devices have the seed
 * that they had; on a bench chance doesn't come back.
 * @param seed in place of those
 */
export async function plannedAgain({ runs }: Pick<Rerun, 'runs'>, seed?: string): Promise<Planned> {
  const parts = await Promise.all(
    runs.map(async ({ of, target, only, ...run }): Promise<Unnamed> => {
      if ('sim' in target) return { of, target, only, seed: seed ?? run.seed };
      const [bench] = await benchOf(target.bench, seed);
      return { of, target, only, seed: bench?.seed ?? run.seed };
    }),
  );
  const [first] = parts;
  if (first === undefined || parts.length > 1) return { several: named(parts) };
  const { of: _, ...one } = first;
  return { one };
}

function singleOf(requested: Requested): PartTarget | undefined {
  if ('benches' in requested) {
    const [bench, ...others] = requested.benches;
    return bench === undefined || others.length > 0 ? undefined : { bench };
  }
  const { sims, count = 1 } = requested;
  const [sim, ...others] = sims;
  return sim === undefined || others.length > 0 || count > 1 ? undefined : { sim };
}

async function installationsOf(file: string, count = 1, seed?: string): Promise<readonly Unnamed[]> {
  const { first } = await loadTemplate(file, { seed, ...(count > 1 && { count }) });
  return Array.from({ length: count }, (_, k) => ({
    of: first.name,
    target: { sim: file, ...(count > 1 && { installation: k }) },
    seed: first.seed,
  }));
}

async function benchOf(file: string, seed?: string): Promise<readonly Unnamed[]> {
  const bench = await benchTarget(file, seed);
  await bench.close();
  return [{ of: bench.name, target: { bench: file }, seed: bench.seed }];
}

/** The parts with their names: `01-moc-secure-dual-fuel`. */
function named(parts: readonly Unnamed[]): readonly Part[] {
  const digits = Math.max(2, String(parts.length).length);
  return parts.map(({ of, ...part }, i) => ({ name: `${String(i + 1).padStart(digits, '0')}-${of}`, ...part }));
}
