import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import { hlsReply, verifyHlsReply } from '../../../../src/protocol/cosem/security/hls-gmac.ts';
import { createOriginator, prepareKeys } from '../../../../src/protocol/cosem/security/originator.ts';

const keys = {
  encryption: fromHex('000102030405060708090A0B0C0D0E0F'),
  authentication: fromHex('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'),
};
const client = createOriginator(fromHex('4D4D4D0000000001'), prepareKeys(keys));
const server = createOriginator(fromHex('4D4D4D0000BC614E'), prepareKeys(keys));
const clientToServer = fromHex('4B35366956616759');
const serverToClient = fromHex('503677524A323146');

describe('Green Book 9.2, the example of HLS with GMAC', () => {
  it('answers StoC', () => {
    expect(toHex(hlsReply(client, 1, serverToClient))).toBe('10000000011A52FE7DD3E72748973C1E28');
  });

  it('answers CtoS', () => {
    expect(toHex(hlsReply(server, 0x01234567, clientToServer))).toBe('1001234567FE1466AFB3DBCD4F9389E2B7');
  });

  it('verifies both', () => {
    expect(() => verifyHlsReply(client, serverToClient, hlsReply(client, 1, serverToClient))).not.toThrow();
    expect(() => verifyHlsReply(server, clientToServer, hlsReply(server, 1, clientToServer))).not.toThrow();
  });
});

describe('Green Book 9.2, HLS with GMAC: what is refused', () => {
  const reply = hlsReply(client, 1, serverToClient);
  const refused = expect.objectContaining({ code: 'security-authentication-failed' });

  it('refuses the answer to another challenge, of another party, and one of another length', () => {
    expect(() => verifyHlsReply(client, clientToServer, reply)).toThrow(refused);
    expect(() => verifyHlsReply(server, serverToClient, reply)).toThrow(refused);
    expect(() => verifyHlsReply(client, serverToClient, reply.subarray(0, 16))).toThrow(refused);
    expect(() => verifyHlsReply(client, serverToClient, fromHex(''))).toThrow(refused);
  });

  it('refuses a reply that claims another protection', () => {
    const claims = [0x00, 0x20, 0x30, 0x50];
    for (const control of claims) {
      const other = reply.slice();
      other[0] = control;
      expect(() => verifyHlsReply(client, serverToClient, other)).toThrow(refused);
    }
  });

  it('refuses arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        expect(() => verifyHlsReply(client, serverToClient, bytes)).toThrow(refused);
      }),
    );
  });
});
