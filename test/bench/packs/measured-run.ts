import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { TestVerdict } from '../../../src/harness/checks/verdict.ts';
import { FailFast } from '../../../src/harness/runner/fail-fast.ts';
import { carryOut, type PreparedRun, prepareRun, type RunOptions } from '../../../src/harness/runner/run-packs.ts';
import { simTarget } from '../../../src/harness/runner/sim-target.ts';
import { findDefect } from '../../../src/sim/defects/catalogue.ts';

/** One run of a pack against one simulated installation: sound, or with one defect in one of its devices. */
export interface Trial {
  /** File of the pack and of the installation. */
  readonly pack: string;
  readonly installation: string;
  readonly seed?: string;
  /** Whether the first test that raises anything ends the run. */
  readonly quick?: boolean;
  readonly defect?: { readonly name: string; readonly device: 'hub' | 'esme' | 'gsme' };
}

/** What a trial came to. */
export interface TrialResult {
  /** Tests that came to anything else than passed or not-run, with their verdict and why. */
  readonly raised: readonly { readonly test: string; readonly verdict: TestVerdict; readonly because: string }[];
  readonly counts: Readonly<Record<TestVerdict, number>>;
  readonly seconds: number;
}

class AtFirstFailure extends FailFast {
  override testEnded(test: string, verdict: TestVerdict): void {
    if (verdict === 'failed') super.testEnded(test, verdict);
  }
}

const fine: readonly TestVerdict[] = ['passed', 'not-run', 'not-applicable'];
const prepared = new Map<string, Promise<PreparedRun>>();

/** Carries a trial out, with its evidence, which is thrown away. */
export async function measure({ pack, installation, seed, defect, quick = false }: Trial): Promise<TrialResult> {
  const began = performance.now();
  const found = defect === undefined ? undefined : findDefect(defect.name);
  const target = await simTarget(installation, {
    seed,
    ...(defect !== undefined && found !== undefined && { defects: { [defect.device]: [found] } }),
  });
  const out = join(tmpdir(), `s1bench-packs-${process.pid}-${threadId}`);
  const options: RunOptions = { packs: [pack], target: { open: async () => target }, out, tool: 's1bench bench' };
  const known = prepared.get(pack) ?? prepareRun({ ...options, target: { sim: installation } });
  prepared.set(pack, known);
  const { packs, tests } = await known;
  const failFast = quick ? { failFast: new AtFirstFailure() } : {};
  const summary = await carryOut({ packs, tests, target, seed: target.seed }, { ...options, ...failFast });
  await rm(summary.folder, { recursive: true, force: true });
  const raised = summary.tests.flatMap(({ test, verdict = 'error', because = '' }) =>
    fine.includes(verdict) ? [] : [{ test, verdict, because }],
  );
  return { raised, counts: summary.counts, seconds: (performance.now() - began) / 1000 };
}
