import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, type Mpan, parseEui64, parseMpan } from '../../core/identifiers.ts';
import type { EsmeModel } from './device-model.ts';

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
