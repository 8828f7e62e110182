import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { mpanCheckDigit, mprnCheckDigits } from '../../../src/core/identifiers.ts';
import { isProtected, passwordIn, protect, unprotect } from '../../../src/migration/files/csv/password.ts';
import { type CsvLayout, readRows, writeRows } from '../../../src/migration/files/csv/rows.ts';
import type { ColumnFormat } from '../../../src/migration/files/csv/values.ts';
import { columnFormats } from '../../../src/migration/rules/layouts.ts';
import { refusalOf, resultOrRefusal } from '../../support/refusal.ts';
import { eui64 } from './arbitrary-files.ts';

const layout: CsvLayout = {
  columns: columnFormats.map((format) => ({
    column: `The ${format}`,
    field: format,
    format,
    required: format !== 'certificate',
  })),
};
const HEADINGS = layout.columns.map(({ column }) => column).join(',');
const GOOD = 'text,70-B3-D5-1F-30-00-A0-08,1200000000011,2026-01-15,7,Y,0F01/Z1';

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const mpxn = fc.oneof(
  digits(11)
    .map((all) => `1${all.join('')}`)
    .map((core) => `${core}${mpanCheckDigit(core)}`),
  digits(7)
    .map((all) => `1${all.join('')}`)
    .map((core) => `${core}${mprnCheckDigits(core)}`),
);
const values: { readonly [F in ColumnFormat]: fc.Arbitrary<unknown> } = {
  text: fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((all) => all.trim())
    .filter((all) => all !== ''),
  eui64,
  mpxn,
  date: fc.integer({ min: 0, max: 60_000 }).map((days) => Temporal.PlainDate.from('1970-01-01').add({ days })),
  count: fc.nat(999_999_999),
  'yes-no': fc.boolean(),
  certificate: fc.record({
    serial: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => bytes.toHex().toUpperCase()),
    issuer: fc.stringMatching(/^[A-Za-z0-9 ,"/]{1,63}x$/),
  }),
};
const row = fc.record(values, { requiredKeys: columnFormats.filter((format) => format !== 'certificate') });

function read(text: string | Uint8Array) {
  return readRows(Buffer.from(text), 'file.csv', layout);
}

/** The codes of what is wrong with the columns of a text. */
function columnProblems(headings: string): readonly string[] {
  const refusal = refusalOf(() => read(`${headings}\n${GOOD}\n`));
  return refusal instanceof DocumentErrors ? refusal.problems.map(({ code }) => code) : [refusal.code];
}

describe('CSV files', () => {
  it('what nobody would read again isn’t written', () => {
    const text = { columns: [{ column: 'Text', field: 'text', format: 'text', required: true }] } as const;
    const rows = (count: number, length: number) => Array.from({ length: count }, () => ({ text: 'x'.repeat(length) }));
    expect(readRows(writeRows(rows(100_000, 1), text), 'x.csv', text)).toHaveLength(100_000);
    expect(refusalOf(() => writeRows(rows(100_001, 1), text)).code).toBe('csv-too-large');
    expect(refusalOf(() => writeRows(rows(600, 60_000), text)).code).toBe('csv-too-large');
  });

  it('round trip: rows are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const again = readRows(writeRows(rows as never, layout), 'file.csv', layout);
        expect(again.flatMap(({ problems }) => problems)).toEqual([]);
        expect(again.map((each) => each.values)).toEqual(rows);
      }),
    );
  });

  it('RFC 4180: quotes, line ends of each kind, a byte order mark, columns in any order', () => {
    const shuffled = `The count,${HEADINGS.replace(',The count', '')}`;
    const text = '7,"te""x,t\nt",70-b3-d5-1f-30-00-a0-08,1200000000011,15/01/2026,no,';
    for (const end of ['\n', '\r\n', '\r']) {
      const [only] = read(`\uFEFF${shuffled}${end}${text}${end}`);
      expect(only).toMatchObject({
        problems: [],
        values: {
          count: 7,
          text: 'te"x,t\nt',
          eui64: '70-B3-D5-1F-30-00-A0-08',
          date: Temporal.PlainDate.from('2026-01-15'),
          'yes-no': false,
        },
      });
      expect(only?.values).not.toHaveProperty('certificate');
    }
  });

  it.each([
    ['text', '', 'csv-value-missing'],
    ['eui64', '70-B3', 'csv-value-invalid'],
    ['mpxn', '1200000000012', 'csv-value-invalid'],
    ['mpxn', '12345', 'csv-value-invalid'],
    ['date', '2026-02-30', 'csv-value-invalid'],
    ['date', '1/2/2026', 'csv-value-invalid'],
    ['count', '-1', 'csv-value-invalid'],
    ['yes-no', 'perhaps', 'csv-value-invalid'],
    ['certificate', 'Z1', 'csv-value-invalid'],
  ] as const)('a %s of %j is a problem of its row alone, with line and column', (format, text, code) => {
    const at = columnFormats.indexOf(format);
    const bad = GOOD.split(',').with(at, text).join(',');
    const [first, second, third] = read(`${HEADINGS}\n${GOOD}\n${bad}\n${GOOD}\n`);
    expect([first?.problems, third?.problems]).toEqual([[], []]);
    expect(second?.problems).toMatchObject([
      { code, where: { file: 'file.csv', line: 3, column: at + 1, path: `The ${format}` } },
    ]);
    expect(Object.keys(second?.values ?? {})).toHaveLength(columnFormats.length - 1);
  });

  it('a row that is too short or too long is a problem of its own', () => {
    const [short, good, long] = read(`${HEADINGS}\na,b\n${GOOD}\n${GOOD},more\n`);
    expect(short?.problems).toMatchObject([
      { code: 'csv-row-length', found: '2 values', expected: '7', where: { line: 2 } },
    ]);
    expect(good?.problems).toEqual([]);
    expect(long?.problems).toMatchObject([{ code: 'csv-row-length', where: { line: 4 } }]);
  });

  it.each([
    ['a column that is missing', HEADINGS.replace('The text,', ''), ['csv-column-missing']],
    ['one that nobody knows', `${HEADINGS},Other`, ['csv-column-unknown']],
    ['one that comes twice', `${HEADINGS},The text`, ['csv-column-repeated']],
    [
      'all of these',
      `Other,The date,${HEADINGS.replace('The text,', '')}`,
      ['csv-column-unknown', 'csv-column-repeated', 'csv-column-missing'],
    ],
  ])('%s is a problem of the whole file', (_, headings, codes) => {
    expect(columnProblems(headings)).toEqual(codes);
  });

  it('a column that need not be there may be missing', () => {
    expect(read(`${HEADINGS.replace(',The certificate', '')}\n${GOOD.replace(',0F01/Z1', '')}`)[0]?.problems).toEqual(
      [],
    );
  });

  it.each([
    ['nothing', '', 'document-invalid'],
    ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x41), 'csv-encoding'],
    ['a quote without end', `${HEADINGS}\n"`, 'csv-syntax'],
    ['a quote in the middle', `${HEADINGS}\na"b,c`, 'csv-syntax'],
    ['too long a row', `${HEADINGS}\n${'x'.repeat(70_000)}`, 'csv-too-large'],
    ['too many rows', `${HEADINGS}\n${'a,b\n'.repeat(100_001)}`, 'csv-too-large'],
    ['too many bytes', new Uint8Array((32 << 20) + 1), 'csv-too-large'],
  ])('%s is refused as a whole', (_, text, code) => {
    expect(refusalOf(() => read(text)).code).toBe(code);
  });

  it('as many rows as there may be are read', () => {
    expect(read(`${HEADINGS}\n${`${GOOD}\n`.repeat(100_000)}`)).toHaveLength(100_000);
  });

  it('arbitrary bytes, and arbitrary rows, never crash', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => Buffer.from(`${HEADINGS}\n${text}`)),
        ),
        (bytes) => {
          resultOrRefusal(() => readRows(bytes, 'file.csv', layout));
        },
      ),
    );
  });
});

