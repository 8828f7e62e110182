import { type ByteReader, ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { readContents, readLength, writeLength, writeOctets } from './axdr-length.ts';
import type { Data, SimpleData, SimpleType, TypeDescription } from './data.ts';
import { dataTags } from './data-tags.ts';
import { refuseNesting } from './nesting.ts';
import { readSimple, writeSimple } from './simple-data.ts';

type CompactArray = Extract<Data, { readonly type: 'compact-array' }>;

/**
 * What takes no bytes can be promised in any number: a few bytes of description could become billions of values.
 * So an element may hold this many values for each byte that it takes at least, and that many bytes must be there.
 */
const MAX_VALUES_PER_BYTE = 16;

/** The fewest bytes that a value of each type takes without its tag. */
const LEAST_SIZE: Readonly<Record<SimpleType, number>> = {
  'null-data': 0,
  'dont-care': 0,
  boolean: 1,
  'bit-string': 1,
  'double-long': 4,
  'double-long-unsigned': 4,
  'octet-string': 1,
  'visible-string': 1,
  'utf8-string': 1,
  bcd: 1,
  integer: 1,
  long: 2,
  unsigned: 1,
  'long-unsigned': 2,
  long64: 8,
  'long64-unsigned': 8,
  enum: 1,
  float32: 4,
  float64: 8,
  'date-time': 12,
  date: 5,
  time: 4,
};

const SIMPLE_TYPES = new Map(
  (Object.keys(LEAST_SIZE) as SimpleType[]).map((type): [number, SimpleType] => [dataTags[type], type]),
);

/**
 * A compact array, its tag already read (Green Book, Data: compact-array).
 * @param depth how many arrays and structures enclose it
 * @throws `axdr-compact-array-sparse`, `axdr-too-deep`, and what its elements refuse
 */
export function readCompactArray(reader: ByteReader, depth: number): CompactArray {
  const start = reader.offset;
  const description = readDescription(reader, depth + 1);
  const leastSize = leastSizeOf(description, start);
  const contents = readContents(reader);
  const value: Data[] = [];
  while (contents.remaining > 0) {
    contents.need(leastSize);
    value.push(readElement(contents, description));
  }
  return { type: 'compact-array', description, value };
}

/**
 * Writes a compact array without its tag.
 * @throws `axdr-compact-array-mismatch`, `axdr-compact-array-sparse`, `axdr-too-deep`, and what its elements refuse
 */
export function writeCompactArray(writer: ByteWriter, array: CompactArray, depth: number): void {
  writeDescription(writer, array.description, depth + 1);
  leastSizeOf(array.description);
  const contents = new ByteWriter(16 * array.value.length);
  for (const element of array.value) writeElement(contents, array.description, element);
  writeOctets(writer, contents.finish());
}

function readDescription(reader: ByteReader, depth: number): TypeDescription {
  const offset = reader.offset;
  const tag = reader.u8();
  if (tag === dataTags.array) {
    refuseNesting(depth, offset);
    const length = reader.u16();
    return { type: 'array', length, element: readDescription(reader, depth + 1) };
  }
  if (tag === dataTags.structure) {
    refuseNesting(depth, offset);
    const count = readLength(reader);
    reader.need(count);
    const elements: TypeDescription[] = [];
    for (let i = 0; i < count; i++) elements.push(readDescription(reader, depth + 1));
    return { type: 'structure', elements };
  }
  const type = SIMPLE_TYPES.get(tag);
  if (type === undefined) throw new S1benchError('axdr-tag-unknown', { where: { offset }, found: `${tag}` });
  return { type };
}

function writeDescription(writer: ByteWriter, description: TypeDescription, depth: number): void {
  writer.u8(dataTags[description.type]);
  if (description.type === 'array') {
    refuseNesting(depth);
    if (!(description.length >= 0 && description.length <= 0xffff && Number.isInteger(description.length))) {
      throw new S1benchError('axdr-value-out-of-range', {
        found: `an array of ${description.length} elements`,
        expected: '0 to 65535',
      });
    }
    writer.u16(description.length);
    writeDescription(writer, description.element, depth + 1);
  } else if (description.type === 'structure') {
    refuseNesting(depth);
    writeLength(writer, description.elements.length);
    for (const element of description.elements) writeDescription(writer, element, depth + 1);
  }
}

function readElement(reader: ByteReader, description: TypeDescription): Data {
  if (description.type === 'array') {
    const value: Data[] = [];
    for (let i = 0; i < description.length; i++) value.push(readElement(reader, description.element));
    return { type: 'array', value };
  }
  if (description.type === 'structure') {
    return { type: 'structure', value: description.elements.map((element) => readElement(reader, element)) };
  }
  return readSimple(reader, dataTags[description.type]);
}

function writeElement(writer: ByteWriter, description: TypeDescription, data: Data): void {
  if (description.type === 'array') {
    const elements = elementsOf(data, 'array', description.length);
    for (const element of elements) writeElement(writer, description.element, element);
  } else if (description.type === 'structure') {
    const elements = elementsOf(data, 'structure', description.elements.length);
    description.elements.forEach((element, i) => {
      writeElement(writer, element, elements[i] as Data);
    });
  } else if (isOfType(data, description.type)) {
    writeSimple(writer, data);
  } else {
    throw mismatch(data.type, description.type);
  }
}

function isOfType(data: Data, type: SimpleType): data is SimpleData {
  return data.type === type;
}

function elementsOf(data: Data, type: 'array' | 'structure', count: number): readonly Data[] {
  if (data.type !== type) throw mismatch(data.type, type);
  if (data.value.length !== count) throw mismatch(`${type} of ${data.value.length}`, `${type} of ${count}`);
  return data.value;
}

function mismatch(found: string, expected: string): S1benchError {
  return new S1benchError('axdr-compact-array-mismatch', { found, expected });
}

/**
 * The fewest bytes that an element takes.
 * @throws `axdr-compact-array-sparse` where it holds too many values for them
 */
function leastSizeOf(description: TypeDescription, offset?: number): number {
  const { values, bytes } = density(description);
  if (values <= MAX_VALUES_PER_BYTE * bytes) return bytes;
  throw new S1benchError('axdr-compact-array-sparse', {
    ...(offset !== undefined && { where: { offset } }),
    found: `${values} value(s) in elements of ${bytes} byte(s)`,
    expected: `at most ${MAX_VALUES_PER_BYTE} values for each byte`,
  });
}

/** How many values an element holds, and the fewest bytes that it takes. */
function density(description: TypeDescription): { readonly values: number; readonly bytes: number } {
  if (description.type === 'array') {
    const element = density(description.element);
    return { values: 1 + description.length * element.values, bytes: description.length * element.bytes };
  }
  if (description.type === 'structure') {
    let values = 1;
    let bytes = 0;
    for (const element of description.elements) {
      const part = density(element);
      values += part.values;
      bytes += part.bytes;
    }
    return { values, bytes };
  }
  return { values: 1, bytes: LEAST_SIZE[description.type] };
}
