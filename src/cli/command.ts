import { Command } from 'commander';
import { S1benchError } from '../core/errors.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { Output, wantsColor } from './output.ts';

/**
 * A command in two halves: `prepare` reads and checks everything that was given, and a refusal there means that
 * nothing was run (exit 2); `run` does the work, and what goes wrong there means that it isn't complete (exit 3).
 * Both import what they need when they are called, so that `--help` loads none of it.
 */
export interface CommandSpec<Options, Input> {
  readonly name: string;
  readonly summary: string;
  /** Declares arguments and options. */
  configure(command: Command): void;
  prepare(args: readonly string[], options: Options): Promise<Input> | Input;
  run(input: Input, output: Output, signal: AbortSignal): Promise<ExitCode>;
}

/** A commander command that behaves as `spec` says. */
export function toCommand<Options extends object, Input>(
  spec: CommandSpec<Options, Input>,
  finished: (exitCode: ExitCode) => void,
): Command {
  const command = new Command(spec.name).description(spec.summary);
  spec.configure(command);
  command
    .option('--json', 'one JSON document, or JSON lines, on stdout; everything human on stderr')
    .option('--no-color', 'no colours')
    .option('--quiet', 'no progress');
  command.action(async () => {
    const { json, color, quiet, ...options } = command.opts();
    const stream = json === true ? process.stderr : process.stdout;
    const output = new Output({
      json: json === true,
      quiet: quiet === true,
      color: color !== false && wantsColor(stream),
    });
    finished(await execute(spec, command.args, options as Options, output));
  });
  return command;
}

async function execute<Options, Input>(
  spec: CommandSpec<Options, Input>,
  args: readonly string[],
  options: Options,
  output: Output,
): Promise<ExitCode> {
  let input: Input;
  try {
    input = await spec.prepare(args, options);
  } catch (error) {
    printError(error, output);
    return exitCodes.badInput;
  }
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(exitCodes.notComplete);
    output.progress('stopping; once more to stop at once');
    abort.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await spec.run(input, output, abort.signal);
  } catch (error) {
    printError(error, output);
    return exitCodes.notComplete;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** A known error as its message and what to do next; an unknown one with its stack, for a bug report. */
function printError(error: unknown, output: Output): void {
  const problems = (error instanceof AggregateError ? error.errors : [error]).flatMap(eachOf);
  output.json({ errors: problems.map(toJson) });
  for (const problem of problems) {
    const text = problem instanceof S1benchError ? problem.message : ((problem as Error).stack ?? String(problem));
    output.error(`${output.style('red', 'error')}: ${text}`);
    const next = nextOf(problem);
    if (next !== undefined) output.error(`  ${next}`);
  }
}

/** A file that was refused as each of its problems; anything else as itself. */
function eachOf(problem: unknown): unknown {
  return problem instanceof S1benchError && 'problems' in problem ? problem.problems : problem;
}

/** What to do next, as the error says, or else the one that it came from. */
function nextOf(problem: unknown): string | undefined {
  if (!(problem instanceof S1benchError)) return undefined;
  return problem.next ?? nextOf(problem.cause);
}

function toJson(problem: unknown): object {
  if (!(problem instanceof S1benchError)) return { message: String(problem) };
  const { code, message, found, expected, where } = problem;
  return { code, message, found, expected, where, next: nextOf(problem) };
}
