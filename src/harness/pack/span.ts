import { z } from 'zod';
import { S1benchError } from '../../core/errors.ts';

const units = { ms: 'milliseconds', s: 'seconds', m: 'minutes', h: 'hours', d: 'hours' } as const;

export const spanPattern = /^(\d{1,6})(ms|s|m|h|d)$/;
export const spanSchema = z.string().regex(spanPattern, 'a length of time such as 10s');

/**
 * A length of time as packs write it: `500ms`, `10s`, `30m`, `1h`, `2d` (of 24 hours).
 * @throws `span-invalid`
 */
export function parseSpan(text: string): Temporal.Duration {
  const [, digits, unit] = spanPattern.exec(text) ?? [];
  if (digits === undefined || unit === undefined) {
    throw new S1benchError('span-invalid', { found: JSON.stringify(text), expected: 'digits and ms, s, m, h or d' });
  }
  return Temporal.Duration.from({ [units[unit as keyof typeof units]]: Number(digits) * (unit === 'd' ? 24 : 1) });
}
