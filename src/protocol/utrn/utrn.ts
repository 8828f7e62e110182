import { createHash, createHmac } from 'node:crypto';
import { S1benchError } from '../../core/errors.ts';
import { type Eui64, eui64Bytes } from '../../core/identifiers.ts';
import { type UtrnDevice, utrnKey } from './utrn-key.ts';

export type { UtrnDevice } from './utrn-key.ts';

/*
 * A UTRN of this project, twenty digits. The real algorithm isn't public; ours has the same properties:
 *
 *   1       value class: 1 pence, 2 pounds
 *   2-5     value
 *   6-10    counter of the issuer for this device
 *   11-13   tag of the device
 *   14-19   truncated MAC of the digits before and the EUI-64
 *   20      check digit (Luhn), against typing errors
 */
const VALUE_DIGITS = 4;
const COUNTER_DIGITS = 5;
const TAG_DIGITS = 3;
const MAC_DIGITS = 6;
const CLASSES = { 1: 1, 2: 100 } as const;
const MOST_VALUE = 10 ** VALUE_DIGITS - 1;

/** Counters that a UTRN can carry are below this. */
export const UTRN_COUNTERS = 10 ** COUNTER_DIGITS;

export interface UtrnContents {
  readonly pence: number;
  readonly counter: number;
}

/** What is wrong with digits that aren't a UTRN of a device. */
export type UtrnFault = 'format' | 'not-for-device' | 'not-authentic';

/**
 * The UTRN that tops up a device, for whoever issues them.
 * @param pence 1 to 9999, or whole pounds up to 9999
 * @param counter another one for each UTRN of a device, rising, 0 to 99999
 * @throws `utrn-value-invalid`
 */
export function utrnFor(device: UtrnDevice, pence: number, counter: number): string {
  const valueClass = pence <= MOST_VALUE ? 1 : 2;
  const value = pence / CLASSES[valueClass];
  if (!Number.isInteger(value) || value < 1 || value > MOST_VALUE) {
    throw new S1benchError('utrn-value-invalid', {
      found: `${pence} pence`,
      expected: 'up to £9999, in pounds above £99.99',
    });
  }
  if (!Number.isInteger(counter) || counter < 0 || counter >= UTRN_COUNTERS) {
    throw new S1benchError('utrn-value-invalid', {
      found: `counter ${counter}`,
      expected: `0 to ${UTRN_COUNTERS - 1}`,
    });
  }
  const said = `${valueClass}${padded(value, VALUE_DIGITS)}${padded(counter, COUNTER_DIGITS)}${tagOf(device.eui64)}`;
  const authenticated = said + macOf(device, said);
  return authenticated + checkDigit(authenticated);
}

/** What a UTRN says, if it is one of this device. */
export function readUtrn(device: UtrnDevice, digits: string): UtrnContents | UtrnFault {
  if (!/^[12]\d{19}$/.test(digits) || checkDigit(digits.slice(0, -1)) !== digits.slice(-1)) return 'format';
  const counterAt = 1 + VALUE_DIGITS;
  const tagAt = counterAt + COUNTER_DIGITS;
  const macAt = tagAt + TAG_DIGITS;
  if (digits.slice(tagAt, macAt) !== tagOf(device.eui64)) return 'not-for-device';
  if (digits.slice(macAt, -1) !== macOf(device, digits.slice(0, macAt))) return 'not-authentic';
  const pence = Number(digits.slice(1, counterAt)) * (digits.startsWith('1') ? CLASSES[1] : CLASSES[2]);
  return { pence, counter: Number(digits.slice(counterAt, tagAt)) };
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function tagOf(eui64: Eui64): string {
  return decimal(createHash('sha256').update(eui64Bytes(eui64)).digest(), TAG_DIGITS);
}

function macOf(device: UtrnDevice, said: string): string {
  return decimal(createHmac('sha256', utrnKey(device)).update(said).digest(), MAC_DIGITS);
}

function decimal(digest: Buffer, digits: number): string {
  return padded(digest.readUIntBE(0, 6) % 10 ** digits, digits);
}

/** ISO/IEC 7812-1: every second digit from the right, the last one first, counts twice. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const weighted = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
