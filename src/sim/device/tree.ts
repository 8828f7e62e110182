import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Attribute, CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { ObjectTree } from '../../protocol/cosem/server/object.ts';
import type { DeviceDesign } from './design.ts';

interface Changing {
  changed(): void;
}

const trees = new WeakMap<object, ObjectTree<never>>();

/** The objects of a design as the tree that every device of it shares: what is written or invoked may change what is due. */
export function treeOf<D extends Changing>(design: DeviceDesign<D>): ObjectTree<D> {
  const known = trees.get(design);
  if (known !== undefined) return known as ObjectTree<D>;
  const tree = new ObjectTree(design.objects.map((object) => announcing(object)));
  trees.set(design, tree);
  return tree;
}

function announcing<D extends Changing>(object: CosemObject<D>): CosemObject<D> {
  const attributes = mapped(object.attributes, announcingWrite);
  return { ...object, attributes, ...(object.methods && { methods: mapped(object.methods, announcingInvoke) }) };
}

function announcingWrite<D extends Changing>(attribute: Attribute<D>): Attribute<D> {
  if (attribute.write === undefined) return attribute;
  const { write } = attribute;
  return {
    ...attribute,
    write(device, value, call): DataAccessResult {
      const result = write(device, value, call);
      device.changed();
      return result;
    },
  };
}

function announcingInvoke<D extends Changing>(method: Method<D>): Method<D> {
  return {
    ...method,
    invoke(device, parameters, call) {
      const result = method.invoke(device, parameters, call);
      device.changed();
      return result;
    },
  };
}

function mapped<T>(members: Readonly<Record<number, T>>, change: (member: T) => T): Readonly<Record<number, T>> {
  return Object.fromEntries(Object.entries(members).map(([index, member]) => [index, change(member)]));
}
