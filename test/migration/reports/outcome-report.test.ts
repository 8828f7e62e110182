import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { outcomes } from '../../../src/migration/model/outcome.ts';
import { type OutcomeRow, writeOutcomeReports } from '../../../src/migration/reports/outcome-report.ts';
import { newFolder } from '../../support/scratch.ts';

const hub = fc
  .integer({ min: 0, max: 0xffff })
  .map((n) => parseEui64(`00-00-5E-EF-10-00-${n.toString(16).padStart(4, '0').toUpperCase().replace(/^../, '$&-')}`));
const text = fc.string({ minLength: 1, maxLength: 10 });
const attempt = fc.record({
  outcome: fc.constantFrom(...outcomes),
  code: fc.option(text, { nil: undefined }),
  set: text,
});
const installations = fc.uniqueArray(fc.record({ hub, tries: fc.array(attempt, { minLength: 1, maxLength: 5 }) }), {
  selector: (installation) => installation.hub,
  maxLength: 8,
});

function rowsOf(
  all: readonly { hub: OutcomeRow['hub']; tries: readonly Pick<OutcomeRow, 'outcome' | 'code' | 'set'>[] }[],
) {
  return all.flatMap(({ hub: id, tries }) =>
    tries.map(
      (one, i): OutcomeRow => ({
        hub: id,
        group: 'DA',
        standing: 'dormant',
        attempt: i + 1,
        at: '2026-01-15T10:20:00Z',
        commissioned: one.outcome === 'commissioned' ? [id] : [],
        ...one,
      }),
    ),
  );
}

describe('reports of a migration', () => {
  it('the totals add up to the installations, each with its last try, and both files hold every try', () => {
    fc.assert(
      fc.property(installations, (all) => {
        const folder = newFolder();
        const rows = rowsOf(all);
        const { installations: count, attempts, outcomes: totals, codes } = writeOutcomeReports(folder, rows);
        expect(count).toBe(all.length);
        expect(attempts).toBe(rows.length);
        const ended = all.map(({ tries }) => tries.at(-1));
        const last = ended.map((each) => each?.outcome);
        for (const outcome of outcomes) expect(totals[outcome]).toBe(last.filter((each) => each === outcome).length);
        const coded = ended.filter((each) => each?.outcome !== 'commissioned' || each.code !== undefined);
        expect(Object.values(codes).reduce((sum, each) => sum + each, 0)).toBe(coded.length);
        expect(JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8'))).toEqual(
          JSON.parse(JSON.stringify(rows)),
        );
        const table = parse(readFileSync(join(folder, 'outcomes.csv')), { columns: true }) as Record<string, string>[];
        expect(table.map((row) => [row['hub'], row['set'], row['outcome'], row['code']])).toEqual(
          rows.map((row) => [row.hub, row.set, row.outcome, row.code ?? '']),
        );
        expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
