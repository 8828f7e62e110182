import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { TestVerdict } from '../../../src/harness/checks/verdict.ts';
import { FailFast } from '../../../src/harness/runner/fail-fast.ts';
import { carryOut, type PreparedRun, prepareRun, type RunOptions } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../../src/sim/defects/catalogue.ts';
import { findProcessDefect } from '../../support/process-defects/catalogue.ts';
import { beginWith } from '../../support/process-defects/defect.ts';
import { root } from '../../support/project-files.ts';

/** One run of a pack against one simulated installation: sound, or with one defect in a device or in the process. */
export interface Trial {
  /** File of the pack and of the installation. */
  readonly pack: string;
  readonly installation: string;
  readonly seed?: string;
  /** Whether the first test that raises anything ends the run. */
  readonly quick?: boolean;
  readonly defect?: { readonly name: string; readonly device: 'hub' | 'esme' | 'gsme' };
  /** Name of what is wrong with the process of the migration. */
  readonly process?: string | undefined;
  /** Tests that are run, all others left out. */
  readonly only?: readonly string[] | undefined;
}

/** What a trial came to. */
export interface TrialResult {
  /** Tests that came to anything else than passed or not-run, with their verdict and why. */
  readonly raised: readonly { readonly test: string; readonly verdict: TestVerdict; readonly because: string }[];
  readonly counts: Readonly<Record<TestVerdict, number>>;
  readonly seconds: number;
}

class AtFirst extends FailFast {
  readonly #verdicts: readonly TestVerdict[];

  constructor(verdicts: readonly TestVerdict[]) {
    super();
    this.#verdicts = verdicts;
  }

  override testEnded(test: string, verdict: TestVerdict): void {
    if (this.#verdicts.includes(verdict)) super.testEnded(test, verdict);
  }
}

const fine: readonly TestVerdict[] = ['passed', 'not-run', 'not-applicable'];
/** What a test comes to that sees a defect: of a process also an error, as that may have it throw. */
const seeing = { device: ['failed'], process: ['failed', 'error'] } as const;
const prepared = new Map<string, Promise<PreparedRun>>();

/** Carries a trial out, with its evidence, which is thrown away. */
export async function measure(trial: Trial): Promise<TrialResult> {
  const { pack, installation, seed, defect, process: wrong, only, quick = false } = trial;
  const began = performance.now();
  const found = defect === undefined ? undefined : findDefect(defect.name);
  const target = await simTarget(installation, {
    seed,
    ...(defect !== undefined && found !== undefined && { defects: { [defect.device]: [found] } }),
  });
  const out = join(tmpdir(), `s1bench-packs-${process.pid}-${threadId}`);
  const options: RunOptions = {
    packs: [pack],
    target: { open: async () => target },
    out,
    tool: 's1bench bench',
    migrationFiles: migrationFilesFor(wrong),
    ...(only !== undefined && { only }),
  };
  const key = [pack, ...(only ?? [])].join(' ');
  const known = prepared.get(key) ?? prepareRun({ ...options, target: { sim: installation } });
  prepared.set(key, known);
  const { packs, tests } = await known;
  const verdicts = wrong === undefined ? seeing.device : seeing.process;
  const failFast = quick ? { failFast: new AtFirst(verdicts) } : {};
  const summary = await carryOut({ packs, tests, target, seed: target.seed }, { ...options, ...failFast });
  await rm(summary.folder, { recursive: true, force: true });
  const raised = summary.tests.flatMap(({ test, verdict = 'error', because = '' }) =>
    fine.includes(verdict) ? [] : [{ test, verdict, because }],
  );
  return { raised, counts: summary.counts, seconds: (performance.now() - began) / 1000 };
}

function migrationFilesFor(wrong: string | undefined): NonNullable<RunOptions['migrationFiles']> {
  const defect = wrong === undefined ? undefined : findProcessDefect(wrong);
  return {
    rules: join(root, 'hardware/migration'),
    configuration: join(root, 'hardware/configurations/dormant.yaml'),
    ...(defect !== undefined && { begin: (parts) => beginWith(defect, parts) }),
  };
}
