import { S1benchError } from '../../../core/errors.ts';
import { type Eui64, parseEui64, parseMpan, parseMprn } from '../../../core/identifiers.ts';
import type { CertificateId } from '../../model/installation.ts';
import type { columnFormats } from '../../rules/layouts.ts';

export type ColumnFormat = (typeof columnFormats)[number];

/** What values of each format are. */
export interface FormatValues {
  readonly text: string;
  readonly eui64: Eui64;
  /** An MPAN or MPRN whose check digits are right. */
  readonly mpxn: string;
  readonly date: Temporal.PlainDate;
  readonly count: number;
  readonly 'yes-no': boolean;
  readonly certificate: CertificateId;
}

export type ColumnValue = FormatValues[ColumnFormat];

interface Format<T> {
  /** What is expected, in words. */
  readonly expected: string;
  /** @throws an S1benchError or a RangeError where the text is no such value; or gives nothing */
  read(text: string): T | undefined;
  write(value: T): string;
}

/** How the values of each format are read and written. */
export const formats: { readonly [F in ColumnFormat]: Format<FormatValues[F]> } = {
  text: { expected: 'a text', read: (text) => text, write: (value) => value },
  eui64: { expected: 'an EUI-64', read: parseEui64, write: (value) => value },
  mpxn: {
    expected: 'an MPAN or an MPRN, with its check digits',
    read: (text) => (text.length > 10 ? parseMpan(text) : parseMprn(text)),
    write: (value) => value,
  },
  date: { expected: 'a date, yyyy-mm-dd or dd/mm/yyyy', read: readDate, write: (value) => value.toString() },
  count: {
    expected: 'a whole number',
    read: (text) => (/^[0-9]{1,9}$/.test(text) ? Number(text) : undefined),
    write: String,
  },
  'yes-no': {
    expected: 'Y or N',
    read: (text) => (/^(?:y|yes|true|1)$/i.test(text) ? true : /^(?:n|no|false|0)$/i.test(text) ? false : undefined),
    write: (value) => (value ? 'Y' : 'N'),
  },
  certificate: {
    expected: 'SERIAL/ISSUER, the serial number in hexadecimal pairs',
    read: readCertificateId,
    write: ({ serial, issuer }) => `${serial}/${issuer}`,
  },
};

/**
 * The value of a text.
 * @throws `csv-value-invalid`
 */
export function readValue(text: string, format: ColumnFormat): ColumnValue {
  const { expected, read } = formats[format];
  try {
    const value = read(text);
    if (value !== undefined) return value;
  } catch {
    // Said below.
  }
  throw new S1benchError('csv-value-invalid', { found: JSON.stringify(text.slice(0, 100)), expected });
}

function readDate(text: string): Temporal.PlainDate | undefined {
  const iso = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? text : text.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$2-$1');
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(iso) ? Temporal.PlainDate.from(iso) : undefined;
}

function readCertificateId(text: string): CertificateId | undefined {
  const [, serial = '', issuer = ''] = /^((?:[0-9A-Fa-f]{2}){1,20})\/(.{1,64})$/.exec(text) ?? [];
  return issuer === '' ? undefined : { serial: serial.toUpperCase(), issuer };
}
