import { z } from 'zod';
import { parseDocument, parsedBy } from '../../core/documents.ts';
import { type Eui64, type Mpan, parseEui64, parseMpan } from '../../core/identifiers.ts';
import { type LinkAddress, parseLinkAddress } from '../../links/address.ts';

/** A device on a bench, as its file declares it. */
export interface BenchEntry {
  readonly address: LinkAddress;
  /** Device model file and keys file, relative to the bench file. */
  readonly model: string;
  readonly keys: string;
  readonly eui64: Eui64;
  readonly mpan?: Mpan | undefined;
  /** What it is said to run; tests hold it against what the device reports. */
  readonly firmware?: string | undefined;
}

export interface BenchFile {
  readonly kind: 'bench';
  readonly name: string;
  readonly description?: string | undefined;
  /** By role: what test packs name under `needs`. */
  readonly devices: Readonly<Record<string, BenchEntry>>;
}

/** The format of bench files; `hardware/benches/bench.schema.json` is made from it. */
export const benchSchema: z.ZodType<BenchFile> = z.strictObject({
  kind: z.literal('bench'),
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  description: z.string().optional(),
  devices: z.record(
    z.string().regex(/^[a-z][a-z0-9-]*$/, 'a role such as esme'),
    z.strictObject({
      address: parsedBy(parseLinkAddress).describe('tcp://host:port?framing=wrapper, serial:/dev/ttyUSB0?sign-on=e'),
      model: z.string().min(1).describe('Device model file, relative to this one'),
      keys: z.string().min(1).describe('Key file, relative to this one'),
      eui64: parsedBy(parseEui64),
      mpan: parsedBy(parseMpan).optional().describe('Import MPAN'),
      firmware: z.string().optional().describe('What it is said to run; tests hold it against what the device reports'),
    }),
  ),
});

/**
 * The bench in a text.
 * @throws DocumentErrors (`document-invalid`), each of its problems with file, line and column
 */
export function parseBench(text: string, file: string): BenchFile {
  return parseDocument(text, file, benchSchema);
}
