import { processDefects } from '../support/process-defects/catalogue.ts';
import type { ProcessDefect } from '../support/process-defects/defect.ts';
import { scenarioOf } from './scenario.ts';
import { simulate } from './simulate.ts';

/** Which seed finds a defect first, and what it finds. */
export async function findDefect(
  defect: ProcessDefect,
  seeds: Iterable<number>,
): Promise<{ readonly seed: number; readonly broken: string } | undefined> {
  for (const seed of seeds) {
    const [broken] = (await simulate(await scenarioOf(seed), { defect })).broken;
    if (broken !== undefined) return { seed, broken };
  }
  return undefined;
}

if (import.meta.main) {
  const [first = 0, last = processDefects.length, most = 12] = process.argv.slice(2).map(Number);
  for (const defect of processDefects.slice(first, last)) {
    const found = await findDefect(
      defect,
      Array.from({ length: most }, (_, i) => i + 1),
    );
    const [what = ''] = found?.broken.split('\n') ?? [];
    console.log(`| \`${defect.name}\` | ${defect.description} | ${found?.seed ?? ''} | ${what.replaceAll('|', '/')} |`);
  }
}
