import { obisBytes } from '../../../core/identifiers.ts';
import type { AttributeAccess, MethodAccess } from '../access-modes.ts';
import type { ActionOutcome } from '../apdu/action.ts';
import type { AttributeDescriptor, MethodDescriptor } from '../apdu/descriptors.ts';
import type { GetResult } from '../apdu/get.ts';
import { hasConformance } from '../apdu/initiate.ts';
import type { DataAccessResult } from '../apdu/results.ts';
import type { Data } from '../data.ts';
import type { SecurityPolicy } from '../security/policy.ts';
import { isAuthenticated } from '../security/protection.ts';
import type { Association } from './association.ts';
import type { CosemObject, ObjectTree } from './object.ts';

type Needs = 'nothing' | 'authentication' | 'refused';

const toRead: Readonly<Record<AttributeAccess, Needs>> = {
  'no-access': 'refused',
  'read-only': 'nothing',
  'write-only': 'refused',
  'read-and-write': 'nothing',
  'authenticated-read-only': 'authentication',
  'authenticated-write-only': 'refused',
  'authenticated-read-and-write': 'authentication',
};

const toWrite: Readonly<Record<AttributeAccess, Needs>> = {
  'no-access': 'refused',
  'read-only': 'refused',
  'write-only': 'nothing',
  'read-and-write': 'nothing',
  'authenticated-read-only': 'refused',
  'authenticated-write-only': 'authentication',
  'authenticated-read-and-write': 'authentication',
};

const toInvoke: Readonly<Record<MethodAccess, Needs>> = {
  'no-access': 'refused',
  access: 'nothing',
  'authenticated-access': 'authentication',
};

/** Whether the client has access to anything of the object: only then is it in the client's object list. */
export function isVisible<D>(object: CosemObject<D>, clientSap: number): boolean {
  const isOpen = ({ access }: { readonly access: Readonly<Record<number, string>> }): boolean =>
    (access[clientSap] ?? 'no-access') !== 'no-access';
  return Object.values(object.attributes).some(isOpen) || Object.values(object.methods ?? {}).some(isOpen);
}

/** Reads one attribute for the client of the association, by its access rights (Blue Book, Association LN). */
export function readAttribute(
  { device, call, terms }: Association,
  descriptor: AttributeDescriptor,
  policy: SecurityPolicy,
): GetResult {
  const object = findObject(device.tree, descriptor);
  if (typeof object === 'string') return { error: object };
  const { attribute: index, selection } = descriptor;
  if (index === 1) {
    if (!isVisible(object, call.clientSap)) return { error: 'read-write-denied' };
    if (selection !== undefined) return { error: 'scope-of-access-violated' };
    return { data: { type: 'octet-string', value: obisBytes(object.logicalName) } };
  }
  const attribute = object.attributes[index];
  if (attribute === undefined) return { error: 'object-undefined' };
  const mode = attribute.access[call.clientSap] ?? 'no-access';
  if (attribute.read === undefined || !isMet(toRead[mode], policy)) return { error: 'read-write-denied' };
  if (selection !== undefined) {
    const isKnown = attribute.selectors?.includes(selection.selector) ?? false;
    if (!isKnown || !hasConformance(terms.conformance, 'selective-access')) {
      return { error: 'scope-of-access-violated' };
    }
  }
  const value = attribute.read(device.device, selection === undefined ? call : { ...call, selection });
  return typeof value === 'string' ? { error: value } : { data: value };
}

/** Writes one attribute for the client of the association, by its access rights. */
export function writeAttribute(
  { device, call }: Association,
  descriptor: AttributeDescriptor,
  value: Data,
  policy: SecurityPolicy,
): DataAccessResult {
  const object = findObject(device.tree, descriptor);
  if (typeof object === 'string') return object;
  if (descriptor.attribute === 1) return 'read-write-denied';
  const attribute = object.attributes[descriptor.attribute];
  if (attribute === undefined) return 'object-undefined';
  const mode = attribute.access[call.clientSap] ?? 'no-access';
  if (attribute.write === undefined || !isMet(toWrite[mode], policy)) return 'read-write-denied';
  if (descriptor.selection !== undefined) return 'scope-of-access-violated';
  return attribute.write(device.device, value, call);
}

/** Invokes one method for the client of the association, by its access rights. */
export function invokeMethod(
  { device, call }: Association,
  descriptor: MethodDescriptor,
  parameters: Data | undefined,
  policy: SecurityPolicy,
): ActionOutcome {
  const object = findObject(device.tree, descriptor);
  if (typeof object === 'string') return { result: object };
  const method = object.methods?.[descriptor.method];
  if (method === undefined) return { result: 'object-undefined' };
  const mode = method.access[call.clientSap] ?? 'no-access';
  if (!isMet(toInvoke[mode], policy)) return { result: 'read-write-denied' };
  const outcome = method.invoke(device.device, parameters, call);
  return typeof outcome === 'string' ? { result: outcome } : { result: 'success', returned: { data: outcome } };
}

function findObject(
  tree: ObjectTree<unknown>,
  { instance, classId }: { readonly instance: CosemObject<unknown>['logicalName']; readonly classId: number },
): CosemObject<unknown> | 'object-undefined' | 'object-class-inconsistent' {
  const object = tree.find(instance);
  if (object === undefined) return 'object-undefined';
  return object.classId === classId ? object : 'object-class-inconsistent';
}

function isMet(needs: Needs, policy: SecurityPolicy): boolean {
  return needs === 'nothing' || (needs === 'authentication' && isAuthenticated(policy));
}
