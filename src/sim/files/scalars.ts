import { parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';

export const instant = parsedBy((text) =>
  parseTime(text, 'an instant such as 2026-01-15T10:20:00Z', Temporal.Instant.from),
);

export const timeZone = parsedBy((text) =>
  parseTime(text, 'an IANA time zone such as Europe/London', (zone) => {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return zone;
  }),
);

function parseTime<T>(text: string, expected: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (cause) {
    throw new S1benchError('document-value-invalid', { found: JSON.stringify(text), expected, cause });
  }
}
