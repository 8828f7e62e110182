import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const packageJson = findPackageJSON(import.meta.url) as string;

/** A file that ships with the package, whether it runs from its sources or from its build. */
export function packagePath(...segments: string[]): string {
  return join(dirname(packageJson), ...segments);
}

/** The version of the package that runs. */
export function version(): string {
  return (JSON.parse(readFileSync(packageJson, 'utf8')) as { version: string }).version;
}
