import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReceiverCounter, SenderCounter } from '../../../../src/protocol/cosem/security/invocation-counter.ts';

describe('Green Book 9.2, invocation counter of a sender', () => {
  it('gives each counter once, in order', () => {
    const counter = new SenderCounter(7);
    expect([counter.take(), counter.take(), counter.take(), counter.next]).toEqual([7, 8, 9, 10]);
  });

  it('starts at zero', () => {
    expect(new SenderCounter().take()).toBe(0);
  });

  it('goes on from where it is raised to, and never back', () => {
    const counter = new SenderCounter(7);
    counter.raise(20);
    counter.raise(10);
    expect(counter.take()).toBe(20);
  });

  it('refuses to wrap, for good', () => {
    const counter = new SenderCounter(0xffffffff);
    expect(counter.take()).toBe(0xffffffff);
    expect(() => counter.take()).toThrow(expect.objectContaining({ code: 'security-counter-exhausted' }));
    expect(() => counter.take()).toThrow(expect.objectContaining({ code: 'security-counter-exhausted' }));
    expect(counter.next).toBe(0x100000000);
  });
});

describe('Green Book 9.2, invocation counter of a receiver', () => {
  it('accepts a counter once, and none below it after', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (counters) => {
        const receiver = new ReceiverCounter();
        const accepted: number[] = [];
        for (const counter of counters) {
          const isHigher = counter > (accepted.at(-1) ?? -1);
          if (isHigher) {
            receiver.accept(counter);
            accepted.push(counter);
          } else {
            expect(() => receiver.accept(counter)).toThrow(`found ${counter}; expected ${receiver.lowest} or more`);
          }
          expect(receiver.lowest).toBe((accepted.at(-1) ?? -1) + 1);
        }
      }),
    );
  });

  it('accepts nothing after 2^32 - 1', () => {
    const receiver = new ReceiverCounter(5);
    receiver.accept(0xffffffff);
    expect(() => receiver.accept(0xffffffff)).toThrow(expect.objectContaining({ code: 'security-counter-replayed' }));
  });
});
