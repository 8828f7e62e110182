import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { S1benchError } from '../../core/errors.ts';
import { testName } from '../evidence/test-name.ts';
import { type PackSource, readPack } from '../pack/read-pack.ts';
import type { PackStanding, TestCase } from '../pack/test-pack.ts';
import { selected } from './selection.ts';

export interface LoadedPack extends PackSource {
  /** As it was given. */
  readonly file: string;
}

/** A test of a run, by the name that evidence and reports use: `pack id/test id`. */
export interface PlannedTest {
  readonly name: string;
  readonly test: TestCase;
  /** Of its pack. */
  readonly standing?: PackStanding | undefined;
}

/**
 * Reads test packs; all of their problems are found before anything is run.
 * @throws AggregateError of S1benchErrors: `file-unreadable`, DocumentErrors, `pack-id-repeated`
 */
export async function loadPacks(files: readonly string[]): Promise<readonly LoadedPack[]> {
  const results = await Promise.allSettled(files.map(loadPack));
  const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (problems.length > 0)
    throw problems.length === 1 ? problems[0] : new AggregateError(problems, 'test packs are refused');
  const packs = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  refuseRepeated(packs);
  return packs;
}

/** Which tests of the packs are run, and how often. */
export interface Selection {
  /** See `selected`; without it all of them. */
  readonly only?: readonly string[];
  /** How often each is run, one time right after the other; once unless given. */
  readonly repeat?: number;
}

/**
 * The tests to run, in the order of their packs.
 * @throws `pack-test-unknown`
 */
export function planTests(
  packs: readonly LoadedPack[],
  { only = [], repeat = 1 }: Selection = {},
): readonly PlannedTest[] {
  const all = packs.flatMap(({ pack }) =>
    pack.tests.map((test) => ({
      pack: pack.id,
      standing: pack.standing,
      test,
      names: [pack.id, test.id, testName(pack.id, test.id)],
      traces: test.traces,
    })),
  );
  return selected(all, only).flatMap(({ pack, standing, test }) =>
    Array.from({ length: repeat }, (_, i) => ({ name: testName(pack, test.id, i + 1), test, standing })),
  );
}

async function loadPack(file: string): Promise<LoadedPack> {
  return { file, ...readPack(readText(file), file, (included) => readText(join(dirname(file), included))) };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new S1benchError('file-unreadable', { where: { file }, found, cause });
  }
}

function refuseRepeated(packs: readonly LoadedPack[]): void {
  const seen = new Set<string>();
  for (const { file, pack } of packs) {
    if (seen.has(pack.id)) throw new S1benchError('pack-id-repeated', { where: { file }, found: pack.id });
    seen.add(pack.id);
  }
}
