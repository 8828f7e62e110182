import { Worker } from 'node:worker_threads';
import type { Progress } from '../runner/progress.ts';
import type { CarryOutMessage, FromWorker, ToWorker, WorkerData } from './messages.ts';

/** What a thread runs: from the sources one of them, in a build what they were compiled to. */
export const workerEntry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** A thread that carries out one run after the other. */
export class PartWorker {
  readonly #worker: Worker;
  readonly #onProgress: (part: string, progress: Progress) => void;
  #part = '';
  #hasEnded: (problem?: string) => void = () => undefined;
  #death: string | undefined;

  constructor(entry: URL, workerData: WorkerData, onProgress: (part: string, progress: Progress) => void) {
    this.#onProgress = onProgress;
    this.#worker = new Worker(entry, { workerData })
      .on('message', (message: FromWorker) => this.#hear(message))
      .on('error', (error) => this.#dies(`its thread broke down: ${(error as Error).message}`))
      .on('exit', (code) => this.#dies(`its thread ended with ${code}`));
  }

  /** Whether it can carry out nothing more. */
  get isDead(): boolean {
    return this.#death !== undefined;
  }

  /** @returns once the run has ended: why it was not concluded, if it wasn't */
  carryOut(message: CarryOutMessage): Promise<string | undefined> {
    this.#part = message.part.name;
    return new Promise((resolve) => {
      this.#hasEnded = resolve;
      if (this.#death === undefined) this.tell(message);
      else resolve(this.#death);
    });
  }

  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'progress':
        for (const progress of message.gathered) this.#onProgress(this.#part, progress);
        break;
      case 'ended':
        this.#hasEnded();
        break;
      case 'failed':
        this.#hasEnded(message.problem);
        break;
    }
  }

  #dies(problem: string): void {
    this.#death ??= problem;
    this.#hasEnded(this.#death);
  }
}
