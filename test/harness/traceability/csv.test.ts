import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCsv } from '../../../src/harness/traceability/csv.ts';

/** Reads CSV as RFC 4180 has it. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

it('RFC 4180: quotes a field that has to be', () => {
  expect(toCsv([['a', 'b,c', 'd"e', 'f\ng', '']])).toBe('a,"b,c","d""e","f\ng",\r\n');
});

it('RFC 4180: whatever is written is read again', () => {
  const field = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\na]*$/));
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 1 })), (rows) => {
      expect(parse(toCsv(rows))).toEqual(rows);
    }),
  );
});
