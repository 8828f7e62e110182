import type { z } from 'zod';
import type { ErrorCode } from '../../core/error-catalogue.ts';
import { S1benchError } from '../../core/errors.ts';
import type { Eui64 } from '../../core/identifiers.ts';
import { findDefect } from '../defects/catalogue.ts';
import { Eui64Series } from '../fleet/eui64-series.ts';
import { mostMpans, mostMprns, mostSerials } from '../fleet/numbers.ts';
import type { Fault } from '../installation/faults.ts';
import type { DeviceModel } from './device-model.ts';
import {
  hanRoles,
  type InstallationFile,
  installationSchema,
  type ModelledRole,
  modelledRoles,
  type VariantInFile,
} from './installation.ts';
import { refusal } from './refused-at.ts';

export type Models = { readonly [Role in ModelledRole]?: DeviceModel | undefined };

type Identity = readonly [path: PropertyKey[], eui64: Eui64 | undefined];

/** Says that something at a path is wrong. */
type Complain = (code: ErrorCode, path: PropertyKey[], found: string, expected: string) => void;

type Rule = (file: InstallationFile, models: Models, complain: Complain) => void;

const typeOf: Readonly<Record<ModelledRole, DeviceModel['type']>> = { ch: 'CHF', esme: 'ESME', gsme: 'GSME' };

/**
 * An installation file that doesn't contradict itself, nor the models that it names.
 * @param count in place of that of the file
 */
export function installationRules(models: Models, count?: number): z.ZodType<InstallationFile> {
  return installationSchema
    .transform((file) => (count === undefined ? file : { ...file, count }))
    .superRefine((file, context) => {
      const complain: Complain = (code, path, found, expected) =>
        context.addIssue(refusal(path, new S1benchError(code, { found, expected })));
      for (const rule of rules) rule(file, models, complain);
    }) as unknown as z.ZodType<InstallationFile>;
}

const CONTRADICTION = 'installation-contradiction';

/** What hangs on the hub needs one, and what the hub has for gas needs a gas meter. */
const hub: Rule = ({ devices, wan }, _, complain) => {
  const { ch, gsme } = devices;
  if (ch === undefined) {
    for (const role of ['gsme', ...hanRoles] as const) {
      if (devices[role] === undefined) continue;
      complain(CONTRADICTION, ['devices', role], `${role} without ch`, 'the hub that it is reached through, as ch');
    }
    if (wan) complain(CONTRADICTION, ['wan'], 'true without ch', 'the hub that ends the WAN, as ch');
    return;
  }
  if (ch.gpf !== undefined && gsme === undefined) {
    complain(CONTRADICTION, ['devices', 'ch', 'gpf'], 'a Gas Proxy Function without gsme', 'a gas meter, as gsme');
  }
  if (ch.gpf === undefined && gsme !== undefined) {
    complain(CONTRADICTION, ['devices', 'ch'], 'no gpf, and gsme', 'the EUI-64 of the Gas Proxy Function, as gpf');
  }
};

/** A mixed installation says which meter is active; a dormant meter has had no supplier who could keep it up to date. */
const status: Rule = (file, _, complain) => {
  const { status, devices } = file;
  const active = file['active-meter'];
  if (status === 'mixed' && active === undefined) {
    complain(CONTRADICTION, ['status'], 'mixed without active-meter', 'active-meter: esme or active-meter: gsme');
  }
  if (status !== 'mixed' && active !== undefined) {
    complain(CONTRADICTION, ['active-meter'], `status ${status}`, 'status: mixed beside it');
  }
  if (status === 'mixed' && (devices.gsme?.share ?? 0) < 1) {
    const found = devices.gsme === undefined ? 'mixed without gsme' : 'mixed, where not all have a gsme';
    complain(CONTRADICTION, ['status'], found, 'two meters, one active and one dormant');
  }
  for (const role of ['esme', 'gsme'] as const) {
    const isDormant = status === 'dormant' || (status === 'mixed' && active !== role);
    if (!isDormant || devices[role]?.configuration !== 'current') continue;
    complain(CONTRADICTION, ['devices', role, 'configuration'], 'current on a dormant meter', 'default or stale');
  }
};

const models: Rule = ({ devices, start }, loaded, complain) => {
  for (const role of modelledRoles) {
    const [device, model] = [devices[role], loaded[role]];
    if (device === undefined || model === undefined) continue;
    const at = (key: keyof typeof device): PropertyKey[] => ['devices', role, key];
    if (model.type !== typeOf[role]) {
      complain('model-type-wrong', at('model'), `${device.model}, type ${model.type}`, `type ${typeOf[role]}`);
    } else if (!model.firmware.includes(device.firmware)) {
      complain('model-firmware-unknown', at('firmware'), device.firmware, model.firmware.join(' or '));
    }
    for (const [index, name] of device.defects.entries()) {
      const defect = findDefect(name);
      const path = [...at('defects'), index];
      if (defect === undefined) complain('defect-unknown', path, name, 'a name of the defect catalogue');
      else if (!defect.types.includes(typeOf[role]))
        complain('defect-unsuited', path, name, `one for a ${typeOf[role]}`);
    }
  }
  for (const role of ['esme', 'gsme'] as const) {
    const installed = devices[role]?.installed;
    if (installed === undefined) continue;
    const at = ['devices', role, 'installed'];
    const late = Temporal.Instant.compare(installed, start) > 0;
    if (late) complain('document-value-invalid', at, `"${installed}"`, `an instant before ${start}`);
    if (installed.epochMilliseconds < 0)
      complain('document-value-invalid', at, `"${installed}"`, 'an instant after 1970');
  }
};

