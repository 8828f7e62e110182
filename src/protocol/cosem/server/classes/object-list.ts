import { obisBytes } from '../../../../core/identifiers.ts';
import { type AttributeAccess, attributeAccessModes, methodAccessModes } from '../../access-modes.ts';
import type { Data } from '../../data.ts';
import { isVisible } from '../access.ts';
import type { Attribute, CosemObject, Method, ObjectTree } from '../object.ts';

const lists = new WeakMap<ObjectTree<never>, Map<number, Data>>();

/**
 * Blue Book, Association LN version 1, object_list: what a client may do with each object that it sees. Built once
 * for each tree and client.
 */
export function objectList<D>(tree: ObjectTree<D>, clientSap: number): Data {
  let byClient = lists.get(tree);
  if (byClient === undefined) {
    byClient = new Map();
    lists.set(tree, byClient);
  }
  let list = byClient.get(clientSap);
  if (list === undefined) {
    const visible = tree.objects.filter((object) => isVisible(object, clientSap));
    list = { type: 'array', value: visible.map((object) => listElement(object, clientSap)) };
    byClient.set(clientSap, list);
  }
  return list;
}

function listElement<D>(object: CosemObject<D>, clientSap: number): Data {
  const attributes = Object.entries(object.attributes).map(([index, attribute]) =>
    attributeAccess(Number(index), attribute.access[clientSap], attribute),
  );
  const methods = Object.entries(object.methods ?? {}).map(([index, method]) =>
    methodAccess(Number(index), method, clientSap),
  );
  return structure(
    { type: 'long-unsigned', value: object.classId },
    { type: 'unsigned', value: object.version },
    { type: 'octet-string', value: obisBytes(object.logicalName) },
    structure(
      { type: 'array', value: [attributeAccess(1, 'read-only'), ...attributes] },
      { type: 'array', value: methods },
    ),
  );
}

function attributeAccess<D>(index: number, mode: AttributeAccess = 'no-access', attribute?: Attribute<D>): Data {
  const selectors = attribute?.selectors;
  return structure(
    { type: 'integer', value: index },
    { type: 'enum', value: attributeAccessModes[mode] },
    selectors === undefined
      ? { type: 'null-data' }
      : { type: 'array', value: selectors.map((value) => ({ type: 'integer', value })) },
  );
}

function methodAccess<D>(index: number, method: Method<D>, clientSap: number): Data {
  const mode = method.access[clientSap] ?? 'no-access';
  return structure({ type: 'integer', value: index }, { type: 'enum', value: methodAccessModes[mode] });
}

function structure(...value: readonly Data[]): Data {
  return { type: 'structure', value };
}
