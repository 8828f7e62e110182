import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obisBytes } from '../../../../src/core/identifiers.ts';
import { type AttributeAccess, attributeAccessModes } from '../../../../src/protocol/cosem/access-modes.ts';
import { isReadable, parseObjectList } from '../../../../src/protocol/cosem/client/object-list.ts';
import type { Data } from '../../../../src/protocol/cosem/data.ts';
import type { AccessByClient } from '../../../../src/protocol/cosem/server/object.ts';
import { data } from '../../../support/arbitraries.ts';
import { refusalOf, resultOrRefusal } from '../../../support/refusal.ts';
import {
  attribute,
  createBench,
  highSap,
  laxSap,
  lowSap,
  names,
  octets,
  publicSap,
  tree,
  unsigned,
} from '../server/bench.ts';

const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
const mode = (value: number): Data => ({ type: 'enum', value });
const index = (value: number): Data => ({ type: 'integer', value });
const name = octets(obisBytes(names.register));
const nothing: Data = { type: 'null-data' };

function element(attributes: Data, methods: Data): Data {
  return structure({ type: 'long-unsigned', value: 3 }, unsigned(0), name, structure(attributes, methods));
}

/** What the client may do with each attribute or method. */
function granted<Mode>(
  members: Readonly<Record<number, { readonly access: AccessByClient<Mode> }>> = {},
  sap: number,
): [number, Mode | 'no-access'][] {
  return Object.entries(members).map(([i, { access }]) => [Number(i), access[sap] ?? 'no-access']);
}

describe('Blue Book, Association LN: object_list, as its reader takes it', () => {
  it.each([publicSap, lowSap, highSap, laxSap])('says of every object what its tree grants client %i', (sap) => {
    const bench = createBench();
    const result = bench.run(sap, bench.associated(sap).get(attribute(15, names.association)));
    const listed = parseObjectList('data' in result ? result.data : nothing);
    expect(listed.length).toBeGreaterThan(5);
    for (const { classId, version, logicalName, attributes, methods } of listed) {
      const object = tree.objects.find((one) => one.classId === classId && one.logicalName === logicalName);
      expect(version).toBe(object?.version);
      expect(attributes).toEqual(new Map([[1, 'read-only'], ...granted(object?.attributes, sap)]));
      expect(methods).toEqual(new Map(granted(object?.methods, sap)));
    }
  });

  it('version 0: the access mode of a method is a boolean', () => {
    const methods = array(
      structure(index(1), { type: 'boolean', value: true }),
      structure(index(2), { type: 'boolean', value: false }),
    );
    const [listed] = parseObjectList(array(element(array(), methods)));
    expect([...(listed?.methods ?? [])]).toEqual([
      [1, 'access'],
      [2, 'no-access'],
    ]);
  });

  it('an access mode that is not known here counts as none', () => {
    const attributes = array(structure(index(2), mode(77), nothing), structure(index(-3), mode(1), nothing));
    const [listed] = parseObjectList(array(element(attributes, array())));
    expect([...(listed?.attributes ?? [])]).toEqual([
      [2, 'no-access'],
      [-3, 'read-only'],
    ]);
  });

  it('an attribute is readable in the modes that let it be read, authenticated or not', () => {
    const readable = (Object.keys(attributeAccessModes) as AttributeAccess[]).filter(isReadable);
    expect(readable.map((access) => attributeAccessModes[access])).toEqual([1, 3, 4, 6]);
    expect(isReadable(undefined)).toBe(false);
  });

  it.each([
    ['no array', unsigned(1), 'unsigned', 'an array'],
    ['an element that is no structure', array(unsigned(1)), 'unsigned', 'a structure of 4'],
    ['an element that is too short', array(structure(unsigned(1))), 'structure', 'a structure of 4'],
    [
      'a class without a number',
      array(structure(name, unsigned(0), name, structure(array(), array()))),
      'octet-string',
      'a number',
    ],
    [
      'a logical name of five bytes',
      array(structure(unsigned(1), unsigned(0), octets(new Uint8Array(5)), structure(array(), array()))),
      'octet-string',
      'a logical name of 6 bytes',
    ],
    [
      'access rights without methods',
      array(structure(unsigned(1), unsigned(0), name, structure(array()))),
      'structure',
      'a structure of 2',
    ],
    ['rights that are no array', array(element(unsigned(1), array())), 'unsigned', 'an array'],
    ['a right without a mode', array(element(array(structure(index(1))), array())), 'structure', 'a structure of 2'],
    [
      'an index that is no number',
      array(element(array(structure(nothing, mode(1))), array())),
      'null-data',
      'a number',
    ],
    ['a mode that is no number', array(element(array(structure(index(1), name)), array())), 'octet-string', 'a number'],
  ])('refuses %s', (_, list, found, expected) => {
    expect(refusalOf(() => parseObjectList(list))).toMatchObject({ code: 'object-list-invalid', found, expected });
  });

  it('takes any value for a list, or refuses it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          data,
          data.map((inside) => array(element(inside, array(inside)))),
        ),
        (any) => {
          const result = resultOrRefusal(() => parseObjectList(any));
          if (result instanceof Error) expect(result.code).toBe('object-list-invalid');
          else expect(result).toHaveLength(any.type === 'array' || any.type === 'structure' ? any.value.length : -1);
        },
      ),
    );
  });
});
