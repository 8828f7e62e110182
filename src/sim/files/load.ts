import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { type DocumentOptions, parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Installation } from '../installation/entries.ts';
import {
  type DeviceModel,
  deviceModelSchema,
  type EsmeModel,
  inheriting,
  type ModelFile,
  modelFile,
} from './device-model.ts';
import { installationOf, installationSchema } from './installation.ts';
import { type DeviceKeys, keysSchema } from './keys.ts';

/** How far a model may be from the last file that it takes facts from. */
const MOST_BASES = 8;

/**
 * An installation file, with the device models and the keys that it names, relative to it.
 * @throws `file-unreadable`; DocumentErrors of this file or of one that it names
 */
export async function loadInstallation(file: string): Promise<Installation> {
  const text = await readText(file);
  const named = parseDocument(text, file, installationSchema).devices.esme;
  const model = (await loadDeviceModel(resolve(dirname(file), named.model))) as EsmeModel;
  const keys = await loadKeys(resolve(dirname(file), named.keys));
  const { name, seed, start, 'time-zone': timeZone, devices } = parseDocument(text, file, installationOf(model));
  const { mpan: meteringPoint, ...esme } = devices.esme;
  return {
    name,
    seed,
    start,
    timeZone,
    devices: { esme: { ...esme, meteringPoint, model, keys, timeZone, defects: [] } },
  };
}

/**
 * A device model, with the facts that it takes from the files that it extends.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function loadDeviceModel(file: string): Promise<DeviceModel> {
  const text = await readText(file);
  const own = parseDocument(text, file, modelFile);
  const base = await baseOf(own, file, MOST_BASES);
  return parseDocument(text, file, base === undefined ? deviceModelSchema : inheriting(base));
}

async function baseOf(model: ModelFile, file: string, most: number): Promise<ModelFile | undefined> {
  if (model.extends === undefined || most === 0) return undefined;
  const base = resolve(dirname(file), model.extends);
  const { extends: _, ...own } = parseDocument(await readText(base), base, modelFile);
  const above = await baseOf({ ...own, extends: _ }, base, most - 1);
  return { ...above, ...own, evidence: { ...above?.evidence, ...own.evidence } };
}

/** @throws `file-unreadable`, DocumentErrors */
export function loadKeys(file: string): Promise<DeviceKeys> {
  return load(file, keysSchema, { secret: true });
}

async function load<T>(file: string, schema: z.ZodType<T>, options?: DocumentOptions): Promise<T> {
  return parseDocument(await readText(file), file, schema, options);
}

/** @throws `file-unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new S1benchError('file-unreadable', { where: { file }, found, cause });
  }
}
