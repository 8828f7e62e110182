import { createServer, type Socket } from 'node:net';

// A bare TCP server: for each request of so many bytes, an answer of so many bytes, and nothing else.
const [requestLength, answerLength] = process.argv.slice(2).map(Number) as [number, number];
const answer = Buffer.alloc(answerLength);

const server = createServer({ noDelay: true }, (socket: Socket) => {
  let waiting = requestLength;
  socket.on('data', (bytes) => {
    waiting -= bytes.length;
    if (waiting > 0) return;
    waiting = requestLength;
    socket.write(answer);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as { port: number }).port));
