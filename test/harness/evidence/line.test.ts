import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunEventOf, runEventSchema } from '../../../src/harness/evidence/event.ts';
import { eventText, genesis, lineEnd, lineStart, readLine, sha256 } from '../../../src/harness/evidence/line.ts';

const traffic: fc.Arbitrary<RunEventOf<'traffic'>> = fc.record({
  kind: fc.constant('traffic' as const),
  device: fc.string({ unit: 'binary' }),
  direction: fc.constantFrom('sent', 'received'),
  layer: fc.constantFrom('frame', 'apdu'),
  apdu: fc.option(fc.tuple(fc.nat(), fc.nat()), { nil: undefined }),
  bytes: fc.stringMatching(/^([0-9A-F]{2}|\*\*)*$/),
});

describe('a line of the journal', () => {
  it('holds traffic as JSON has it', () => {
    fc.assert(
      fc.property(traffic, (event) => {
        expect(eventText(event)).toBe(JSON.stringify(event));
        expect(runEventSchema.parse(JSON.parse(eventText(event)))).toEqual(event);
      }),
    );
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(traffic, fc.nat(), fc.integer({ min: -8.64e15, max: 8.64e15 }), (event, seq, milliseconds) => {
        const time = Temporal.Instant.fromEpochMilliseconds(milliseconds);
        const body = `${lineStart(seq, genesis, time)}${eventText(event).slice(1)}`;
        const hash = sha256(body);
        const line = readLine(Buffer.from(`${body.slice(0, -1)}${lineEnd(hash)}`));
        expect(line).toEqual({ seq, prev: genesis, hash, time, event: JSON.parse(eventText(event)) });
        expect(line?.time.equals(time)).toBe(true);
      }),
    );
  });
});
