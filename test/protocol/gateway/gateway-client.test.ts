import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayClient } from '../../../src/protocol/gateway/gateway-client.ts';
import { decodeGatewayMessage, encodeGatewayMessage } from '../../../src/protocol/gateway/gateway-header.ts';
import { WrapperClient } from '../../../src/protocol/wrapper/client.ts';
import { encodeWpdu } from '../../../src/protocol/wrapper/wpdu.ts';

const ours = Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 0, 1);
const another = Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 0, 2);

function client(): GatewayClient {
  const gateway = new GatewayClient(new WrapperClient({ clientSap: 2, serverSap: 1 }), ours);
  gateway.open();
  return gateway;
}

function from(address: Uint8Array, apdu: Uint8Array, kind: 'request' | 'response' = 'response'): Uint8Array {
  return encodeWpdu(1, 2, encodeGatewayMessage({ kind, networkId: 0, address, apdu }));
}

describe('Green Book, gateway protocol: the client', () => {
  it('sends every APDU to its device, and takes what comes from it', () => {
    const gateway = client();
    const [sent] = gateway.send(Uint8Array.of(0xc0, 1));
    if (sent?.kind !== 'transmit') throw new RangeError(sent?.kind);
    expect(decodeGatewayMessage(sent.bytes.subarray(8))).toMatchObject({
      kind: 'request',
      networkId: 0,
      address: ours,
    });
    expect(gateway.awaiting).toBe('answer');
    const [taken] = gateway.receive(from(ours, Uint8Array.of(0xc4, 1)));
    expect(taken).toMatchObject({ kind: 'deliver', apdu: Uint8Array.of(0xc4, 1), source: 1, destination: 2 });
    expect(gateway.awaiting).toBeUndefined();
  });

  it('passes over what comes from others, goes the other way, or has no header', () => {
    const gateway = client();
    const apdu = Uint8Array.of(0xc4, 1);
    for (const message of [from(another, apdu), from(ours, apdu, 'request'), encodeWpdu(1, 2, apdu)]) {
      expect(gateway.receive(message)).toEqual([]);
    }
  });

  it('outlives any bytes in place of a message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const gateway = client();
        const taken = gateway.receive(encodeWpdu(1, 2, bytes));
        for (const action of taken) expect(action).toHaveProperty('apdu', bytes.subarray(11));
      }),
    );
  });

  it('ends as the framing below does', () => {
    const gateway = client();
    gateway.send(Uint8Array.of(1));
    expect(gateway.timeout()).toMatchObject([{ kind: 'failed' }]);
    expect(client().close()).toEqual([{ kind: 'closed' }]);
    expect(client().receive(Uint8Array.of(9))).toMatchObject([{ kind: 'failed' }]);
  });
});
