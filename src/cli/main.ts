import { Command, CommanderError } from 'commander';
import { check } from './check.ts';
import { toCommand } from './command.ts';
import { demo } from './demo.ts';
import { device } from './device/device.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { version } from './package.ts';
import { packs } from './packs.ts';
import { run } from './run.ts';
import { sim } from './sim.ts';
import { verify } from './verify.ts';

/** Runs the command line and returns its exit status. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.passed;
  const program = new Command('s1bench')
    .description('A test bench for SMETS1 meters and their migration into the DCC.')
    .version(version())
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();
  for (const command of commands((code) => {
    exitCode = code;
  })) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  process.stdout.on('error', stopWhenReaderIsGone);
  try {
    await program.parseAsync(argv as string[]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.passed : exitCodes.badInput;
    throw error;
  }
}

function commands(finished: (exitCode: ExitCode) => void): Command[] {
  return [
    toCommand(demo, finished),
    toCommand(run, finished),
    toCommand(packs, finished),
    toCommand(check, finished),
    toCommand(sim, finished),
    device(finished),
    toCommand(verify, finished),
  ];
}

/** `s1bench ... | head` closes the pipe early: that is no error of ours. */
function stopWhenReaderIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCodes.passed);
  throw error;
}
