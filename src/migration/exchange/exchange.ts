import { S1benchError } from '../../core/errors.ts';

/** The only way from one party to another: files, each given once, for all to see and nobody to change. */
export interface Exchange {
  /**
   * Gives a file, whole or not at all. To give the very same again changes nothing: whoever goes on after a crash may not
   * know that it did.
   * @throws `exchange-name-taken` where another file of that name was given before, `exchange-name-invalid`
   */
  put(name: string, bytes: Uint8Array): void;
  /** The file, or nothing where none of that name was given. */
  get(name: string): Uint8Array | undefined;
  /** Names of all files, in the order of the alphabet. */
  names(): readonly string[];
}

/** What every file system takes; what begins with a dot is still being written. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}$/;

/** Whether a file of an exchange can be called so. */
export function isExchangeName(name: string): boolean {
  return NAME.test(name);
}

/** @throws `exchange-name-invalid` */
export function checkExchangeName(name: string): void {
  if (isExchangeName(name)) return;
  throw new S1benchError('exchange-name-invalid', {
    found: JSON.stringify(name.slice(0, 200)),
    expected: String(NAME),
  });
}
