import type { Verification } from '../harness/evidence/verify.ts';
import type { CommandSpec } from './command.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { printRecord } from './run-record.ts';

const exitOf = {
  intact: exitCodes.passed,
  incomplete: exitCodes.notComplete,
  broken: exitCodes.failed,
} as const satisfies Record<Verification['state'], ExitCode>;

const colors = { intact: 'green', incomplete: 'yellow', broken: 'red' } as const;

const says = {
  intact: 'intact: every line is as it was recorded, and every verdict follows from it',
  incomplete: 'incomplete: what was recorded is as it was, but the run was never concluded',
  broken: 'broken: the evidence is not what was recorded',
} as const satisfies Record<Verification['state'], string>;

export const verify: CommandSpec<object, { readonly folder: string; readonly verification: Verification }> = {
  name: 'verify',
  summary: 'recompute the evidence of a run, and derive every verdict again',
  configure(command) {
    command.argument('<run>', 'folder of the run, such as runs/20260115T102000Z-first-light');
  },
  async prepare([folder = '']) {
    const { verifyRun } = await import('../harness/evidence/verify.ts');
    return { folder, verification: verifyRun(folder) };
  },
  async run({ folder, verification }, output) {
    const { state, problem, record } = verification;
    output.json({
      run: folder,
      state,
      problem: problem?.message,
      status: record?.status,
      counts: record?.counts,
      tests: record?.tests,
    });
    if (record !== undefined) printRecord(record, output);
    output.line(`${folder}: ${output.style(colors[state], says[state])}`);
    if (problem !== undefined) output.line(`  ${problem.message}`);
    return exitOf[state];
  },
};