describe('a password and the file that it opens', () => {
  const name = 'MA_cgI_70-B3-D5-1F-30-00-A0-08_20190407_182503.csv';
  const text = Buffer.from(`${HEADINGS}\n${GOOD}\n`);
  const closed = protect(text, name, 'correct horse');

  it('round trip', () => {
    expect(isProtected(closed)).toBe(true);
    expect(Buffer.from(unprotect(closed, name, 'correct horse'))).toEqual(text);
    expect(unprotect(protect(new Uint8Array(), name, 'é'), name, 'e\u0301')).toEqual(new Uint8Array());
  });

  it('a CSV file is not protected, and none that is protected is a CSV file', () => {
    fc.assert(fc.property(fc.string(), (any) => !isProtected(Buffer.from(any))));
    expect(refusalOf(() => read(closed)).code).toBe('csv-encoding');
  });

  it.each([
    ['another password', closed, name, 'correct house'],
    ['another name', closed, `${name}x`, 'correct horse'],
    ['a changed end', closed.with(closed.length - 1, (closed.at(-1) as number) ^ 1), name, 'correct horse'],
    ['a changed salt', closed.with(5, (closed[5] as number) ^ 1), name, 'correct horse'],
    ['less than there was', closed.subarray(0, 40), name, 'correct horse'],
    ['what was never protected', text, name, 'correct horse'],
  ])('%s: not opened', (_, bytes, as, password) => {
    const refusal = refusalOf(() => unprotect(bytes, as, password));
    expect(refusal.code).toBe('password-wrong');
    expect(refusal.message).not.toContain(password);
  });

  it('its companion holds nothing but the password', () => {
    expect(passwordIn(Buffer.from('correct horse\r\n'), 'a')).toBe('correct horse');
    for (const wrong of ['', '\n', 'x'.repeat(1025)]) {
      expect(refusalOf(() => passwordIn(Buffer.from(wrong), 'a')).code).toBe('password-wrong');
    }
  });
});
