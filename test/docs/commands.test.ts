import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/project-files.ts';

/**
 * What the documents tell a reader to do is done here, in order, one scratch folder a document, which looks like a
 * clone: each `$ ` line of each ```console block is typed, and each block that names a file after its language is
 * written to that file. A command is expected to exit with 0, or with N where `# exit N` follows it; one with
 * `# leave it running` runs, once it has said something, until the end of its document.
 */
type Step = Shown | Written;

interface Shown {
  readonly place: string;
  readonly what: string;
  readonly exit: number;
  readonly leaveRunning: boolean;
}

interface Written {
  readonly place: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
}

/** What the commands were compiled to, kept from one to the next: most of the time of a short one goes into that. */
const compiled = mkdtempSync(join(tmpdir(), 's1bench-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true }));

const documents = globSync(['README.md', 'docs/{tutorial,how-to}/*.md'], { cwd: root }).sort();

function stepsOf(document: string): readonly Step[] {
  const page = readFileSync(join(root, document), 'utf8');
  return [...page.matchAll(/^```(?<kind>\S+)(?: (?<file>\S+))?\n(?<text>.*?)^```$/gms)].flatMap(
    ({ index, groups = {} }): readonly Step[] => {
      const { kind, file, text = '' } = groups;
      const line = page.slice(0, index).split('\n').length;
      if (file !== undefined) return [{ place: `${document}:${line}`, what: `writes ${file}`, file, text }];
      return kind === 'console' ? commandsOf(text, document, line + 1) : [];
    },
  );
}

function commandsOf(text: string, document: string, firstLine: number): readonly Shown[] {
  return text.split('\n').flatMap((line, i) => {
    const [typed = '', comment = ''] = line.startsWith('$ ') ? line.slice(2).split(/ +# /) : [];
    const what = toRun(typed);
    if (what === '') return [];
    const exit = Number(/^exit (?<code>\d+)/.exec(comment)?.groups?.['code'] ?? 0);
    return [
      { place: `${document}:${firstLine + i}`, what, exit, leaveRunning: comment.startsWith('leave it running') },
    ];
  });
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
    NODE_COMPILE_CACHE: compiled,
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

  function write({ file, text }: Written): void {
    const path = join(clone, file);
    mkdirSync(dirname(path), { recursive: true });
    // What the clone shares with the project isn't for a document to change.
    expect(realpathSync(dirname(path))).toMatch(realpathSync(folder));
    writeFileSync(path, text);
  }

  async function leaveRunning(command: string): Promise<void> {
    const child = spawn('sh', ['-c', `exec ${command}`], { cwd: clone, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), once(child, 'exit')]);
    expect(child.exitCode).toBeNull();
  }

  test.each(stepsOf(document))('$place: $what', { timeout: 310_000 }, async (step) => {
    if ('file' in step) return write(step);
    if (step.leaveRunning) return leaveRunning(step.what);
    const { status, stdout, stderr } = spawnSync('sh', ['-c', step.what], {
      cwd: clone,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
    });
    expect(status, `${stdout}${stderr}`).toBe(step.exit);
  });
});

test('docs: README.md shows commands', () => {
  expect(stepsOf('README.md')).not.toEqual([]);
});
