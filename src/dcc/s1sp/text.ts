import { z } from 'zod';
import type { Data } from '../../protocol/cosem/data.ts';

/** DUIS: text of the printable characters of ASCII, the blank included. */
export function printable(min: number, max: number): z.ZodString {
  const error = `${min} to ${max} printable characters of ASCII`;
  return z
    .string({ error })
    .min(min, { error })
    .max(max, { error })
    .regex(/^[ -~]*$/, { error });
}

/** Text of ASCII as Data objects hold it. */
export function textData(text: string): Data {
  return { type: 'octet-string', value: Buffer.from(text, 'latin1') };
}
