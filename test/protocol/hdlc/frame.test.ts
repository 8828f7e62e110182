import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import { decodeAddress, encodeAddress, hdlcAddress, sameAddress } from '../../../src/protocol/hdlc/address.ts';
import { decodeControl, encodeControl, type FrameKind, isPollFinal } from '../../../src/protocol/hdlc/control.ts';
import { decodeFrame, encodeAddresses, encodeFrame, type HdlcFrame } from '../../../src/protocol/hdlc/frame.ts';
import { FrameScanner } from '../../../src/protocol/hdlc/scanner.ts';
import { arbitraryAddress, arbitraryNoise, cut } from './arbitraries.ts';

const arbitraryFrame = fc.record({
  destination: arbitraryAddress,
  source: arbitraryAddress,
  control: fc.integer({ min: 0, max: 255 }),
  segmented: fc.boolean(),
  information: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 1000, maxLength: 2030 })),
});
type Fields = typeof arbitraryFrame extends fc.Arbitrary<infer T> ? T : never;

const encode = ({ destination, source, control, information, segmented }: Fields): Uint8Array =>
  encodeFrame(encodeAddresses(destination, source), control, information, segmented);

const fields = ({ destination, source, control, information, segmented }: HdlcFrame): Fields => ({
  destination,
  source,
  control,
  information: Uint8Array.from(information),
  segmented,
});

const scan = (chunks: readonly Uint8Array[]): readonly Fields[] => {
  const scanner = new FrameScanner();
  return chunks.flatMap((chunk) => scanner.push(chunk).map(fields));
};

describe('Green Book 8.4.2 addresses', () => {
  test('Green Book 8.4.2: one, two and four bytes', () => {
    expect(toHex(encodeAddress(hdlcAddress(16)))).toBe('21');
    expect(toHex(encodeAddress(hdlcAddress(1, 17, 2)))).toBe('0223');
    expect(toHex(encodeAddress(hdlcAddress(1, 17, 4)))).toBe('00020023');
    expect(toHex(encodeAddress(hdlcAddress(0x1234, 0x3fff, 4)))).toBe('4868FEFF');
  });

  test('Green Book 8.4.2: each address reads back', () => {
    fc.assert(
      fc.property(arbitraryAddress, (address) => {
        const bytes = encodeAddress(address);
        const read = decodeAddress(bytes, 0, bytes.length);
        expect(read).toEqual(address);
        expect(read && sameAddress(read, address)).toBe(true);
      }),
    );
  });

  test('Green Book 8.4.2: no address has three bytes, or more than four, or ends too early', () => {
    for (const hex of ['000001', '0000000001', '00', '0000', '']) {
      const bytes = fromHex(hex);
      expect(decodeAddress(bytes, 0, bytes.length)).toBeUndefined();
    }
  });

  test('Green Book 8.4.2: halves that do not fit are refused', () => {
    for (const [upper, lower, length] of [
      [0x80, 0, 1],
      [1, 0x80, 2],
      [0x4000, 0, 4],
      [-1, 0, 4],
      [1.5, 0, 1],
    ] as const) {
      expect(() => hdlcAddress(upper, lower, length)).toThrow(
        expect.objectContaining({ code: 'hdlc-address-invalid' }),
      );
    }
  });
});

describe('Green Book 8.4.3 control field', () => {
  test('Green Book 8.4.3: the codes of all frames, with and without poll/final bit', () => {
    const codes: Readonly<Record<FrameKind, readonly [number, number]>> = {
      I: [0x00, 0x10],
      RR: [0x01, 0x11],
      RNR: [0x05, 0x15],
      REJ: [0x09, 0x19],
      SNRM: [0x83, 0x93],
      DISC: [0x43, 0x53],
      UA: [0x63, 0x73],
      DM: [0x0f, 0x1f],
      FRMR: [0x87, 0x97],
      UI: [0x03, 0x13],
    };
    for (const [kind, [without, withBit]] of Object.entries(codes)) {
      expect(encodeControl(kind as FrameKind, false)).toBe(without);
      expect(encodeControl(kind as FrameKind, true)).toBe(withBit);
    }
  });

  test('Green Book 8.4.3: every control field is undefined or means what it is encoded from', () => {
    for (let byte = 0; byte < 256; byte++) {
      const control = decodeControl(byte);
      if (control === undefined) continue;
      const { kind, pollFinal, receiveSequence, sendSequence } = control;
      expect(encodeControl(kind, pollFinal, receiveSequence, sendSequence)).toBe(byte);
      expect(isPollFinal(byte)).toBe(pollFinal);
    }
    // 128 I, 16 of each supervisory kind, two of each unnumbered kind.
    expect(Array.from({ length: 256 }, (_, byte) => decodeControl(byte)).filter(Boolean)).toHaveLength(128 + 48 + 12);
  });
});

