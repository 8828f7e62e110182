import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../support/project-files.ts';

interface ModelText {
  readonly kind: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly evidence: Readonly<Record<string, { readonly kind: string; readonly source: string }>>;
}

const files = globSync('hardware/models/*.yaml', { cwd: root })
  .map((path) => ({ path, model: parse(readFileSync(join(root, path), 'utf8')) as ModelText }))
  .sort((a, b) => Number(a.model.kind === 'device-model') - Number(b.model.kind === 'device-model') || order(a, b));

function order(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

const kinds = ['public', 'recalled', 'ours', 'seed'];

/** One row for each source: a model often has the same one for several facts. */
function rowsOf({ evidence }: ModelText): readonly string[] {
  const bySource = new Map<string, { readonly kind: string; readonly facts: string[] }>();
  for (const [fact, { kind, source }] of Object.entries(evidence)) {
    const row = bySource.get(`${kind} ${source}`) ?? { kind, facts: [] };
    bySource.set(`${kind} ${source}`, row);
    row.facts.push(`\`${fact}\``);
  }
  return [...bySource]
    .sort(([, a], [, b]) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
    .map(([key, { kind, facts }]) => `| ${facts.join(', ')} | ${kind} | ${key.slice(kind.length + 1)} |`);
}

function section({ path, model }: (typeof files)[number]): string {
  const name = model.model === undefined ? '' : `, ${model.manufacturer} ${model.model}`;
  return `## ${basename(path)}${name}

| fact | from | source |
|---|---|---|
${rowsOf(model).join('\n')}
`;
}

const page = `# Where the facts of the models are from

What the files of \`hardware/models/\` say of the devices, and how each of it is known: *public* is a published source,
*recalled* from memory and to be confirmed, *ours* chosen by this project, *seed* given with it. The files
\`smets1-*.yaml\` have what all models of a type share; a model states what it does otherwise. What the simulator decides
elsewhere: [What is known, and what isn't](../explanation/what-is-known.md).

This page is written from the files by a test.

${files.map(section).join('\n')}`;

it('docs/reference/model-facts.md has the evidence of every model file', async () => {
  await expect(page).toMatchFileSnapshot(join(root, 'docs/reference/model-facts.md'));
});
