import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { DocumentErrors } from '../../../core/documents.ts';
import { isS1benchError, S1benchError, type Where } from '../../../core/errors.ts';
import { type ColumnValue, formats, readValue } from './values.ts';

/** The columns of a CSV file, as the data files of the rules lay them out. */
export interface CsvLayout {
  readonly columns: readonly {
    /** Its heading. */
    readonly column: string;
    /** What it says. */
    readonly field: string;
    readonly format: keyof typeof formats;
    readonly required: boolean;
  }[];
}

export interface Row {
  /** Of its end in the file, from 1. */
  readonly line: number;
  /** By field: what it says, without what it leaves out. */
  readonly values: Readonly<Record<string, ColumnValue>>;
  /** What is wrong with it; where anything is, the values are those that could be read. */
  readonly problems: readonly S1benchError[];
}

const LIMITS = { bytes: 32 << 20, rows: 100_000, row: 64 << 10 } as const;

/**
 * The rows of a CSV file (RFC 4180), UTF-8 with or without a byte order mark, the first of them the headings in any order.
 * A row that is wrong stands with its problems beside the others.
 * @throws `csv-too-large`, `csv-encoding`, `csv-syntax`; DocumentErrors (`document-invalid`) whose problems are
 *   `csv-column-missing`, `csv-column-unknown` and `csv-column-repeated`
 */
export function readRows(bytes: Uint8Array, file: string, layout: CsvLayout): readonly Row[] {
  const [headings, ...records] = recordsOf(bytes, file);
  const columns = columnsOf(headings?.record ?? [], layout, file);
  return records.map(({ record, line }) => readRow(record, columns, { file, line }));
}

/**
 * Rows as CSV, in the order of the columns; what a row leaves out is empty. Each line ends with CR LF (RFC 4180).
 * @throws `csv-too-large` where nobody would read them again
 */
export function writeRows(
  rows: readonly Readonly<Record<string, ColumnValue | undefined>>[],
  layout: CsvLayout,
): Uint8Array {
  const { columns } = layout;
  if (rows.length > LIMITS.rows) throw tooLarge(undefined, `${rows.length} rows`, `at most ${LIMITS.rows}`);
  const records = rows.map((values) =>
    columns.map(({ field, format }) => {
      const value = values[field];
      return value === undefined ? '' : formats[format].write(value as never);
    }),
  );
  const text = stringify([columns.map(({ column }) => column), ...records], { record_delimiter: 'windows' });
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > LIMITS.bytes) throw tooLarge(undefined, `${bytes.length} bytes`, `at most ${LIMITS.bytes}`);
  return bytes;
}

interface Line {
  readonly record: readonly string[];
  readonly line: number;
}

function recordsOf(bytes: Uint8Array, file: string): readonly Line[] {
  if (bytes.length > LIMITS.bytes) throw tooLarge(file, `${bytes.length} bytes`, `at most ${LIMITS.bytes}`);
  if (!isUtf8(bytes)) throw new S1benchError('csv-encoding', { where: { file }, expected: 'UTF-8' });
  try {
    const parsed = parse(Buffer.from(bytes), {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: LIMITS.row,
      to: LIMITS.rows + 2,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    if (parsed.length > LIMITS.rows + 1) throw tooLarge(file, 'more rows', `at most ${LIMITS.rows}`);
    return parsed.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw tooLarge(file, 'a longer row', `at most ${LIMITS.row} characters`);
    const line = typeof error['lines'] === 'number' ? { line: error['lines'] } : {};
    throw new S1benchError('csv-syntax', {
      where: { file, ...line },
      found: error.message.slice(0, 200),
      cause: error,
    });
  }
}

function tooLarge(file: string | undefined, found: string, expected: string): S1benchError {
  return new S1benchError('csv-too-large', { ...(file !== undefined && { where: { file } }), found, expected });
}

type Column = CsvLayout['columns'][number];

/** What each place of a row says. */
function columnsOf(headings: readonly string[], { columns }: CsvLayout, file: string): readonly Column[] {
  const problem = (
    code: 'csv-column-missing' | 'csv-column-unknown' | 'csv-column-repeated',
    heading: string,
    at = 0,
  ) => {
    const where = { file, line: 1, ...(at > 0 && { column: at }) };
    return new S1benchError(code, { where, [at > 0 ? 'found' : 'expected']: JSON.stringify(heading.slice(0, 100)) });
  };
  const found = headings.map((heading, i) => {
    const name = heading.trim();
    const column = columns.find((each) => each.column === name);
    if (column === undefined) return problem('csv-column-unknown', name, i + 1);
    const isFirst = headings.findIndex((other) => other.trim() === name) === i;
    return isFirst ? column : problem('csv-column-repeated', name, i + 1);
  });
  const missing = columns.filter((column) => column.required && !found.includes(column));
  const problems = [
    ...found.filter((each) => each instanceof S1benchError),
    ...missing.map(({ column }) => problem('csv-column-missing', column)),
  ];
  if (problems.length > 0) throw new DocumentErrors(file, problems.slice(0, MOST_PROBLEMS));
  return found as readonly Column[];
}

const MOST_PROBLEMS = 50;

function readRow(record: readonly string[], columns: readonly Column[], where: Where & { line: number }): Row {
  const { line } = where;
  if (record.length !== columns.length) {
    const detail = { where, found: `${record.length} values`, expected: `${columns.length}` };
    return { line, values: {}, problems: [new S1benchError('csv-row-length', detail)] };
  }
  const values: Record<string, ColumnValue> = {};
  const problems: S1benchError[] = [];
  for (const [i, { column, field, format, required }] of columns.entries()) {
    const text = (record[i] as string).trim();
    const place = { ...where, column: i + 1, path: column };
    try {
      if (text !== '') values[field] = readValue(text, format);
      else if (required) problems.push(new S1benchError('csv-value-missing', { where: place }));
    } catch (error) {
      if (!isS1benchError(error)) throw error;
      const { code, found = '', expected = '' } = error;
      problems.push(new S1benchError(code, { where: place, found, expected }));
    }
  }
  return { line, values, problems };
}
