interface CatalogueEntry {
  /** What is wrong, in one line; the value found and the value expected follow it. */
  readonly summary: string;
  /** What to do next, where that is known. */
  readonly next?: string;
}

/**
 * Every error that s1bench raises. A code is stable: it may be retired, never reused.
 * `docs/reference/errors.md` lists them all, and a test holds the two alike.
 */
export const errorCatalogue = {
  // core
  'bytes-truncated': { summary: 'the bytes end too early' },
  'hex-invalid': { summary: 'this is not hexadecimal' },
  'eui64-invalid': { summary: 'this is not an EUI-64' },
  'mpan-invalid': { summary: 'this is not an MPAN core' },
  'obis-invalid': { summary: 'this is not an OBIS code' },
  aborted: { summary: 'stopped on request' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
