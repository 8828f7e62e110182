import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { decodeDateTime, encodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { Bench, type Client, elements, firstLight, numberIn, octets } from '../bench.ts';

const CLOCK = [8, '0.0.1.0.0.255'] as const;
const START = firstLight.start.epochMilliseconds;
const zero = { type: 'integer', value: 0 } as const;

function shown(client: Client): number {
  return instantFromDateTime(decodeDateTime(octets(client.read(...CLOCK, 2))))?.epochMilliseconds ?? Number.NaN;
}

function at(time: number): Data {
  return { type: 'octet-string', value: encodeDateTime(utc(time)) };
}

function lastCode(client: Client): number {
  return numberIn(client.read(1, '0.0.96.11.0.255', 2));
}

describe('Blue Book 4.5.1, Clock', () => {
  it('shows UTC, every field specified, to the hundredth of a second', () => {
    const bench = new Bench({ start: Temporal.Instant.from('2026-02-28T23:59:59.998Z') });
    expect(decodeDateTime(octets(bench.associate(16).read(...CLOCK, 2)))).toEqual({
      year: 2026,
      month: 2,
      dayOfMonth: 28,
      dayOfWeek: 6,
      hour: 23,
      minute: 59,
      second: 59,
      hundredths: 99,
      deviation: 0,
      clockStatus: 0,
    });
  });

  it('goes on from the time that it is set to, by the instant that the deviation makes of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.nat(1e7),
        fc.integer({ min: -720, max: 720 }),
        (by, span, deviation) => {
          const bench = new Bench();
          const client = bench.associate(1);
          const target = Math.floor((START + by) / 10) * 10;
          const value = { ...utc(target - deviation * 60_000), deviation };
          expect(client.set(...CLOCK, 2, { type: 'octet-string', value: encodeDateTime(value) })).toBe('success');
          bench.clock.advance(Temporal.Duration.from({ milliseconds: span }));
          expect(shown(client)).toBe(Math.floor((target + span) / 10) * 10);
          const codes = bench.state.logs.event.map(({ code }) => code);
          // A clock that passes a month's end on its way has more to tell.
          expect(codes).toContain(Math.abs(target - START) <= 10_000 ? 0x8145 : 0x0101);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('refuses a time that is not whole, or that it cannot show, and does not log it', () => {
    const client = new Bench().associate(1);
    const { hour: _, ...noHour } = utc(START);
    const write = (value: Parameters<typeof encodeDateTime>[0]) =>
      client.set(...CLOCK, 2, { type: 'octet-string', value: encodeDateTime(value) });
    expect(write(noHour)).toBe('other-reason');
    expect(write({ ...utc(START), year: 1999 })).toBe('other-reason');
    expect(write({ ...utc(START), year: 2100 })).toBe('other-reason');
    expect(client.set(...CLOCK, 2, { type: 'octet-string', value: new Uint8Array(11) })).toBe('type-unmatched');
    expect(lastCode(client)).toBe(0x8f35);
    expect(shown(client)).toBe(START);
  });

  it('takes the time as UTC where no deviation is given', () => {
    const client = new Bench().associate(1);
    const { deviation: _, ...local } = utc(START + 60_000);
    client.set(...CLOCK, 2, { type: 'octet-string', value: encodeDateTime(local) });
    expect(shown(client)).toBe(START + 60_000);
  });

  it.each([
    [1, 15 * 60_000],
    [2, 30 * 60_000],
    [3, 60_000],
  ])('method %i adjusts to the nearest step, where that is no more than 10 seconds away', (method, step) => {
    fc.assert(
      fc.property(fc.nat(1e8), fc.integer({ min: -12_000, max: 12_000 }), (ahead, off) => {
        const nearest = Math.round((START + ahead) / step) * step;
        const bench = new Bench({ start: Temporal.Instant.fromEpochMilliseconds(nearest + off) });
        const client = bench.associate(1);
        const before = shown(client);
        const isNear = Math.abs(off) <= 10_000;
        expect(client.action(...CLOCK, method, zero).result).toBe(isNear ? 'success' : 'other-reason');
        expect(shown(client)).toBe(isNear ? nearest : before);
      }),
      { numRuns: 25 },
    );
  });

  it('shifts by up to 10 seconds', () => {
    const client = new Bench().associate(1);
    const shift = (value: number) => client.action(...CLOCK, 6, { type: 'long', value }).result;
    expect([shift(10), shift(-7), shift(11), shift(-901)]).toEqual([
      'success',
      'success',
      'other-reason',
      'other-reason',
    ]);
    expect(shown(client)).toBe(START + 3000);
  });

  it('adjusts to a preset time while that is valid', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const preset = (time: Data, from: Data, until: Data): Data => ({ type: 'structure', value: [time, from, until] });
    expect(client.action(...CLOCK, 4, zero).result).toBe('other-reason');
    const never: Data = { type: 'octet-string', value: encodeDateTime({}) };
    expect(client.action(...CLOCK, 5, preset(never, never, never)).result).toBe('other-reason');
    const valid = preset(at(START + 1000), at(START + 3_600_000), at(START + 7_200_000));
    expect(client.action(...CLOCK, 5, valid).result).toBe('success');
    expect(client.action(...CLOCK, 4, zero).result).toBe('other-reason');
    bench.clock.advance(Temporal.Duration.from({ minutes: 61 }));
    expect(client.action(...CLOCK, 4, zero).result).toBe('success');
    expect(shown(client)).toBe(START + 1000);
    client.action(...CLOCK, 5, preset(at(START + 2000), never, never));
    expect(client.action(...CLOCK, 4, zero).result).toBe('success');
    expect(shown(client)).toBe(START + 2000);
  });

  it('marks the first capture after it was set', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const status = (): number => numberIn(client.read(1, '0.0.96.10.1.255', 2));
    expect(status()).toBe(0);
    client.set(...CLOCK, 2, at(START + 120_000));
    expect(status()).toBe(0x20);
    bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
    expect(status()).toBe(0);
    const rows = elements(
      client.read(7, '1.0.99.1.0.255', 2, {
        selector: 2,
        parameters: {
          type: 'structure',
          value: [
            { type: 'double-long-unsigned', value: 19_007 },
            { type: 'double-long-unsigned', value: 0 },
            { type: 'long-unsigned', value: 2 },
            { type: 'long-unsigned', value: 2 },
          ],
        },
      }),
    );
    expect(rows.map((row) => numberIn(elements(row)[0] as Data))).toEqual([0x20, 0]);
  });
});
