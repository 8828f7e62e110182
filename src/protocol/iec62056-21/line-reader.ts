/** Far more than any line of a sign-on has. */
const LONGEST_LINE = 128;

/** `/` and ACK stand at the start of a line only, so what came before them was noise. */
const STARTS: readonly (number | undefined)[] = [0x2f, 0x06];

/** Gathers the characters of a line, bounded: a longer one, or one with a damaged character, is dropped whole. */
export class LineReader {
  #line = '';
  #isDamaged = false;

  /**
   * @param character nothing for a damaged one
   * @returns the line that the character ends, without its CR LF
   */
  push(character: number | undefined): string | undefined {
    if (character === 0x0a) {
      const line = this.#line.endsWith('\r') && !this.#isDamaged ? this.#line.slice(0, -1) : undefined;
      this.reset();
      return line;
    }
    if (STARTS.includes(character)) this.reset();
    if (character === undefined || this.#line.length >= LONGEST_LINE) this.#isDamaged = true;
    else this.#line += String.fromCharCode(character);
    return undefined;
  }

  reset(): void {
    this.#line = '';
    this.#isDamaged = false;
  }
}
