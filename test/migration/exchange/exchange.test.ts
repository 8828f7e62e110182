import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../src/migration/exchange/exchange.ts';
import { FolderExchange } from '../../../src/migration/exchange/folder-exchange.ts';
import { MemoryExchange } from '../../../src/migration/exchange/memory-exchange.ts';
import { readMigrationFile } from '../../../src/migration/files/migration-file.ts';
import { LARGEST_FILE } from '../../../src/migration/files/xml/document.ts';
import { root } from '../../support/project-files.ts';
import { refusalOf } from '../../support/refusal.ts';
import { newFolder, newPath } from '../../support/scratch.ts';

const kinds: readonly (readonly [string, () => Exchange])[] = [
  ['a folder', () => new FolderExchange(newPath())],
  ['memory', () => new MemoryExchange()],
];

describe.each(kinds)('an exchange that is %s', (_, make) => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);

  it('a file is what was given first under its name, whatever comes after', () => {
    // Names that differ in case alone are one on some file systems.
    const given = fc.array(
      fc.tuple(
        name.map((one) => one.toLowerCase()),
        fc.uint8Array({ maxLength: 50 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(given, (puts) => {
        const exchange = make();
        const model = new Map<string, Uint8Array>();
        for (const [called, bytes] of puts) {
          const known = model.get(called);
          if (known !== undefined && !Buffer.from(known).equals(bytes)) {
            expect(refusalOf(() => exchange.put(called, bytes))).toMatchObject({
              code: 'exchange-name-taken',
              found: called,
            });
          } else {
            exchange.put(called, bytes);
            model.set(called, bytes);
          }
        }
        expect(exchange.names()).toEqual([...model.keys()].sort());
        for (const [called, bytes] of model)
          expect(Buffer.from(exchange.get(called) as Uint8Array)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 40 },
    );
  });

  it('what is not there is nothing', () => {
    expect(make().get('a')).toBeUndefined();
    expect(make().names()).toEqual([]);
  });

  it.each(['', '.', '..', '.a', '../a', 'a/b', 'a\\b', '/a', 'a b', 'a\u0000', 'é', '-a', 'a'.repeat(152)])(
    'nothing is called %j',
    (called) => {
      expect(refusalOf(() => make().put(called, new Uint8Array()))).toMatchObject({ code: 'exchange-name-invalid' });
      expect(refusalOf(() => make().get(called))).toMatchObject({ code: 'exchange-name-invalid' });
    },
  );

  it('nobody changes a file by what they hold of it', () => {
    const exchange = make();
    const bytes = Uint8Array.of(1, 2, 3);
    exchange.put('a', bytes);
    bytes[0] = 9;
    (exchange.get('a') as Uint8Array)[1] = 9;
    expect([...(exchange.get('a') as Uint8Array)]).toEqual([1, 2, 3]);
  });
});

describe('a folder that is an exchange', () => {
  it('takes a person’s own file in place of a party’s', () => {
    const folder = newFolder();
    const exchange = new FolderExchange(folder);
    writeFileSync(join(folder, 'a.xml'), 'mine');
    expect(refusalOf(() => exchange.put('a.xml', Buffer.from('theirs')))).toMatchObject({
      code: 'exchange-name-taken',
    });
    expect(exchange.get('a.xml')).toEqual(Buffer.from('mine'));
  });

  it('passes over whatever else people keep in it', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'old'));
    for (const other of ['.hidden', 'read me.txt']) writeFileSync(join(folder, other), '');
    const exchange = new FolderExchange(folder);
    expect(exchange.names()).toEqual([]);
    expect(exchange.get('old')).toBeUndefined();
    expect(refusalOf(() => exchange.put('old', new Uint8Array()))).toMatchObject({ code: 'exchange-name-taken' });
  });

  it('a draft that a crash left, linked already, never changes the file', () => {
    const folder = newFolder();
    const exchange = new FolderExchange(folder);
    exchange.put('a', Buffer.from('given'));
    linkSync(join(folder, 'a'), join(folder, '.a'));
    expect(refusalOf(() => exchange.put('a', Buffer.from('other')))).toMatchObject({ code: 'exchange-name-taken' });
    exchange.put('a', Buffer.from('given'));
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('given');
  });

  it.skipIf(process.platform === 'win32')('a link that leads nowhere is a name that is taken', () => {
    const folder = newFolder();
    symlinkSync('nowhere', join(folder, 'a'));
    expect(refusalOf(() => new FolderExchange(folder).put('a', new Uint8Array()))).toMatchObject({
      code: 'exchange-name-taken',
    });
  });

  it('goes on where another process has put files', () => {
    const folder = newFolder();
    new FolderExchange(folder).put('a', Buffer.from('1'));
    expect(new FolderExchange(folder).get('a')).toEqual(Buffer.from('1'));
  });
});

