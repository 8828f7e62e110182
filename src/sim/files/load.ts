import { dirname, resolve } from 'node:path';
import { parseDocument } from '../../core/documents.ts';
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
import type { DeviceKeys } from './keys.ts';
import { loadDeviceModel } from './load-model.ts';
import { loadVariants } from './load-variants.ts';
import { allOf, loadKeys, loadNamedAt, type NamingFile } from './named-files.ts';
import { readText } from './read-text.ts';

export { checkModelBase, loadDeviceModel } from './load-model.ts';
export { loadKeys } from './named-files.ts';
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
  readonly recordedKeys: DeviceKeys | undefined;
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
    variants: await loadVariants(from, sound.variants),
  });
}

type Device = NonNullable<InstallationFile['devices'][ModelledRole]>;

/** What a device names; a file that can't be read is refused where it is named. */
async function loadNamed(from: NamingFile, role: ModelledRole, device: Device | undefined): Promise<Named | undefined> {
  if (device === undefined) return undefined;
  const named = <T>(key: 'model' | 'keys' | 'recorded-keys' | 'state', load: (file: string) => Promise<T>) =>
    loadNamedAt(from, ['devices', role, key], () => load(resolve(dirname(from.file), device[key] ?? '')));
  const [model, keys, recordedKeys, saved] = await allOf([
    named('model', loadDeviceModel),
    device.keys === DERIVED ? Promise.resolve(NO_KEYS) : named('keys', loadKeys),
    device['recorded-keys'] === undefined ? Promise.resolve(undefined) : named('recorded-keys', loadKeys),
    device.state === undefined
      ? Promise.resolve(undefined)
      : named('state', async (file): Promise<SavedState> => ({ file, text: await readText(file) })),
  ] as const);
  return { model, keys, recordedKeys, saved };
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
  const { model, keys, recordedKeys, saved } = named as Named;
  return {
    model: model as M,
    keys,
    recordedKeys,
    saved,
    firmware,
    eui64,
    serial,
    defects: defects.map((name) => findDefect(name) as Defect),
  };
}
