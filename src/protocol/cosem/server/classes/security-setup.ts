import { isS1benchError } from '../../../../core/errors.ts';
import type { Obis } from '../../../../core/identifiers.ts';
import type { AttributeAccess, MethodAccess } from '../../access-modes.ts';
import type { ActionResult } from '../../apdu/results.ts';
import type { Data } from '../../data.ts';
import { unwrapKey } from '../../security/key-wrap.ts';
import { KEY_LENGTH } from '../../security/originator.ts';
import { type SecurityPolicy, securityPolicies } from '../../security/policy.ts';
import { satisfies } from '../../security/protection.ts';
import type { AccessByClient, Call, CosemObject } from '../object.ts';

/** Blue Book, Security setup, key_id. */
const globalKeyIds = {
  'global-unicast-encryption-key': 0,
  'global-broadcast-encryption-key': 1,
  'authentication-key': 2,
} as const;
export type GlobalKeyId = keyof typeof globalKeyIds;

export interface SecuritySetupOptions<D> {
  readonly logicalName: Obis;
  /** The client whose messages it is about. */
  readonly clientSap: number;
  readonly access: AccessByClient<AttributeAccess>;
  readonly methodAccess: AccessByClient<MethodAccess>;
  policy(device: D): SecurityPolicy;
  /** Eight bytes. */
  serverSystemTitle(device: D): Uint8Array;
  /** The client's key encryption key, which its new keys are wrapped with; nothing where it has none. */
  masterKey(device: D): Uint8Array | undefined;
  /** Called with a policy that isn't weaker than the one in force. */
  activate(device: D, policy: SecurityPolicy): ActionResult;
  /** Called with all new keys at once, 16 bytes each. The answer to the call still goes out under the old ones. */
  replaceKeys(device: D, keys: ReadonlyMap<GlobalKeyId, Uint8Array>): ActionResult;
}

const keyIdOf = new Map<number, GlobalKeyId>(
  Object.entries(globalKeyIds).map(([name, id]) => [id, name as GlobalKeyId]),
);

/** Version 0 numbers the policies by the bits of the security control byte, from its high half. */
const policyOf = new Map<number, SecurityPolicy>(
  Object.entries(securityPolicies).map(([policy, control]) => [control >> 4, policy as SecurityPolicy]),
);

/** Blue Book, Security setup (class 64, version 0), security suite 0. */
export function securitySetup<D>(options: SecuritySetupOptions<D>): CosemObject<D> {
  const attribute = (name: string, read: (device: D, call: Call<D>) => Data) => ({
    name,
    access: options.access,
    read,
  });
  return {
    classId: 64,
    version: 0,
    logicalName: options.logicalName,
    description: 'Security setup',
    attributes: {
      2: attribute('security_policy', (device) => ({
        type: 'enum',
        value: securityPolicies[options.policy(device)] >> 4,
      })),
      3: attribute('security_suite', () => ({ type: 'enum', value: 0 })),
      4: attribute('client_system_title', (_device, { clientSap, association }) => {
        // Another client's is known to that one's own association alone.
        const title = clientSap === options.clientSap ? association?.clientSystemTitle : undefined;
        return { type: 'octet-string', value: title ?? new Uint8Array(0) };
      }),
      5: attribute('server_system_title', (device) => ({
        type: 'octet-string',
        value: options.serverSystemTitle(device),
      })),
    },
    methods: {
      1: {
        name: 'security_activate',
        access: options.methodAccess,
        invoke: (device, parameters) => activate(options, device, parameters),
      },
      2: {
        name: 'global_key_transfer',
        access: options.methodAccess,
        invoke: (device, parameters) => transferKeys(options, device, parameters),
      },
    },
  };
}

function activate<D>(options: SecuritySetupOptions<D>, device: D, parameters: Data | undefined): ActionResult {
  if (parameters?.type !== 'enum') return 'type-unmatched';
  const policy = policyOf.get(parameters.value);
  if (policy === undefined || !satisfies(policy, options.policy(device))) return 'other-reason';
  return options.activate(device, policy);
}

/** All keys are replaced, or none is. */
function transferKeys<D>(options: SecuritySetupOptions<D>, device: D, parameters: Data | undefined): ActionResult {
  if (parameters?.type !== 'array') return 'type-unmatched';
  const masterKey = options.masterKey(device);
  if (masterKey === undefined || parameters.value.length === 0) return 'other-reason';
  const keys = new Map<GlobalKeyId, Uint8Array>();
  for (const element of parameters.value) {
    const wrapped = readWrappedKey(element);
    if (wrapped === undefined) return 'type-unmatched';
    const id = keyIdOf.get(wrapped.id);
    const key = unwrap(masterKey, wrapped.key);
    if (id === undefined || key === undefined || keys.has(id)) return 'other-reason';
    keys.set(id, key);
  }
  return options.replaceKeys(device, keys);
}

function readWrappedKey(element: Data): { readonly id: number; readonly key: Uint8Array } | undefined {
  if (element.type !== 'structure' || element.value.length !== 2) return undefined;
  const [id, key] = element.value;
  return id?.type === 'enum' && key?.type === 'octet-string' ? { id: id.value, key: key.value } : undefined;
}

function unwrap(masterKey: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  try {
    const key = unwrapKey(masterKey, wrapped);
    return key.length === KEY_LENGTH ? key : undefined;
  } catch (error) {
    if (isS1benchError(error, 'security-key-unwrap-failed')) return undefined;
    throw error;
  }
}
