import type { CommandSpec } from './command.ts';
import { exitCodes } from './exit-code.ts';

/** Kinds of files of the rules of migration, each checked by itself. */
const rulesKinds = ['parties', 'groups', 'checks', 'strategy', 'exclusions', 'layouts', 'procedures', 'commissioning'];

/** What reads and checks a file of each kind, with the files that it names. */
const checkers: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  'test-pack': async (file) => (await import('../harness/runner/plan.ts')).loadPacks([file]),
  'test-set': async (file) => {
    const { parseTestSet } = await import('../harness/pack/test-pack.ts');
    const { readText } = await import('../sim/files/load.ts');
    return parseTestSet(await readText(file), file);
  },
  bench: async (file) => (await import('../harness/runner/bench-target.ts')).benchTarget(file),
  installation: async (file) => (await import('../sim/files/load.ts')).loadInstallation(file),
  'device-model': async (file) => {
    const { isRecordedModel, loadRecordedModel } = await import('../sim/recorded/load.ts');
    const { loadDeviceModel, readText } = await import('../sim/files/load.ts');
    return isRecordedModel(await readText(file)) ? loadRecordedModel(file) : loadDeviceModel(file);
  },
  'device-state': async (file) => (await import('../sim/recorded/load.ts')).loadRecordedState(file),
  'recorded-device': async (file) => (await import('../sim/recorded/load.ts')).loadRecording(file),
  'device-model-base': async (file) => (await import('../sim/files/load.ts')).checkModelBase(file),
  'smets1-services': async (file) => (await import('../dcc/load-smets1-services.ts')).loadSmets1Services(file),
  keys: async (file) => (await import('../sim/files/load.ts')).loadKeys(file),
  'meter-configuration': async (file) => {
    const { parseMeterConfiguration } = await import('../migration/readiness/meter-configuration.ts');
    const { readText } = await import('../sim/files/load.ts');
    return parseMeterConfiguration(await readText(file), file);
  },
  ...Object.fromEntries(rulesKinds.map((name) => [`migration-${name}`, checkRules])),
};

async function checkRules(file: string): Promise<unknown> {
  return (await import('../migration/rules/rules.ts')).checkRulesFile(file);
}

/** What a key file has, also one that can't be read as such: of those, nothing is shown. */
const mayHoldKeys = /\b(kind\W+keys|master|encryption|authentication)\b/;

interface Checked {
  readonly file: string;
  readonly kind: string;
}

export const check: CommandSpec<object, readonly Checked[]> = {
  name: 'check',
  summary: 'validate packs, installation, bench, model and key files, without running',
  configure(command) {
    command.argument('<file...>', 'files of any kind');
  },
  async prepare(files) {
    const results = await Promise.allSettled(files.map(checkFile));
    const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (problems.length > 0) throw new AggregateError(problems, 'files are refused');
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  },
  async run(checked, output) {
    output.json(checked);
    for (const { file, kind } of checked) output.line(`${file}: ${output.style('green', 'sound')} (${kind})`);
    return exitCodes.passed;
  },
};

async function checkFile(file: string): Promise<Checked> {
  const kind = await kindOf(file);
  await checkers[kind]?.(file);
  return { file, kind };
}

async function kindOf(file: string): Promise<string> {
  const { z } = await import('zod');
  const { parseDocument } = await import('../core/documents.ts');
  const { readText } = await import('../sim/files/load.ts');
  const kinds = Object.keys(checkers);
  const schema = z.looseObject({ kind: z.enum(kinds as [string, ...string[]]) });
  const text = await readText(file);
  return parseDocument(text, file, schema, { secret: mayHoldKeys.test(text) }).kind;
}
