import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

export interface OutputOptions {
  /** Machine-readable results on stdout; everything human on stderr. */
  readonly json: boolean;
  readonly color: boolean;
  /** Results and errors only: no progress. */
  readonly quiet: boolean;
}

/**
 * Everything that a command prints goes through here: results to stdout, progress and errors to stderr,
 * and with `--json` one document (or one line for each event of a stream) on stdout and the rest on stderr.
 */
export class Output {
  readonly options: OutputOptions;
  #statusShown = false;

  constructor(options: OutputOptions) {
    this.options = options;
  }

  /** A line of the human result. */
  line(text = ''): void {
    if (!this.options.json) this.#write(process.stdout, `${text}\n`);
    else if (!this.options.quiet) this.#write(process.stderr, `${text}\n`);
  }

  /** The machine-readable result, or one event of a stream of them; nothing without `--json`. */
  json(value: unknown): void {
    if (this.options.json) this.#write(process.stdout, `${JSON.stringify(value)}\n`);
  }

  /** One line an event, for whoever watches. */
  progress(text: string): void {
    if (!this.options.quiet) this.#write(process.stderr, `${text}\n`);
  }

  /** What is under way now: a line that the next one replaces. Shown on a terminal only. */
  status(text: string): void {
    if (this.options.quiet || !process.stderr.isTTY) return;
    // 0 is a terminal that doesn't know its width.
    const width = process.stderr.columns || 80;
    process.stderr.write(`\r\u001b[2K${text.slice(0, width - 1)}`);
    this.#statusShown = true;
  }

  error(text: string): void {
    this.#write(process.stderr, `${text}\n`);
  }

  style(style: Style, text: string): string {
    return this.options.color ? styleText(style, text, { validateStream: false }) : text;
  }

  #write(stream: NodeJS.WriteStream, text: string): void {
    if (this.#statusShown) {
      process.stderr.write('\r\u001b[2K');
      this.#statusShown = false;
    }
    stream.write(text);
  }
}

/** Colour where the stream is a terminal and nobody asked for none (NO_COLOR, FORCE_COLOR are honoured). */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
