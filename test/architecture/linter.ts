import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../support/project-files.ts';

export interface Refusal {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
}

/** What the project's linter, under the project's configuration, refuses in these files (path to content). */
export function lint(files: Readonly<Record<string, string>>): readonly Refusal[] {
  const folder = mkdtempSync(join(tmpdir(), 's1bench-lint-'));
  try {
    for (const path of ['biome.json', 'package.json', 'test/architecture/plain-error.grit']) {
      cpSync(join(root, path), join(folder, path));
    }
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const { stdout } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        '--reporter=json',
        '--max-diagnostics=none',
        '--vcs-enabled=false',
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    return (JSON.parse(stdout) as Report).diagnostics.map(({ category, location }) => ({
      rule: category.split('/').at(-1) as string,
      file: location.path,
      line: location.start.line,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}
