import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { parseDocument, parsedBy } from '../../core/documents.ts';
import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { type Eui64, parseEui64 } from '../../core/identifiers.ts';
import { loadKeys } from '../files/load.ts';
import { readText } from '../files/read-text.ts';
import { refusal, refusedAt } from '../files/refused-at.ts';
import type { Recording } from './device.ts';
import { type RecordedModel, recordedModelSchema } from './model.ts';
import { type RecordedState, recordedStateSchema, stateOf } from './state.ts';

export interface NamedRecording extends Recording {
  readonly name: string;
}

/** A file, relative to the one that names it. */
const file = z.string().min(1);

/** What names the files of a recorded device, `kind: recorded-device`. */
export const recordedDeviceSchema = z.strictObject({
  kind: z.literal('recorded-device'),
  name: z.string().min(1),
  device: z.strictObject({
    eui64: parsedBy<Eui64>(parseEui64),
    model: file,
    state: file,
    /** Not needed where only the public client asked. */
    keys: file.optional(),
  }),
});

/** Whether a file names the files of a recorded device. What is wrong with it, whoever reads it finds out. */
export function isRecordedDevice(text: string): boolean {
  return /^kind: *["']?recorded-device["']? *(#.*)?$/m.test(text);
}

/** Whether a model file was recorded from a device: then it lists objects. */
export function isRecordedModel(text: string): boolean {
  return /^objects:/m.test(text);
}

/** @throws `file-unreadable`, DocumentErrors */
export async function loadRecordedModel(path: string): Promise<RecordedModel> {
  return parseDocument(await readText(path), path, recordedModelSchema);
}

/**
 * A state file by itself: whether it goes with its model, only whoever names both can tell.
 * @throws `file-unreadable`, DocumentErrors
 */
export async function loadRecordedState(path: string): Promise<RecordedState> {
  return parseDocument(await readText(path), path, recordedStateSchema);
}

/**
 * A recorded device, with the files that its file names, relative to it.
 * @throws `file-unreadable`; DocumentErrors of this file or of one that it names
 */
export async function loadRecording(path: string): Promise<NamedRecording> {
  const text = await readText(path);
  const { name, device } = parseDocument(text, path, recordedDeviceSchema);
  const from = { text, file: path };
  const named = async <T>(key: 'model' | 'state' | 'keys', load: (named: string) => Promise<T>): Promise<T> => {
    try {
      return await load(resolve(dirname(path), device[key] ?? ''));
    } catch (error) {
      throw isS1benchError(error, 'file-unreadable') ? refusedAt(from, ['device', key], error) : error;
    }
  };
  const model = await named('model', loadRecordedModel);
  const state = await named('state', async (of) => parseDocument(await readText(of), of, stateOf(model)));
  const keys = device.keys === undefined ? undefined : await named('keys', loadKeys);
  parseDocument(text, path, fitting(model, state));
  return { name, model, state, keys };
}

/** A file that names what belongs together. */
function fitting({ clients }: RecordedModel, { eui64 }: RecordedState): z.ZodType<unknown> {
  return recordedDeviceSchema.superRefine(({ device }, context) => {
    if (device.eui64 !== eui64) {
      const refused = new S1benchError('recorded-state-contradicts', { found: device.eui64, expected: eui64 });
      context.addIssue(refusal(['device', 'eui64'], refused));
    }
    if (device.keys === undefined && clients.some((client) => client !== 16)) {
      const message = `a key file: clients ${clients.join(', ')} were recorded`;
      context.addIssue({ code: 'custom', path: ['device', 'keys'], message });
    }
  });
}
