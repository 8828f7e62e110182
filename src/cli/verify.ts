import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Verification } from '../harness/evidence/verify.ts';
import type { MigrationVerification } from '../harness/migrations/verify-migration.ts';
import type { SeveralVerification } from '../harness/side-by-side/verify.ts';
import type { CommandSpec } from './command.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Output } from './output.ts';
import { countsLine, printRecord } from './run-record.ts';

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

type VerifyInput =
  | { readonly folder: string; readonly one: Verification }
  | { readonly folder: string; readonly several: SeveralVerification }
  | { readonly folder: string; readonly migration: MigrationVerification };

export const verify: CommandSpec<object, VerifyInput> = {
  name: 'verify',
  summary: 'recompute the evidence of a run, of several below one folder, or of a migration',
  configure(command) {
    command.argument('<run>', 'folder of the run, such as runs/20260115T102000Z-first-light, or of a migration');
  },
  async prepare([folder = '']) {
    if (existsSync(join(folder, 'migration.json'))) {
      const { verifyMigration } = await import('../harness/migrations/verify-migration.ts');
      return { folder, migration: verifyMigration(folder) };
    }
    const { isOfSeveral, verifySeveral } = await import('../harness/side-by-side/verify.ts');
    if (isOfSeveral(folder)) return { folder, several: verifySeveral(folder) };
    const { verifyRun } = await import('../harness/evidence/verify.ts');
    return { folder, one: verifyRun(folder) };
  },
  async run(input, output) {
    const { folder } = input;
    if ('migration' in input) return showMigration(folder, input.migration, output);
    if ('one' in input) {
      output.json(describe(folder, input.one));
      show(folder, input.one, output);
      return exitOf[input.one.state];
    }
    const { state, problem, counts, parts } = input.several;
    const runs = parts.map(({ name, verification }) => describe(name, verification));
    output.json({ run: folder, state, problem: problem?.message, counts, runs });
    for (const { name, verification } of parts) show(`${folder}/${name}`, verification, output);
    output.line(`${parts.length} runs: ${countsLine(counts, output)}`);
    output.line(`${folder}: ${output.style(colors[state], state)}`);
    if (problem !== undefined) output.line(`  ${problem.message}`);
    return exitOf[state];
  },
};

/** For programs. */
function describe(run: string, verification: Verification | undefined) {
  const { state = 'incomplete', problem, record } = verification ?? {};
  const { status, counts, tests } = record ?? {};
  return { run, state, problem: problem?.message, status, counts, tests };
}

function showMigration(folder: string, verification: MigrationVerification, output: Output): ExitCode {
  const { state, logs, lines, signed, unsigned, problems, refused } = verification;
  const messages = { problems: problems.map(({ message }) => message), refused: refused.map(({ message }) => message) };
  output.json({ migration: folder, ...verification, ...messages });
  output.line(`${logs} logs with ${lines} lines, ${signed} signed files, ${unsigned} without a signature`);
  for (const message of messages.refused) output.line(`  given, and not to be believed: ${message}`);
  for (const message of messages.problems) output.line(`  ${message}`);
  const is = state === 'intact' ? 'intact: every log and every signed file is as it was written' : state;
  output.line(`${folder}: ${output.style(colors[state], is)}`);
  return exitOf[state];
}

function show(folder: string, verification: Verification | undefined, output: Output): void {
  if (verification === undefined) {
    output.line(`${folder}: ${output.style('yellow', 'incomplete: it never began')}`);
    return;
  }
  const { state, problem, record } = verification;
  if (record !== undefined) printRecord(record, output);
  output.line(`${folder}: ${output.style(colors[state], says[state])}`);
  if (problem !== undefined) output.line(`  ${problem.message}`);
}
