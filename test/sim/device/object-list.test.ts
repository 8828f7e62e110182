import { describe, expect, it } from 'vitest';
import { formatObis } from '../../../src/core/identifiers.ts';
import { typesOf } from './attribute-types.ts';
import { benchOf, CURRENT_ASSOCIATION, deviceNames, listed } from './listed.ts';

const clients = [16, 2, 1] as const;
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
