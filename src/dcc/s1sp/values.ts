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

/** Physical units (Blue Book 4.3.2), by their number, as far as DUIS and the MMC have quantities in them. */
const UNITS: Readonly<Record<number, string>> = {
  4: 'day',
  7: 's',
  10: 'currency',
  13: 'm3',
  15: 'm3/h',
  27: 'W',
  30: 'Wh',
  32: 'varh',
  35: 'V',
  61: 'J/m3',
  255: 'count',
};

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
export function booleanOf(data: Data): boolean {
  if (data.type === 'boolean') return data.value;
  throw unexpected(data, 'a boolean');
}

/** @throws `step-value-unexpected` */
export function listOf(data: Data): readonly Data[] {
  if (data.type === 'array' || data.type === 'structure' || data.type === 'compact-array') return data.value;
  throw unexpected(data, 'an array or a structure');
}

/** @throws `step-value-unexpected` */
export function octetsOf(data: Data): Uint8Array {
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
  const instant = instantIn(data);
  if (instant === undefined) throw unexpected(data, 'a date and time with every field specified');
  return instant;
}

/** As `instantOf`; nothing where a field isn't specified. @throws `step-value-unexpected`, `date-time-invalid` */
export function instantIn(data: Data): Temporal.Instant | undefined {
  const dateTime = data.type === 'date-time' ? data.value : decodeDateTime(octetsOf(data));
  return instantFromDateTime(dateTime, 0);
}

/** @throws `step-value-unexpected` */
export function scalerUnitOf(data: Data): ScalerUnit {
  const [scaler, unit] = listOf(data);
  if (scaler === undefined || unit === undefined) throw unexpected(data, 'scaler and unit');
  if (scaler.type !== 'integer') throw unexpected(scaler, 'a scaler, which is an integer');
  const number = numberOf(unit);
  return { scaler: scaler.value, unit: UNITS[number] ?? `unit ${number}` };
}

/** How DUIS and the MMC give a quantity: in ten to the power of `scale` of a unit, in whole ones or with decimals. */
export interface MmcUnit {
  readonly unit: string;
  readonly scale: number;
  readonly decimals: boolean;
}

/** In whole ones, rounded down. */
export function wholes(unit: string, scale = 0): MmcUnit {
  return { unit, scale, decimals: false };
}

/** With all the decimals that the device has. */
export function decimals(unit: string, scale = 0): MmcUnit {
  return { unit, scale, decimals: true };
}

/**
 * A quantity.
 * @param wanted the MMC's unit; the name of a physical one for whole ones of it
 * @throws `step-value-unexpected` where it isn't in the unit that is wanted
 */
export function quantityOf(data: Data, scalerUnit: ScalerUnit, wanted: MmcUnit | string): number {
  const unit = typeof wanted === 'string' ? wholes(wanted) : wanted;
  return quantityOfCount(countOf(data, scalerUnit, unit), scalerUnit, unit);
}

/** A quantity as a count of the smallest steps in which it is given: sums and differences of such are exact. */
export function countOf(data: Data, scalerUnit: ScalerUnit, wanted: MmcUnit): bigint {
  const value = integerOf(data);
  const exponent = exponentOf(scalerUnit, wanted);
  if (exponent >= 0) return value * 10n ** BigInt(exponent);
  return wanted.decimals ? value : value / 10n ** BigInt(-exponent);
}

/** The quantity that a count is: the number that is written with exactly its decimals. @throws `step-value-unexpected` */
export function quantityOfCount(count: bigint, scalerUnit: ScalerUnit, wanted: MmcUnit): number {
  const exponent = wanted.decimals ? Math.min(0, exponentOf(scalerUnit, wanted)) : 0;
  if (Number.isSafeInteger(Number(count))) return Number(`${count}e${exponent}`);
  throw new S1benchError('step-value-unexpected', {
    found: `${count}E${exponent} ${wanted.unit}`,
    expected: 'less than 2^53',
  });
}

/** The value with which a register of that scale holds a quantity. @throws `step-value-unexpected` where none is it exactly */
export function valueFor(quantity: number, scalerUnit: ScalerUnit, wanted: MmcUnit): number {
  const value = Number(`${quantity}e${-exponentOf(scalerUnit, wanted)}`);
  if (Number.isSafeInteger(value)) return value;
  throw new S1benchError('step-value-unexpected', {
    found: `${quantity} for a register in steps of 1E${exponentOf(scalerUnit, wanted)}`,
    expected: 'a whole number of steps',
  });
}

/** Ten to the power of it is what one of the device counts in the unit that is wanted. */
function exponentOf({ scaler, unit }: ScalerUnit, wanted: MmcUnit): number {
  if (unit !== wanted.unit) throw new S1benchError('step-value-unexpected', { found: unit, expected: wanted.unit });
  return scaler - wanted.scale;
}

function unexpected(data: Data, expected: string): S1benchError {
  const found = data.type === 'octet-string' ? `octet-string ${toHex(data.value.subarray(0, 32))}` : data.type;
  return new S1benchError('step-value-unexpected', { found, expected });
}
