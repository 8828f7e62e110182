import { z } from 'zod';
import { parsedBy } from '../../core/documents.ts';
import { formatObis, type Obis, parseObis } from '../../core/identifiers.ts';
import {
  type AttributeAccess,
  attributeAccessModes,
  type MethodAccess,
  methodAccessModes,
} from '../../protocol/cosem/access-modes.ts';
import { instant } from '../files/scalars.ts';

/** The clients that a device can be recorded by, as keys of a map. */
const client = z.enum(['1', '2', '16']);
const index = z.string().regex(/^-?\d{1,3}$/, 'an index, -128 to 127');
const attributeModes = z.enum(Object.keys(attributeAccessModes) as AttributeAccess[]);
const methodModes = z.enum(Object.keys(methodAccessModes) as MethodAccess[]);
const positive = z.number().int().min(1);

const recordedObject = z.strictObject({
  name: parsedBy<Obis>(parseObis),
  class: z.number().int().min(0).max(65_535),
  version: z.number().int().min(0).max(255),
  /** By attribute index, and there by client. */
  attributes: z.record(index, z.partialRecord(client, attributeModes)),
  /** By attribute index: selectors of selective access. */
  selectors: z.record(index, z.array(z.number().int().min(-128).max(127))).default({}),
  /** By method index, and there by client. */
  methods: z.record(index, z.partialRecord(client, methodModes)).default({}),
});
export type RecordedObject = z.infer<typeof recordedObject>;

/**
 * A device model file that was recorded from a device: instead of facts it has the device's own object list, as far as
 * the clients that asked for it could see.
 */
export const recordedModelSchema = z
  .strictObject({
    kind: z.literal('device-model'),
    type: z.enum(['ESME', 'GSME', 'CHF']),
    manufacturer: z.string().min(1),
    model: z.string().min(1),
    firmware: z.array(z.string().min(1)).min(1),
    driver: z.literal('cosem'),
    addressing: z.strictObject({
      'server-sap': positive.max(0x3fff),
      'hdlc-address': positive.max(0x3fff),
      'hdlc-inactivity-seconds': positive.max(65_535),
      'max-receive-pdu-size': z.number().int().min(0).max(65_535),
    }),
    /** The clients that asked: to any other there is no such device. */
    clients: z.array(z.union([z.literal(1), z.literal(2), z.literal(16)])).min(1),
    objects: z.array(recordedObject).min(1),
    evidence: z.strictObject({ source: z.string().min(1), taken: instant }),
  })
  .superRefine(({ objects, clients }, context) => {
    const names = new Set<Obis>();
    for (const [position, { name, attributes, methods }] of objects.entries()) {
      const at = (path: PropertyKey[], message: string): void => {
        context.addIssue({ code: 'custom', path: ['objects', position, ...path], message });
      };
      if (names.has(name)) at(['name'], `each object once, not ${formatObis(name)} again`);
      names.add(name);
      for (const [kind, members] of Object.entries({ attributes, methods })) {
        for (const [member, access] of Object.entries(members)) {
          if (member === '1' && kind === 'attributes') at([kind, member], 'the logical name is not listed');
          for (const sap of Object.keys(access)) {
            if (!(clients as readonly number[]).includes(Number(sap))) at([kind, member, sap], clients.join(' or '));
          }
        }
      }
    }
  });
export type RecordedModel = z.infer<typeof recordedModelSchema>;
