import type { TestVerdict } from '../checks/verdict.ts';

/** What somebody has to look into. A test that was not run has its reason elsewhere. */
export const troubling: readonly TestVerdict[] = ['failed', 'error', 'inconclusive'];

/** Ends a run, or all that go side by side, at the first test that somebody has to look into: what is left is not run. */
export class FailFast {
  readonly #shared: { because?: string };
  readonly #where: string;

  /** @param where the run, of several that share what they are told */
  constructor(where = '', shared: FailFast | undefined = undefined) {
    this.#where = where;
    this.#shared = shared === undefined ? {} : shared.#shared;
  }

  /** Why nothing more is to be run; nothing while all is well. */
  get because(): string | undefined {
    return this.#shared.because;
  }

  testEnded(test: string, verdict: TestVerdict): void {
    if (!troubling.includes(verdict)) return;
    this.stop(`fail-fast: ${test} came to ${verdict}${this.#where === '' ? '' : ` at ${this.#where}`}`);
  }

  stop(because: string): void {
    this.#shared.because ??= because;
  }
}
