import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartyStore } from '../../../src/migration/store/party-store.ts';
import { root } from '../../support/project-files.ts';
import { newPath } from '../../support/scratch.ts';

class Refused extends Error {}

describe('the store of a party', () => {
  it('holds what was put in it last, also after it was closed', () => {
    const key = fc.string({ maxLength: 3 });
    const step = fc.oneof(
      fc.record({ does: fc.constant('put' as const), table: fc.constantFrom('a', 'b'), key, value: fc.jsonValue() }),
      fc.record({ does: fc.constant('remove' as const), table: fc.constantFrom('a', 'b'), key }),
      fc.record({ does: fc.constant('reopen' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const file = newPath();
        let store = new PartyStore(file, 'process');
        const model = { a: new Map<string, string>(), b: new Map<string, string>() };
        for (const each of steps) {
          if (each.does === 'reopen') {
            store.close();
            store = new PartyStore(file, 'process');
          } else if (each.does === 'put') {
            store.table(each.table).put(each.key, each.value);
            model[each.table].set(each.key, JSON.stringify(each.value));
          } else {
            store.table(each.table).remove(each.key);
            model[each.table].delete(each.key);
          }
        }
        for (const [name, values] of Object.entries(model)) {
          const table = store.table(name);
          expect([...table.keys()].sort()).toEqual([...values.keys()].sort());
          for (const [known, value] of values) expect(JSON.stringify(table.get(known))).toBe(value);
        }
        store.close();
      }),
      { numRuns: 25 },
    );
  });

  it('gives keys in the order of the alphabet, to several at once, and while it changes', () => {
    const store = new PartyStore(newPath());
    const [a, b] = [store.table<number>('a'), store.table<number>('b')];
    for (const key of ['c', 'a', 'b']) for (const table of [a, b]) table.put(key, 1);
    const seen: string[] = [];
    for (const one of a.keys()) for (const other of a.keys()) seen.push(one + other);
    expect(seen).toEqual(['aa', 'ab', 'ac', 'ba', 'bb', 'bc', 'ca', 'cb', 'cc']);
    for (const key of b.keys()) b.put(key, 2);
    expect([...b.keys()].map((key) => b.get(key))).toEqual([2, 2, 2]);
    store.close();
  });

  it('holds all of a transaction, or nothing of it where it throws', () => {
    const store = new PartyStore(newPath());
    const table = store.table<number>('a');
    expect(
      store.transaction(() => {
        table.put('a', 1);
        return 'done';
      }),
    ).toBe('done');
    expect(() =>
      store.transaction(() => {
        table.put('a', 2);
        table.put('b', 2);
        throw new Refused();
      }),
    ).toThrow(Refused);
    expect([...table.keys()]).toEqual(['a']);
    expect(table.get('a')).toBe(1);
    store.close();
  });

  it('the same inside another transaction: what was done around it stays', () => {
    const store = new PartyStore(':memory:');
    const table = store.table<number>('a');
    store.transaction(() => {
      table.put('outer', 1);
      store.transaction(() => table.put('inner', 1));
      expect(() =>
        store.transaction(() => {
          table.put('refused', 1);
          throw new Refused();
        }),
      ).toThrow(Refused);
    });
    expect([...table.keys()]).toEqual(['inner', 'outer']);
    expect(() =>
      store.transaction(() => {
        store.transaction(() => table.put('lost', 1));
        throw new Refused();
      }),
    ).toThrow(Refused);
    expect(table.get('lost')).toBeUndefined();
    store.close();
  });

  it.each(['', ':memory:'])('one that is called %j ends with the object', (file) => {
    for (const expected of [undefined, undefined]) {
      const store = new PartyStore(file);
      expect(store.table('a').get('a')).toBe(expected);
      store.table('a').put('a', 1);
      store.close();
    }
  });

  it.skipIf(process.platform === 'win32')('is for the eyes of its owner alone: it holds keys', () => {
    const file = newPath();
    const store = new PartyStore(file);
    store.table('a').put('a', 1);
    for (const suffix of ['', '-wal']) expect(statSync(file + suffix).mode & 0o777).toBe(0o600);
    store.close();
  });
});

/** A process that stores pairs in transactions, forever, and says which it is at in the middle of each. */
const storing = `
  import { PartyStore } from ${JSON.stringify(join(root, 'src/migration/store/party-store.ts'))};
  const store = new PartyStore(process.argv[1]);
  const table = store.table('pairs');
  for (let i = 0; ; i++) {
    store.transaction(() => {
      table.put('left', i);
      process.stdout.write(i + '\\n');
      table.put('right', i);
    });
    table.put('stored', i);
  }`;

describe('a process that is killed', () => {
  it.each([1, 2, 10, 40])(
    'in the middle of the %i. transaction: the pair is one that was stored whole',
    async (last) => {
      const file = newPath();
      const child = spawn(process.execPath, ['--input-type=module', '--eval', storing, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      for await (const part of child.stdout as AsyncIterable<Buffer>) {
        said += part.toString();
        if (said.split('\n').length > last) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const store = new PartyStore(file);
      const table = store.table<number>('pairs');
      expect(table.get('left')).toBe(table.get('right'));
      const begun = said.trimEnd().split('\n').length - 1;
      // Whatever it went on from was stored when it did.
      expect(table.get('left') ?? -1).toBeGreaterThanOrEqual(begun - 1);
      expect(table.get('stored') ?? -1).toBeGreaterThanOrEqual(begun - 1);
      store.transaction(() => table.put('left', -1));
      expect(table.get('left')).toBe(-1);
      store.close();
    },
  );
});
