import { z } from 'zod';
import { parseEui64 } from '../../core/identifiers.ts';

const WANTED = 'an EUI-64, eight hexadecimal pairs with hyphens between them';

/** DUIS EUI: as this project writes them, in capital letters. */
export const eui64 = z
  .string({ error: WANTED })
  .regex(/^[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){7}$/, { error: WANTED })
  .transform(parseEui64);
