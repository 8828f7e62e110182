import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { DocumentErrors, type DocumentOptions, parseDocument } from '../../core/documents.ts';
import { isS1benchError } from '../../core/errors.ts';
import { findDefect } from '../defects/catalogue.ts';
import type { Defect } from '../defects/defect.ts';
import { type Role, Template } from '../fleet/template.ts';
import type { DeviceEntry, HanDeviceEntry, Installation, SavedState } from '../installation/entries.ts';
import { promptly } from '../installation/promptly.ts';
import type { DeviceModel, EsmeModel, GsmeModel, HubModel } from './device-model.ts';
import {
  hanRoles,
  type InstallationFile,
  installationSchema,
  type ModelledRole,
  modelledRoles,
} from './installation.ts';
import { installationRules } from './installation-rules.ts';
import { type DeviceKeys, keysSchema } from './keys.ts';
import { loadDeviceModel } from './load-model.ts';
import { readText } from './read-text.ts';
import { refusedAt } from './refused-at.ts';

export { checkModelBase, loadDeviceModel } from './load-model.ts';
export { readText } from './read-text.ts';

/** What stands on the command line wins over what stands in the file. */
export interface TemplateChanges {
  readonly count?: number | undefined;
  readonly seed?: string | undefined;
  /** Whether WAN, radio and a sleeping gas meter take their time; they do unless told not to. */
  readonly delays?: boolean;
}

/** What the file names for a device. */
interface Named {
  readonly model: DeviceModel;
  readonly keys: DeviceKeys;
  readonly saved: SavedState | undefined;
}
type AllNamed = { readonly [Role in ModelledRole]?: Named | undefined };

const DERIVED = 'derived';
/** Stands where the keys of each device are its own. */
const NO_KEYS: DeviceKeys = {
  master: new Uint8Array(16),
  clients: {
    1: { encryption: new Uint8Array(16), authentication: new Uint8Array(16) },
    2: { encryption: new Uint8Array(16), authentication: new Uint8Array(16) },
  },
};

/**
 * The installation of a file, with the models and the keys that it names, relative to it; of many the first.
 * @throws `file-unreadable`; DocumentErrors of this file or of one that it names
 */
export async function loadInstallation(file: string): Promise<Installation> {
  return (await loadTemplate(file)).at(0);
}

/**
 * The installations of a file: one, or many that are alike.
 * @throws `file-unreadable`; DocumentErrors of this file or of one that it names
 */
export async function loadTemplate(
  file: string,
  { count, seed, delays = true }: TemplateChanges = {},
): Promise<Template> {
  const text = await readText(file);
  const { devices } = parseDocument(text, file, installationSchema);
  const from = { file, text };
  const all = await allOf(modelledRoles.map((role) => loadNamed(from, role, devices[role])));
  const named: AllNamed = Object.fromEntries(modelledRoles.map((role, index) => [role, all[index]]));
  const models = Object.fromEntries(Object.entries(named).map(([role, of]) => [role, of?.model]));
  const sound = parseDocument(text, file, installationRules(models, count));
  const first = firstOf(seed === undefined ? sound : { ...sound, seed }, named);
  return new Template({
    first: delays ? first : promptly(first),
    count: sound.count,
    shares: new Map([
      ['gsme', sound.devices.gsme?.share ?? 1],
      ...hanRoles.map((role) => [hanType(role), sound.devices[role]?.share ?? 1] as const),
    ]),
    derived: new Set(modelledRoles.filter((role) => sound.devices[role]?.keys === DERIVED).map((role) => roleOf[role])),
  });
}

/** @throws `file-unreadable`, DocumentErrors */
export function loadKeys(file: string): Promise<DeviceKeys> {
  return load(file, keysSchema, { secret: true });
}

async function load<T>(file: string, schema: z.ZodType<T>, options?: DocumentOptions): Promise<T> {
  return parseDocument(await readText(file), file, schema, options);
}

type Device = NonNullable<InstallationFile['devices'][ModelledRole]>;

/** What a device names; a file that can't be read is refused where it is named. */
async function loadNamed(
  from: { readonly file: string; readonly text: string },
  role: ModelledRole,
  device: Device | undefined,
): Promise<Named | undefined> {
  if (device === undefined) return undefined;
  const named = async <T>(key: 'model' | 'keys' | 'state', loadIt: (file: string) => Promise<T>): Promise<T> => {
    try {
      return await loadIt(resolve(dirname(from.file), device[key] ?? ''));
    } catch (error) {
      throw isS1benchError(error, 'file-unreadable') ? refusedAt(from, ['devices', role, key], error) : error;
    }
  };
  const [model, keys, saved] = await allOf([
    named('model', loadDeviceModel),
    device.keys === DERIVED ? Promise.resolve(NO_KEYS) : named('keys', loadKeys),
    device.state === undefined
      ? Promise.resolve(undefined)
      : named('state', async (file): Promise<SavedState> => ({ file, text: await readText(file) })),
  ] as const);
  return { model, keys, saved };
}

/** The results of all, or every problem that there was, of whatever file. */
async function allOf<const T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  const results = await Promise.allSettled(promises);
  const problems = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const [first, ...others] = problems;
  if (first instanceof DocumentErrors && others.length > 0) {
    const all = problems.flatMap((problem) => (problem instanceof DocumentErrors ? problem.problems : []));
    throw new DocumentErrors(first.where?.file ?? '', all);
  }
  if (first !== undefined) throw first;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never;
}

const roleOf = { ch: 'hub', esme: 'esme', gsme: 'gsme' } as const satisfies Record<ModelledRole, Role>;

function hanType(role: (typeof hanRoles)[number]): HanDeviceEntry['type'] {
  return role.toUpperCase() as HanDeviceEntry['type'];
}

/** The first installation of a sound file, with all the devices that any of them may have. */
function firstOf(file: InstallationFile, named: AllNamed): Installation {
  const { name, seed, start, status, cohort, smso, faults, devices } = file;
  const { ch, esme, gsme } = devices;
  const meter = { timeZone: file['time-zone'] };
  const others = hanRoles.flatMap((role) => {
    const device = devices[role];
    return device === undefined ? [] : [{ type: hanType(role), eui64: device.eui64 }];
  });
  return {
    name,
    seed,
    start,
    timeZone: meter.timeZone,
    status,
    activeMeter: file['active-meter'],
    cohort,
    smso,
    wan: file.wan ?? ch !== undefined,
    faults,
    devices: {
      ...(ch !== undefined && { hub: { ...entryOf<HubModel>(ch, named.ch), gpf: ch.gpf } }),
      esme: {
        ...meter,
        ...entryOf<EsmeModel>(esme, named.esme),
        meteringPoint: esme.mpan,
        installed: esme.installed,
        configuration: esme.configuration,
        settings: esme.settings,
        microgeneration: esme.microgeneration,
      },
      ...(gsme !== undefined && {
        gsme: {
          ...meter,
          ...entryOf<GsmeModel>(gsme, named.gsme),
          meteringPoint: gsme.mprn,
          installed: gsme.installed,
          configuration: gsme.configuration,
          settings: gsme.settings,
        },
      }),
      ...(others.length > 0 && { others }),
    },
  };
}

/** What every device with a model has; the rules have seen to it that the model is of its type. */
function entryOf<M extends DeviceModel>(
  { firmware, eui64, serial, defects }: Device,
  named: Named | undefined,
): DeviceEntry & { readonly model: M } {
  const { model, keys, saved } = named as Named;
  return {
    model: model as M,
    keys,
    saved,
    firmware,
    eui64,
    serial,
    defects: defects.map((name) => findDefect(name) as Defect),
  };
}
