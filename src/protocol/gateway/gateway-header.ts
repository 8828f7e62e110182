import { ByteReader, ByteWriter } from '../../core/bytes.ts';
import { S1benchError } from '../../core/errors.ts';

/** First byte of a message with a gateway header: to a device behind the gateway, and from it. */
const gatewayTags = { request: 0xe6, response: 0xe7 } as const;

/** An APDU for, or from, a device behind a gateway (Green Book, gateway protocol). */
export interface GatewayMessage {
  readonly kind: keyof typeof gatewayTags;
  /** The network behind the gateway, 0 to 255; 0 where there is only one. */
  readonly networkId: number;
  /** Physical device address, up to 255 bytes; a smart meter's is its EUI-64. */
  readonly address: Uint8Array;
  /** One APDU at least one byte long. */
  readonly apdu: Uint8Array;
}

/** Whether the bytes start as a message with a gateway header does, rather than as an APDU. */
export function hasGatewayHeader(bytes: Uint8Array): boolean {
  return bytes[0] === gatewayTags.request || bytes[0] === gatewayTags.response;
}

/**
 * A message with its gateway header as bytes.
 * @throws `gateway-field-out-of-range`
 */
export function encodeGatewayMessage(message: GatewayMessage): Uint8Array {
  const { kind, networkId, address, apdu } = message;
  refuseUnless('network-id', networkId, 0, 0xff);
  refuseUnless('address length', address.length, 0, 0xff);
  refuseUnless('APDU length', apdu.length, 1, Number.MAX_SAFE_INTEGER);
  const writer = new ByteWriter(3 + address.length + apdu.length);
  return writer.u8(gatewayTags[kind]).u8(networkId).u8(address.length).put(address).put(apdu).finish();
}

/**
 * The message that the bytes hold; its address and APDU are views on them.
 * @throws `gateway-tag-unknown`, `bytes-truncated`
 */
export function decodeGatewayMessage(bytes: Uint8Array): GatewayMessage {
  const reader = new ByteReader(bytes);
  const kind = readKind(reader);
  const networkId = reader.u8();
  const address = reader.take(reader.u8());
  // An APDU is never empty.
  reader.need(1);
  return { kind, networkId, address, apdu: reader.take(reader.remaining) };
}

function readKind(reader: ByteReader): GatewayMessage['kind'] {
  const tag = reader.u8();
  if (tag === gatewayTags.request) return 'request';
  if (tag === gatewayTags.response) return 'response';
  throw new S1benchError('gateway-tag-unknown', {
    where: { offset: 0 },
    found: `${tag}`,
    expected: Object.values(gatewayTags).join(' or '),
  });
}

function refuseUnless(what: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high && Number.isInteger(value)) return;
  throw new S1benchError('gateway-field-out-of-range', { found: `${what} ${value}`, expected: `${low} to ${high}` });
}
