import { createInterface, type Interface } from 'node:readline';
import type { Clock } from '../core/clock.ts';
import { S1benchError } from '../core/errors.ts';
import type { Output } from './output.ts';

type Answer = 'done' | 'refused';

/** Whoever sits at the terminal, and can do to a device what only hands can: asked one thing at a time. */
export class Person {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #lines: Interface;
  /** Ends with the question before. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param clock the time on the wall */
  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
    this.#lines = createInterface({ input: process.stdin, terminal: false });
  }

  /** Whether anybody is there to be asked. */
  static isThere(): boolean {
    return process.stdin.isTTY === true;
  }

  /**
   * Asks for something to be done, and waits for a line: an empty one says that it is done, any other that it can't be.
   * @throws `target-operator-silent`, `aborted`
   */
  ask(text: string, within: Temporal.Duration, signal: AbortSignal): Promise<Answer> {
    const answer = this.#before.then(() => this.#askNow(text, within, signal));
    this.#before = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#lines.close();
  }

  #askNow(text: string, within: Temporal.Duration, signal: AbortSignal): Promise<Answer> {
    this.#output.json({ kind: 'prompt', text, within: within.toString() });
    this.#output.error(`${this.#output.style('bold', text)}  (Enter when it is done, n if it cannot be done)`);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        patience.cancel();
        this.#lines.off('line', hear).off('close', leave);
        signal.removeEventListener('abort', abort);
        settle();
      };
      const hear = (line: string): void => end(() => resolve(line.trim() === '' ? 'done' : 'refused'));
      const leave = (): void => end(() => reject(new S1benchError('target-operator-silent', { found: text })));
      const abort = (): void => end(() => reject(new S1benchError('aborted', { cause: signal.reason })));
      const patience = this.#clock.schedule(within, leave);
      this.#lines.on('line', hear).on('close', leave);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }
}
