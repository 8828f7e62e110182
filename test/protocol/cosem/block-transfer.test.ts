import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/core/bytes.ts';
import { IncomingBlocks, OutgoingBlocks } from '../../../src/protocol/cosem/block-transfer.ts';

const block = (blockNumber: number, length: number, lastBlock = false) => ({
  lastBlock,
  blockNumber,
  rawData: new Uint8Array(length).fill(blockNumber),
});

describe('Green Book 9.4, block transfer', () => {
  it('puts together what it cut, in numbered blocks that fit', () => {
    const rooms = fc.array(fc.integer({ min: 2, max: 300 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), rooms, fc.uint8Array({ maxLength: 4 }), (bytes, sizes, header) => {
        const outgoing = new OutgoingBlocks(bytes);
        const incoming = new IncomingBlocks(10_000, header);
        for (let i = 0; ; i++) {
          expect([outgoing.blockNumber, incoming.blockNumber]).toEqual([i, i]);
          const room = sizes[i % sizes.length] as number;
          const next = outgoing.next(room);
          expect(next.blockNumber).toBe(i + 1);
          expect(next.rawData.length).toBeLessThan(room);
          expect(incoming.add(next)).toBe(next.lastBlock ? 'complete' : 'expects-next');
          if (next.lastBlock) break;
        }
        expect(incoming.bytes()).toEqual(concatBytes(header, bytes));
      }),
    );
  });

  it('keeps no block out of order', () => {
    const incoming = new IncomingBlocks(100);
    expect(incoming.add(block(2, 1))).toBe('number-wrong');
    expect(incoming.add(block(1, 1))).toBe('expects-next');
    expect(incoming.add(block(1, 1))).toBe('number-wrong');
    expect(incoming.add(block(3, 1))).toBe('number-wrong');
    expect(incoming.add(block(2, 1, true))).toBe('complete');
    expect(incoming.bytes()).toEqual(Uint8Array.of(1, 2));
  });

  it('keeps no more than its limit, and no end of empty blocks', () => {
    const incoming = new IncomingBlocks(10);
    expect(incoming.add(block(1, 6))).toBe('expects-next');
    expect(incoming.add(block(2, 3))).toBe('too-long');
    expect(incoming.add(block(2, 2))).toBe('expects-next');
    expect(incoming.add(block(3, 0))).toBe('too-long');
  });

  it('keeps what it was given, even when that is overwritten', () => {
    const incoming = new IncomingBlocks(10);
    const first = block(1, 2, true);
    incoming.add(first);
    first.rawData.fill(9);
    expect(incoming.bytes()).toEqual(Uint8Array.of(1, 1));
  });
});
