import { writeFile } from 'node:fs/promises';
import { S1benchError } from '../core/errors.ts';
import type { LoadedPack } from '../harness/runner/plan.ts';
import type { CommandSpec } from './command.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Output } from './output.ts';
import { packFile, shippedPacks } from './shipped.ts';

interface PacksOptions {
  /** A file; `true` for stdout. */
  readonly traceability?: string | true;
}

interface PacksInput {
  readonly packs: readonly LoadedPack[];
  /** Names of those that ship, in the same order, where no pack was named: then they are listed. */
  readonly listed: readonly string[] | undefined;
  readonly traceability: string | true | undefined;
}

export const packs: CommandSpec<PacksOptions, PacksInput> = {
  name: 'packs',
  summary: 'list the test packs, or the tests of one pack with what they prove and need',
  configure(command) {
    command
      .argument('[pack]', 'test pack: a file, or one that ships with s1bench by its name or id')
      .option('--traceability [file]', 'what the pack proves by which tests, as CSV; without a file to stdout');
  },
  async prepare([pack], { traceability }) {
    const { loadPacks } = await import('../harness/runner/plan.ts');
    if (pack !== undefined) return { packs: await loadPacks([await packFile(pack)]), listed: undefined, traceability };
    if (traceability !== undefined) {
      throw new S1benchError('usage-options', { found: '--traceability and no pack', expected: 'a pack before it' });
    }
    const shipped = await shippedPacks();
    const loaded = await loadPacks(shipped.map(({ file }) => file));
    return { packs: loaded, listed: shipped.map(({ name }) => name), traceability };
  },
  async run({ packs: shown, listed, traceability }, output) {
    if (traceability !== undefined) return tellTraceability(shown, traceability, output);
    const { describePack, showPack } = await import('./pack-text.ts');
    output.json(shown.map(({ file, pack }, i) => describePack(pack, file, listed?.[i])));
    for (const [i, { file, pack }] of shown.entries()) {
      if (listed === undefined) showPack(pack, output);
      else output.line(`${listed[i]}  ${pack.id} ${pack.version}  ${pack.title}, ${pack.tests.length} tests  ${file}`);
    }
    return exitCodes.passed;
  },
};

async function tellTraceability(of: readonly LoadedPack[], to: string | true, output: Output): Promise<ExitCode> {
  const { traceCsv, traceMatrix } = await import('../harness/traceability/matrix.ts');
  const sources = of.map(({ pack }) => pack);
  output.json(traceMatrix(sources));
  if (to === true) {
    if (!output.options.json) output.text(traceCsv(sources));
    return exitCodes.passed;
  }
  await writeFile(to, traceCsv(sources)).catch((cause: Error) => {
    throw new S1benchError('file-unwritable', { where: { file: to }, found: cause.message, cause });
  });
  output.line(to);
  return exitCodes.passed;
}
