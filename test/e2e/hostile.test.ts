import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { concatBytes, fromHex } from '../../src/core/bytes.ts';
import { Random } from '../../src/core/random.ts';
import { s1bench } from '../support/command.ts';
import { tcpSimulator } from './meter.ts';

/** What a frame, a message or an APDU begins with, so that random bytes come further in. */
const beginnings = ['', '7E', '7EA0', '7EA023032193', '0001001000010020', '000100010001FFFF', '60', 'C001C1'].map(
  fromHex,
);
const CONNECTIONS = 40;

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Writes noise, and waits neither for answers nor until it has been taken. */
function writeNoise(socket: Socket, random: Random): void {
  for (let i = 0; i < 50; i++) {
    const beginning = beginnings[random.below(beginnings.length)] as Uint8Array;
    socket.write(concatBytes(beginning, random.bytes(random.below(1500))));
  }
}

describe.each(['wrapper', 'hdlc'] as const)('s1bench sim, over TCP, %s, among hostile clients', (framing) => {
  it('still serves, while they are there and afterwards', async () => {
    const { address } = await tcpSimulator(framing);
    const port = Number(/:(?<port>\d+)\?/.exec(address)?.groups?.['port']);
    const readsName = async (): Promise<void> => {
      const { status, stdout, stderr } = await s1bench(['device', 'read', address, '0.0.42.0.0.255']);
      expect(status, stderr).toBe(0);
      expect(stdout).toContain('"XMP');
    };
    const random = new Random(framing);
    const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => connected(port)));
    for (const [i, socket] of sockets.entries()) {
      // The others never read what they are answered.
      if (i % 2 === 0) socket.resume();
      writeNoise(socket, random);
    }
    await readsName();
    for (const [i, socket] of sockets.entries()) {
      if (i % 3 === 0) socket.resetAndDestroy();
      else socket.destroy();
    }
    await readsName();
  });

  it('turns away who comes when too many are connected, and serves again when they have left', async () => {
    const { address, command } = await tcpSimulator(framing);
    const port = Number(/:(?<port>\d+)\?/.exec(address)?.groups?.['port']);
    const sockets = await Promise.all(Array.from({ length: 64 }, () => connected(port)));
    const late = await connected(port);
    late.resume();
    if (!late.closed) await once(late, 'close');
    for (const socket of sockets) socket.destroy();
    const { status, stderr } = await s1bench(['device', 'read', address, '0.0.42.0.0.255']);
    expect(status, stderr).toBe(0);
    expect((await command.stop()).status).toBe(0);
  });
});
