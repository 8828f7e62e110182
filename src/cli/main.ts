import { Command, CommanderError } from 'commander';
import { check } from './check.ts';
import { toCommand } from './command.ts';
import { demo } from './demo.ts';
import { device } from './device/device.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { migrate } from './migrate.ts';
import { version } from './package.ts';
import { packs } from './packs.ts';
import { pki } from './pki.ts';
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
    program.addCommand(inheriting(command, program));
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', passOverClosedPipe);
  try {
    await program.parseAsync(argv as string[]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.passed : exitCodes.badInput;
    throw error;
  }
}

/** A command with the settings of the one that it belongs to, and so on for those that belong to it. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inheriting(inner, command);
  return command;
}

function commands(finished: (exitCode: ExitCode) => void): Command[] {
  return [
    toCommand(demo, finished),
    toCommand(run, finished),
    toCommand(packs, finished),
    toCommand(migrate, finished),
    toCommand(check, finished),
    toCommand(sim, finished),
    device(finished),
    pki(finished),
    toCommand(verify, finished),
  ];
}

/** `s1bench ... | head` closes the pipe early: the work goes on unseen, and what comes of it stands. */
function passOverClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
