import { Command } from 'commander';
import { toCommand } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { dump } from './dump.ts';
import { invoke } from './invoke.ts';
import { list } from './list.ts';
import { read } from './read.ts';
import { readout } from './readout.ts';
import { write } from './write.ts';

/** One device by hand. */
export function device(finished: (exitCode: ExitCode) => void): Command {
  return new Command('device')
    .description('one device by hand: list its objects, read, write, invoke, read out, record')
    .addCommand(toCommand(list, finished))
    .addCommand(toCommand(read, finished))
    .addCommand(toCommand(write, finished))
    .addCommand(toCommand(invoke, finished))
    .addCommand(toCommand(readout, finished))
    .addCommand(toCommand(dump, finished));
}
