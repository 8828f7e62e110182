import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentErrors, parseDocument } from '../../../src/core/documents.ts';
import type { Random } from '../../../src/core/random.ts';
import { benchSchema } from '../../../src/harness/bench/bench.ts';
import { genesis, sha256 } from '../../../src/harness/evidence/line.ts';
import { verifyRun } from '../../../src/harness/evidence/verify.ts';
import { testPackSchema } from '../../../src/harness/pack/test-pack.ts';
import { runPacks } from '../../../src/harness/runner/run-packs.ts';
import { deviceModelSchema } from '../../../src/sim/files/device-model.ts';
import { installationSchema } from '../../../src/sim/files/installation.ts';
import { keysSchema } from '../../../src/sim/files/keys.ts';
import { root } from '../../support/project-files.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { textOf } from './sample.ts';

const schemas = [testPackSchema, benchSchema, installationSchema, deviceModelSchema, keysSchema];
const firstLight = join(root, 'testpacks/first-light/esme.yaml');
const installation = join(root, 'hardware/installations/first-light.yaml');
const EXAMPLES = [
  'hardware/benches/simulated.yaml',
  'hardware/installations/first-light.yaml',
  'hardware/installations/moc-secure-dual-fuel.yaml',
  'hardware/models/simulated-esme.yaml',
  'hardware/models/smets1-esme.yaml',
  'hardware/models/simulated-gsme.yaml',
  'hardware/models/smets1-gsme.yaml',
  'hardware/models/smets1-hub.yaml',
  'hardware/keys/test-keys.yaml',
];

/** It damages a journal of its own. */
const NOTHING = new Uint8Array();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Packs of one test of first-light each. */
function smallPacks(): readonly string[] {
  const [head = '', ...tests] = readFileSync(firstLight, 'utf8').split(/^ {2}- id: /m);
  return tests.map((test) => `${head}  - id: ${test}`);
}

/** Files of every kind. */
function documents(): readonly Uint8Array[] {
  return [...EXAMPLES.map((path) => readFileSync(join(root, path), 'utf8')), ...smallPacks()].map(bytesOf);
}

/** A file of any kind, by the schema of any kind: each refusal names a place in the text. */
function parsing(random: Random): Taker {
  return (input, mutated) => {
    const text = textOf(mutated(input));
    const lines = text.split('\n').length;
    try {
      parseDocument<unknown>(text, 'fuzzed.yaml', schemas[random.below(schemas.length)] as (typeof schemas)[number]);
    } catch (error) {
      const problems = error instanceof DocumentErrors ? error.problems : [];
      for (const { where: { line = 0, column = 0 } = {}, message } of problems) {
        if (line < 1 || column < 1 || line > lines) throw new Broken(`a problem without a place: ${message}`);
      }
      if (problems.length === 0) throw new Broken(`refused without a problem: ${error}`, { cause: error });
      throw error;
    }
  };
}

/** The evidence of a short run, in a folder that is gone with the process. */
async function evidence(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 's1bench-fuzz-'));
  process.once('exit', () => rmSync(out, { recursive: true, force: true }));
  const pack = join(out, 'pack.yaml');
  writeFileSync(pack, smallPacks().find((text) => text.includes('- id: SRV-11.2')) ?? '');
  const { folder } = await runPacks({ packs: [pack], target: { sim: installation }, tool: 's1bench 0', out });
  return folder;
}

const BODY_END = ',"hash":"'.length + 64 + '"}'.length;

/** A journal each line of which has its right hash and that of the line before, whatever else it says. */
function rehashed(lines: readonly string[]): string {
  let previous = genesis;
  return lines
    .map((line) => {
      const body = `${line.slice(0, -BODY_END)}}`.replace(/("prev":")[0-9a-f]{64}/, `$1${previous}`);
      previous = sha256(body);
      return `${body.slice(0, -1)},"hash":"${previous}"}\n`;
    })
    .join('');
}

/** A journal that was damaged, and one that was forged line by line: neither passes for what was recorded. */
async function verifying(random: Random): Promise<Taker> {
  const folder = await evidence();
  const file = join(folder, 'journal.jsonl');
  const journal = readFileSync(file);
  const lines = journal.toString('utf8').trimEnd().split('\n');
  return (_, mutated) => {
    let changed: Uint8Array;
    if (random.below(2) === 0) changed = mutated(journal);
    else {
      const at = random.below(lines.length);
      const line = textOf(mutated(bytesOf(lines[at] as string)));
      changed = bytesOf(rehashed(lines.with(at, line)));
    }
    writeFileSync(file, changed);
    const { state } = verifyRun(folder);
    if (state === 'intact' && !journal.equals(changed)) throw new Broken('another journal passes for this one');
  };
}

export const fileTargets: readonly Target[] = [
  { name: 'documents', cost: 4, corpus: documents, start: parsing },
  { name: 'journal', cost: 10, corpus: () => [NOTHING], start: verifying },
];
