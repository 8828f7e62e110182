import { z } from 'zod';
import { fromHex } from '../../core/bytes.ts';
import { parsedBy } from '../../core/documents.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, formatObis, type Obis, parseEui64, parseObis } from '../../core/identifiers.ts';
import { type DataAccessResult, dataAccessResults } from '../../protocol/cosem/apdu/results.ts';
import { decodeData } from '../../protocol/cosem/axdr.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import { refusal } from '../files/refused-at.ts';
import { instant } from '../files/scalars.ts';
import type { RecordedModel, RecordedObject } from './model.ts';

/** A COSEM value in A-XDR, as hexadecimal. */
const data = parsedBy<Data>((text) => decodeData(fromHex(text)));
const rows = z.strictObject({ kept: z.number().int().min(0), of: z.number().int().min(0) });
const results = Object.keys(dataAccessResults).filter((result) => result !== 'success') as DataAccessResult[];

const attribute = z.union([
  /** What it was; of a profile with many rows the latest. */
  z.strictObject({ value: data, rows: rows.optional() }),
  /** What each client was told, where that depends on who asks. */
  z.strictObject({ 'by-client': z.partialRecord(z.enum(['1', '2', '16']), data) }),
  /** An object list that says what the model file says. */
  z.strictObject({ computed: z.literal('object-list') }),
  /** Why there is no value. */
  z.strictObject({ refused: z.enum(results), because: z.string().optional() }),
]);
export type RecordedAttribute = z.infer<typeof attribute>;

const obisKey = z.string().regex(/^\d{1,3}(\.\d{1,3}){5}$/, 'A.B.C.D.E.F');
const index = z.string().regex(/^-?\d{1,3}$/, 'an index, -128 to 127');

/** A state file that was recorded from a device, `kind: device-state`. */
export const recordedStateSchema = z.strictObject({
  kind: z.literal('device-state'),
  eui64: parsedBy<Eui64>(parseEui64),
  taken: instant,
  /** Milliseconds by which its clock was ahead; not there where it could not be read. */
  clock: z.strictObject({ object: parsedBy<Obis>(parseObis), ahead: z.number().int() }).optional(),
  /** How much was recorded of each profile at most. */
  profiles: z.strictObject({ 'most-rows': z.number().int().min(0), since: instant.optional() }),
  /** By logical name, and there by attribute index. */
  objects: z.record(obisKey, z.record(index, attribute)),
});
export type RecordedState = z.infer<typeof recordedStateSchema>;

/** A state file that doesn't contradict the model that it was recorded with: it has all that can be read, and no more. */
export function stateOf(model: RecordedModel): z.ZodType<RecordedState> {
  const objects = new Map(model.objects.map((object) => [formatObis(object.name), object]));
  return recordedStateSchema.superRefine((state, context) => {
    const refuse = (path: PropertyKey[], found: string, expected: string): void => {
      const refused = new S1benchError('recorded-state-contradicts', { found, expected });
      context.addIssue(refusal(['objects', ...path], refused));
    };
    for (const [name, attributes] of Object.entries(state.objects)) {
      const object = objects.get(name);
      if (object === undefined) {
        refuse([name], name, 'an object of the model file');
        continue;
      }
      for (const [member, recorded] of Object.entries(attributes)) {
        const expected = contradiction(model, object, Number(member), recorded);
        if (expected !== undefined) refuse([name, member], `attribute ${member}`, expected);
      }
    }
    for (const [name, object] of objects) {
      const missing = readableIn(object).filter((member) => state.objects[name]?.[member] === undefined);
      if (missing.length > 0)
        refuse([name], `nothing of attribute ${missing.join(', ')}`, 'a value, or why there is none');
    }
    if (state.clock !== undefined && objects.get(formatObis(state.clock.object))?.class !== CLOCK) {
      const refused = new S1benchError('recorded-state-contradicts', {
        found: formatObis(state.clock.object),
        expected: 'a clock of the model file',
      });
      context.addIssue(refusal(['clock', 'object'], refused));
    }
  });
}

const CLOCK = 8;
const PROFILE_GENERIC = 7;
const ASSOCIATION_LN = 15;

/** What the model file would have there, where that is something else. */
function contradiction(
  { clients }: RecordedModel,
  object: RecordedObject,
  member: number,
  recorded: RecordedAttribute,
): string | undefined {
  const access = object.attributes[member];
  if (access === undefined) return 'an attribute of the object in the model file';
  if (!readableIn(object).includes(member)) return 'nothing: no client may read it';
  if ('by-client' in recorded) {
    const known = Object.keys(recorded['by-client']).every((sap) =>
      (clients as readonly number[]).includes(Number(sap)),
    );
    return known ? undefined : `clients ${clients.join(', ')} only`;
  }
  if ('computed' in recorded) {
    return object.class === ASSOCIATION_LN && member === 2 ? undefined : 'an object list in an association only';
  }
  if ('value' in recorded && object.class === PROFILE_GENERIC && member === 2) {
    return ['array', 'compact-array'].includes(recorded.value.type) ? undefined : 'the rows of a profile';
  }
  return undefined;
}

/** Attributes that at least one client may read. */
function readableIn({ attributes }: RecordedObject): readonly number[] {
  return Object.entries(attributes)
    .filter(([, access]) => Object.values(access).some((mode) => mode.includes('read')))
    .map(([member]) => Number(member));
}