describe('Green Book 8.4.1 frames', () => {
  test('Green Book 8.4.1: SNRM without information field, as seen on many wires', () => {
    const oneByte = encodeFrame(encodeAddresses(hdlcAddress(1), hdlcAddress(16)), encodeControl('SNRM', true));
    expect(toHex(oneByte)).toBe('7EA0070321930F017E');
    const fourBytes = encodeFrame(encodeAddresses(hdlcAddress(1, 17, 4), hdlcAddress(16)), encodeControl('SNRM', true));
    expect(toHex(fourBytes)).toBe('7EA00A00020023219318717E');
  });

  test('Green Book 8.4.1: each frame reads back', () => {
    fc.assert(
      fc.property(arbitraryFrame, (frame) => {
        expect(scan([encode(frame)])).toEqual([frame]);
      }),
    );
  });

  test('Green Book 8.4.1: a frame that no flag closes is none', () => {
    fc.assert(
      fc.property(arbitraryFrame, fc.integer({ min: 0, max: 255 }), (frame, last) => {
        const bytes = encode(frame);
        expect(scan([bytes.subarray(0, -1), Uint8Array.of(last)])).toEqual(last === 0x7e ? [frame] : []);
      }),
    );
  });

  test('Green Book 8.4.1: an LLC header goes in front of the information', () => {
    const addresses = encodeAddresses(hdlcAddress(1), hdlcAddress(16));
    expect(encodeFrame(addresses, 0x10, fromHex('C001'), false, fromHex('E6E600'))).toEqual(
      encodeFrame(addresses, 0x10, fromHex('E6E600C001')),
    );
  });

  test('Green Book 8.4.1: frames read the same however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(arbitraryFrame, arbitraryNoise), { maxLength: 5 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (parts, places) => {
          const stream = concatBytes(...parts.flatMap(([frame, noise]) => [encode(frame), noise]));
          expect(scan(cut(stream, places))).toEqual(scan([stream]));
          if (stream.length < 500)
            expect(scan(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(scan([stream]));
        },
      ),
    );
  });

  test('Green Book 8.4.1: one flag may close a frame and open the next, and flags may fill the time between', () => {
    fc.assert(
      fc.property(
        arbitraryFrame,
        arbitraryFrame,
        fc.nat(5),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (first, second, fill, places) => {
          const shared = concatBytes(encode(first), encode(second).subarray(1));
          const filled = concatBytes(encode(first), new Uint8Array(fill).fill(0x7e), encode(second));
          expect(scan(cut(shared, places))).toEqual([first, second]);
          expect(scan(cut(filled, places))).toEqual([first, second]);
        },
      ),
    );
  });

  test('Green Book 8.4.1: a frame with a burst of up to 16 wrong bits is dropped, and one that follows is found', () => {
    fc.assert(
      fc.property(
        arbitraryFrame,
        arbitraryFrame,
        fc.nat(),
        fc.integer({ min: 1, max: 0xffff }),
        (first, next, at, burst) => {
          const broken = Uint8Array.from(encode(first));
          const bit = 8 + (at % (8 * (broken.length - 4)));
          for (let i = 0; i < 16; i++) {
            const flipped = (bit + i) >>> 3;
            broken[flipped] = (broken[flipped] as number) ^ (((burst >>> i) & 1) << ((bit + i) & 7));
          }
          // A wrong length may swallow the frame that follows, but not two of the greatest length.
          const filler = { ...next, information: new Uint8Array(2030) };
          const found = scan([broken, encode(filler), encode(filler), encode(next)]);
          expect(found.at(-1)).toEqual(next);
          for (const frame of found) expect([filler, next]).toContainEqual(frame);
        },
      ),
    );
  });

  test('Green Book 8.4.1: after a time-out the rest of a frame that was cut off is not waited for', () => {
    fc.assert(
      fc.property(arbitraryFrame, arbitraryFrame, fc.nat(), (first, next, at) => {
        const scanner = new FrameScanner();
        const start = encode(first);
        scanner.push(start.subarray(0, at % start.length));
        scanner.reset();
        expect(scanner.push(encode(next)).map(fields)).toEqual([next]);
      }),
    );
  });

  test('Green Book 8.4.1: arbitrary bytes never throw and give only frames that are whole', () => {
    fc.assert(
      fc.property(fc.array(arbitraryNoise), (chunks) => {
        for (const frame of scan(chunks)) expect(scan([encode(frame)])).toEqual([frame]);
      }),
    );
  });

  test('Green Book 8.4.1: noise is refused from its first bytes', () => {
    const check = (hex: string): unknown => decodeFrame(fromHex(hex), 0, fromHex(hex).length);
    expect(check('')).toBe('incomplete');
    expect(check('A0')).toBe('incomplete');
    expect(check('B0')).toBe('invalid');
    expect(check('A006')).toBe('invalid');
    expect(check(`A7FF${'00'.repeat(20)}`)).toBe('invalid');
    expect(check(`A7FF03${'00'.repeat(20)}`)).toBe('invalid');
    expect(check(`A7FF0321${'00'.repeat(20)}`)).toBe('invalid');
    expect(check('A0080321930F01007E')).toBe('invalid');
  });

  test('Green Book 8.4.1: a stream of openings of the longest frame is passed over in reasonable time', () => {
    const opening = encodeFrame(encodeAddresses(hdlcAddress(1), hdlcAddress(16)), 0x10, new Uint8Array(2030));
    const stream = concatBytes(...Array.from({ length: 5000 }, () => opening.subarray(0, 9)));
    const scanner = new FrameScanner();
    expect(scanner.push(stream)).toEqual([]);
    expect(scanner.push(stream)).toEqual([]);
  });
});
