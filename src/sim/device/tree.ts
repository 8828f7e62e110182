import type { DataAccessResult } from '../../protocol/cosem/apdu/results.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import type { Attribute, Call, CosemObject, Method } from '../../protocol/cosem/server/object.ts';
import { ObjectTree } from '../../protocol/cosem/server/object.ts';
import type { DeviceDesign } from './design.ts';

interface Living {
  now(): number;
  changed(): void;
}

const trees = new WeakMap<object, ObjectTree<never>>();

/**
 * The objects of a design as the tree that every device of it shares. What is due is done before anything is read, written
 * or invoked, so no object has to see to it; and what is written or invoked may change what is due.
 */
export function treeOf<D extends Living>(design: DeviceDesign<D>): ObjectTree<D> {
  const known = trees.get(design);
  if (known !== undefined) return known as ObjectTree<D>;
  const tree = new ObjectTree(design.objects.map((object) => living(object)));
  trees.set(design, tree);
  return tree;
}

function living<D extends Living>(object: CosemObject<D>): CosemObject<D> {
  const attributes = mapped(object.attributes, livingAttribute);
  return { ...object, attributes, ...(object.methods && { methods: mapped(object.methods, livingMethod) }) };
}

function livingAttribute<D extends Living>(attribute: Attribute<D>): Attribute<D> {
  const { read, write } = attribute;
  return {
    ...attribute,
    ...(read && {
      read(device: D, call: Call<D>): Data | DataAccessResult {
        device.now();
        return read(device, call);
      },
    }),
    ...(write && {
      write(device: D, value: Data, call: Call<D>): DataAccessResult {
        device.now();
        const result = write(device, value, call);
        device.changed();
        return result;
      },
    }),
  };
}

function livingMethod<D extends Living>(method: Method<D>): Method<D> {
  return {
    ...method,
    invoke(device, parameters, call) {
      device.now();
      const result = method.invoke(device, parameters, call);
      device.changed();
      return result;
    },
  };
}

function mapped<T>(members: Readonly<Record<number, T>>, change: (member: T) => T): Readonly<Record<number, T>> {
  return Object.fromEntries(Object.entries(members).map(([index, member]) => [index, change(member)]));
}
