export type Fields = Readonly<Record<string, unknown>>;

/** Values and characters that one file may come to, so that a small hostile file costs little. */
const MOST_SUBSTITUTED = 16_000_000;

const wholeReference = /^\$\{([^{}]*)\}$/;
const references = /\$\{([^{}]*)\}/g;

/** Puts values in the place of `${key}`, within bounds. What is put in is not looked at again. */
export class Substitution {
  #left = MOST_SUBSTITUTED;

  /** Whether it came to so much that its results can't be used. */
  get isExhausted(): boolean {
    return this.#left < 0;
  }

  of(value: unknown, bindings: Fields): unknown {
    if (!this.#spend(1)) return null;
    if (typeof value === 'string') return this.#inText(value, bindings);
    if (Array.isArray(value)) return value.map((member) => this.of(member, bindings));
    if (!isFields(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.keyOf(key, bindings), this.of(member, bindings)]),
    );
  }

  /** What a key of a map becomes: a text, whatever is put into it. */
  keyOf(text: string, bindings: Fields): string {
    if (!text.includes('${')) return text;
    return text.replace(references, (reference, name: string) => {
      if (this.isExhausted) return '';
      if (!Object.hasOwn(bindings, name)) return reference;
      const put = plainText(bindings[name]);
      return this.#spend(put.length) ? put : '';
    });
  }

  #inText(text: string, bindings: Fields): unknown {
    const [, name] = wholeReference.exec(text) ?? [];
    if (name === undefined || !Object.hasOwn(bindings, name)) return this.keyOf(text, bindings);
    const put = bindings[name];
    return this.#spend(sizeOf(put)) ? put : null;
  }

  #spend(amount: number): boolean {
    this.#left -= amount;
    return this.#left >= 0;
  }
}

/** A list or map has no place within a text; as JSON it at least shows what went wrong. */
function plainText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** How many values and characters a value is made of. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((size: number, member) => size + sizeOf(member), 1);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
