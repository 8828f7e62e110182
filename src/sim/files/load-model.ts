import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { parseDocument } from '../../core/documents.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import {
  type DeviceModel,
  deviceModelSchema,
  evidenceMissing,
  type ModelFile,
  modelFile,
  statedBy,
  unevidenced,
} from './device-model.ts';
import { readText } from './read-text.ts';
import { refusedAt } from './refused-at.ts';

/** One of the files that a model is made of. */
interface Part {
  readonly file: string;
  readonly text: string;
  /** What it states, unchecked. */
  readonly stated: ModelFile;
}

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * A device model, with the facts that it takes from the files that it extends. What is wrong with a fact names the file
 * that states it.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function loadDeviceModel(file: string): Promise<DeviceModel> {
  const parts = await partsOf(file);
  const model = deviceModelSchema.safeParse(merged(parts));
  if (model.success) return model.data;
  for (const part of parts) refuse(part, issuesOf(part, parts, model.error.issues));
  throw model.error;
}

/**
 * Checks a file that models take facts from: those it states are as they have to be, each with its evidence.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function checkModelBase(file: string): Promise<void> {
  const [own, ...above] = await partsOf(file);
  if (own === undefined) return;
  refuse(own, unevidenced(merged([own, ...above])).map(evidenceMissing) as Issue[]);
}

/** The file itself, the one that it extends, and so on; what each of them states is checked, the last one first. */
async function partsOf(file: string): Promise<readonly Part[]> {
  const parts = [await partOf(file)];
  for (let part = parts[0]; part?.stated.extends !== undefined; part = parts.at(-1)) {
    const base = resolve(dirname(part.file), part.stated.extends);
    if (parts.some((before) => resolve(before.file) === base)) {
      const found = part.stated.extends;
      throw refusedAt(part, ['extends'], new S1benchError('model-extends-itself', { found, expected: 'another file' }));
    }
    parts.push(await baseOf(part, base));
  }
  const type = parts.find(({ stated }) => stated['type'] !== undefined)?.stated['type'];
  for (const { text, file: of } of parts.toReversed()) parseDocument(text, of, statedBy(type));
  return parts;
}

async function partOf(file: string): Promise<Part> {
  const text = await readText(file);
  return { file, text, stated: parseDocument(text, file, modelFile) };
}

async function baseOf(part: Part, base: string): Promise<Part> {
  try {
    return await partOf(base);
  } catch (error) {
    throw isS1benchError(error, 'file-unreadable') ? refusedAt(part, ['extends'], error) : error;
  }
}

/** The facts of all parts, each from the first that states it, and with them its evidence. */
function merged(parts: readonly Part[]): ModelFile {
  const facts: ModelFile = { kind: 'device-model', evidence: {} };
  for (const { stated } of parts.toReversed()) {
    const { extends: _, evidence, ...own } = stated;
    Object.assign(facts, own);
    Object.assign(facts.evidence, evidence);
  }
  return facts;
}

/** The problems of the whole model that lie in one of its parts: those of the facts that it is the first to state. */
function issuesOf(part: Part, parts: readonly Part[], issues: readonly Issue[]): readonly Issue[] {
  return issues.filter(({ path }) => {
    const fact = String(path[0] === 'evidence' ? path[1] : path[0]);
    return part === (parts.find(({ stated }) => stated[fact] !== undefined) ?? parts[0]);
  });
}

function refuse({ text, file }: Part, issues: readonly Issue[]): void {
  const refusing = z.unknown().transform((_, context) => {
    for (const issue of issues) context.issues.push({ ...issue, input: undefined } as RawIssue);
  });
  parseDocument(text, file, refusing);
}
