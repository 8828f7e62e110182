import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import type { Obis } from '../../../core/identifiers.ts';
import { readData, writeData } from '../axdr.ts';
import type { Data } from '../data.ts';
import { within } from './fields.ts';

/** Selective access as it travels (Green Book, Selective-Access-Descriptor). */
export interface AccessSelection {
  readonly selector: number;
  readonly parameters: Data;
}

/** Cosem-Attribute-Descriptor. */
export interface PlainAttributeDescriptor {
  readonly classId: number;
  readonly instance: Obis;
  readonly attribute: number;
}

/** Cosem-Attribute-Descriptor-With-Selection: with its selective access if there is one. */
export interface AttributeDescriptor extends PlainAttributeDescriptor {
  readonly selection?: AccessSelection;
}

/** Cosem-Method-Descriptor. */
export interface MethodDescriptor {
  readonly classId: number;
  readonly instance: Obis;
  readonly method: number;
}

/** Bytes of a Cosem-Attribute-Descriptor or a Cosem-Method-Descriptor. */
export const descriptorSize = 9;

/**
 * Cosem-Attribute-Descriptor.
 * @throws `bytes-truncated`
 */
export function readAttribute(reader: ByteReader): PlainAttributeDescriptor {
  return { classId: reader.u16(), instance: readObis(reader), attribute: reader.i8() };
}

/**
 * Writes a Cosem-Attribute-Descriptor.
 * @throws `apdu-value-out-of-range`
 */
export function writeAttribute(writer: ByteWriter, descriptor: PlainAttributeDescriptor): void {
  writer.u16(within('class-id', descriptor.classId, 0, 0xffff));
  writeObis(writer, descriptor.instance);
  writer.u8(within('attribute-id', descriptor.attribute, -0x80, 0x7f));
}

/**
 * Cosem-Attribute-Descriptor-With-Selection.
 * @throws `bytes-truncated`, and what `readData` refuses
 */
export function readAttributeWithSelection(reader: ByteReader): AttributeDescriptor {
  const classId = reader.u16();
  const instance = readObis(reader);
  const attribute = reader.i8();
  if (reader.u8() === 0) return { classId, instance, attribute };
  return { classId, instance, attribute, selection: { selector: reader.u8(), parameters: readData(reader) } };
}

/**
 * Writes a Cosem-Attribute-Descriptor-With-Selection.
 * @throws `apdu-value-out-of-range`, and what `writeData` refuses
 */
export function writeAttributeWithSelection(writer: ByteWriter, descriptor: AttributeDescriptor): void {
  writeAttribute(writer, descriptor);
  const { selection } = descriptor;
  if (selection === undefined) {
    writer.u8(0);
    return;
  }
  writer.u8(1).u8(within('access-selector', selection.selector, 0, 0xff));
  writeData(writer, selection.parameters);
}

/**
 * Cosem-Method-Descriptor.
 * @throws `bytes-truncated`
 */
export function readMethod(reader: ByteReader): MethodDescriptor {
  return { classId: reader.u16(), instance: readObis(reader), method: reader.i8() };
}

/**
 * Writes a Cosem-Method-Descriptor.
 * @throws `apdu-value-out-of-range`
 */
export function writeMethod(writer: ByteWriter, descriptor: MethodDescriptor): void {
  writer.u16(within('class-id', descriptor.classId, 0, 0xffff));
  writeObis(writer, descriptor.instance);
  writer.u8(within('method-id', descriptor.method, -0x80, 0x7f));
}

function readObis(reader: ByteReader): Obis {
  return (reader.u16() * 0x100000000 + reader.u32()) as Obis;
}

function writeObis(writer: ByteWriter, obis: Obis): void {
  writer.u16(Math.floor(obis / 0x100000000)).u32(obis);
}
