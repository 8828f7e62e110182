import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { formatObis, obisFromBytes } from '../../../src/core/identifiers.ts';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { createDevices } from '../../../src/sim/installation/devices.ts';
import { DeviceBench, elements, numberIn, octets } from '../bench.ts';

const clients = [16, 2, 1] as const;
const CURRENT_ASSOCIATION = '0.0.40.0.0.255';
const installation = await loadInstallation('hardware/installations/moc-secure.yaml');

type DeviceName = 'hub' | 'gpf' | 'esme' | 'gsme';
const deviceNames = ['hub', 'gpf', 'esme', 'gsme'] as const satisfies readonly DeviceName[];

function benchOf(name: DeviceName): DeviceBench {
  const clock = new VirtualClock(installation.start);
  const { hub = { keys: undefined }, esme, gsme = { keys: undefined } } = installation.devices;
  const keys = { hub: hub.keys, gpf: hub.keys, esme: esme.keys, gsme: gsme.keys }[name];
  const device = createDevices(installation, clock)[name];
  if (device === undefined || keys === undefined) throw new RangeError(name);
  return new DeviceBench(device, clock, keys);
}

interface Listed {
  readonly classId: number;
  readonly name: string;
  readonly attributes: readonly { readonly index: number; readonly mode: number }[];
  readonly methods: readonly { readonly index: number; readonly mode: number }[];
}

function listed(data: Data): readonly Listed[] {
  const rights = (list: Data | undefined) =>
    elements(list as Data).map((right) => {
      const [index, mode] = elements(right);
      return { index: numberIn(index as Data), mode: numberIn(mode as Data) };
    });
  return elements(data).map((element) => {
    const [classId, , name, access] = elements(element) as [Data, Data, Data, Data];
    const [attributes, methods] = elements(access);
    return {
      classId: numberIn(classId),
      name: formatObis(obisFromBytes(octets(name))),
      attributes: rights(attributes),
      methods: rights(methods),
    };
  });
}

/** Blue Book: types of the attributes from 2 on, class by class; a CHOICE has more than one. */
const types: Readonly<Record<number, readonly string[]>> = {
  1: ['octet-string double-long double-long-unsigned long-unsigned unsigned enum integer boolean array structure'],
  3: ['double-long-unsigned long-unsigned unsigned long', 'structure'],
  4: ['double-long-unsigned', 'structure', 'unsigned', 'octet-string'],
  5: [
    'double-long-unsigned',
    'double-long-unsigned',
    'structure',
    'unsigned',
    'octet-string',
    'octet-string',
    'double-long-unsigned',
    'long-unsigned',
  ],
  7: ['array', 'array', 'double-long-unsigned', 'enum', 'structure', 'double-long-unsigned', 'double-long-unsigned'],
  8: ['octet-string', 'long', 'unsigned', 'octet-string', 'octet-string', 'integer', 'boolean', 'enum'],
  9: ['array'],
  11: ['array'],
  15: [
    'array',
    'structure',
    'structure octet-string',
    'structure',
    'structure octet-string',
    '',
    'enum',
    'octet-string',
  ],
  17: ['array'],
  18: ['double-long-unsigned', 'bit-string', 'double-long-unsigned', 'boolean', 'enum', 'array'],
  19: ['enum', 'enum', 'enum', 'enum', 'octet-string', 'octet-string', 'octet-string', 'octet-string'],
  20: ['octet-string', 'array', 'array', 'array', 'octet-string', 'array', 'array', 'array', 'octet-string'],
  21: ['array', 'structure', 'array'],
  22: ['structure', 'enum', 'array'],
  23: [
    'enum',
    'unsigned',
    'unsigned',
    'long-unsigned',
    'long-unsigned',
    'long-unsigned',
    'long-unsigned',
    'long-unsigned',
  ],
  47: ['visible-string', 'enum', 'enum', 'enum', 'structure', 'array', 'octet-string'],
  64: ['enum', 'enum', 'octet-string', 'octet-string'],
  70: ['boolean', 'enum', 'enum'],
  71: [
    'structure',
    'double-long-unsigned',
    'double-long-unsigned',
    'double-long-unsigned',
    'double-long-unsigned',
    'double-long-unsigned',
    'structure',
    'array',
    'boolean',
    'structure',
  ],
  104: ['boolean', 'long-unsigned', 'array'],
  111: [
    'structure',
    'unsigned',
    'bit-string',
    'double-long',
    'double-long',
    'double-long',
    'double-long',
    'array',
    'array',
    'array',
    'array',
    'octet-string',
    'octet-string',
    'structure',
    'double-long',
    'double-long',
    'long-unsigned',
    'double-long',
  ],
  112: [
    'double-long',
    'enum',
    'unsigned',
    'double-long',
    'double-long',
    'bit-string',
    'enum',
    'double-long',
    'double-long',
    'octet-string',
  ],
  113: [
    'double-long',
    'enum',
    'unsigned',
    'structure',
    'structure',
    'octet-string',
    'double-long-unsigned',
    'bit-string',
    'octet-string',
    'double-long',
    'double-long',
    'long-unsigned',
  ],
  115: ['octet-string', 'octet-string', 'array', 'enum', 'structure'],
};

