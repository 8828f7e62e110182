/** The only way from one party to another: files, each given once, for all to see and nobody to change. */
export interface Exchange {
  /**
   * Gives a file, whole or not at all. To give the very same again changes nothing: whoever goes on after a crash may not
   * know that it did.
   * @throws `exchange-name-taken` where another file of that name was given before
   */
  put(name: string, bytes: Uint8Array): void;
  /** The file, or nothing where none of that name was given. */
  get(name: string): Uint8Array | undefined;
  /** Names of all files, in the order of the alphabet. */
  names(): readonly string[];
}
