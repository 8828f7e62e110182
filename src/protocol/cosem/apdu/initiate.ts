import type { ByteReader, ByteWriter } from '../../../core/bytes.ts';
import { S1benchError } from '../../../core/errors.ts';
import { readOctets, writeOctets } from '../axdr-length.ts';
import { within } from './fields.ts';

/** Conformance bits of xDLMS (Green Book, Conformance), by their position in the bit-string. */
export const conformanceBits = {
  'general-protection': 1,
  'general-block-transfer': 2,
  'attribute0-supported-with-set': 8,
  'priority-mgmt-supported': 9,
  'attribute0-supported-with-get': 10,
  'block-transfer-with-get-or-read': 11,
  'block-transfer-with-set-or-write': 12,
  'block-transfer-with-action': 13,
  'multiple-references': 14,
  'information-report': 15,
  'data-notification': 16,
  access: 17,
  get: 19,
  set: 20,
  'selective-access': 21,
  'event-notification': 22,
  action: 23,
} as const;

export type ConformanceBit = keyof typeof conformanceBits;

/** The 24 conformance bits as a number, bit 0 of the bit-string being the most significant. */
export type Conformance = number;

/** The version of DLMS that is spoken here, and the oldest that is understood. */
export const DLMS_VERSION = 6;
/** VAA name with logical name referencing (Green Book, InitiateResponse). */
export const LN_VAA_NAME = 0x0007;

export interface InitiateRequest {
  readonly kind: 'initiate-request';
  readonly dedicatedKey?: Uint8Array;
  readonly responseAllowed: boolean;
  readonly proposedQualityOfService?: number;
  readonly proposedDlmsVersion: number;
  readonly proposedConformance: Conformance;
  /** 0: no limit. */
  readonly clientMaxReceivePduSize: number;
}

export interface InitiateResponse {
  readonly kind: 'initiate-response';
  readonly negotiatedQualityOfService?: number;
  readonly negotiatedDlmsVersion: number;
  readonly negotiatedConformance: Conformance;
  readonly serverMaxReceivePduSize: number;
  /** 0x0007 for logical name referencing. */
  readonly vaaName: number;
}

/** The bits that `names` name, set. */
export function conformanceOf(...names: readonly ConformanceBit[]): Conformance {
  return names.reduce((conformance, name) => conformance | (0x800000 >>> conformanceBits[name]), 0);
}

export function hasConformance(conformance: Conformance, name: ConformanceBit): boolean {
  return (conformance & (0x800000 >>> conformanceBits[name])) !== 0;
}

/**
 * InitiateRequest, its tag already read (Green Book, COSEMpdu).
 * @throws `apdu-conformance-invalid`, `axdr-length-invalid`, `bytes-truncated`
 */
export function readInitiateRequest(reader: ByteReader): InitiateRequest {
  const dedicatedKey = reader.u8() === 0 ? undefined : readOctets(reader);
  const responseAllowed = reader.u8() === 0 || reader.u8() !== 0;
  const proposedQualityOfService = reader.u8() === 0 ? undefined : reader.i8();
  return {
    kind: 'initiate-request',
    ...(dedicatedKey !== undefined && { dedicatedKey }),
    responseAllowed,
    ...(proposedQualityOfService !== undefined && { proposedQualityOfService }),
    proposedDlmsVersion: reader.u8(),
    proposedConformance: readConformance(reader),
    clientMaxReceivePduSize: reader.u16(),
  };
}

/**
 * Writes an InitiateRequest without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeInitiateRequest(writer: ByteWriter, apdu: InitiateRequest): void {
  writer.u8(apdu.dedicatedKey === undefined ? 0 : 1);
  if (apdu.dedicatedKey !== undefined) writeOctets(writer, apdu.dedicatedKey);
  // TRUE is the default, and a default is written as its absence.
  if (apdu.responseAllowed) writer.u8(0);
  else writer.u8(1).u8(0);
  writeQualityOfService(writer, apdu.proposedQualityOfService);
  writer.u8(within('dlms-version', apdu.proposedDlmsVersion, 0, 0xff));
  writeConformance(writer, apdu.proposedConformance);
  writer.u16(within('client-max-receive-pdu-size', apdu.clientMaxReceivePduSize, 0, 0xffff));
}

/**
 * InitiateResponse, its tag already read (Green Book, COSEMpdu).
 * @throws `apdu-conformance-invalid`, `bytes-truncated`
 */
export function readInitiateResponse(reader: ByteReader): InitiateResponse {
  const negotiatedQualityOfService = reader.u8() === 0 ? undefined : reader.i8();
  return {
    kind: 'initiate-response',
    ...(negotiatedQualityOfService !== undefined && { negotiatedQualityOfService }),
    negotiatedDlmsVersion: reader.u8(),
    negotiatedConformance: readConformance(reader),
    serverMaxReceivePduSize: reader.u16(),
    vaaName: reader.u16(),
  };
}

/**
 * Writes an InitiateResponse without its tag.
 * @throws `apdu-value-out-of-range`
 */
export function writeInitiateResponse(writer: ByteWriter, apdu: InitiateResponse): void {
  writeQualityOfService(writer, apdu.negotiatedQualityOfService);
  writer.u8(within('dlms-version', apdu.negotiatedDlmsVersion, 0, 0xff));
  writeConformance(writer, apdu.negotiatedConformance);
  writer.u16(within('server-max-receive-pdu-size', apdu.serverMaxReceivePduSize, 0, 0xffff));
  writer.u16(within('vaa-name', apdu.vaaName, 0, 0xffff));
}

function writeQualityOfService(writer: ByteWriter, qualityOfService: number | undefined): void {
  if (qualityOfService === undefined) writer.u8(0);
  else writer.u8(1).u8(within('quality-of-service', qualityOfService, -0x80, 0x7f));
}

/** [APPLICATION 31] in BER; some clients write its tag in one byte, which the Green Book lets pass. */
function readConformance(reader: ByteReader): Conformance {
  const start = reader.offset;
  const isApplication31 = reader.u8() === 0x5f;
  if (reader.peek() === 0x1f) reader.u8();
  const length = reader.u8();
  const unusedBits = reader.u8();
  const conformance = (reader.u8() << 16) | reader.u16();
  if (isApplication31 && length === 4 && unusedBits === 0) return conformance;
  throw new S1benchError('apdu-conformance-invalid', {
    where: { offset: start },
    expected: '5F 1F 04 00 and three bytes',
  });
}

function writeConformance(writer: ByteWriter, conformance: Conformance): void {
  writer
    .u16(0x5f1f)
    .u16(0x0400)
    .u8(within('conformance', conformance, 0, 0xffffff) >>> 16)
    .u16(conformance);
}
