import { ByteReader, type ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';

/**
 * A length, as A-XDR (IEC 61334-6) and BER write it: one byte below 128, else the number of length bytes and those.
 * A length written in more bytes than it needs is accepted; the indefinite form is not.
 * @throws `axdr-length-invalid`, `bytes-truncated`
 */
export function readLength(reader: ByteReader): number {
  const first = reader.u8();
  return first < 0x80 ? first : readLongLength(reader, first & 0x7f);
}

function readLongLength(reader: ByteReader, size: number): number {
  if (size === 0 || size > 4) {
    throw new S1benchError('axdr-length-invalid', {
      where: { offset: reader.offset - 1 },
      found: `a length of ${size} byte(s)`,
      expected: '1 to 4',
    });
  }
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + reader.u8();
  return length;
}

/** Writes a length, 0 to 2^32 - 1, in the fewest bytes. */
export function writeLength(writer: ByteWriter, length: number): void {
  if (length < 0x80) writer.u8(length);
  else if (length <= 0xff) writer.u8(0x81).u8(length);
  else if (length <= 0xffff) writer.u8(0x82).u16(length);
  else if (length <= 0xffffff)
    writer
      .u8(0x83)
      .u8(length >>> 16)
      .u16(length);
  else writer.u8(0x84).u32(length);
}

/** The octets that follow a length: a view on the bytes read from. */
export function readOctets(reader: ByteReader): Uint8Array {
  return reader.take(readLength(reader));
}

/**
 * A reader of the octets that follow a length; `reader` goes on after them.
 * @throws `axdr-length-invalid`, `bytes-truncated`
 */
export function readContents(reader: ByteReader): ByteReader {
  const length = readLength(reader);
  reader.need(length);
  const contents = new ByteReader(reader.bytes, reader.offset, reader.offset + length);
  reader.offset = contents.end;
  return contents;
}

/** Writes the length of the octets and then the octets. */
export function writeOctets(writer: ByteWriter, octets: Uint8Array): void {
  writeLength(writer, octets.length);
  writer.put(octets);
}