function typesOf(classId: number, index: number): readonly string[] {
  return types[classId]?.[index - 2]?.split(' ') ?? [];
}

const lists = deviceNames.flatMap((name) => clients.map((sap) => ({ name, sap })));

describe.each(lists)(
  'Blue Book, Association LN: the object list of the $name for client $sap',
  ({ name: whose, sap }) => {
    const bench = benchOf(whose);
    const client = bench.associate(sap);
    const list = listed(client.read(15, CURRENT_ASSOCIATION, 2));

    it('declares attributes that all answer a plain GET, with the type of the Blue Book, or are refused', () => {
      const outcomes = list.flatMap(({ classId, name, attributes }) =>
        attributes.map(({ index, mode }) => {
          const result = client.get(classId, name, index);
          const answer = 'error' in result ? result.error : result.data.type;
          return { classId, name, index, answer, isRight: 'error' in result ? mode === 0 : [1, 3].includes(mode) };
        }),
      );
      expect(outcomes.filter(({ isRight }) => !isRight)).toEqual([]);
      // The secret of an association is nobody's to read.
      const denied = outcomes.filter(({ answer }) => answer === 'read-write-denied');
      expect(denied.every(({ name, index }) => name.startsWith('0.0.40.0.') && index === 7)).toBe(true);
      const mistyped = outcomes.filter(
        ({ classId, index, answer }) =>
          index > 1 && answer !== 'read-write-denied' && !typesOf(classId, index).includes(answer),
      );
      expect(mistyped).toEqual([]);
    });

    it('leaves out what the client may not touch, which is refused', () => {
      const names = new Set(list.map(({ name }) => name));
      const others = bench.logicalDevice.tree.objects.filter(({ logicalName }) => !names.has(formatObis(logicalName)));
      const answers = others.flatMap(({ classId, logicalName, attributes }) =>
        [1, ...Object.keys(attributes).map(Number)].map((index) => client.get(classId, formatObis(logicalName), index)),
      );
      expect(answers.every((answer) => 'error' in answer && answer.error === 'read-write-denied')).toBe(true);
      expect(sap === 1 || others.length > 0).toBe(true);
    });

    it('refuses to write what it does not declare writable, and to call what it does not declare callable', () => {
      for (const { classId, name, attributes, methods } of list) {
        for (const { index, mode } of attributes) {
          if (mode !== 3)
            expect([name, index, client.set(classId, name, index, { type: 'null-data' })]).toEqual([
              name,
              index,
              'read-write-denied',
            ]);
        }
        for (const { index, mode } of methods) {
          const { result } =
            mode === 0
              ? client.action(classId, name, index, { type: 'integer', value: 0 })
              : { result: 'read-write-denied' };
          expect([name, index, result]).toEqual([name, index, 'read-write-denied']);
        }
      }
    });

    it('refuses a value of the wrong type wherever something can be written or called', () => {
      const refused = list.flatMap(({ classId, name, attributes, methods }) => [
        ...attributes
          .filter(({ mode }) => mode === 3)
          .map(({ index }) => client.set(classId, name, index, { type: 'null-data' })),
        ...methods
          .filter(({ mode, index }) => mode !== 0 && !(classId === 15 && index === 1))
          .map(({ index }) => client.action(classId, name, index, { type: 'float32', value: 1 }).result),
      ]);
      expect(new Set(refused)).toEqual(sap === 16 ? new Set() : new Set(['type-unmatched']));
    });
  },
);

