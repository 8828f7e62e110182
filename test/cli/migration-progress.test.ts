import { afterEach, expect, it, vi } from 'vitest';
import { MigrationLines } from '../../src/cli/migration-progress.ts';
import { Output } from '../../src/cli/output.ts';
import { loadMigrationRules } from '../../src/migration/rules/rules.ts';
import { shipped } from '../support/command.ts';

afterEach(() => vi.restoreAllMocks());

const rules = loadMigrationRules(shipped('hardware/migration'));
const none = { commissioned: 0, 'rolled-back': 0, refused: 0, excluded: 0, unresolved: 0 };

/** What is said at the end of a migration of two installations. */
function saidOf(outcomes: Partial<typeof none>, codes: Readonly<Record<string, number>> = {}): string {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const lines = new MigrationLines(new Output({ json: false, color: false, quiet: false }), rules);
  const sums = { installations: 2, attempts: 2, outcomes: { ...none, ...outcomes }, codes };
  lines.end({ folder: 'out', status: 'complete', ...sums });
  return written.join('');
}

it('who has unresolved installations is told what that is, and how to go on', () => {
  const said = saidOf({ commissioned: 1, unresolved: 1 }, { 'device-no-response': 1 });
  expect(said).toContain('go on with: s1bench migrate --resume --out out\n');
  expect(said).toMatch(/unresolved: devices have keys that the S1SP and the DCO hold/);
  expect(saidOf({ commissioned: 1, excluded: 1 })).not.toContain('go on');
});

it('codes of checks, categories, errors and of what is left out are told in words, any other as it is', () => {
  const said = saidOf(
    { refused: 2 },
    { V20: 1, GT01: 1, 'device-no-response': 1, 'not-ready': 1, FOO: 1, toString: 1 },
  );
  expect(said).toMatch(/1 V20 {2}not so: The Responsible Supplier of each active meter has authorised/);
  expect(said).toMatch(/1 GT01 {2}The gas meter is left out/);
  expect(said).toMatch(/1 device-no-response {2}\w+/);
  expect(said).toMatch(/1 not-ready {2}A dormant meter is not ready/);
  expect(said).toContain('  1 FOO\n');
  expect(said).toContain('  1 toString\n');
});
