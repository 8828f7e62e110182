import { availableParallelism } from 'node:os';
import { loadSmets1Services } from '../../dcc/load-smets1-services.ts';
import { type LoadedPack, loadPacks, planTests } from '../runner/plan.ts';
import { openTarget, type RunOptions } from '../runner/run-packs.ts';
import type { Part } from './part.ts';
import type { PreparedRuns } from './run-side-by-side.ts';

/** Several runs of the same packs. */
export interface RunsOptions
  extends Pick<RunOptions, 'packs' | 'only' | 'repeat' | 'tool' | 'rerunOf' | 'services' | 'migrationFiles'> {
  readonly parts: readonly Part[];
  readonly failFast: boolean;
}

/**
 * Reads and checks all that several runs need. Nothing is run and nothing is written.
 * @throws what `prepareRun` does
 */
export async function prepareRuns(options: RunsOptions): Promise<PreparedRuns> {
  const { parts, failFast, only, repeat, rerunOf, services, migrationFiles, tool } = options;
  const packs = await loadPacks(options.packs);
  if (services !== undefined) await loadSmets1Services(services);
  planTests(packs, options);
  for (const { only } of parts) if (only !== undefined) planTests(packs, { only });
  for (const { target, seed } of firstOfEachFile(parts)) await (await openTarget(target, seed)).close();
  const given = Object.entries({ only, repeat, rerunOf, services, migrationFiles }).filter(
    ([, value]) => value !== undefined,
  );
  return { options: { packs, failFast, tool, ...Object.fromEntries(given) }, parts, way: wayOf(parts, packs) };
}

/** Threads pay for what computes, and only where there are processors for them. */
function wayOf(parts: readonly Part[], packs: readonly LoadedPack[]): PreparedRuns['way'] {
  if (packs.some(({ pack }) => pack['side-by-side'] === false)) return 'in-turn';
  if (parts.some(({ target }) => 'bench' in target)) return 'at-once';
  return availableParallelism() > 1 ? 'threads' : 'in-turn';
}

/** What is in a file besides its form, the state that a device saved, shows when its devices are made. */
function firstOfEachFile(parts: readonly Part[]): readonly Part[] {
  const byFile = new Map(parts.toReversed().map((part) => [fileOf(part), part]));
  return [...byFile.values()];
}

function fileOf({ target }: Part): string {
  return 'bench' in target ? target.bench : target.sim;
}
