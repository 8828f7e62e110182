import { z } from 'zod';
import { fromHex } from '../../core/bytes.ts';
import { secretParsedBy } from '../../core/documents.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { checkKeyLength } from '../../protocol/cosem/security/originator.ts';

/** The keys of a device: the master key that wraps new ones, and those of each client that has any, by its SAP. */
export interface DeviceKeys {
  /** Key encryption key (KEK), 16 bytes. */
  readonly master: Uint8Array;
  readonly clients: Readonly<Record<1 | 2, ClientKeys>>;
}

/** A key of security suite 0, as text. */
export const keySchema: z.ZodType<Uint8Array> = secretParsedBy('32 hexadecimal digits, in quotes', (text) => {
  const key = fromHex(text);
  checkKeyLength(key);
  return key;
});
const clientKeys = z.strictObject({ encryption: keySchema, authentication: keySchema });

/** A key file, `kind: keys`. */
export const keysSchema: z.ZodType<DeviceKeys> = z
  .strictObject({
    kind: z.literal('keys'),
    description: z.string().min(1),
    master: keySchema,
    clients: z.strictObject({ 1: clientKeys, 2: clientKeys }),
  })
  .transform(({ master, clients }) => ({ master, clients }));
