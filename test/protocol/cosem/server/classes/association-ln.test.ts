import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../../src/core/bytes.ts';
import { obisFromBytes } from '../../../../../src/core/identifiers.ts';
import { attributeAccessModes, methodAccessModes } from '../../../../../src/protocol/cosem/access-modes.ts';
import { conformanceOf } from '../../../../../src/protocol/cosem/apdu/initiate.ts';
import type { Data } from '../../../../../src/protocol/cosem/data.ts';
import { objectList } from '../../../../../src/protocol/cosem/server/classes/object-list.ts';
import {
  attribute,
  type Bench,
  createBench,
  highSap,
  laxSap,
  lowSap,
  masterKey,
  method,
  names,
  octets,
  publicSap,
  tree,
  unsigned,
} from '../bench.ts';

const elements = (data: Data | undefined): readonly Data[] => {
  if (data?.type !== 'array' && data?.type !== 'structure') throw new Error(`no elements in ${data?.type}`);
  return data.value;
};
const number = (data: Data | undefined): number => {
  if (data === undefined || !('value' in data) || typeof data.value !== 'number') throw new Error('no number');
  return data.value;
};
const bytes = (data: Data | undefined): Uint8Array => {
  if (data?.type !== 'octet-string') throw new Error('no octet-string');
  return data.value;
};

/** The object list, as its reader understands it. */
function parseList(list: Data) {
  return elements(list).map((object) => {
    const [classId, version, logicalName, rights] = elements(object);
    const [attributes, methods] = elements(rights);
    return {
      classId: number(classId),
      version: number(version),
      instance: obisFromBytes(bytes(logicalName)),
      attributes: elements(attributes).map((entry) => {
        const [index, mode, selectors] = elements(entry);
        return { index: number(index), mode: number(mode), selectors };
      }),
      methods: elements(methods).map((entry) => {
        const [index, mode] = elements(entry);
        return { index: number(index), mode: number(mode) };
      }),
    };
  });
}

function read(bench: Bench, sap: number, index: number, instance = names.association): Data {
  const client = bench.associated(sap, { maxReceivePduSize: 100 });
  const result = bench.run(sap, client.get(attribute(15, instance, index)));
  if ('error' in result) throw new Error(result.error);
  return result.data;
}

describe('Blue Book, Association LN version 1: object_list', () => {
  const saps = [publicSap, lowSap, highSap, laxSap];

  it.each(saps)('tells client %i exactly what it may do', (sap) => {
    const bench = createBench();
    const client = bench.associated(sap);
    const list = parseList(read(createBench(), sap, 2));
    expect(list.length).toBeGreaterThan(10);
    for (const { classId, instance, attributes, methods } of list) {
      for (const { index, mode } of attributes) {
        const result = bench.run(sap, client.get(attribute(classId, instance, index)));
        const isDenied = 'error' in result && result.error === 'read-write-denied';
        const isReadable = [1, 3, 4, 6].includes(mode);
        // Without protection what needs an authenticated message is denied; and so is what has no read accessor.
        const isSpecial = instance === names.profile || (sap === lowSap && mode > 3);
        if (!isSpecial) expect([instance, index, isDenied]).toEqual([instance, index, !isReadable]);
      }
      for (const { index, mode } of methods) {
        expect(mode).toBe(methodAccessModes[tree.find(instance)?.methods?.[index]?.access[sap] ?? 'no-access']);
      }
    }
  });

  it('leaves out what the client has no access to at all', () => {
    const seen = (sap: number) => parseList(read(createBench(), sap, 2)).map(({ instance }) => instance);
    expect(seen(publicSap)).not.toContain(names.register);
    expect(seen(lowSap)).toContain(names.register);
    expect(seen(publicSap)).not.toContain(names.security);
    expect(seen(highSap)).toContain(names.security);
  });

  it('names selectors, classes, versions and the access modes of the Blue Book', () => {
    const list = parseList(read(createBench(), publicSap, 2));
    expect(list.find(({ instance }) => instance === names.profile)).toEqual({
      classId: 7,
      version: 1,
      instance: names.profile,
      attributes: [
        { index: 1, mode: attributeAccessModes['read-only'], selectors: { type: 'null-data' } },
        { index: 2, mode: 1, selectors: { type: 'array', value: [{ type: 'integer', value: 1 }] } },
        { index: 3, mode: 3, selectors: { type: 'null-data' } },
        { index: 4, mode: 2, selectors: { type: 'null-data' } },
      ],
      methods: [],
    });
    expect(list.find(({ instance }) => instance === names.script)?.methods).toEqual([
      { index: 1, mode: 1 },
      { index: 2, mode: 2 },
      { index: 3, mode: 1 },
    ]);
  });

  it('is built once for each tree and client', () => {
    expect(objectList(tree, publicSap)).toBe(objectList(tree, publicSap));
    expect(objectList(tree, publicSap)).not.toBe(objectList(tree, highSap));
  });
});

