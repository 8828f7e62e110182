import { z } from 'zod';
import { fromHex } from '../../core/bytes.ts';
import { secretParsedBy } from '../../core/documents.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';
import { checkKeyLength } from '../../protocol/cosem/security/originator.ts';

/** The keys of a device: the master key that wraps new ones, and those of each client that has any, by its SAP. */
export interface DeviceKeys {
  /** Key encryption key (KEK), 16 bytes; absent where nobody knows it, and the device takes no new keys. */
  readonly master?: Uint8Array | undefined;
  readonly clients: Readonly<Record<1 | 2, ClientKeys>>;
}

/** All keys of a device that are known. */
export function everyKey({ master, clients }: DeviceKeys): readonly Uint8Array[] {
  const known = master === undefined ? [] : [master];
  return [
    ...known,
    ...Object.values(clients).flatMap(({ encryption, authentication }) => [encryption, authentication]),
  ];
}

/** A key of security suite 0, as text. */
export const keySchema: z.ZodType<Uint8Array> = secretParsedBy('32 hexadecimal digits, in quotes', (text) => {
  const key = fromHex(text);
  checkKeyLength(key);
  return key;
}).meta({ type: 'string', pattern: '^[0-9A-Fa-f]{32}$' });
const clientKeys = z.strictObject({ encryption: keySchema, authentication: keySchema });

/** A key file, `kind: keys`. */
export const keysSchema: z.ZodType<DeviceKeys> = z
  .strictObject({
    kind: z.literal('keys'),
    description: z.string().min(1),
    master: keySchema.nullable(),
    clients: z.strictObject({ 1: clientKeys, 2: clientKeys }),
  })
  .transform(({ master, clients }) => ({ master: master ?? undefined, clients }));
