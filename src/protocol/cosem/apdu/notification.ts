import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { readData, writeData } from '../axdr.ts';
import { readContents, writeOctets } from '../axdr-length.ts';
import type { CosemDateTime, Data } from '../data.ts';
import { encodeDateTime, readWholeDateTime } from '../date-time.ts';
import { type PlainAttributeDescriptor, readAttribute, writeAttribute } from './descriptors.ts';
import { within } from './fields.ts';

export interface EventNotification {
  readonly kind: 'event-notification-request';
  readonly time?: CosemDateTime;
  readonly attribute: PlainAttributeDescriptor;
  readonly value: Data;
}

export interface DataNotification {
  readonly kind: 'data-notification';
  /** Long-Invoke-Id-And-Priority, 32 bits. */
  readonly longInvokeIdAndPriority: number;
  readonly time?: CosemDateTime;
  readonly body: Data;
}

/**
 * EventNotification-Request, its tag already read (Green Book, COSEMpdu).
 * @throws `date-time-invalid`, `bytes-truncated`, and what `readData` refuses
 */
export function readEventNotification(reader: ByteReader): EventNotification {
  const time = reader.u8() === 0 ? undefined : readTimestamp(reader);
  const attribute = readAttribute(reader);
  const value = readData(reader);
  return { kind: 'event-notification-request', ...(time && { time }), attribute, value };
}

/**
 * Writes an EventNotification-Request without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeEventNotification(writer: ByteWriter, apdu: EventNotification): void {
  writer.u8(apdu.time === undefined ? 0 : 1);
  if (apdu.time !== undefined) writeTimestamp(writer, apdu.time);
  writeAttribute(writer, apdu.attribute);
  writeData(writer, apdu.value);
}

/**
 * Data-Notification, its tag already read (Green Book, COSEMpdu).
 * @throws `date-time-invalid`, `bytes-truncated`, and what `readData` refuses
 */
export function readDataNotification(reader: ByteReader): DataNotification {
  const longInvokeIdAndPriority = reader.u32();
  const time = readTimestamp(reader);
  const body = readData(reader);
  return { kind: 'data-notification', longInvokeIdAndPriority, ...(time && { time }), body };
}

/**
 * Writes a Data-Notification without its tag.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeDataNotification(writer: ByteWriter, apdu: DataNotification): void {
  writer.u32(within('long-invoke-id-and-priority', apdu.longInvokeIdAndPriority, 0, 0xffffffff));
  if (apdu.time === undefined) writer.u8(0);
  else writeTimestamp(writer, apdu.time);
  writeData(writer, apdu.body);
}

/** A date-time in an octet-string; an empty one says that there is none. */
function readTimestamp(reader: ByteReader): CosemDateTime | undefined {
  const octets = readContents(reader);
  return octets.remaining === 0 ? undefined : readWholeDateTime(octets);
}

function writeTimestamp(writer: ByteWriter, time: CosemDateTime): void {
  writeOctets(writer, encodeDateTime(time));
}
