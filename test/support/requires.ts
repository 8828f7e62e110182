import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Whether `tool` is missing here, for `describe.skipIf(lacks('socat'))`: on a person's machine the tests that need it
 * are skipped, and counted as skipped. In CI (`CI=true` or `S1BENCH_CI=1`) a missing tool is an error: nothing may go
 * untested unnoticed.
 */
export function lacks(tool: string): boolean {
  const { CI, S1BENCH_CI, PATH = '' } = process.env;
  const missing = !PATH.split(delimiter).some((folder) => isExecutable(join(folder, tool)));
  if (missing && (CI === 'true' || S1BENCH_CI === '1')) {
    throw new Error(`'${tool}' is not installed, and in CI no test may be skipped for that`);
  }
  return missing;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
