import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { type Eui64, type Mpan, type Mprn, parseEui64, parseMpan, parseMprn } from '../../core/identifiers.ts';
import { cohorts, configurations, statuses } from '../installation/entries.ts';
import { faultSchema } from '../installation/faults.ts';
import { instant, timeZone } from './scalars.ts';

/** A file, relative to the one that names it. */
const file = z.string().min(1);
const eui64 = parsedBy<Eui64>(parseEui64);
/** In how many of the installations of a template there is such a device. */
const share = z.number().min(0).max(1).default(1);

/** Names of the catalogue. */
const defects = z.array(z.string());

const device = {
  model: file,
  /** A key file, or keys that follow from seed and EUI-64, each device's its own: for tests only. */
  keys: z.union([z.literal('derived'), file]),
  /** A key file: what its SMSO has recorded, where that isn't what the device has. */
  'recorded-keys': file.optional(),
  firmware: z.string(),
  eui64,
  serial: z.string().regex(/^[\x21-\x7e]{1,13}$/, '1 to 13 printable ASCII characters'),
  defects: defects.default([]),
  /** What the device saved: it goes on from there. */
  state: file.optional(),
};

const configuration = z.enum(configurations);
const settings = z.strictObject({
  'payment-mode': z.enum(['credit', 'prepayment']).optional(),
  /** Pence. */
  balance: z.number().int().min(-1_000_000).max(1_000_000).optional(),
  supplier: z.string().min(1).max(15).optional(),
});

const meter = {
  ...device,
  installed: instant,
  configuration: configuration.optional(),
  settings: settings.optional(),
};

const esme = z.strictObject({ ...meter, mpan: parsedBy<Mpan>(parseMpan), microgeneration: z.boolean().default(false) });
const gsme = z.strictObject({ ...meter, mprn: parsedBy<Mprn>(parseMprn), share });
const ch = z.strictObject({ ...device, gpf: eui64.optional() });
const hanDevice = z.strictObject({ eui64, share });

/** The devices that are known to the hub, and no more. */
export const hanRoles = ['ppmid', 'ihd', 'cad'] as const;
/** The devices that have a model. */
export const modelledRoles = ['ch', 'esme', 'gsme'] as const;
export type ModelledRole = (typeof modelledRoles)[number];

/** What is otherwise with a device of a variant: of each key, what stands here takes the place of what the device has. */
const otherwise = {
  /** A key file. */
  keys: z.exactOptional(file),
  'recorded-keys': z.exactOptional(file),
  firmware: z.exactOptional(z.string()),
  defects: z.exactOptional(defects),
};
const otherMeter = z.strictObject({
  ...otherwise,
  configuration: z.exactOptional(configuration),
  settings: z.exactOptional(settings),
});

/** In how many of the installations something is otherwise; chance decides for each of them and each variant apart. */
const variant = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  share: z.number().gt(0).max(1),
  wan: z.boolean().optional(),
  /** Besides those of all. */
  faults: z.array(faultSchema).default([]),
  devices: z
    .strictObject({
      ch: z.strictObject(otherwise).optional(),
      esme: otherMeter.optional(),
      gsme: otherMeter.optional(),
    })
    .default({}),
});
export type VariantInFile = z.infer<typeof variant>;

/** An installation file, `kind: installation`: one, or many that are alike. */
export const installationSchema = z.strictObject({
  kind: z.literal('installation'),
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  seed: z.union([z.string(), z.number()]).transform(String),
  start: instant,
  'time-zone': timeZone,
  /** How many there are. */
  count: z.number().int().min(1).max(10_000_000).default(1),
  status: z.enum(statuses).default('commissioned'),
  /** Of an installation of mixed status: the meter that is active. */
  'active-meter': z.enum(['esme', 'gsme']).optional(),
  cohort: z.enum(cohorts).optional(),
  /** Who operates it until it is migrated. */
  smso: z.strictObject({ name: z.string().min(1), id: z.string().min(1) }).optional(),
  /** Whether there is a WAN where the hub is; without it the meters can be reached by their own ports only. */
  wan: z.boolean().optional(),
  /** What goes wrong in the world around it. */
  faults: z.array(faultSchema).default([]),
  /** What is otherwise in some of them; where several make the same otherwise, the last. */
  variants: z.array(variant).default([]),
  devices: z.strictObject({
    ch: ch.optional(),
    esme,
    gsme: gsme.optional(),
    ppmid: hanDevice.optional(),
    ihd: hanDevice.optional(),
    cad: hanDevice.optional(),
  }),
});

export type InstallationFile = z.infer<typeof installationSchema>;
