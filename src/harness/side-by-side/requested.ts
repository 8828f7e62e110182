import { loadTemplate } from '../../sim/files/load.ts';
import { benchTarget } from '../runner/bench-target.ts';
import type { Part } from './part.ts';

/** Installation or bench files, and how many installations of each. */
export type Requested =
  | { readonly sims: readonly string[]; readonly count?: number }
  | { readonly benches: readonly string[] };

/** What a part is made of, before it has a place among the others. */
export type PartDraft = Omit<Part, 'name'> & { readonly of: string };

/**
 * A run for each installation or bench that is asked for. The n-th has the seed `seed/n`, so that no two have the same
 * chances, and each can be run again alone.
 * @param seed in place of those of the files
 * @throws `file-unreadable`, DocumentErrors
 */
export async function draftsOf(requested: Requested, seed?: string): Promise<readonly PartDraft[]> {
  const all =
    'sims' in requested
      ? await Promise.all(requested.sims.map((file) => installationsOf(file, requested.count, seed)))
      : await Promise.all(requested.benches.map(async (file) => [await benchOf(file, seed)]));
  const drafts = all.flat();
  if (drafts.length === 1) return drafts;
  return drafts.map((draft, i) => ({ ...draft, seed: `${draft.seed}/${i + 1}` }));
}

/** The drafts with their names: `01-moc-secure-dual-fuel`. */
export function named(drafts: readonly PartDraft[]): readonly Part[] {
  const digits = Math.max(2, String(drafts.length).length);
  return drafts.map(({ of, ...draft }, i) => ({ name: `${String(i + 1).padStart(digits, '0')}-${of}`, ...draft }));
}

async function installationsOf(file: string, count = 1, seed?: string): Promise<readonly PartDraft[]> {
  const template = await loadTemplate(file, { seed, ...(count > 1 && { count }) });
  return Array.from({ length: count }, (_, k) => ({
    of: template.first.name,
    target: { sim: file, ...(count > 1 && { installation: k }) },
    seed: template.first.seed,
  }));
}

async function benchOf(file: string, seed?: string): Promise<PartDraft> {
  const bench = await benchTarget(file, seed);
  await bench.close();
  return { of: bench.name, target: { bench: file }, seed: bench.seed };
}
