import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { S1benchError } from '../core/errors.ts';

/** How many may be connected at once; more are turned away. */
const MOST_CONNECTIONS = 64;

export interface TcpListener {
  readonly host: string;
  /** The port that was taken, also where 0 asked for any. */
  readonly port: number;
  /** Takes no more connections, and ends those that there are. */
  close(): Promise<void>;
}

/**
 * Listens on a TCP port and hands over each connection.
 * @param port 0 for any that is free
 * @throws `link-listen-failed`
 */
export function listenTcp(host: string, port: number, onConnection: (stream: Duplex) => void): Promise<TcpListener> {
  const connections = new Set<Duplex>();
  // Half open: whoever has asked all there is to ask still gets the answers. Kept alive: whoever vanished makes room.
  const server = createServer({ noDelay: true, allowHalfOpen: true, keepAlive: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    onConnection(socket);
  });
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    // Once it listens, a connection that could not be taken is the client's loss.
    server.on('error', (cause: NodeJS.ErrnoException) => {
      reject(new S1benchError('link-listen-failed', { found: `${host}:${port}: ${reasonOf(cause)}`, cause }));
    });
    server.listen(port, host, () => {
      resolve({ host, port: portOf(server), close: () => close(server, connections) });
    });
  });
}

function close(server: Server, connections: ReadonlySet<Duplex>): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed());
    for (const connection of connections) connection.destroy();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `in use by another program (${code})`;
  if (code === 'EACCES') return `not permitted (${code})`;
  return message;
}
