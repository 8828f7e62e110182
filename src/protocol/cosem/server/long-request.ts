import { ByteReader } from '../../../core/bytes.ts';
import { isS1benchError } from '../../../core/errors.ts';
import { readList } from '../apdu/fields.ts';
import { decodeData, readData } from '../axdr.ts';
import type { Data } from '../data.ts';

/** The value, or the list of values, that the blocks of a long SET or ACTION add up to; nothing where they add up to none. */
export function decodeValues(bytes: Uint8Array, isList: boolean): readonly Data[] | undefined {
  try {
    if (!isList) return [decodeData(bytes)];
    const reader = new ByteReader(bytes);
    const values = readList(reader, 1, readData);
    return reader.remaining === 0 ? values : undefined;
  } catch (error) {
    if (isS1benchError(error)) return undefined;
    throw error;
  }
}