describe('Blue Book, Association LN version 1: the other attributes', () => {
  it('names the partners, whoever asks', () => {
    const partners = (sap: number) => elements(read(createBench(), sap, 3)).map(number);
    expect([publicSap, highSap].map(partners)).toEqual([
      [publicSap, 1],
      [highSap, 1],
    ]);
  });

  it('names context, mechanism and security setup of the client', () => {
    const facts = (sap: number) => [4, 6, 9].map((index) => toHex(bytes(read(createBench(), sap, index))));
    expect(facts(publicSap)).toEqual(['60857405080101', '60857405080200', '000000000000']);
    expect(facts(lowSap)).toEqual(['60857405080101', '60857405080201', '000000000000']);
    expect(facts(highSap)).toEqual(['60857405080103', '60857405080205', '00002B0001FF']);
  });

  it('tells what was negotiated', () => {
    const bench = createBench({ conformance: conformanceOf('get', 'block-transfer-with-get-or-read') });
    expect(elements(read(bench, publicSap, 5))).toEqual([
      { type: 'bit-string', value: '000000000001000000010000' },
      { type: 'long-unsigned', value: 1024 },
      { type: 'long-unsigned', value: 100 },
      unsigned(6),
      { type: 'integer', value: 0 },
      octets(fromHex('')),
    ]);
  });

  it('tells the state of the association of one client to itself and to others', () => {
    const facts = (sap: number) => {
      const status = number(read(createBench(), sap, 8, names.highAssociation));
      const info = elements(read(createBench(), sap, 5, names.highAssociation));
      return [status, number(info[2])];
    };
    expect(facts(highSap)).toEqual([2, 100]);
    expect(facts(publicSap)).toEqual([0, 0]);
    expect(number(read(createBench(), publicSap, 8))).toBe(2);
  });

  it('gives the object list of its own client to whoever may read it', () => {
    expect(read(createBench(), publicSap, 2, names.highAssociation)).toEqual(read(createBench(), highSap, 2));
  });

  it('never gives the secret', () => {
    const bench = createBench();
    const client = bench.associated(lowSap);
    expect(bench.run(lowSap, client.get(attribute(15, names.association, 7)))).toEqual({ error: 'read-write-denied' });
  });

  it('lets HLS clients alone reply to HLS, and only while it is pending', () => {
    const bench = createBench();
    const reply = method(15, names.association);
    const outcome = (sap: number) => bench.run(sap, bench.associated(sap).action(reply, octets(masterKey)));
    expect(outcome(publicSap)).toEqual({ result: 'read-write-denied' });
    expect(outcome(highSap)).toEqual({ result: 'other-reason' });
    const object = tree.find(names.association);
    expect(object?.methods?.[1]?.access).toEqual({ [highSap]: 'access', [laxSap]: 'access' });
    expect(tree.find(names.highAssociation)?.methods?.[1]?.access).toEqual({});
  });
});

describe('Blue Book, SAP assignment version 0', () => {
  it('lists the logical devices', () => {
    const bench = createBench();
    const client = bench.associated(publicSap);
    expect(bench.run(publicSap, client.get(attribute(17, names.sapAssignment)))).toEqual({
      data: {
        type: 'array',
        value: [
          {
            type: 'structure',
            value: [{ type: 'long-unsigned', value: 1 }, octets(bench.logicalDevice.systemTitle)],
          },
        ],
      },
    });
  });
});
