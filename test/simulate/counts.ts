/** How many there were of what, by kind. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Adds things up, and says what they come to. */
export class Tally {
  readonly #counts: Record<string, Record<string, number>> = {};

  get counts(): Counts {
    return this.#counts;
  }

  count(kind: string, name: string, times = 1): void {
    const of = this.#counts[kind] ?? {};
    of[name] = (of[name] ?? 0) + times;
    this.#counts[kind] = of;
  }

  add(counts: Counts): void {
    for (const [kind, of] of Object.entries(counts)) {
      for (const [name, times] of Object.entries(of)) this.count(kind, name, times);
    }
  }

  sum(kind: string): number {
    return Object.values(this.#counts[kind] ?? {}).reduce((a, b) => a + b, 0);
  }

  lines(): readonly string[] {
    return Object.entries(this.#counts).map(([kind, of]) => {
      const each = Object.entries(of).sort(([, a], [, b]) => b - a);
      return `${kind}: ${each.map(([name, times]) => `${times} ${name}`).join(', ')}`;
    });
  }
}
