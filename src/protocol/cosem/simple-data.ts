import type { ByteReader, ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';
import { readLength, readOctets, writeLength, writeOctets } from './axdr-length.ts';
import type { SimpleData } from './data.ts';
import { dataTags } from './data-tags.ts';
import { readDate, readDateTime, readTime, writeDate, writeDateTime, writeTime } from './date-time.ts';

const NULL_DATA: SimpleData = Object.freeze({ type: 'null-data' });
const DONT_CARE: SimpleData = Object.freeze({ type: 'dont-care' });

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

const BITS = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, '0'));

/**
 * The contents of a value that holds no other value, its tag already read.
 * @throws `axdr-tag-unknown`, `axdr-length-invalid`, `axdr-utf8-invalid`, `date-time-invalid`, `bytes-truncated`
 */
export function readSimple(reader: ByteReader, tag: number): SimpleData {
  switch (tag) {
    case dataTags['octet-string']:
      return { type: 'octet-string', value: readOctets(reader) };
    case dataTags['double-long-unsigned']:
      return { type: 'double-long-unsigned', value: reader.u32() };
    case dataTags['null-data']:
      return NULL_DATA;
    case dataTags['dont-care']:
      return DONT_CARE;
    case dataTags.boolean:
      return { type: 'boolean', value: reader.u8() !== 0 };
    case dataTags['bit-string']:
      return { type: 'bit-string', value: readBits(reader) };
    case dataTags.integer:
      return { type: 'integer', value: reader.i8() };
    case dataTags.long:
      return { type: 'long', value: reader.i16() };
    case dataTags['double-long']:
      return { type: 'double-long', value: reader.i32() };
    case dataTags.long64:
      return { type: 'long64', value: reader.i64() };
    case dataTags.unsigned:
      return { type: 'unsigned', value: reader.u8() };
    case dataTags['long-unsigned']:
      return { type: 'long-unsigned', value: reader.u16() };
    case dataTags['long64-unsigned']:
      return { type: 'long64-unsigned', value: reader.u64() };
    case dataTags.enum:
      return { type: 'enum', value: reader.u8() };
    case dataTags.bcd:
      return { type: 'bcd', value: reader.u8() };
    case dataTags.float32:
      return { type: 'float32', value: reader.f32() };
    case dataTags.float64:
      return { type: 'float64', value: reader.f64() };
    case dataTags['visible-string']:
      return { type: 'visible-string', value: readLatin1(reader) };
    case dataTags['utf8-string']:
      return { type: 'utf8-string', value: readUtf8(reader) };
    case dataTags.date:
      return { type: 'date', value: readDate(reader) };
    case dataTags.time:
      return { type: 'time', value: readTime(reader) };
    case dataTags['date-time']:
      return { type: 'date-time', value: readDateTime(reader) };
    default:
      throw new S1benchError('axdr-tag-unknown', { where: { offset: reader.offset - 1 }, found: `${tag}` });
  }
}

/**
 * Writes the contents of a value that holds no other value, without its tag.
 * @throws `axdr-value-out-of-range`, `date-time-invalid`
 */
export function writeSimple(writer: ByteWriter, data: SimpleData): void {
  switch (data.type) {
    case 'octet-string':
      writeOctets(writer, data.value);
      return;
    case 'double-long-unsigned':
      writer.u32(integerWithin(data, 0, 0xffffffff));
      return;
    case 'null-data':
    case 'dont-care':
      return;
    case 'boolean':
      writer.u8(data.value ? 1 : 0);
      return;
    case 'bit-string':
      writeBits(writer, data.value);
      return;
    case 'integer':
      writer.u8(integerWithin(data, -0x80, 0x7f));
      return;
    case 'long':
      writer.u16(integerWithin(data, -0x8000, 0x7fff));
      return;
    case 'double-long':
      writer.u32(integerWithin(data, -0x80000000, 0x7fffffff));
      return;
    case 'long64':
      writer.u64(bigintWithin(data, -0x8000000000000000n, 0x7fffffffffffffffn));
      return;
    case 'unsigned':
    case 'enum':
    case 'bcd':
      writer.u8(integerWithin(data, 0, 0xff));
      return;
    case 'long-unsigned':
      writer.u16(integerWithin(data, 0, 0xffff));
      return;
    case 'long64-unsigned':
      writer.u64(bigintWithin(data, 0n, 0xffffffffffffffffn));
      return;
    case 'float32':
      writeFloat32(writer, data.value);
      return;
    case 'float64':
      writer.f64(data.value);
      return;
    case 'visible-string':
      writeLatin1(writer, data.value);
      return;
    case 'utf8-string':
      writeUtf8(writer, data.value);
      return;
    case 'date':
      writeDate(writer, data.value);
      return;
    case 'time':
      writeTime(writer, data.value);
      return;
    case 'date-time':
      writeDateTime(writer, data.value);
      return;
  }
}

function integerWithin(data: { readonly type: string; readonly value: number }, low: number, high: number): number {
  const { value } = data;
  if (value >= low && value <= high && Number.isInteger(value)) return value;
  throw outOfRange(data.type, `${value}`, `a whole number from ${low} to ${high}`);
}

function bigintWithin(data: { readonly type: string; readonly value: bigint }, low: bigint, high: bigint): bigint {
  if (data.value >= low && data.value <= high) return data.value;
  throw outOfRange(data.type, `${data.value}`, `${low} to ${high}`);
}

function outOfRange(type: string, found: string, expected: string): S1benchError {
  return new S1benchError('axdr-value-out-of-range', { found: `${type} ${found}`, expected });
}

function writeFloat32(writer: ByteWriter, value: number): void {
  if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
    throw outOfRange('float32', `${value}`, 'a number within the range of single precision');
  }
  writer.f32(value);
}

function readBits(reader: ByteReader): string {
  const length = readLength(reader);
  const bytes = reader.take(Math.ceil(length / 8));
  let bits = '';
  for (let i = 0; i < bytes.length; i++) bits += BITS[bytes[i] as number];
  return bits.slice(0, length);
}

function writeBits(writer: ByteWriter, bits: string): void {
  if (!/^[01]*$/.test(bits)) throw outOfRange('bit-string', JSON.stringify(bits), 'the characters 0 and 1');
  writeLength(writer, bits.length);
  for (let i = 0; i < bits.length; i += 8) writer.u8(Number.parseInt(bits.slice(i, i + 8).padEnd(8, '0'), 2));
}

/** A character for each byte, so that nothing that a device sends is lost. */
function readLatin1(reader: ByteReader): string {
  const bytes = readOctets(reader);
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

function writeLatin1(writer: ByteWriter, text: string): void {
  writeLength(writer, text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) throw outOfRange('visible-string', JSON.stringify(text), 'characters of one byte');
    writer.u8(code);
  }
}

function readUtf8(reader: ByteReader): string {
  const bytes = readOctets(reader);
  try {
    return utf8Decoder.decode(bytes);
  } catch (cause) {
    throw new S1benchError('axdr-utf8-invalid', { where: { offset: reader.offset - bytes.length }, cause });
  }
}

function writeUtf8(writer: ByteWriter, text: string): void {
  if (!text.isWellFormed()) throw outOfRange('utf8-string', JSON.stringify(text), 'well-formed Unicode');
  writeOctets(writer, utf8Encoder.encode(text));
}
