import { namedTests } from './page.ts';

/** A defect of the process, and the tests that see it. */
export interface CaughtProcess {
  readonly defect: string;
  readonly description: string;
  readonly by: readonly string[];
}

export interface Measured {
  /** Of the file, but for its ending. */
  readonly installation: string;
  readonly all: boolean;
  /** Installations that a sound process has had anything raised of. */
  readonly falseAlarms: readonly string[];
  readonly soundRuns: number;
}

export function processCoveragePage(
  caught: readonly CaughtProcess[],
  { installation, all, falseAlarms, soundRuns }: Measured,
): string {
  const found = caught.filter(({ by }) => by.length > 0).length;
  const rows = caught.map(({ defect, description, by }) => {
    const tests = by.length === 0 ? '**nothing**' : namedTests(by);
    return `| \`${defect}\` | ${description} | ${tests} |`;
  });
  const named = all ? 'those tests that see a defect' : 'a test that sees a defect, where there is one';
  return `# What the migration packs catch

A pack is worth what it finds. These are wrong behaviours of the process of a migration, one at a time, and the pack
\`standard-dormant-dmct-migration\` of the Capability Release with \`${installation}\`: ${named}. Beside it, the packs of all three
releases with a sound process and all six dormant combinations. \`npm run bench:packs -- --process --keep\` measures it and
writes this page; with \`--all\` it asks every test.

- **${found} of ${caught.length}** (${((100 * found) / Math.max(1, caught.length)).toFixed(1)} %) are caught: at least one test fails. To reach: 95 %.
- **${falseAlarms.length} of ${soundRuns}** runs with a sound process raised anything.

| defect | what is wrong | caught by |
|---|---|---|
${rows.join('\n')}
`;
}
