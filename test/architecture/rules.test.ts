import { expect, test } from 'vitest';
import { lint } from './linter.ts';

/** Each line is refused under `src/<file>`, by the rule that it names. */
const refused = [
  ['protocol/a.ts', 'noRestrictedImports', `import 'node:fs';`],
  ['protocol/a.ts', 'noRestrictedImports', `import 'node:timers/promises';`],
  ['protocol/a.ts', 'noRestrictedImports', `import 'zod';`],
  ['protocol/a.ts', 'noRestrictedImports', `import '@serialport/stream';`],
  ['core/a.ts', 'noRestrictedImports', `import 'node:fs/promises';`],
  ['harness/a.ts', 'noRestrictedImports', `import 'node:net';`],
  ['sim/a.ts', 'noRestrictedImports', `import 'serialport';`],
  ['core/a.ts', 'noRestrictedGlobals', 'export const a = Date.now();'],
  ['core/a.ts', 'noRestrictedGlobals', 'export const b = new Date();'],
  ['links/a.ts', 'noRestrictedGlobals', 'export const a = setTimeout(() => 1, 2);'],
  ['core/random.ts', 'noJsRestrictedProperties', 'export const a = Math.random();'],
  ['sim/a.ts', 'noJsRestrictedProperties', 'export const a = Temporal.Now.instant();'],
  ['core/a.ts', 'plugin', `export const c = new Error('no');`],
  ['cli/a.ts', 'plugin', `export const a = (): never => { throw new TypeError('no'); };`],
  ['cli/a.ts', 'noConsole', `console.log('no');`],
  ['links/a.ts', 'noFloatingPromises', 'export async function b(): Promise<void> {}\nb();'],
  ['links/b.ts', 'useExhaustiveSwitchCases', `export const f = (x: 'a' | 'b'): void => { switch (x) { case 'a': } };`],
  ['links/b.ts', 'noExplicitAny', 'export const c = (x: any): void => x;'],
  ['links/b.ts', 'noNonNullAssertion', 'export const d = (x?: string): string => x!;'],
  ['links/b.ts', 'noUndeclaredDependencies', `import 'leftpad';`],
] as const;

/** Each line stands under `src/<file>` without a complaint. */
const accepted = [
  ['protocol/ok.ts', `import { createHash } from 'node:crypto';\nexport const hash = createHash;`],
  ['protocol/deep/er/ok.ts', `export { a } from '../../cosem/a.ts';`],
  ['links/ok.ts', `export { connect } from 'node:net';`],
  ['links/serial.ts', `export { SerialPort } from 'serialport';`],
  ['core/clock.ts', 'export const now = (): Temporal.Instant => Temporal.Now.instant();'],
  ['core/ok.ts', 'export const later = (t: Temporal.Instant): boolean => t instanceof Error;'],
] as const;

const files: Record<string, string> = {};
for (const [i, [path, , code]] of refused.entries()) files[`src/${path.replace(/(\.ts)$/, `-${i}$1`)}`] = code;
for (const [path, code] of accepted) files[`src/${path}`] = code;
const refusals = lint(files);

test.each(refused.map(([path, rule, code], i) => ({ path, rule, code, i })))(
  'style: in src/$path, $code',
  (snippet) => {
    const { path, rule, i } = snippet;
    const rules = refusals.filter(({ file }) => file === `src/${path.replace('.ts', `-${i}.ts`)}`).map((r) => r.rule);
    expect(rules).toContain(rule);
  },
);

test.each(accepted)('style: src/%s accepts %s', (path) => {
  expect(refusals.filter(({ file }) => file === `src/${path}`)).toEqual([]);
});
