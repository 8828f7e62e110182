import { S1benchError } from '../../core/errors.ts';

/** @throws `document-value-invalid` */
export function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch (cause) {
    throw new S1benchError('document-value-invalid', {
      found: text,
      expected: 'an instant such as 2026-01-14T00:00Z',
      cause,
    });
  }
}
