import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { readLength, writeLength } from '../axdr-length.ts';

/** The names of an enumeration by their numbers on the wire. */
export type NamesByNumber<Name extends string> = ReadonlyMap<number, Name>;

/** The other way round of a table of numbers by name. */
export function namesByNumber<Name extends string>(numbers: Readonly<Record<Name, number>>): NamesByNumber<Name> {
  return new Map(Object.entries<number>(numbers).map(([name, number]) => [number, name as Name]));
}

/**
 * The name of an enumerated value of one byte.
 * @param what for the error: what is enumerated
 * @throws `apdu-choice-unknown`, `bytes-truncated`
 */
export function readName<Name extends string>(reader: ByteReader, names: NamesByNumber<Name>, what: string): Name {
  const number = reader.u8();
  const name = names.get(number);
  if (name === undefined) throw unknownChoice(reader.offset - 1, what, number, [...names.keys()]);
  return name;
}

/**
 * The error for a number that is none of those known.
 * @param what for the error: what the choice is of
 */
export function unknownChoice(offset: number, what: string, found: number, known: readonly number[]): S1benchError {
  return new S1benchError('apdu-choice-unknown', {
    where: { offset },
    found: `${what} ${found}`,
    expected: known.join(', '),
  });
}

/**
 * A whole number that is to be written into a field.
 * @throws `apdu-value-out-of-range`
 */
export function within(what: string, value: number | undefined, low: number, high: number): number {
  if (value !== undefined && value >= low && value <= high && Number.isInteger(value)) return value;
  throw new S1benchError('apdu-value-out-of-range', {
    found: `${what} ${value}`,
    expected: `a whole number from ${low} to ${high}`,
  });
}

/**
 * A SEQUENCE OF, its elements taking `least` bytes or more each.
 * @throws `bytes-truncated` before anything is read where so many elements can't follow
 */
export function readList<T>(reader: ByteReader, least: number, read: (reader: ByteReader) => T): T[] {
  const count = readLength(reader);
  reader.need(count * least);
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(read(reader));
  return items;
}

/** Writes a SEQUENCE OF. */
export function writeList<T>(
  writer: ByteWriter,
  items: readonly T[],
  write: (writer: ByteWriter, item: T) => void,
): void {
  writeLength(writer, items.length);
  for (const item of items) write(writer, item);
}

/** @throws `apdu-value-out-of-range` */
export function writeInvokeId(writer: ByteWriter, invokeIdAndPriority: number): void {
  writer.u8(within('invoke-id-and-priority', invokeIdAndPriority, 0, 0xff));
}

/** @throws `apdu-value-out-of-range` */
export function writeBlockNumber(writer: ByteWriter, blockNumber: number): void {
  writer.u32(within('block-number', blockNumber, 0, 0xffffffff));
}
