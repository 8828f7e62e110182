import { z } from 'zod';
import { esmeVariants } from '../inventory.ts';

/** DUIS types of what the inventory knows of a device, each with the lengths that it may have. */
export function text(min: number, max: number): z.ZodString {
  const error = `${min} to ${max} characters`;
  return z.string({ error }).min(min, { error }).max(max, { error });
}

export const manufacturer = text(0, 30);
export const model = text(0, 30);
export const smetsVersion = text(1, 20);
export const firmwareVersion = text(1, 8);
export const esmeVariant = z.enum(esmeVariants, { error: `one of ${esmeVariants.join(', ')}` });
export const importMpxn = text(1, 13);
export const mpan = text(13, 13);
