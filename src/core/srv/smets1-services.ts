import { z } from 'zod';
import { parseDocument } from '../documents.ts';
import { findSrv, srvCatalogue } from './catalogue.ts';

/** Which SRVs SMETS1 devices and their providers take (DUIS clause 1.4.2). Any other is answered with a response code. */
export interface Smets1Services {
  readonly title: string;
  readonly evidence: { readonly kind: 'public' | 'recalled' | 'ours'; readonly source: string };
  has(srv: string): boolean;
}

const known = z.string({ error: 'an SRV in quotes, such as "4.10"' }).refine((srv) => findSrv(srv) !== undefined, {
  error: 'an SRV of DUIS 5.4, in quotes',
});

/** A set of SRVs, `kind: smets1-services`; `hardware/services/smets1-services.schema.json` is made from it. */
export const smets1ServicesSchema = z.strictObject({
  kind: z.literal('smets1-services'),
  title: z.string().min(1),
  evidence: z.strictObject({
    kind: z.enum(['public', 'recalled', 'ours']),
    source: z.string().min(1),
  }),
  services: z
    .array(known)
    .min(1)
    .refine((services) => new Set(services).size === services.length, { error: 'each SRV once' })
    .describe('The SRVs that are for SMETS1 devices, each in quotes'),
});

/**
 * What is taken where no file says otherwise: the recalled working set, and what could belong to it as far as anybody
 * here knows. A bench that refused those would say more than is known.
 */
export const recalledServices: Smets1Services = setOf({
  title: 'SMETS1 services, as recalled',
  evidence: { kind: 'recalled', source: 'replace with DUIS clause 1.4.2' },
  services: srvCatalogue.filter(({ smets1 }) => smets1.use !== 'no').map(({ srv }) => srv),
});

/**
 * The set in a text.
 * @throws DocumentErrors
 */
export function parseSmets1Services(text: string, file: string): Smets1Services {
  return setOf(parseDocument(text, file, smets1ServicesSchema));
}

function setOf({
  title,
  evidence,
  services,
}: Pick<z.output<typeof smets1ServicesSchema>, 'title' | 'evidence' | 'services'>): Smets1Services {
  const set: ReadonlySet<string> = new Set(services);
  return { title, evidence, has: (srv) => set.has(srv) };
}
