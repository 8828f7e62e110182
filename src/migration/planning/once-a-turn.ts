/**
 * Does something once in each turn of the event loop, however often it is asked for: who goes through a hundred thousand
 * installations without a pause looks once for new files.
 */
export class OnceATurn {
  #isDone = false;

  do(work: () => void): void {
    if (this.#isDone) return;
    this.#isDone = true;
    queueMicrotask(() => {
      this.#isDone = false;
    });
    work();
  }
}