/** A process that puts large files, `file-0`, `file-1` and so on, each of one byte repeated, and says so before each. */
const putting = `
  import { FolderExchange } from ${JSON.stringify(join(root, 'src/migration/exchange/folder-exchange.ts'))};
  const exchange = new FolderExchange(process.argv[1]);
  for (let i = 0; ; i++) {
    process.stdout.write(i + '\\n');
    exchange.put('file-' + i, new Uint8Array(4 << 20).fill(i));
  }`;

function run(code: string, folder: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', code, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('a process that is killed in the middle of a put', () => {
  it.each([1, 2, 3, 5, 8])(
    'at the %i. file: each file that is there is whole, and another process goes on',
    async (last) => {
      const folder = newFolder();
      const child = run(putting, folder);
      let said = '';
      for await (const part of child.stdout as AsyncIterable<Buffer>) {
        said += part.toString();
        if (said.split('\n').length > last) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      const exchange = new FolderExchange(folder);
      const names = exchange.names();
      expect(names.length).toBeGreaterThanOrEqual(last - 1);
      for (const name of names) {
        const bytes = exchange.get(name) as Uint8Array;
        expect(bytes.length).toBe(4 << 20);
        expect(bytes.every((byte) => byte === Number(name.slice('file-'.length)))).toBe(true);
      }
      const next = `file-${names.length}`;
      exchange.put(next, Buffer.from('whole'));
      expect(exchange.get(next)).toEqual(Buffer.from('whole'));
    },
  );

  it('of a file that is larger than any that is taken no more is read than shows that it is', () => {
    const folder = newFolder();
    const exchange = new FolderExchange(folder);
    writeFileSync(join(folder, 'huge.xml'), 'begun');
    truncateSync(join(folder, 'huge.xml'), 3 * 2 ** 30);
    const read = exchange.get('huge.xml') as Uint8Array;
    expect(read.length).toBe(LARGEST_FILE + 1);
    expect(refusalOf(() => readMigrationFile(read, 'huge.xml', 'common')).code).toBe('migration-file-too-large');
  });

  it('two that put the same name at once: one of them has it, whole', async () => {
    const folder = newFolder();
    const code = `
      import { FolderExchange } from ${JSON.stringify(join(root, 'src/migration/exchange/folder-exchange.ts'))};
      const exchange = new FolderExchange(process.argv[1]);
      const mine = new Uint8Array(65536).fill(process.pid);
      let won = 0;
      for (let i = 0; i < 200; i++) {
        try { exchange.put('file-' + i, mine); won++; } catch (error) { if (error.code !== 'exchange-name-taken') throw error; }
      }
      process.stdout.write(String(won));`;
    const both = [run(code, folder), run(code, folder)];
    const won = await Promise.all(
      both.map(async (child) => {
        let said = '';
        for await (const part of child.stdout as AsyncIterable<Buffer>) said += part.toString();
        return Number(said);
      }),
    );
    const exchange = new FolderExchange(folder);
    expect(won.reduce((sum, one) => sum + one, 0)).toBe(200);
    for (const name of exchange.names()) {
      const bytes = exchange.get(name) as Uint8Array;
      expect(bytes.length).toBe(65_536);
      expect(new Set(bytes).size).toBe(1);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
