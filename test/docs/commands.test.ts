import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/project-files.ts';

/**
 * What the documents tell a reader to type is typed here: each `$ ` line of each ```console block, in order, one
 * scratch folder a document, which looks like a clone. A command is expected to exit with 0, or with N where `# exit N`
 * follows it; one with `# leave it running` runs, once it has said something, until the end of its document.
 */
interface Shown {
  readonly place: string;
  readonly command: string;
  readonly exit: number;
  readonly leaveRunning: boolean;
}

const documents = globSync(['README.md', 'docs/{tutorial,how-to}/*.md'], { cwd: root }).sort();

function commandsOf(document: string): readonly Shown[] {
  const shown: Shown[] = [];
  let inConsole = false;
  for (const [i, line] of readFileSync(join(root, document), 'utf8').split('\n').entries()) {
    if (line.startsWith('```')) inConsole = line === '```console';
    if (!inConsole || !line.startsWith('$ ')) continue;
    const [typed = '', comment = ''] = line.slice(2).split(/ +# /);
    shown.push({
      place: `${document}:${i + 1}`,
      command: toRun(typed),
      exit: Number(/^exit (?<code>\d+)/.exec(comment)?.groups?.['code'] ?? 0),
      leaveRunning: comment.startsWith('leave it running'),
    });
  }
  return shown.filter(({ command }) => command !== '');
}

/**
 * Without the parts that can't be run inside the tests: getting the clone (the scratch folder is one), `npm ci`, which
 * would take away the packages that this very process runs on, and `npm test`, which would start these tests again.
 * `npx s1bench` is the `s1bench` of this project.
 */
function toRun(typed: string): string {
  return typed
    .split(' && ')
    .filter((part) => !/^(?:git clone|cd|npm ci|npm test)\b/.test(part))
    .join(' && ')
    .replaceAll('npx s1bench', 's1bench');
}

describe.skipIf(process.platform === 'win32').each(documents)('docs: the commands of %s', (document) => {
  const folder = mkdtempSync(join(tmpdir(), 's1bench-docs-'));
  const clone = join(folder, 's1bench');
  const running: ChildProcess[] = [];
  const env = {
    ...process.env,
    PATH: [join(folder, 'bin'), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    NO_COLOR: '1',
  };

  beforeAll(() => {
    mkdirSync(join(folder, 'bin'));
    mkdirSync(clone);
    for (const entry of readdirSync(root)) if (entry !== 'runs') symlinkSync(join(root, entry), join(clone, entry));
    const shim = join(folder, 'bin/s1bench');
    writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/s1bench.ts')}' "$@"\n`);
    chmodSync(shim, 0o755);
  });

  afterAll(async () => {
    for (const child of running.filter((each) => each.exitCode === null)) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  test.each(commandsOf(document))('$place: $command', { timeout: 70_000 }, async ({ command, exit, leaveRunning }) => {
    if (leaveRunning) {
      const child = spawn('sh', ['-c', `exec ${command}`], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
      running.push(child);
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), once(child, 'exit')]);
      expect(child.exitCode).toBeNull();
      return;
    }
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: clone,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    expect(status, `${stdout}${stderr}`).toBe(exit);
  });
});

test('docs: README.md shows commands', () => {
  expect(commandsOf('README.md')).not.toEqual([]);
});
