import { availableParallelism } from 'node:os';
import { FailFast } from '../runner/fail-fast.ts';
import type { Progress } from '../runner/progress.ts';
import type { RunPlace } from '../runner/run-packs.ts';
import type { Target } from '../runner/target.ts';
import { carryOutPart } from './carry-out-part.ts';
import type { PartOptions, ToWorker } from './messages.ts';
import type { Part } from './part.ts';
import { PartWorker } from './part-worker.ts';

/** What runs are carried out with. */
export interface LaneParts {
  readonly options: PartOptions;
  readonly placeOf: (part: Part) => RunPlace;
  readonly signal: AbortSignal;
  readonly onProgress: (part: string, progress: Progress) => void;
  /** A run has ended without a conclusion. */
  readonly onBroken: (part: string, problem: string) => void;
  /** Asks somebody at the bench of a part. */
  readonly ask?: Ask | undefined;
  /** Whether each step is told from threads, or those alone that take their time. */
  readonly everyStep: boolean;
  /** What threads run. */
  readonly worker: URL;
}

export type Ask = (part: string, ...question: Parameters<NonNullable<Target['ask']>>) => Promise<'done' | 'refused'>;

/** Runs in this thread, so many at a time: they get on while others wait for their devices. */
export function inThisThread(parts: readonly Part[], atOnce: number, context: LaneParts): Promise<void> {
  const { options, placeOf, signal, onProgress, onBroken, ask } = context;
  const failFast = new FailFast();
  return inLanes(parts, { atOnce, onBroken }, async (part) => {
    try {
      await carryOutPart(part, options, {
        place: placeOf(part),
        signal,
        failFast,
        onProgress: (progress) => onProgress(part.name, progress),
        ...(ask !== undefined && { ask: (...question) => ask(part.name, ...question) }),
      });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
}

/** Runs on all processors: those that simulate their devices compute without a pause. */
export async function inWorkers(parts: readonly Part[], context: LaneParts): Promise<void> {
  const { placeOf, onBroken } = context;
  const pool = new Pool(context);
  try {
    const atOnce = availableParallelism();
    await inLanes(parts, { atOnce, onBroken }, (part) => pool.carryOut(part, placeOf(part)));
  } finally {
    await pool.end();
  }
}

interface Lanes extends Pick<LaneParts, 'onBroken'> {
  readonly atOnce: number;
}

/** @param carryOut tells why a run was not concluded, if it wasn't */
async function inLanes(
  parts: readonly Part[],
  { atOnce, onBroken }: Lanes,
  carryOut: (part: Part) => Promise<string | undefined>,
): Promise<void> {
  const waiting = [...parts];
  const lane = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const problem = await carryOut(part);
      if (problem !== undefined) onBroken(part.name, problem);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, parts.length) }, lane));
}

/** Threads, as many as there are runs under way; all are told to stop when one of them has to, or the whole has to. */
class Pool {
  readonly #context: LaneParts;
  readonly #failFast = new FailFast();
  readonly #workers = new Set<PartWorker>();
  readonly #idle: PartWorker[] = [];

  constructor(context: LaneParts) {
    this.#context = context;
    context.signal.addEventListener('abort', this.#stop);
  }

  async carryOut(part: Part, place: RunPlace): Promise<string | undefined> {
    const { worker: entry, options, everyStep, signal } = this.#context;
    const worker = this.#idle.pop() ?? new PartWorker(entry, { options, everyStep }, this.#onProgress);
    this.#workers.add(worker);
    const skipped = this.#failFast.because;
    const problem = await worker.carryOut({ kind: 'carry-out', part, place, stopped: signal.aborted, skipped });
    if (worker.isDead) this.#workers.delete(worker);
    else this.#idle.push(worker);
    return problem;
  }

  async end(): Promise<void> {
    this.#context.signal.removeEventListener('abort', this.#stop);
    await Promise.all(Array.from(this.#workers, (worker) => worker.end()));
  }

  readonly #onProgress: LaneParts['onProgress'] = (part, progress) => {
    const { options, onProgress } = this.#context;
    if (options.failFast && progress.kind === 'test-ended' && this.#failFast.because === undefined) {
      new FailFast(part, this.#failFast).testEnded(progress.test, progress.verdict);
      const { because } = this.#failFast;
      if (because !== undefined) this.#tellAll({ kind: 'skip-rest', because });
    }
    onProgress(part, progress);
  };

  readonly #stop = (): void => this.#tellAll({ kind: 'stop' });

  #tellAll(message: ToWorker): void {
    for (const worker of this.#workers) worker.tell(message);
  }
}
