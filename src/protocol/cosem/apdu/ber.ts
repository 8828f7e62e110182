import { type ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { readOctets, writeOctets } from '../axdr-length.ts';

/** Universal tags that the association PDUs use. */
export const berTags = { integer: 0x02, octetString: 0x04, objectIdentifier: 0x06 } as const;

/**
 * The octets of an element that must have this tag: a view on the bytes read from.
 * @throws `ber-tag-unexpected`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readElement(reader: ByteReader, tag: number): Uint8Array {
  const found = reader.u8();
  if (found !== tag) {
    throw new S1benchError('ber-tag-unexpected', {
      where: { offset: reader.offset - 1 },
      found: `${found}`,
      expected: `${tag}`,
    });
  }
  return readOctets(reader);
}

/**
 * An INTEGER, read as 0 to 2^32 - 1.
 * @throws `ber-integer-invalid`, `ber-tag-unexpected`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readInteger(reader: ByteReader): number {
  const octets = readElement(reader, berTags.integer);
  const value = octets.reduce((value, octet) => value * 256 + octet, 0);
  if (octets.length > 0 && value <= 0xffffffff) return value;
  throw new S1benchError('ber-integer-invalid', {
    where: { offset: reader.offset - octets.length },
    found: `${octets.length} byte(s)`,
    expected: '0 to 4294967295',
  });
}

/** A whole element. */
export function element(tag: number, contents: Uint8Array): Uint8Array {
  const writer = new ByteWriter(contents.length + 6).u8(tag);
  writeOctets(writer, contents);
  return writer.finish();
}

/** A whole INTEGER, 0 to 2^32 - 1; a leading zero keeps it from being read as negative. */
export function integerElement(value: number): Uint8Array {
  const octets = [value & 0xff];
  for (let rest = Math.floor(value / 256); rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  if ((octets[0] as number) > 0x7f) octets.unshift(0);
  return element(berTags.integer, Uint8Array.from(octets));
}
