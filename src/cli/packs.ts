import type { LoadedPack } from '../harness/runner/plan.ts';
import type { CommandSpec } from './command.ts';
import { exitCodes } from './exit-code.ts';
import type { Output } from './output.ts';
import { packagePath } from './package.ts';

interface PacksInput {
  readonly packs: readonly LoadedPack[];
  /** Whether one pack was named, whose tests are to be shown. */
  readonly inDetail: boolean;
}

export const packs: CommandSpec<object, PacksInput> = {
  name: 'packs',
  summary: 'list the test packs, or the tests of one pack with what they trace to and need',
  configure(command) {
    command.argument('[pack]', 'test pack, by its file or its id');
  },
  async prepare([named]) {
    const { loadPacks } = await import('../harness/runner/plan.ts');
    if (named !== undefined && /\.ya?ml$/.test(named)) return { packs: await loadPacks([named]), inDetail: true };
    const all = await loadPacks(await packFiles());
    if (named === undefined) return { packs: all, inDetail: false };
    const found = all.filter(({ pack }) => pack.id === named);
    if (found.length > 0) return { packs: found, inDetail: true };
    const { S1benchError } = await import('../core/errors.ts');
    throw new S1benchError('pack-unknown', { found: named, expected: all.map(({ pack }) => pack.id).join(', ') });
  },
  async run({ packs: shown, inDetail }, output) {
    output.json(
      shown.map(({ file, pack: { id, title, version, tests } }) => ({
        id,
        title,
        version,
        file,
        tests: tests.map(({ id: test, title: name, traces, needs }) => ({ id: test, title: name, traces, needs })),
      })),
    );
    for (const loaded of shown) {
      if (inDetail) showTests(loaded, output);
      else
        output.line(
          `${loaded.pack.id} ${loaded.pack.version}  ${loaded.pack.title}, ${loaded.pack.tests.length} tests  ${loaded.file}`,
        );
    }
    return exitCodes.passed;
  },
};

function showTests({ pack }: LoadedPack, output: Output): void {
  output.line(output.style('bold', `${pack.id} ${pack.version}  ${pack.title}`));
  if (pack.evidence !== undefined) output.line(pack.evidence.trim());
  for (const { id, title, traces, needs } of pack.tests) {
    output.line(`${id}  ${title}`);
    output.line(output.style('dim', `    traces ${traces.join(', ')}; needs ${needs.join(', ')}`));
  }
}

/** The packs that ship with s1bench. */
async function packFiles(): Promise<readonly string[]> {
  const { readdir } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const folder = packagePath('testpacks');
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(folder, file));
}
