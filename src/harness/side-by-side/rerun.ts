import { S1benchError } from '../../core/errors.ts';
import type { RunRecord } from '../evidence/record.ts';
import { withoutTurn } from '../evidence/test-name.ts';
import { type Verification, verifyRun } from '../evidence/verify.ts';
import { troubling } from '../runner/fail-fast.ts';
import type { PartTarget } from './part.ts';
import { isOfSeveral, verifySeveral } from './verify.ts';

/** What a run, or several, left to look into: in what packs, and of each run its target and those of its tests. */
export interface Rerun {
  readonly rerunOf: string;
  readonly packs: readonly string[];
  /** File of the SRVs that were taken to be for SMETS1 devices. */
  readonly services?: string;
  readonly runs: readonly {
    readonly of: string;
    readonly target: PartTarget;
    readonly seed: string;
    readonly only: readonly string[];
  }[];
}

/**
 * The tests of a run, or of several, that failed, broke or were inconclusive, with the packs and the targets that they
 * were run with.
 * @throws `evidence-missing`; `rerun-unsound` if the evidence isn't intact; `rerun-nothing`
 */
export function rerunOf(folder: string): Rerun {
  const records = recordsIn(folder);
  const runs = records.flatMap(({ of, record }) => {
    const only = troubledTests(record);
    return only.length === 0 ? [] : [{ of, target: targetOf(record), seed: record.started.seed, only }];
  });
  const [first] = records;
  if (first === undefined || runs.length === 0) throw new S1benchError('rerun-nothing', { where: { file: folder } });
  const { started } = first.record;
  const services = started.services === undefined ? {} : { services: started.services.file };
  return { rerunOf: started.run.replace(/\/.*$/, ''), packs: started.packs.map(({ file }) => file), ...services, runs };
}

function recordsIn(folder: string): readonly { readonly of: string; readonly record: RunRecord }[] {
  if (!isOfSeveral(folder)) return [{ of: 'run', record: soundRecord(folder, verifyRun(folder)) }];
  const { state, problem, parts } = verifySeveral(folder);
  if (state !== 'intact') throw unsound(folder, problem === undefined ? { state } : { state, problem });
  return parts.map(({ name, verification }) => ({
    of: name.replace(/^\d+-/, ''),
    record: soundRecord(folder, verification),
  }));
}

function soundRecord(folder: string, verification: Verification | undefined): RunRecord {
  const { state, record } = verification ?? {};
  if (verification === undefined || record === undefined || state !== 'intact') throw unsound(folder, verification);
  return record;
}

function unsound(folder: string, verification: Pick<Verification, 'state' | 'problem'> | undefined): S1benchError {
  const { state = 'incomplete', problem } = verification ?? {};
  const found = problem === undefined ? state : `${state}: ${problem.message}`;
  return new S1benchError('rerun-unsound', { where: { file: folder }, found, expected: 'intact' });
}

function troubledTests({ tests }: RunRecord): readonly string[] {
  const names = tests.filter(({ verdict }) => verdict !== undefined && troubling.includes(verdict));
  return [...new Set(names.map(({ test }) => withoutTurn(test)))];
}

function targetOf({ started: { target } }: RunRecord): PartTarget {
  const { kind, file, installation } = target;
  if (kind === 'bench') return { bench: file };
  return { sim: file, ...(installation !== undefined && { installation }) };
}
