import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, type Mpan, parseEui64, parseMpan } from '../../core/identifiers.ts';
import type { Defect } from '../defects/defect.ts';
import type { DeviceModel, EsmeModel, GsmeModel, HubModel, MeterModel } from './device-model.ts';
import type { DeviceKeys } from './keys.ts';

/** One device of an installation. */
export interface DeviceEntry {
  readonly model: DeviceModel;
  readonly firmware: string;
  readonly eui64: Eui64;
  readonly serial: string;
  readonly keys: DeviceKeys;
  /** What it does wrong. */
  readonly defects: readonly Defect[];
}

export interface MeterEntry extends DeviceEntry {
  readonly model: MeterModel;
  /** Its MPAN or MPRN. */
  readonly meteringPoint: string;
  /** Since when it has measured. */
  readonly installed: Temporal.Instant;
  /** IANA zone by which the dwelling lives. */
  readonly timeZone: string;
}

export interface GsmeEntry extends MeterEntry {
  readonly model: GsmeModel;
}

export interface HubEntry extends DeviceEntry {
  readonly model: HubModel;
  /** EUI-64 of the Gas Proxy Function, where there is gas. */
  readonly gpf: Eui64 | undefined;
}

/** A PPMID, IHD or CAD: known to the hub, and no more. */
export interface HanDeviceEntry {
  readonly type: 'PPMID' | 'IHD' | 'CAD';
  readonly eui64: Eui64;
}

export interface EsmeEntry extends MeterEntry {
  readonly model: EsmeModel;
  readonly microgeneration: boolean;
}

/** A simulated installation, with all that its file names. */
export interface Installation {
  readonly name: string;
  /** Everything random in it follows from this. */
  readonly seed: string;
  /** Where a virtual clock starts. */
  readonly start: Temporal.Instant;
  readonly timeZone: string;
  readonly devices: {
    readonly hub?: HubEntry;
    readonly esme: EsmeEntry;
    readonly gsme?: GsmeEntry;
    readonly others?: readonly HanDeviceEntry[];
  };
}

const instant = parsedBy((text) => parseTime(text, 'an instant such as 2026-01-15T10:20:00Z', Temporal.Instant.from));
const timeZone = parsedBy((text) =>
  parseTime(text, 'an IANA time zone such as Europe/London', (zone) => {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return zone;
  }),
);

function parseTime<T>(text: string, expected: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (cause) {
    throw new S1benchError('document-value-invalid', { found: JSON.stringify(text), expected, cause });
  }
}

const esme = z.strictObject({
  /** Files, relative to this one. */
  model: z.string().min(1),
  keys: z.string().min(1),
  firmware: z.string(),
  eui64: parsedBy<Eui64>(parseEui64),
  serial: z.string().regex(/^[\x21-\x7e]{1,13}$/, '1 to 13 printable ASCII characters'),
  mpan: parsedBy<Mpan>(parseMpan),
  installed: instant,
  microgeneration: z.boolean().default(false),
});

/** An installation file, `kind: installation`. */
export const installationSchema = z.strictObject({
  kind: z.literal('installation'),
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  seed: z.union([z.string(), z.number()]).transform(String),
  start: instant,
  'time-zone': timeZone,
  devices: z.strictObject({ esme }),
});

export type InstallationFile = z.infer<typeof installationSchema>;

/** An installation file whose devices fit their models. */
export function installationOf(esmeModel: EsmeModel): z.ZodType<InstallationFile> {
  return installationSchema.superRefine(({ devices, start }, context) => {
    const at = (key: keyof InstallationFile['devices']['esme'], message: string): void => {
      context.addIssue({ code: 'custom', path: ['devices', 'esme', key], message });
    };
    if (!esmeModel.firmware.includes(devices.esme.firmware)) at('firmware', esmeModel.firmware.join(' or '));
    if (Temporal.Instant.compare(devices.esme.installed, start) > 0) at('installed', `an instant before ${start}`);
    if (devices.esme.installed.epochMilliseconds < 0) at('installed', 'an instant after 1970');
  });
}
