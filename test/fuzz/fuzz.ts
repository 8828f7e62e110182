import { setImmediate } from 'node:timers/promises';
import { S1benchError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { mutate } from './mutate.ts';
import type { Target } from './target.ts';

/** A case that works longer than this hangs for all that its user could tell. */
const LONGEST_CASE_MS = 1000;
/** What the process may hold at most while it is fed. */
const MOST_MEMORY = 1024 ** 3;
/** Cases between two turns of the event loop, in which what was put off is done. */
const CASES_A_TURN = 250;
/** One mistake may show in every case. */
const MOST_FAILURES = 10;

export interface Failure {
  /** Of the case: the same seed gives the same one. */
  readonly index: number;
  /** What was fed last. */
  readonly bytes: Uint8Array;
  readonly problem: unknown;
}

export interface FuzzResult {
  readonly cases: number;
  readonly refused: number;
  readonly failures: readonly Failure[];
  readonly slowestMs: number;
  /** Bytes. */
  readonly mostMemory: number;
}

/** Feeds a target with so many mutated inputs. The same seed gives the same cases. */
export async function fuzz(target: Target, cases: number, seed: string): Promise<FuzzResult> {
  const random = new Random(seed).fork(target.name);
  const corpus = await target.corpus();
  const take = await target.start(random.fork('target'));
  const failures: Failure[] = [];
  let [refused, slowestMs, mostMemory, index] = [0, 0, 0, 0];
  let bytes: Uint8Array = new Uint8Array();
  const mutated = (given: Uint8Array): Uint8Array => {
    bytes = mutate(given, random);
    return bytes;
  };
  for (; index < cases && failures.length < MOST_FAILURES; index++) {
    const input = corpus[random.below(corpus.length)] as Uint8Array;
    const before = worked();
    try {
      const taking = take(input, mutated);
      if (taking !== undefined) await taking;
    } catch (problem) {
      if (problem instanceof S1benchError) refused++;
      else failures.push({ index, bytes, problem });
    }
    const took = worked() - before;
    slowestMs = Math.max(slowestMs, took);
    if (took > LONGEST_CASE_MS) failures.push({ index, bytes, problem: `took ${took.toFixed(0)} ms` });
    if (index % CASES_A_TURN > 0) continue;
    await setImmediate();
    mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
    if (mostMemory > MOST_MEMORY) failures.push({ index, bytes, problem: `${mostMemory} bytes held` });
  }
  return { cases: index, refused, failures, slowestMs, mostMemory };
}

/** How many cases each target gets of so many in all: the dearer, the fewer. */
export function shares(targets: readonly Target[], cases: number): ReadonlyMap<Target, number> {
  const weight = ({ cost = 1 }: Target): number => 1 / cost;
  const all = targets.reduce((sum, target) => sum + weight(target), 0);
  return new Map(targets.map((target) => [target, Math.ceil((cases * weight(target)) / all)]));
}

/** Milliseconds that this thread has worked: a machine that is busy with something else makes no case slow. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
