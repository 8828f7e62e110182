import { parseObis } from '../../core/identifiers.ts';
import type { MethodDescriptor } from '../../protocol/cosem/apdu/descriptors.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { wrapKey } from '../../protocol/cosem/security/key-wrap.ts';
import type { ClientKeys } from '../../protocol/cosem/security/originator.ts';

/** The method that takes new keys, and what it takes. */
export interface KeyTransfer extends MethodDescriptor {
  readonly parameters: Data;
}

const SECURITY_SETUP = 64;
const GLOBAL_KEY_TRANSFER = 2;
/** Blue Book, Security setup, key_id. */
const keyIds = { encryption: 0, authentication: 2 } as const;

/**
 * The transfer of both keys of a client (Blue Book, Security setup, global_key_transfer), wrapped under the master key of
 * the device.
 * @param clientSap of the client whose keys they are to be
 * @throws `security-key-invalid`
 */
export function keyTransfer(clientSap: number, keys: ClientKeys, master: Uint8Array): KeyTransfer {
  return {
    classId: SECURITY_SETUP,
    instance: parseObis(`0.0.43.0.${clientSap}.255`),
    method: GLOBAL_KEY_TRANSFER,
    parameters: {
      type: 'array',
      value: [
        wrapped(keyIds.encryption, keys.encryption, master),
        wrapped(keyIds.authentication, keys.authentication, master),
      ],
    },
  };
}

function wrapped(id: number, key: Uint8Array, master: Uint8Array): Data {
  return {
    type: 'structure',
    value: [
      { type: 'enum', value: id },
      { type: 'octet-string', value: wrapKey(master, key) },
    ],
  };
}
