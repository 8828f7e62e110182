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
  /** Lines of status on the terminal. */
  #shown = 0;

  constructor(options: OutputOptions) {
    this.options = options;
  }

  /** A line of the human result. */
  line(text = ''): void {
    if (!this.options.json) this.#write(process.stdout, `${text}\n`);
    else if (!this.options.quiet) this.#write(process.stderr, `${text}\n`);
  }

  /** A result that is a text of its own, as it is. */
  text(text: string): void {
    this.#write(process.stdout, text);
  }

  /** The machine-readable result, or one event of a stream of them; nothing without `--json`. */
  json(value: unknown): void {
    if (this.options.json) this.#write(process.stdout, `${JSON.stringify(value)}\n`);
  }

  /** One line an event, for whoever watches. */
  progress(text: string): void {
    if (!this.options.quiet) this.#write(process.stderr, `${text}\n`);
  }

  /** Whether what is under way is shown: on a terminal only. */
  get showsStatus(): boolean {
    return !this.options.quiet && process.stderr.isTTY === true;
  }

  /** What is under way now: lines that the next ones replace. */
  status(lines: readonly string[]): void {
    if (!this.showsStatus) return;
    // 0 is a terminal that doesn't know its width or height.
    const width = process.stderr.columns || 80;
    const most = (process.stderr.rows || 24) - 1;
    const shown = lines.slice(0, most).map((line) => line.slice(0, width - 1));
    process.stderr.write(`${this.#erasure()}${shown.join('\n')}`);
    this.#shown = shown.length;
  }

  error(text: string): void {
    this.#write(process.stderr, `${text}\n`);
  }

  style(style: Style, text: string): string {
    return this.options.color ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Takes the lines of status off the terminal: the last one, and those above it. */
  #erasure(): string {
    return `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(Math.max(0, this.#shown - 1))}`;
  }

  #write(stream: NodeJS.WriteStream, text: string): void {
    if (this.#shown > 0) process.stderr.write(this.#erasure());
    this.#shown = 0;
    stream.write(text);
  }
}

/** Colour where the stream is a terminal and nobody asked for none (NO_COLOR, FORCE_COLOR are honoured). */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}