/** No two devices are one, and there are identities for as many installations as are asked for. */
const identities: Rule = ({ devices, count }, _, complain) => {
  const { ch, esme, gsme } = devices;
  const all: readonly Identity[] = [
    [['devices', 'ch', 'eui64'], ch?.eui64],
    [['devices', 'ch', 'gpf'], ch?.gpf],
    [['devices', 'esme', 'eui64'], esme.eui64],
    [['devices', 'gsme', 'eui64'], gsme?.eui64],
    ...hanRoles.map((role): Identity => [['devices', role, 'eui64'], devices[role]?.eui64]),
  ];
  const there = all.flatMap(([path, eui64]) => (eui64 === undefined ? [] : [{ path, eui64 }]));
  const first = new Map<Eui64, PropertyKey[]>();
  for (const { path, eui64 } of there) {
    const before = first.get(eui64);
    if (before === undefined) first.set(eui64, path);
    else complain('installation-eui64-repeated', path, eui64, `another than that of ${before.join('.')}`);
  }
  const fits = (path: PropertyKey[], found: string, most: number): void => {
    if (count <= most) return;
    complain('installation-count-too-large', path, `${found}, and a count of ${count}`, `a count of at most ${most}`);
  };
  if (first.size === there.length) {
    const series = new Eui64Series(there.map(({ eui64 }) => eui64));
    for (const [index, { path, eui64 }] of there.entries()) fits(path, eui64, series.most(index));
  }
  for (const role of modelledRoles) {
    const device = devices[role];
    if (device !== undefined) fits(['devices', role, 'serial'], device.serial, mostSerials(device.serial));
  }
  fits(['devices', 'esme', 'mpan'], esme.mpan, mostMpans(esme.mpan));
  if (gsme !== undefined) fits(['devices', 'gsme', 'mprn'], gsme.mprn, mostMprns(gsme.mprn));
};

/** A fault needs what it befalls. */
const faults: Rule = ({ devices, faults }, _, complain) => {
  for (const [index, fault] of faults.entries()) {
    const lacking = befallen(fault).find((role) => devices[role] === undefined);
    if (lacking === undefined) continue;
    complain(
      CONTRADICTION,
      ['faults', index],
      `${fault.kind} without ${lacking}`,
      `the device that it befalls, as ${lacking}`,
    );
  }
};

/** The devices without which a fault can't occur. */
function befallen(fault: Fault): readonly ModelledRole[] {
  switch (fault.kind) {
    case 'power-cut':
      return [];
    case 'clock-drift':
      return [fault.device === 'hub' ? 'ch' : fault.device];
    case 'low-battery':
      return [fault.device];
    case 'han-loss':
      return fault.side === 'gas' ? ['ch', 'gsme'] : ['ch'];
    default:
      return ['ch'];
  }
}

/** Many installations don't go on from what one device saved. */
const savedStates: Rule = ({ devices, count }, _, complain) => {
  if (count === 1) return;
  for (const role of modelledRoles) {
    if (devices[role]?.state === undefined) continue;
    complain(
      CONTRADICTION,
      ['devices', role, 'state'],
      `the state of one device, and a count of ${count}`,
      'a count of 1',
    );
  }
};

/** A variant has a name of its own, and contradicts nothing by what it makes otherwise. */
const variants: Rule = (file, loaded, complain) => {
  for (const [index, variant] of file.variants.entries()) {
    const at = (path: PropertyKey[]): PropertyKey[] => ['variants', index, ...path];
    const { name } = variant;
    if (file.variants.findIndex((other) => other.name === name) < index)
      complain(CONTRADICTION, at(['name']), `${name}, a second time`, 'a name of its own');
    for (const role of modelledRoles) {
      if (variant.devices[role] === undefined || file.devices[role] !== undefined) continue;
      complain(CONTRADICTION, at(['devices', role]), `${role}, which isn't there`, 'a device of the installation');
    }
    // What is wrong with the rest of the file is said once, of the file itself.
    const complainOfVariant: Complain = (code, path, found, expected) => {
      if (stands(variant, path)) complain(code, at(path), found, expected);
    };
    for (const rule of [hub, status, models, faults]) rule(varied(file, variant), loaded, complainOfVariant);
  }
};

/** The file as it would be if all were the variant. */
function varied({ devices, ...file }: InstallationFile, variant: VariantInFile): InstallationFile {
  const { ch, esme, gsme } = devices;
  const other = variant.devices;
  return {
    ...file,
    wan: variant.wan ?? file.wan,
    faults: variant.faults,
    devices: {
      ...devices,
      ...(ch !== undefined && { ch: { ...ch, ...other.ch } }),
      esme: { ...esme, ...other.esme },
      ...(gsme !== undefined && { gsme: { ...gsme, ...other.gsme } }),
    },
  };
}

/** Whether something stands at a path of a variant. */
function stands(variant: VariantInFile, path: readonly PropertyKey[]): boolean {
  let value: unknown = variant;
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  return value !== undefined;
}

const rules: readonly Rule[] = [hub, status, models, identities, faults, savedStates, variants];
