import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from './project-files.ts';
import { newFolder } from './scratch.ts';

export interface CommandOptions {
  /** An empty folder by default. */
  readonly cwd?: string;
  /** In addition to that of the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What became of a command. */
export interface Ended {
  /** Its exit status, or the signal that ended it. */
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as it runs from its sources, in a process of its own. */
export class RunningCommand {
  stdout = '';
  stderr = '';
  /** Settles once the process has ended and all that it printed has come. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();
  #isOver = false;

  constructor(args: readonly string[], { cwd = newFolder(), env = {} }: CommandOptions) {
    const child = spawn(process.execPath, [join(root, 'bin/s1bench.ts'), ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.#tell();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.#tell();
    });
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#isOver = true;
        resolve({ status: code ?? signal, stdout: this.stdout, stderr: this.stderr });
        this.#tell();
      });
    });
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** What it says, once something on either stream matches; it fails where the command ends before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match !== null) return match;
      if (this.#isOver) throw new Error(`it never said ${pattern}:\n${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.#listeners.add(resolve);
      });
    }
  }

  /** Sends a signal, and waits for the end. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

/** Starts the command; it is ended with the test that started it, if it hasn't ended before. */
export function start(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const command = new RunningCommand(args, options);
  onTestFinished(async () => {
    await command.stop('SIGKILL');
  });
  return command;
}

/** Runs the command to its end. */
export function s1bench(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** A file that ships with the project. */
export function shipped(...path: string[]): string {
  return join(root, ...path);
}

/** The lines that `--json` printed: that each of them is JSON, and nothing else is there, is proved by reading them. */
export function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
