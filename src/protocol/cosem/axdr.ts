import { ByteReader, ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { readLength, writeLength } from './axdr-length.ts';
import { readCompactArray, writeCompactArray } from './compact-array.ts';
import type { Data } from './data.ts';
import { dataTags } from './data-tags.ts';
import { refuseNesting } from './nesting.ts';
import { readSimple, writeSimple } from './simple-data.ts';

/**
 * A COSEM value in A-XDR (Green Book, Data; IEC 61334-6).
 * @throws `axdr-value-out-of-range`, `axdr-too-deep`, `axdr-compact-array-mismatch`, `axdr-compact-array-sparse`,
 *   `date-time-invalid`
 */
export function encodeData(data: Data): Uint8Array {
  const writer = new ByteWriter();
  writeData(writer, data);
  return writer.finish();
}

/**
 * The one COSEM value that the bytes hold. Octet-strings are views on the bytes.
 * @throws `axdr-trailing-bytes`, and what `readData` refuses
 */
export function decodeData(bytes: Uint8Array): Data {
  const reader = new ByteReader(bytes);
  const data = readData(reader);
  if (reader.remaining > 0) {
    throw new S1benchError('axdr-trailing-bytes', {
      where: { offset: reader.offset },
      found: `${reader.remaining} byte(s)`,
      expected: 'none',
    });
  }
  return data;
}

/**
 * The next COSEM value. Octet-strings are views on the bytes read from.
 * @throws `axdr-tag-unknown`, `axdr-length-invalid`, `axdr-utf8-invalid`, `axdr-too-deep`, `axdr-compact-array-sparse`,
 *   `date-time-invalid`, `bytes-truncated`
 */
export function readData(reader: ByteReader): Data {
  return readNested(reader, 0);
}

/** Writes a COSEM value; refuses what `encodeData` refuses. */
export function writeData(writer: ByteWriter, data: Data): void {
  writeNested(writer, data, 0);
}

function readNested(reader: ByteReader, depth: number): Data {
  const tag = reader.u8();
  switch (tag) {
    case dataTags.array:
      return { type: 'array', value: readElements(reader, depth) };
    case dataTags.structure:
      return { type: 'structure', value: readElements(reader, depth) };
    case dataTags['compact-array']:
      refuseNesting(depth, reader.offset - 1);
      return readCompactArray(reader, depth);
    default:
      return readSimple(reader, tag);
  }
}

function readElements(reader: ByteReader, depth: number): Data[] {
  refuseNesting(depth, reader.offset - 1);
  const count = readLength(reader);
  // Each element takes a byte at least, its tag.
  reader.need(count);
  const elements: Data[] = [];
  for (let i = 0; i < count; i++) elements.push(readNested(reader, depth + 1));
  return elements;
}

function writeNested(writer: ByteWriter, data: Data, depth: number): void {
  writer.u8(dataTags[data.type]);
  switch (data.type) {
    case 'array':
    case 'structure':
      refuseNesting(depth);
      writeLength(writer, data.value.length);
      for (const element of data.value) writeNested(writer, element, depth + 1);
      return;
    case 'compact-array':
      refuseNesting(depth);
      writeCompactArray(writer, data, depth);
      return;
    default:
      writeSimple(writer, data);
  }
}
