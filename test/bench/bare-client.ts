import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that only writes and reads bytes: a request, then so many bytes of answer, and again. */
export class BareClient {
  readonly #socket: Socket;
  readonly #request: Uint8Array;
  readonly #answerLength: number;
  #left = 0;
  #missing = 0;
  #done: () => void = () => undefined;

  private constructor(socket: Socket, request: Uint8Array, answerLength: number) {
    this.#socket = socket;
    this.#request = request;
    this.#answerLength = answerLength;
    socket.on('data', (bytes) => this.#receive(bytes.length));
  }

  /** @param opening what is said once before the requests, and the length of what it is answered with */
  static async open(
    port: number,
    request: Uint8Array,
    answerLength: number,
    opening: readonly (readonly [Uint8Array, number])[] = [],
  ): Promise<BareClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    for (const [bytes, length] of opening) {
      socket.write(bytes);
      for (let read = 0; read < length; ) read += ((await once(socket, 'data')) as [Buffer])[0].length;
    }
    return new BareClient(socket, request, answerLength);
  }

  /** One request after another has been answered, `times` times. */
  exchange(times: number): Promise<void> {
    return new Promise((done) => {
      this.#done = done;
      this.#left = times;
      this.#ask();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(): void {
    this.#missing = this.#answerLength;
    this.#socket.write(this.#request);
  }

  #receive(length: number): void {
    this.#missing -= length;
    if (this.#missing > 0) return;
    if (--this.#left > 0) this.#ask();
    else this.#done();
  }
}
