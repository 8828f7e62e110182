import { type Obis, parseObis } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import type { ClientPolicy } from '../../../src/protocol/cosem/server/logical-device.ts';
import type { Attribute, CosemObject, Method } from '../../../src/protocol/cosem/server/object.ts';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import type { DeviceDesign } from '../../../src/sim/device/design.ts';

type Anything = CosemObject<unknown>;
type Change = <D>(design: DeviceDesign<D>) => DeviceDesign<D>;

function defect(apply: Change): Defect {
  return { name: 'under-test', meaning: 'for a test of the pack', types: ['ESME'], apply };
}

function inTree(change: (objects: readonly Anything[]) => readonly Anything[]): Defect {
  return defect((design) => ({
    ...design,
    objects: change(design.objects as readonly Anything[]) as typeof design.objects,
  }));
}

function inObject(name: string, change: (object: Anything) => Anything): Defect {
  const obis = parseObis(name);
  return inTree((objects) => objects.map((object) => (object.logicalName === obis ? change(object) : object)));
}

export function inAttribute(name: string, index: number, change: (attribute: Attribute<unknown>) => object): Defect {
  return inObject(name, (object) => {
    const attribute = object.attributes[index] as Attribute<unknown>;
    return { ...object, attributes: { ...object.attributes, [index]: { ...attribute, ...change(attribute) } } };
  });
}

export function inMethod(name: string, index: number, change: (method: Method<unknown>) => object): Defect {
  return inObject(name, (object) => {
    const method = object.methods?.[index] as Method<unknown>;
    return { ...object, methods: { ...object.methods, [index]: { ...method, ...change(method) } } };
  });
}

/** The attribute always reads this. */
export function reads(name: string, index: number, value: Data): Defect {
  return inAttribute(name, index, () => ({ read: () => value }));
}

/** The buffer of a profile reads what `change` makes of its rows. */
export function rowsOf(name: string, change: (rows: readonly Data[]) => readonly Data[]): Defect {
  return inAttribute(name, 2, ({ read }) => ({
    read: (...args: Parameters<NonNullable<typeof read>>) => {
      const rows = read?.(...args);
      if (typeof rows !== 'object' || rows.type !== 'array') return rows;
      return { type: 'array', value: change(rows.value) };
    },
  }));
}

/** Selective access to the buffer of a profile gives all of it, up to its last 100 rows. */
export function ignoresSelection(name: string): Defect {
  return inAttribute(name, 2, ({ read }) => ({
    read: (device: unknown, { selection: _, ...call }: Parameters<NonNullable<typeof read>>[1]) => {
      const rows = read?.(device, call);
      return typeof rows === 'object' && rows.type === 'array' ? { ...rows, value: rows.value.slice(-100) } : rows;
    },
  }));
}

export function withObject(name: string, like: string): Defect {
  return inTree((objects) => {
    const model = objects.find(({ logicalName }) => logicalName === parseObis(like)) as Anything;
    return [...objects, { ...model, logicalName: parseObis(name) }];
  });
}

export function withoutObject(name: string): Defect {
  return inTree((objects) => objects.filter(({ logicalName }) => logicalName !== (parseObis(name) satisfies Obis)));
}

export function inPolicy(sap: number, change: (policy: ClientPolicy) => Partial<ClientPolicy>): Defect {
  return defect((design) => ({
    ...design,
    policy(client, sound) {
      const policy = design.policy(client, sound);
      return client === sap ? { ...policy, ...change(policy) } : policy;
    },
  }));
}
