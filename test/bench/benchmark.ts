/** What one round measured: both figures of the same kind, taken one right after the other. */
export interface Round {
  readonly ours: number;
  readonly yardstick: number;
}

/** A performance figure: always a ratio to a yardstick that was measured in the same run. */
export interface Benchmark {
  readonly what: string;
  readonly yardstick: string;
  /** `rate`: more is better, the ratio must reach `reach`; `time`: less is better, it must stay within `reach`. */
  readonly measure: 'rate' | 'time';
  readonly reach: number;
  /** How many rounds there are at most, where each takes long. */
  readonly rounds?: number;
  /** Rounds that don't count, before those that do; 1 unless given. */
  readonly warmUps?: number;
  /** Sets up once, calls `round` until told to stop, and takes everything down again. */
  run(collect: (round: () => Promise<Round> | Round) => Promise<void>): Promise<void>;
}

export interface Outcome {
  readonly benchmark: Benchmark;
  /** Median of the rounds' ratios. */
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
  readonly reached: boolean;
}

/** Runs the warm-up rounds, and then `rounds` that count. */
export async function runBenchmark(benchmark: Benchmark, rounds: number): Promise<Outcome> {
  const ratios: number[] = [];
  await benchmark.run(async (round) => {
    for (let i = 0; i < (benchmark.warmUps ?? 1); i++) await round();
    for (let i = 0; i < Math.min(rounds, benchmark.rounds ?? rounds); i++) {
      const { ours, yardstick } = await round();
      ratios.push(ours / yardstick);
    }
  });
  ratios.sort((a, b) => a - b);
  const ratio = ratios[Math.floor(ratios.length / 2)] as number;
  return {
    benchmark,
    ratio,
    lowest: ratios[0] as number,
    highest: ratios.at(-1) as number,
    reached: benchmark.measure === 'rate' ? ratio >= benchmark.reach : ratio <= benchmark.reach,
  };
}

/** Seconds that `work` took. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
