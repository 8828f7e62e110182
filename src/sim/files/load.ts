import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { type DocumentOptions, parseDocument } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type DeviceModel, deviceModelSchema, type EsmeModel } from './device-model.ts';
import { type Installation, installationOf, installationSchema } from './installation.ts';
import { type DeviceKeys, keysSchema } from './keys.ts';

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

/** @throws `file-unreadable`, DocumentErrors */
export function loadDeviceModel(file: string): Promise<DeviceModel> {
  return load(file, deviceModelSchema);
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
