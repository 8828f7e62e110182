import { rmSync } from 'node:fs';
import { carryOutMigration, prepareMigration } from '../../../src/harness/migrations/run-migration.ts';

/** Migrates so many installations, and tells how many it has commissioned, how long that took, and how much memory. */
const [file = '', count = '', folder = '', data = ''] = process.argv.slice(2);
const prepared = await prepareMigration({
  target: { sim: file, count: Number(count) },
  rules: `${data}/migration`,
  ownRules: [],
  configuration: `${data}/configurations/dormant.yaml`,
  given: [],
  folder,
  tool: 's1bench bench',
});
const start = performance.now();
const { outcomes } = await carryOutMigration(prepared, {
  atOnce: 100,
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
const seconds = (performance.now() - start) / 1000;
rmSync(folder, { recursive: true });
process.send?.({ commissioned: outcomes.commissioned, seconds, rss: process.resourceUsage().maxRSS / 1024 });
