import { z } from 'zod';
import { fromHex } from '../../core/bytes.ts';
import { secretParsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import type { ClientKeys } from '../../protocol/cosem/server/logical-device.ts';

/** The keys of a device: the master key that wraps new ones, and those of each client that has any, by its SAP. */
export interface DeviceKeys {
  /** Key encryption key (KEK), 16 bytes. */
  readonly master: Uint8Array;
  readonly clients: Readonly<Record<1 | 2, ClientKeys>>;
}

const key = secretParsedBy('32 hexadecimal digits, in quotes', (text) => {
  const bytes = fromHex(text);
  if (bytes.length !== 16) throw new S1benchError('hex-invalid', { expected: '16 bytes' });
  return bytes;
});
const clientKeys = z.strictObject({ encryption: key, authentication: key });

/** A key file, `kind: keys`. */
export const keysSchema: z.ZodType<DeviceKeys> = z
  .strictObject({
    kind: z.literal('keys'),
    description: z.string().min(1),
    master: key,
    clients: z.strictObject({ 1: clientKeys, 2: clientKeys }),
  })
  .transform(({ master, clients }) => ({ master, clients }));
