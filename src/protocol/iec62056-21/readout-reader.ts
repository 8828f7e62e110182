import { S1benchError } from '../../core/errors.ts';
import { ETX, STX } from './messages.ts';

const END_OF_DATA = '!\r\n';

/** Gathers a data message and checks its block check character (IEC 62056-21 6.3.4). */
export class ReadoutReader {
  readonly #maxLength: number;
  #data = '';
  #check = 0;
  #state: 'before' | 'data' | 'check' = 'before';
  #isDamaged = false;

  /** @param maxLength characters of data */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /**
   * @param character nothing for a damaged one
   * @returns the data lines once the message is whole, or why it can't be taken: `iec62056-21-readout-invalid`
   */
  push(character: number | undefined): string | S1benchError | undefined {
    switch (this.#state) {
      case 'before':
        if (character === STX) this.#state = 'data';
        return undefined;
      case 'data':
        return this.#take(character);
      case 'check': {
        const result = this.#result(character);
        this.reset();
        return result;
      }
    }
  }

  reset(): void {
    this.#data = '';
    this.#check = 0;
    this.#state = 'before';
    this.#isDamaged = false;
  }

  #take(character: number | undefined): S1benchError | undefined {
    if (character === ETX) this.#state = 'check';
    if (character === undefined) this.#isDamaged = true;
    else this.#check ^= character;
    if (this.#state === 'check' || character === undefined) return undefined;
    this.#data += String.fromCharCode(character);
    if (this.#data.length <= this.#maxLength) return undefined;
    this.reset();
    return refusal(`more than ${this.#maxLength} characters`, 'an end of the data');
  }

  #result(character: number | undefined): string | S1benchError {
    if (this.#isDamaged || character === undefined) return refusal('characters of odd parity', 'even parity');
    if (character !== this.#check) return refusal(`block check character ${character}`, String(this.#check));
    if (!this.#data.endsWith(END_OF_DATA)) return refusal('data without end', '! CR LF before ETX');
    return this.#data.slice(0, -END_OF_DATA.length);
  }
}

function refusal(found: string, expected: string): S1benchError {
  return new S1benchError('iec62056-21-readout-invalid', { found, expected });
}
