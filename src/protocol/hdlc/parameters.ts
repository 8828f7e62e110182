import { ByteReader } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';

/** What one side of a connection can do (IEC 62056-46, Green Book 8.4.5.3.2). */
export interface HdlcParameters {
  /** Longest information field that this side sends, bytes. */
  readonly maxInformationTransmit: number;
  /** Longest information field that this side takes, bytes. */
  readonly maxInformationReceive: number;
  /** Frames that this side sends before it waits for their acknowledgement. */
  readonly windowTransmit: number;
  /** Frames that this side takes before it acknowledges them. */
  readonly windowReceive: number;
}

/** What holds for a parameter that isn't named. */
export const defaultParameters: HdlcParameters = {
  maxInformationTransmit: 128,
  maxInformationReceive: 128,
  windowTransmit: 1,
  windowReceive: 1,
};

type Name = keyof HdlcParameters;

/** Identifier and range of each parameter. */
const PARAMETERS: readonly { readonly name: Name; readonly id: number; readonly from: number; readonly to: number }[] =
  [
    { name: 'maxInformationTransmit', id: 0x05, from: 32, to: 2030 },
    { name: 'maxInformationReceive', id: 0x06, from: 32, to: 2030 },
    { name: 'windowTransmit', id: 0x07, from: 1, to: 7 },
    { name: 'windowReceive', id: 0x08, from: 1, to: 7 },
  ];

const FORMAT_IDENTIFIER = 0x81;
const GROUP_IDENTIFIER = 0x80;

/** @throws `hdlc-parameters-invalid` where one is out of its range */
export function hdlcParameters(given: Partial<HdlcParameters> = {}): HdlcParameters {
  const parameters = { ...defaultParameters, ...given };
  for (const { name, from, to } of PARAMETERS) {
    const value = parameters[name];
    if (!Number.isInteger(value) || value < from || value > to) {
      throw new S1benchError('hdlc-parameters-invalid', { found: `${name} ${value}`, expected: `${from} to ${to}` });
    }
  }
  return parameters;
}

/** The information field of SNRM and UA: lengths in one or two bytes, windows in four. */
export function encodeParameters(parameters: HdlcParameters): Uint8Array {
  const group = PARAMETERS.flatMap(({ name, id }) => {
    const value = parameters[name];
    if (name.startsWith('window')) return [id, 4, 0, 0, 0, value];
    return value > 0xff ? [id, 2, value >>> 8, value & 0xff] : [id, 1, value];
  });
  return Uint8Array.of(FORMAT_IDENTIFIER, GROUP_IDENTIFIER, group.length, ...group);
}

/**
 * The parameters in the information field of SNRM or UA; those that it doesn't name have their default.
 * Other groups and identifiers are passed over, and a value may have one to four bytes.
 * @throws `hdlc-parameters-invalid`, `bytes-truncated`
 */
export function decodeParameters(information: Uint8Array): HdlcParameters {
  const parameters = { ...defaultParameters };
  if (information.length === 0) return parameters;
  const reader = new ByteReader(information);
  const format = reader.u8();
  if (format !== FORMAT_IDENTIFIER) throw refusal(0, format, `format identifier ${FORMAT_IDENTIFIER}`);
  while (reader.remaining > 0) {
    const group = reader.u8();
    const start = reader.offset + 1;
    const end = start + reader.take(reader.u8()).length;
    if (group === GROUP_IDENTIFIER) decodeGroup(new ByteReader(information, start, end), parameters);
  }
  return parameters;
}

function decodeGroup(reader: ByteReader, parameters: Record<Name, number>): void {
  while (reader.remaining > 0) {
    const id = reader.u8();
    const length = reader.u8();
    const start = reader.offset;
    const value = reader.take(length).reduce((total, byte) => 256 * total + byte, 0);
    const parameter = PARAMETERS.find((candidate) => candidate.id === id);
    if (parameter === undefined) continue;
    if (length < 1 || length > 4) throw refusal(start - 1, length, 'a value of 1 to 4 bytes');
    if (value < parameter.from) throw refusal(start, value, `${parameter.name} of at least ${parameter.from}`);
    parameters[parameter.name] = value;
  }
}

/** What both sides can do, as `own` side sees it: each direction is bounded by its sender and by its receiver. */
export function negotiate(own: HdlcParameters, peer: HdlcParameters): HdlcParameters {
  return {
    maxInformationTransmit: Math.min(own.maxInformationTransmit, peer.maxInformationReceive),
    maxInformationReceive: Math.min(own.maxInformationReceive, peer.maxInformationTransmit),
    windowTransmit: Math.min(own.windowTransmit, peer.windowReceive),
    windowReceive: Math.min(own.windowReceive, peer.windowTransmit),
  };
}

function refusal(offset: number, found: number, expected: string): S1benchError {
  return new S1benchError('hdlc-parameters-invalid', { where: { offset }, found: String(found), expected });
}
