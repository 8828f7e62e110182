import { z } from 'zod';
import { fromHex } from '../core/bytes.ts';
import { S1benchError } from '../core/errors.ts';
import { obisBytes, parseObis } from '../core/identifiers.ts';
import { decodeData } from '../protocol/cosem/axdr.ts';
import type { CosemDate, CosemTime, Data } from '../protocol/cosem/data.ts';
import { dateTimeFromInstant, encodeDateTime } from '../protocol/cosem/date-time.ts';
import { asInstant } from './checks/instant.ts';
import { type JsonObject, type JsonValue, toJson } from './json.ts';
import { referencePattern } from './pack/reference.ts';
import { withKeys } from './pack/with-keys.ts';

/** A text that is a reference, or what a schema accepts. */
export function orReference<T>(schema: z.ZodType<T>): z.ZodType<T | string> {
  return z.union([schema, z.string().regex(referencePattern, 'a reference such as ${name}')]);
}

const integer = orReference(z.union([z.int(), z.string().regex(/^-?\d{1,20}$/, 'an integer')]));
const float = orReference(z.number());
export const instantSchema = orReference(z.string().refine((text) => asInstant(text) !== undefined, 'an instant'));
const hex = orReference(z.string().regex(/^([0-9A-Fa-f]{2}[ :-]?)*$/, 'pairs of hexadecimal digits'));
const field = z.int().optional();
const date = z.strictObject({ year: field, month: field, dayOfMonth: field, dayOfWeek: field });
const time = z.strictObject({ hour: field, minute: field, second: field, hundredths: field });
const octets = z.union([
  hex,
  z.strictObject({ 'date-time': instantSchema }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ obis: z.string() }),
]);

/** A COSEM value as packs write it: `{ long-unsigned: 230 }`, its type by its name in the Blue Book. */
export const dataSchema: z.ZodType<JsonObject> = z.lazy(() =>
  withKeys(
    z
      .strictObject({
        'null-data': z.null(),
        boolean: orReference(z.boolean()),
        'bit-string': orReference(z.string().regex(/^[01]*$/, 'one 0 or 1 for each bit')),
        integer,
        long: integer,
        'double-long': integer,
        long64: integer,
        unsigned: integer,
        'long-unsigned': integer,
        'double-long-unsigned': integer,
        'long64-unsigned': integer,
        enum: integer,
        bcd: integer,
        float32: float,
        float64: float,
        'octet-string': octets,
        'visible-string': z.string(),
        'utf8-string': z.string(),
        date,
        time,
        'date-time': instantSchema,
        array: z.array(dataSchema),
        structure: z.array(dataSchema),
        /** The bytes of a value, its type included: what a `get` with `encoded` has read. */
        encoded: hex,
      })
      .partial(),
    (count) => count === 1,
    'one COSEM data type',
  ),
) as z.ZodType<JsonObject>;

/**
 * The COSEM value that a pack wrote, its references replaced.
 * @throws `axdr-value-out-of-range` from the codec when it is encoded; here `hex-invalid`, `obis-invalid`,
 *   `pack-reference-invalid` where a reference stood for a value of another kind
 */
export function dataFromJson(json: JsonObject): Data {
  const [type, value] = Object.entries(json)[0] as [Data['type'] | 'encoded', JsonValue];
  switch (type) {
    case 'null-data':
    case 'dont-care':
      return { type };
    case 'boolean':
      return { type, value: expectType(value, 'boolean') };
    case 'float32':
    case 'float64':
      return { type, value: expectType(value, 'number') };
    case 'long64':
    case 'long64-unsigned':
      return { type, value: BigInt(integerOf(value)) };
    case 'encoded':
      return decodeData(octetsOf(value));
    case 'octet-string':
      return { type, value: octetsOf(value) };
    case 'bit-string':
    case 'visible-string':
    case 'utf8-string':
      return { type, value: expectType(value, 'string') };
    case 'date':
    case 'time':
      return { type, value: value as CosemDate & CosemTime };
    case 'date-time':
      return { type, value: dateTimeFromInstant(instantOf(value)) };
    case 'array':
    case 'structure':
      return { type, value: (value as readonly JsonObject[]).map(dataFromJson) };
    case 'compact-array':
      throw new S1benchError('pack-value-invalid', { found: type, expected: 'array' });
    default:
      return { type, value: Number(integerOf(value)) };
  }
}

/** The value without its types: octet-strings as hexadecimal, arrays and structures as lists, dates by their fields. */
export function dataToJson(data: Data): JsonValue {
  switch (data.type) {
    case 'null-data':
    case 'dont-care':
      return null;
    case 'array':
    case 'structure':
    case 'compact-array':
      return data.value.map(dataToJson);
    default:
      return toJson(data.value);
  }
}

/** The types of a value in one text, such as `array of structure(octet-string, unsigned)`. */
export function dataTypeName(data: Data): string {
  switch (data.type) {
    case 'structure':
      return `structure(${data.value.map(dataTypeName).join(', ')})`;
    case 'array':
    case 'compact-array': {
      const elements = new Set(data.value.map(dataTypeName));
      return elements.size === 0 ? data.type : `${data.type} of ${[...elements].join(' | ')}`;
    }
    default:
      return data.type;
  }
}

function octetsOf(value: JsonValue): Uint8Array {
  if (typeof value === 'string') return fromHex(value);
  const [[form, content] = ['', null]] = Object.entries(value ?? {});
  switch (form) {
    case 'date-time':
      return encodeDateTime(dateTimeFromInstant(instantOf(content)));
    case 'obis':
      return obisBytes(parseObis(expectType(content, 'string')));
    case 'text':
      return new TextEncoder().encode(expectType(content, 'string'));
    default:
      throw mismatch(value, 'octets');
  }
}

function instantOf(value: JsonValue): Temporal.Instant {
  const instant = asInstant(value);
  if (instant === undefined) throw mismatch(value, 'an instant');
  return instant;
}

function integerOf(value: JsonValue): number | string {
  if (Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)))
    return value as number | string;
  throw mismatch(value, 'an integer');
}

interface Primitives {
  readonly boolean: boolean;
  readonly number: number;
  readonly string: string;
}

function expectType<Name extends keyof Primitives>(value: JsonValue, type: Name): Primitives[Name] {
  if (typeof value === type) return value as Primitives[Name];
  throw mismatch(value, type);
}

function mismatch(value: JsonValue, expected: string): S1benchError {
  return new S1benchError('pack-value-invalid', { found: JSON.stringify(value), expected });
}
