import { z } from 'zod';
import { parseDocument, parsedBy } from '../../core/documents.ts';
import { type Eui64, type Mpan, type Mprn, parseEui64, parseMpan, parseMprn } from '../../core/identifiers.ts';
import { type DeviceType, deviceTypes } from '../../core/srv/catalogue.ts';
import { type LinkAddress, parseLinkAddress } from '../../links/address.ts';
import { type Standing, standings } from '../../migration/model/installation.ts';
import { type Cohort, cohorts } from '../../sim/installation/entries.ts';
import { type Feature, featureSchema } from '../pack/features.ts';

/** A device on a bench, as its file declares it. */
export interface BenchEntry {
  readonly address: LinkAddress;
  /** Device model file and keys file, relative to the bench file. */
  readonly model: string;
  readonly keys: string;
  readonly eui64: Eui64;
  readonly mpan?: Mpan | undefined;
  readonly mprn?: Mprn | undefined;
  /** What it is said to run; tests hold it against what the device reports. */
  readonly firmware?: string | undefined;
  /** Of a meter that is to be migrated: how it is set, `credit` and `current` where nothing is said. */
  readonly 'payment-mode'?: 'credit' | 'prepayment' | undefined;
  readonly configuration?: 'current' | 'stale' | undefined;
  /** What tests may update it to: a file relative to the bench file, and what Activate Firmware (SRV 11.3) names it by. */
  readonly 'next-firmware'?:
    | { readonly version: string; readonly image: string; readonly hash?: string | undefined }
    | undefined;
}

export interface BenchFile {
  readonly kind: 'bench';
  readonly name: string;
  readonly description?: string | undefined;
  /** Of what is to be migrated: whose meters they are, and whether a supplier uses them; `active` unless it says otherwise. */
  readonly cohort?: Cohort | undefined;
  readonly status?: Standing | undefined;
  readonly 'active-meter'?: 'esme' | 'gsme' | undefined;
  /** By role: what test packs name under `needs`. */
  readonly devices: Readonly<Record<string, BenchEntry>>;
  /** Devices that are known by their EUI-64 and can't be reached. */
  readonly known?: Readonly<Record<string, { readonly eui64: Eui64; readonly type: DeviceType }>> | undefined;
  /** What the installation has that its devices don't tell. */
  readonly features?: readonly Feature[] | undefined;
}

const role = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role such as esme');

/** The format of bench files; `hardware/benches/bench.schema.json` is made from it. */
export const benchSchema: z.ZodType<BenchFile> = z
  .strictObject({
    kind: z.literal('bench'),
    name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
    description: z.string().optional(),
    cohort: z.enum(cohorts).optional().describe('Of what is to be migrated: whose meters they are'),
    status: z.enum(standings).optional().describe('Of what is to be migrated: whether a supplier uses the meters'),
    'active-meter': z.enum(['esme', 'gsme']).optional().describe('Of a mixed status: the meter that is active'),
    features: z.array(featureSchema).optional().describe('What it has that its devices do not tell, such as export'),
    known: z
      .record(role, z.strictObject({ eui64: parsedBy(parseEui64), type: z.enum(deviceTypes) }))
      .optional()
      .describe('Devices that are known by their EUI-64 and cannot be reached, such as a ppmid'),
    devices: z.record(
      role,
      z.strictObject({
        address: parsedBy(parseLinkAddress).describe('tcp://host:port?framing=wrapper, serial:/dev/ttyUSB0?sign-on=e'),
        model: z.string().min(1).describe('Device model file, relative to this one'),
        keys: z.string().min(1).describe('Key file, relative to this one'),
        eui64: parsedBy(parseEui64),
        mpan: parsedBy(parseMpan).optional().describe('Import MPAN'),
        mprn: parsedBy(parseMprn).optional().describe('MPRN'),
        'next-firmware': z
          .strictObject({
            version: z.string().min(1).max(8),
            image: z.string().min(1).describe('File of the image, relative to this one'),
            hash: z
              .string()
              .regex(/^([0-9A-F]{2}){32}$/, '32 bytes as capital hexadecimal')
              .optional()
              .describe('What activates it; the SHA-256 of the image unless given'),
          })
          .optional()
          .describe('What tests may update it to'),
        'payment-mode': z.enum(['credit', 'prepayment']).optional().describe('Of a meter that is to be migrated'),
        configuration: z.enum(['current', 'stale']).optional().describe('Of a dormant meter that is to be migrated'),
        firmware: z
          .string()
          .optional()
          .describe('What it is said to run; tests hold it against what the device reports'),
      }),
    ),
  })
  .refine(({ status, 'active-meter': active }) => (status === 'mixed') === (active !== undefined), {
    path: ['active-meter'],
    error: 'esme or gsme with status: mixed, and nothing without',
  });

/**
 * The bench in a text.
 * @throws DocumentErrors (`document-invalid`), each of its problems with file, line and column
 */
export function parseBench(text: string, file: string): BenchFile {
  return parseDocument(text, file, benchSchema);
}