/** What a client may write, as name/attribute, and call, as name:method. */
function changeable(name: DeviceName, sap: 16 | 2 | 1): readonly string[] {
  const list = listed(benchOf(name).associate(sap).read(15, CURRENT_ASSOCIATION, 2));
  return list.flatMap((object) => [
    ...object.attributes.filter(({ mode }) => mode > 1).map(({ index }) => `${object.name}/${index}`),
    ...object.methods.filter(({ mode }) => mode > 0).map(({ index }) => `${object.name}:${index}`),
  ]);
}

describe('SMETS1 clients', () => {
  it('the public client sees identification, invocation counters and clock only', () => {
    const list = listed(benchOf('esme').associate(16).read(15, CURRENT_ASSOCIATION, 2));
    expect(list.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "0.0.42.0.0.255",
        "0.0.96.1.0.255",
        "0.0.96.1.1.255",
        "0.0.96.1.2.255",
        "0.0.96.1.3.255",
        "1.0.0.2.0.255",
        "0.0.43.1.2.255",
        "0.0.43.1.1.255",
        "0.0.41.0.0.255",
        "0.0.40.0.0.255",
        "0.0.40.0.16.255",
        "0.0.40.0.2.255",
        "0.0.40.0.1.255",
        "1.0.0.2.8.255",
        "0.0.1.0.0.255",
      ]
    `);
  });

  it.each(deviceNames)('%s: the public client changes nothing', (name) => {
    expect(changeable(name, 16)).toEqual([]);
  });

  it('hub: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('hub', 2), changeable('hub', 1)];
    expect(nonCritical.filter((member) => critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.40.0.0.255:1",
        "0.0.43.0.2.255:1",
        "0.0.43.0.2.255:2",
        "0.0.44.0.0.255/5",
        "0.0.44.0.0.255:1",
        "0.0.44.0.0.255:2",
        "0.0.44.0.0.255:3",
      ]
    `);
    expect(nonCritical.filter((member) => !critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.97.97.0.255/2",
        "0.0.97.98.0.255/2",
        "0.0.97.98.10.255/2",
        "0.0.128.1.4.255/2",
        "0.0.35.4.0.255/2",
        "0.0.35.4.0.255:1",
        "0.0.35.4.0.255:2",
        "0.0.35.4.0.255:3",
        "0.0.99.98.0.255:1",
      ]
    `);
    expect(critical.filter((member) => !nonCritical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255:1",
        "0.0.43.0.1.255:2",
        "0.0.44.0.0.255:4",
        "0.0.10.0.107.255:1",
        "0.0.15.0.2.255/4",
        "0.0.1.0.0.255/2",
        "0.0.1.0.0.255:1",
        "0.0.1.0.0.255:2",
        "0.0.1.0.0.255:3",
        "0.0.1.0.0.255:4",
        "0.0.1.0.0.255:5",
        "0.0.1.0.0.255:6",
      ]
    `);
  });

  it('gpf: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('gpf', 2), changeable('gpf', 1)];
    expect(nonCritical.filter((member) => critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.40.0.0.255:1",
        "0.0.43.0.2.255:1",
        "0.0.43.0.2.255:2",
      ]
    `);
    expect(nonCritical.filter((member) => !critical.includes(member))).toMatchInlineSnapshot(`[]`);
    expect(critical.filter((member) => !nonCritical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255:1",
        "0.0.43.0.1.255:2",
      ]
    `);
  });

  it('esme: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('esme', 2), changeable('esme', 1)];
    expect(nonCritical.filter((member) => critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.40.0.0.255:1",
        "0.0.43.0.2.255:1",
        "0.0.43.0.2.255:2",
        "0.0.44.0.0.255/5",
        "0.0.44.0.0.255:1",
        "0.0.44.0.0.255:2",
        "0.0.44.0.0.255:3",
        "0.0.19.40.0.255:1",
      ]
    `);
    expect(nonCritical.filter((member) => !critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.96.1.10.255/2",
        "0.0.131.2.0.255:1",
        "1.0.32.35.2.255/2",
        "1.0.32.36.2.255:1",
        "1.0.32.31.2.255/2",
        "1.0.32.32.2.255:1",
        "1.0.32.35.1.255/2",
        "1.0.32.36.1.255:1",
        "1.0.32.44.1.255/2",
        "1.0.32.31.1.255/2",
        "1.0.32.32.1.255:1",
        "1.0.32.43.1.255/2",
        "1.0.32.35.0.255/2",
        "1.0.32.36.0.255:1",
        "1.0.32.44.0.255/2",
        "1.0.32.31.0.255/2",
        "1.0.32.32.0.255:1",
        "1.0.32.43.0.255/2",
        "0.0.131.3.10.255/2",
        "0.0.131.3.0.255/2",
        "0.0.131.3.1.255/2",
        "1.0.1.6.0.255:1",
        "1.0.2.6.0.255:1",
        "0.0.97.97.0.255/2",
        "0.0.97.98.0.255/2",
        "0.0.97.98.10.255/2",
        "0.0.96.13.1.255/2",
        "0.0.140.1.0.255/2",
        "0.0.140.2.0.255/2",
        "0.0.140.3.0.255/2",
        "0.0.140.4.0.255/2",
        "0.0.140.5.0.255/2",
        "0.0.99.98.0.255:1",
      ]
    `);
    expect(critical.filter((member) => !nonCritical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255:1",
        "0.0.43.0.1.255:2",
        "0.0.44.0.0.255:4",
        "0.0.10.0.107.255:1",
        "0.0.15.0.2.255/4",
        "0.0.1.0.0.255/2",
        "0.0.1.0.0.255:1",
        "0.0.1.0.0.255:2",
        "0.0.1.0.0.255:3",
        "0.0.1.0.0.255:4",
        "0.0.1.0.0.255:5",
        "0.0.1.0.0.255:6",
        "0.0.13.0.0.255/6",
        "0.0.13.0.0.255/7",
        "0.0.13.0.0.255/8",
        "0.0.13.0.0.255/9",
        "0.0.13.0.0.255/10",
        "0.0.13.0.0.255:1",
        "0.0.11.0.0.255/2",
        "0.0.11.0.0.255:1",
        "0.0.11.0.0.255:2",
        "0.0.130.0.3.255/2",
        "0.0.10.0.120.255:1",
        "0.0.130.2.1.255/2",
        "0.0.130.2.2.255/2",
        "0.0.130.2.3.255/2",
        "0.0.130.2.4.255/2",
        "0.0.130.2.5.255/2",
        "0.0.130.2.6.255/2",
        "0.0.130.2.7.255/2",
        "0.0.130.2.255.255/2",
        "0.0.131.0.0.255/2",
        "0.0.10.0.1.255:1",
        "0.0.98.1.0.255:2",
        "0.0.19.0.0.255/2",
        "0.0.19.0.0.255/16",
        "0.0.19.0.0.255/17",
        "0.0.19.0.0.255:1",
        "0.0.19.0.0.255:2",
        "0.0.19.0.0.255:3",
        "0.0.19.10.0.255/5",
        "0.0.19.10.0.255/6",
        "0.0.19.10.0.255:1",
        "0.0.19.10.0.255:2",
        "0.0.19.10.0.255:3",
        "0.0.19.10.1.255/9",
        "0.0.19.10.1.255/10",
        "0.0.19.10.1.255:1",
        "0.0.19.10.1.255:2",
        "0.0.19.10.1.255:3",
        "0.0.19.20.0.255:1",
        "0.0.19.20.0.255:2",
        "0.0.19.20.0.255:3",
        "0.0.19.20.0.255:4",
        "0.0.19.20.0.255:5",
        "0.0.19.20.1.255:1",
        "0.0.19.20.1.255:2",
        "0.0.19.20.1.255:3",
        "0.0.19.20.1.255:4",
        "0.0.19.20.1.255:5",
        "0.0.19.20.2.255/6",
        "0.0.19.20.2.255/8",
        "0.0.19.20.2.255:1",
        "0.0.19.20.2.255:2",
        "0.0.19.20.2.255:3",
        "0.0.19.20.2.255:4",
        "0.0.19.20.2.255:5",
        "0.0.19.20.3.255/6",
        "0.0.19.20.3.255/8",
        "0.0.19.20.3.255:1",
        "0.0.19.20.3.255:2",
        "0.0.19.20.3.255:3",
        "0.0.19.20.3.255:4",
        "0.0.19.20.3.255:5",
        "0.0.19.20.4.255/13",
        "0.0.19.20.4.255:1",
        "0.0.19.20.4.255:2",
        "0.0.19.20.4.255:3",
        "0.0.19.20.4.255:4",
        "0.0.19.20.4.255:5",
        "0.0.19.50.1.255/2",
        "0.0.19.50.2.255/2",
        "0.0.94.44.33.255/2",
        "0.0.94.44.31.255/2",
        "0.0.94.44.32.255/2",
        "0.0.13.0.1.255/6",
        "0.0.13.0.1.255/7",
        "0.0.13.0.1.255/8",
        "0.0.13.0.1.255/9",
        "0.0.13.0.1.255/10",
        "0.0.13.0.1.255:1",
        "0.0.11.0.1.255/2",
        "0.0.11.0.1.255:1",
        "0.0.11.0.1.255:2",
        "0.0.96.3.10.255/4",
        "0.0.96.3.10.255:1",
        "0.0.96.3.10.255:2",
        "0.0.10.0.106.255:1",
        "0.0.131.1.0.255/2",
        "0.0.17.0.0.255/4",
        "0.0.17.0.0.255/5",
        "0.0.17.0.0.255/6",
        "0.0.17.0.0.255/7",
        "0.0.17.0.0.255/8",
        "0.0.17.0.0.255/9",
        "0.0.17.0.0.255/11",
        "0.0.131.2.1.255/2",
      ]
    `);
  });

  it('gsme: what each client alone may change is what its part is', () => {
    const [nonCritical, critical] = [changeable('gsme', 2), changeable('gsme', 1)];
    expect(nonCritical.filter((member) => critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.40.0.0.255:1",
        "0.0.43.0.2.255:1",
        "0.0.43.0.2.255:2",
        "0.0.44.0.0.255/5",
        "0.0.44.0.0.255:1",
        "0.0.44.0.0.255:2",
        "0.0.44.0.0.255:3",
        "0.0.19.40.0.255:1",
      ]
    `);
    expect(nonCritical.filter((member) => !critical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.96.1.10.255/2",
        "7.0.99.128.0.255:1",
        "0.0.97.97.0.255/2",
        "0.0.97.98.0.255/2",
        "0.0.97.98.10.255/2",
        "0.0.96.13.1.255/2",
        "0.0.140.1.0.255/2",
        "0.0.140.2.0.255/2",
        "0.0.140.3.0.255/2",
        "0.0.140.4.0.255/2",
        "0.0.140.5.0.255/2",
        "0.0.99.98.0.255:1",
      ]
    `);
    expect(critical.filter((member) => !nonCritical.includes(member))).toMatchInlineSnapshot(`
      [
        "0.0.43.0.1.255:1",
        "0.0.43.0.1.255:2",
        "0.0.44.0.0.255:4",
        "0.0.10.0.107.255:1",
        "0.0.15.0.2.255/4",
        "0.0.1.0.0.255/2",
        "0.0.1.0.0.255:1",
        "0.0.1.0.0.255:2",
        "0.0.1.0.0.255:3",
        "0.0.1.0.0.255:4",
        "0.0.1.0.0.255:5",
        "0.0.1.0.0.255:6",
        "7.0.54.0.0.255/2",
        "7.0.52.0.0.255/2",
        "0.0.13.0.0.255/6",
        "0.0.13.0.0.255/7",
        "0.0.13.0.0.255/8",
        "0.0.13.0.0.255/9",
        "0.0.13.0.0.255/10",
        "0.0.13.0.0.255:1",
        "0.0.11.0.0.255/2",
        "0.0.11.0.0.255:1",
        "0.0.11.0.0.255:2",
        "0.0.130.0.3.255/2",
        "0.0.10.0.120.255:1",
        "0.0.130.2.1.255/2",
        "0.0.130.2.2.255/2",
        "0.0.130.2.3.255/2",
        "0.0.130.2.4.255/2",
        "0.0.130.2.5.255/2",
        "0.0.130.2.6.255/2",
        "0.0.130.2.7.255/2",
        "0.0.130.2.255.255/2",
        "0.0.131.0.0.255/2",
        "0.0.10.0.1.255:1",
        "0.0.98.1.0.255:2",
        "0.0.19.0.0.255/2",
        "0.0.19.0.0.255/16",
        "0.0.19.0.0.255/17",
        "0.0.19.0.0.255:1",
        "0.0.19.0.0.255:2",
        "0.0.19.0.0.255:3",
        "0.0.19.10.0.255/5",
        "0.0.19.10.0.255/6",
        "0.0.19.10.0.255:1",
        "0.0.19.10.0.255:2",
        "0.0.19.10.0.255:3",
        "0.0.19.10.1.255/9",
        "0.0.19.10.1.255/10",
        "0.0.19.10.1.255:1",
        "0.0.19.10.1.255:2",
        "0.0.19.10.1.255:3",
        "0.0.19.20.0.255:1",
        "0.0.19.20.0.255:2",
        "0.0.19.20.0.255:3",
        "0.0.19.20.0.255:4",
        "0.0.19.20.0.255:5",
        "0.0.19.20.1.255:1",
        "0.0.19.20.1.255:2",
        "0.0.19.20.1.255:3",
        "0.0.19.20.1.255:4",
        "0.0.19.20.1.255:5",
        "0.0.19.20.2.255/6",
        "0.0.19.20.2.255/8",
        "0.0.19.20.2.255:1",
        "0.0.19.20.2.255:2",
        "0.0.19.20.2.255:3",
        "0.0.19.20.2.255:4",
        "0.0.19.20.2.255:5",
        "0.0.19.20.3.255/6",
        "0.0.19.20.3.255/8",
        "0.0.19.20.3.255:1",
        "0.0.19.20.3.255:2",
        "0.0.19.20.3.255:3",
        "0.0.19.20.3.255:4",
        "0.0.19.20.3.255:5",
        "0.0.19.20.4.255/13",
        "0.0.19.20.4.255:1",
        "0.0.19.20.4.255:2",
        "0.0.19.20.4.255:3",
        "0.0.19.20.4.255:4",
        "0.0.19.20.4.255:5",
        "0.0.19.50.1.255/2",
        "0.0.19.50.2.255/2",
        "0.0.94.44.33.255/2",
        "0.0.94.44.31.255/2",
        "0.0.94.44.32.255/2",
        "0.0.13.0.1.255/6",
        "0.0.13.0.1.255/7",
        "0.0.13.0.1.255/8",
        "0.0.13.0.1.255/9",
        "0.0.13.0.1.255/10",
        "0.0.13.0.1.255:1",
        "0.0.11.0.1.255/2",
        "0.0.11.0.1.255:1",
        "0.0.11.0.1.255:2",
        "0.0.96.3.10.255/4",
        "0.0.96.3.10.255:1",
        "0.0.96.3.10.255:2",
        "0.0.10.0.106.255:1",
        "7.0.128.0.0.255/2",
        "7.0.128.1.0.255/2",
        "7.0.128.2.0.255/2",
        "7.0.128.3.0.255/2",
        "0.0.131.1.0.255/2",
      ]
    `);
  });

  it('no other client is known', () => {
    const bench = benchOf('esme');
    const aarq = bench.meet(16).cosem.associate().next().value as Uint8Array;
    const aare = decodeApdu(bench.server.receive(33, 1, aarq) as Uint8Array);
    expect(aare).toMatchObject({ kind: 'aare', result: 'rejected-permanent' });
  });
});
