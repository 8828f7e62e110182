import { Duplex } from 'node:stream';

/**
 * Two ends of a byte stream inside this process: what is written to one is read from the other as soon as the writer
 * has returned, before any timer, so that a virtual clock stands still meanwhile. Closing an end closes the other.
 */
export function inProcessPair(): readonly [Duplex, Duplex] {
  const left = new End();
  const right = new End();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class End extends Duplex {
  peer: End | undefined;

  constructor() {
    super({ allowHalfOpen: false });
  }

  override _read(): void {
    // What the peer writes is pushed as it comes.
  }

  /** Delivered after the writer's own work is done, so that neither side is ever called while it is in a call. */
  override _write(bytes: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    queueMicrotask(() => {
      this.peer?.push(bytes);
      done();
    });
  }

  override _final(done: () => void): void {
    this.peer?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const peer = this.peer;
    this.peer = undefined;
    if (peer !== undefined && !peer.readableEnded) peer.push(null);
    done(error);
  }
}
