import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** Where a refused value stands: an offset into bytes, or a place in a file. */
export interface Where {
  /** Offset of the first refused byte, from 0. */
  readonly offset?: number;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** Path inside the document, for example `tests[3].steps[0].request`. */
  readonly path?: string;
}

export interface ErrorDetail {
  /** The value that was found, as a person would want to see it. Never key material. */
  readonly found?: string;
  /** What would have been accepted. */
  readonly expected?: string;
  readonly where?: Where;
  readonly cause?: unknown;
}

/**
 * The one error of s1bench: a code of the catalogue (`docs/reference/errors.md`),
 * where the refused value stands, what was found, and what was expected.
 */
export class S1benchError extends Error {
  override readonly name = 'S1benchError';
  readonly code: ErrorCode;
  readonly found: string | undefined;
  readonly expected: string | undefined;
  readonly where: Where | undefined;
  /** What to do next, where that is known. */
  readonly next: string | undefined;

  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(describe(code, detail), detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.found = detail.found;
    this.expected = detail.expected;
    this.where = detail.where;
    const entry: { summary: string; next?: string } = errorCatalogue[code];
    this.next = entry.next;
  }
}

/** `file:line:column path`, or `byte N`; empty where nothing is known. */
export function formatWhere(where: Where | undefined): string {
  if (where === undefined) return '';
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  const offset = where.offset === undefined ? '' : `byte ${where.offset}`;
  return [place, where.path, offset].filter((part) => part !== undefined && part !== '').join(' ');
}

export function isS1benchError(error: unknown, code?: ErrorCode): error is S1benchError {
  return error instanceof S1benchError && (code === undefined || error.code === code);
}

function describe(code: ErrorCode, detail: ErrorDetail): string {
  const place = formatWhere(detail.where);
  const parts: string[] = [errorCatalogue[code].summary];
  if (detail.found !== undefined) parts.push(`found ${detail.found}`);
  if (detail.expected !== undefined) parts.push(`expected ${detail.expected}`);
  return `${place === '' ? '' : `${place}: `}${parts.join('; ')} [${code}]`;
}
