import { InvalidArgumentError } from 'commander';

/** A TCP port number, 0 to 65535. */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('expected 0 to 65535.');
  return Number(text);
}
