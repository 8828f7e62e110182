import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { inProcessPair } from '../../src/links/in-process.ts';
import { installation } from './simulated.ts';

describe('in-process pair', () => {
  it('carries every byte in order, both ways, and the writer is never called back in its own turn', async () => {
    const pieces = fc.array(fc.tuple(fc.nat(1), fc.uint8Array({ minLength: 1, maxLength: 20 })), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, async (written) => {
        const ends = inProcessPair();
        const received: number[][] = [[], []];
        let isWriting = false;
        for (const [i, end] of ends.entries()) {
          end.on('data', (bytes: Uint8Array) => {
            expect(isWriting).toBe(false);
            received[1 - i]?.push(...bytes);
          });
        }
        const sent: number[][] = [[], []];
        for (const [i, bytes] of written) {
          isWriting = true;
          ends[i as 0 | 1].write(bytes);
          isWriting = false;
          sent[i]?.push(...bytes);
        }
        await new Promise(setImmediate);
        expect(received).toEqual(sent);
      }),
    );
  });

  it('a virtual clock stands still while bytes are on their way', async () => {
    const clock = new VirtualClock(installation.start);
    const [near, far] = inProcessPair();
    far.on('data', (bytes) => far.write(bytes));
    const timer = clock.schedule(Temporal.Duration.from({ seconds: 1 }), () => expect.fail('time has passed'));
    for (let turn = 0; turn < 100; turn++) {
      near.write(Uint8Array.of(turn));
      const [bytes] = await once(near, 'data');
      expect(bytes[0]).toBe(turn);
    }
    expect(clock.now()).toEqual(installation.start);
    timer.cancel();
  });

  it.each(['end', 'destroy'] as const)(
    'what one side does to its end (%s) the other side sees as the end',
    async (how) => {
      const [near, far] = inProcessPair();
      const closed = Promise.all([once(far.resume(), 'end'), once(far, 'close')]);
      near.resume()[how]();
      await closed;
      expect(near.destroyed).toBe(true);
    },
  );
});
