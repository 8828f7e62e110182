import { readFile } from 'node:fs/promises';
import { S1benchError } from '../../core/errors.ts';
import type { PackText } from '../evidence/recorder.ts';
import { parseTestPack, type TestCase } from '../pack/test-pack.ts';

export interface LoadedPack extends PackText {
  /** As it was given. */
  readonly file: string;
}

/** A test of a run, by the name that evidence and reports use: `pack id/test id`. */
export interface PlannedTest {
  readonly name: string;
  readonly test: TestCase;
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

/**
 * The tests to run, in the order of their packs.
 * @param only ids, each of a test (`SRV-7.2`, `pack/SRV-7.2`) or of a whole pack; none: all
 * @throws `pack-test-unknown`
 */
export function planTests(packs: readonly LoadedPack[], only: readonly string[] = []): readonly PlannedTest[] {
  const all = packs.flatMap(({ pack }) =>
    pack.tests.map((test) => ({
      name: `${pack.id}/${test.id}`,
      test,
      names: [pack.id, test.id, `${pack.id}/${test.id}`],
    })),
  );
  const unknown = only.find((id) => !all.some(({ names }) => names.includes(id)));
  if (unknown !== undefined) {
    throw new S1benchError('pack-test-unknown', { found: unknown, expected: all.map(({ name }) => name).join(', ') });
  }
  return all.filter(({ names }) => only.length === 0 || names.some((id) => only.includes(id)));
}

async function loadPack(file: string): Promise<LoadedPack> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new S1benchError('file-unreadable', { where: { file }, found: cause.message, cause });
  });
  return { file, text, pack: parseTestPack(text, file) };
}

function refuseRepeated(packs: readonly LoadedPack[]): void {
  const seen = new Set<string>();
  for (const { file, pack } of packs) {
    if (seen.has(pack.id)) throw new S1benchError('pack-id-repeated', { where: { file }, found: pack.id });
    seen.add(pack.id);
  }
}
