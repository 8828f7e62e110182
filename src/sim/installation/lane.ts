/** Requests to one device that may wait at once; more are lost. */
const MOST_PENDING = 32;

/** Lets others go first: until what is given has settled, and then behind whoever waits. */
export type GiveWay = (until: Promise<void>) => Promise<void>;

/** The way to one device: one request after the other, in their order. */
export class Lane {
  #pending = 0;
  #last: Promise<void> = Promise.resolve();

  get isFree(): boolean {
    return this.#pending === 0;
  }

  /** @returns nothing where too many wait already */
  async run<T>(work: (giveWay: GiveWay) => Promise<T>): Promise<T | undefined> {
    if (this.#pending >= MOST_PENDING) return undefined;
    this.#pending++;
    let release = await this.#turn();
    try {
      return await work(async (until) => {
        release();
        await until;
        release = await this.#turn();
      });
    } finally {
      release();
      this.#pending--;
    }
  }

  async #turn(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = promise;
    await before;
    return resolve;
  }
}
