/** A defect in a device of one type, and the tests that failed for it. */
export interface Caught {
  readonly defect: string;
  readonly type: string;
  readonly by: readonly string[];
  /** Why the packs needn't catch it. */
  readonly excluded: string | undefined;
}

export interface SoundRuns {
  readonly soundRuns: number;
  readonly falseAlarms: number;
  readonly seeds: number;
}

/** Of the tests that catch a defect, so many are named. */
const MOST_NAMED = 4;

export function coveragePage(caught: readonly Caught[], { soundRuns, falseAlarms, seeds }: SoundRuns): string {
  const inScope = caught.filter(({ excluded }) => excluded === undefined);
  const found = inScope.filter(({ by }) => by.length > 0).length;
  const rows = [...caught].sort((a, b) => compare(a.type, b.type) || compare(a.defect, b.defect)).map(rowOf);
  return `# What the standard packs catch

A pack is worth what it finds. This is the pack \`standard-dmct-srv-moc\` against a simulated installation of MOC (Secure)
with one [defect](defects.md) at a time, in each type of device that can have it; and the packs of all three Capability
Releases against sound devices of all six combinations. \`npm run bench:packs -- --keep\` measures it and writes this page.

- **${found} of ${inScope.length}** (${((100 * found) / Math.max(1, inScope.length)).toFixed(1)} %) are caught: at least one test fails. To reach: 95 %.
- **${falseAlarms} of ${soundRuns}** runs against sound devices, ${seeds} seeds for each combination, raised anything.

| device | defect | caught by |
|---|---|---|
${rows.join('\n')}
`;
}

/** The first few of the tests that catch a defect, and how many more there are. */
export function namedTests(by: readonly string[]): string {
  const named = by.slice(0, MOST_NAMED).join(', ');
  return by.length > MOST_NAMED ? `${named} and ${by.length - MOST_NAMED} more` : named;
}

function rowOf({ defect, type, by, excluded }: Caught): string {
  const missed = excluded === undefined ? '**nothing**' : `out of scope: ${excluded}`;
  return `| ${type} | \`${defect}\` | ${by.length === 0 ? missed : namedTests(by)} |`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
