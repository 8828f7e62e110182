import { expect, test } from 'vitest';
import { lint } from './linter.ts';

/** What is refused anywhere in a layer, and the rule that refuses it. */
const refused = [
  ['protocol', 'noRestrictedImports', `import 'node:fs';`],
  ['protocol', 'noRestrictedImports', `import 'node:timers/promises';`],
  ['protocol', 'noRestrictedImports', `import 'zod';`],
  ['protocol', 'noRestrictedImports', `import '@serialport/stream';`],
  ['core', 'noRestrictedImports', `import 'node:fs/promises';`],
  ['harness', 'noRestrictedImports', `import 'node:net';`],
  ['sim', 'noRestrictedImports', `import 'serialport';`],
  ['core', 'noRestrictedGlobals', 'export const a = Date.now();'],
  ['core', 'noRestrictedGlobals', 'export const a = new Date();'],
  ['links', 'noRestrictedGlobals', 'export const a = setTimeout(() => 1, 2);'],
  ['core', 'noJsRestrictedProperties', 'export const a = Math.random();'],
  ['sim', 'noJsRestrictedProperties', 'export const a = Temporal.Now.instant();'],
  ['core', 'plugin', `export const a = new Error('no');`],
  ['cli', 'plugin', `export const a = (): never => { throw new TypeError('no'); };`],
  ['cli', 'noConsole', `console.log('no');`],
  ['links', 'noFloatingPromises', 'export async function a(): Promise<void> {}\na();'],
  ['links', 'noExplicitAny', 'export const a = (x: any): void => x;'],
  ['links', 'noNonNullAssertion', 'export const a = (x?: string): string => x!;'],
  ['links', 'noUndeclaredDependencies', `import 'leftpad';`],
] as const;

/** What stands under `src/` without a complaint. */
const accepted = [
  ['protocol/security.ts', `export { createHash } from 'node:crypto';`],
  ['protocol/deep/er.ts', `export { a } from '../cosem/a.ts';`],
  ['links/tcp.ts', `export { connect } from 'node:net';`],
  ['links/serial.ts', `export { SerialPort } from 'serialport';`],
  ['core/clock.ts', 'export const now = (): Temporal.Instant => Temporal.Now.instant();'],
  ['core/errors.ts', 'export const isError = (thrown: unknown): boolean => thrown instanceof Error;'],
] as const;

const refusals = lint({
  ...Object.fromEntries(refused.map(([layer, , code], i) => [`src/${layer}/${i}.ts`, code])),
  ...Object.fromEntries(accepted.map(([path, code]) => [`src/${path}`, code])),
});

function rulesAgainst(path: string): readonly string[] {
  return refusals.filter(({ file }) => file === path).map(({ rule }) => rule);
}

test.each(refused.map(([layer, rule, code], i) => ({ layer, rule, code, path: `src/${layer}/${i}.ts` })))(
  'style: $layer must not say $code',
  ({ path, rule }) => {
    expect(rulesAgainst(path)).toContain(rule);
  },
);

test.each(accepted)('style: %s may say %s', (path) => {
  expect(rulesAgainst(`src/${path}`)).toEqual([]);
});
