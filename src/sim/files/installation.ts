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

const device = {
  model: file,
  /** A key file, or keys that follow from seed and EUI-64, each device's its own: for tests only. */
  keys: z.union([z.literal('derived'), file]),
  firmware: z.string(),
  eui64,
  serial: z.string().regex(/^[\x21-\x7e]{1,13}$/, '1 to 13 printable ASCII characters'),
  /** Names of the catalogue. */
  defects: z.array(z.string()).default([]),
  /** What the device saved: it goes on from there. */
  state: file.optional(),
};

const meter = {
  ...device,
  installed: instant,
  configuration: z.enum(configurations).optional(),
  settings: z
    .strictObject({
      'payment-mode': z.enum(['credit', 'prepayment']).optional(),
      /** Pence. */
      balance: z.number().int().min(-1_000_000).max(1_000_000).optional(),
      supplier: z.string().min(1).max(15).optional(),
    })
    .optional(),
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

/** An installation file, `kind: installation`: one, or many that are alike. */
export const installationSchema = z.strictObject({
  kind: z.literal('installation'),
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  seed: z.union([z.string(), z.number()]).transform(String),
  start: instant,
  'time-zone': timeZone,
  /** How many there are. */
  count: z.number().int().min(1).max(10_000_000).default(1),
  status: z.enum(statuses).default('active'),
  /** Of an installation of mixed status: the meter that is active. */
  'active-meter': z.enum(['esme', 'gsme']).optional(),
  cohort: z.enum(cohorts).optional(),
  /** Who operates it until it is migrated. */
  smso: z.strictObject({ name: z.string().min(1), id: z.string().min(1) }).optional(),
  /** Whether there is a WAN where the hub is; without it the meters can be reached by their own ports only. */
  wan: z.boolean().optional(),
  /** What goes wrong in the world around it. */
  faults: z.array(faultSchema).default([]),
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
