import { type Mpan, type Mprn, mpanCheckDigit, mprnCheckDigits } from '../../core/identifiers.ts';

/** Digits at the end of a text that count up, as far as their number allows. */
interface Counted {
  readonly before: string;
  readonly digits: string;
}

/**
 * The k-th serial number after one: the digits that it ends with count up.
 * @param k less than `mostSerials`
 */
export function nthSerial(serial: string, k: number): string {
  const { before, digits } = serialParts(serial);
  return before + counted(digits, k);
}

/** How many serial numbers there are from one on, itself included. */
export function mostSerials(serial: string): number {
  const { digits } = serialParts(serial);
  return digits === '' ? 1 : left(digits);
}

/** The k-th MPAN core after one: what follows the distributor counts up, and the check digit fits. */
export function nthMpan(mpan: Mpan, k: number): Mpan {
  const digits = mpan.slice(0, 2) + counted(mpan.slice(2, -1), k);
  return (digits + mpanCheckDigit(digits)) as Mpan;
}

export function mostMpans(mpan: Mpan): number {
  return left(mpan.slice(2, -1));
}

/** The k-th MPRN after one: the digits before the check digits count up, and the check digits fit. */
export function nthMprn(mprn: Mprn, k: number): Mprn {
  const digits = counted(mprn.slice(0, -2), k);
  return (digits + mprnCheckDigits(digits)) as Mprn;
}

export function mostMprns(mprn: Mprn): number {
  return left(mprn.slice(0, -2));
}

function serialParts(serial: string): Counted {
  // Up to 13 digits: a number holds them exactly.
  const digits = /\d*$/.exec(serial)?.[0] ?? '';
  return { before: serial.slice(0, serial.length - digits.length), digits };
}

function counted(digits: string, k: number): string {
  return k === 0 ? digits : String(Number(digits) + k).padStart(digits.length, '0');
}

function left(digits: string): number {
  return 10 ** digits.length - Number(digits);
}
