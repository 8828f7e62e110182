import { InvalidArgumentError } from 'commander';

/** A TCP port number, 0 to 65535. */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('expected 0 to 65535.');
  return Number(text);
}

/** A COSEM class identifier, 0 to 65535. */
export const classNumber = portNumber;

/** How many rows, 0 to 100,000. */
export function rowCount(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) > 100_000) throw new InvalidArgumentError('expected 0 to 100000.');
  return Number(text);
}

/** The index of an attribute or method, -128 to 127. */
export function memberIndex(text: string): number {
  if (!/^-?\d{1,3}$/.test(text) || Number(text) < -128 || Number(text) > 127) {
    throw new InvalidArgumentError('expected -128 to 127.');
  }
  return Number(text);
}
