import { toHex } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64FromBytes } from '../../core/identifiers.ts';
import type { Data } from '../../protocol/cosem/data.ts';
import {
  dateTimeFromInstant,
  decodeDateTime,
  encodeDateTime,
  instantFromDateTime,
} from '../../protocol/cosem/date-time.ts';

/** Physical units (Blue Book, unit), by their number, as far as the MMC names them. */
const UNITS: Readonly<Record<number, string>> = { 27: 'W', 30: 'Wh', 32: 'varh' };

/** How the number in a register becomes a quantity: times ten to the power of `scaler`, in `unit`. */
export interface ScalerUnit {
  readonly scaler: number;
  readonly unit: string;
}

/** @throws `step-value-unexpected` */
export function integerOf(data: Data): bigint {
  switch (data.type) {
    case 'integer':
    case 'long':
    case 'double-long':
    case 'unsigned':
    case 'long-unsigned':
    case 'double-long-unsigned':
    case 'enum':
      return BigInt(data.value);
    case 'long64':
    case 'long64-unsigned':
      return data.value;
    default:
      throw unexpected(data, 'an integer');
  }
}

/** For small numbers: indices, states. @throws `step-value-unexpected` */
export function numberOf(data: Data): number {
  return Number(integerOf(data));
}

/** @throws `step-value-unexpected` */
export function listOf(data: Data): readonly Data[] {
  if (data.type === 'array' || data.type === 'structure' || data.type === 'compact-array') return data.value;
  throw unexpected(data, 'an array or a structure');
}

function octetsOf(data: Data): Uint8Array {
  if (data.type !== 'octet-string') throw unexpected(data, 'an octet-string');
  return data.value;
}

/** Text of a UTF-8 string, or printable ASCII of a visible-string or octet-string. @throws `step-value-unexpected` */
export function textOf(data: Data): string {
  if (data.type === 'utf8-string') return data.value;
  const text = data.type === 'visible-string' ? data.value : Buffer.from(octetsOf(data)).toString('latin1');
  if (!/^[\x20-\x7e]*$/.test(text)) throw unexpected(data, 'printable text');
  return text;
}

/** An EUI-64 from its eight octets. @throws `step-value-unexpected` */
export function eui64Of(data: Data): Eui64 {
  const octets = octetsOf(data);
  if (octets.length !== 8) throw unexpected(data, 'eight octets');
  return eui64FromBytes(octets);
}

/** A date-time as clocks and selections by range take it: the octets of an octet-string, in UTC. */
export function dateTimeData(instant: Temporal.Instant): Data {
  return { type: 'octet-string', value: encodeDateTime(dateTimeFromInstant(instant)) };
}

/**
 * An instant from a date-time, or from the octet-string that holds one; without its deviation it is taken for UTC.
 * @throws `step-value-unexpected`, `date-time-invalid`
 */
export function instantOf(data: Data): Temporal.Instant {
  const dateTime = data.type === 'date-time' ? data.value : decodeDateTime(octetsOf(data));
  const instant = instantFromDateTime(dateTime, 0);
  if (instant === undefined) throw unexpected(data, 'a date and time with every field specified');
  return instant;
}

/** @throws `step-value-unexpected` */
export function scalerUnitOf(data: Data): ScalerUnit {
  const [scaler, unit] = listOf(data);
  if (scaler === undefined || unit === undefined) throw unexpected(data, 'scaler and unit');
  if (scaler.type !== 'integer') throw unexpected(scaler, 'a scaler, which is an integer');
  const number = numberOf(unit);
  return { scaler: scaler.value, unit: UNITS[number] ?? `unit ${number}` };
}

/** A quantity in whole units, rounded down. @throws `step-value-unexpected` where it isn't in the unit that is wanted */
export function quantityOf(data: Data, { scaler, unit }: ScalerUnit, wanted: string): number {
  if (unit !== wanted) throw new S1benchError('step-value-unexpected', { found: unit, expected: wanted });
  const value = integerOf(data);
  const quantity = Number(scaler >= 0 ? value * 10n ** BigInt(scaler) : value / 10n ** BigInt(-scaler));
  if (Number.isSafeInteger(quantity)) return quantity;
  throw new S1benchError('step-value-unexpected', { found: `${value}E${scaler} ${unit}`, expected: 'less than 2^53' });
}

function unexpected(data: Data, expected: string): S1benchError {
  const found = data.type === 'octet-string' ? `octet-string ${toHex(data.value.subarray(0, 32))}` : data.type;
  return new S1benchError('step-value-unexpected', { found, expected });
}
