import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { elements, numberIn } from '../bench.ts';
import { GasBench } from './gas-bench.ts';

const VOLUME = 0;
const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const DAY = 48 * HALF_HOUR;
const INSTALLED = Date.UTC(2021, 2, 9, 14, 25);
const HALF_HOURLY = [7, '7.0.99.1.0.255'] as const;
const DAILY = [7, '7.0.99.2.0.255'] as const;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

type Happening = { readonly after: number } & (
  | { readonly kind: 'close' | 'open' | 'leak' | 'mend' }
  | { readonly kind: 'load'; readonly extra: number }
);
const happenings = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 90 * DAY }), fc.integer({ min: 0, max: 60_000 })),
    what: fc.oneof(
      fc.constantFrom<Happening['kind']>('close', 'open', 'leak', 'mend').map((kind) => ({ kind })),
      fc.nat(3000).map((extra) => ({ kind: 'load', extra })),
    ),
  }),
  { maxLength: 15 },
);

function happen({ device }: GasBench, { kind, ...rest }: { readonly kind: string; readonly extra?: number }): void {
  if (kind === 'close') device.operate({ kind: 'supply', trigger: 'local-disconnect' });
  if (kind === 'open') device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
  if (kind === 'leak') device.operate({ kind: 'gas', fault: 'uncontrolled-flow' });
  if (kind === 'mend') device.operate({ kind: 'gas', fault: 'none' });
  if (kind === 'load') device.operate({ kind: 'load', extra: rest.extra ?? 0 });
}

function octetTime(at: number): Data {
  const time = new Date(at);
  const value = Uint8Array.of(
    time.getUTCFullYear() >> 8,
    time.getUTCFullYear(),
    time.getUTCMonth() + 1,
    time.getUTCDate(),
    0xff,
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
    0,
    0,
    0,
    0,
  );
  return { type: 'octet-string', value };
}

/** Volumes of a profile's rows between two times, and their statuses. */
function rowsOf(bench: GasBench, profile: readonly [7, string], from: number, to: number): readonly number[][] {
  const clock: Data = {
    type: 'structure',
    value: [
      { type: 'long-unsigned', value: 8 },
      { type: 'octet-string', value: Uint8Array.of(0, 0, 1, 0, 0, 255) },
      { type: 'integer', value: 2 },
      { type: 'long-unsigned', value: 0 },
    ],
  };
  const parameters: Data = {
    type: 'structure',
    value: [clock, octetTime(from), octetTime(to), { type: 'array', value: [] }],
  };
  const rows = bench.associate(2).read(...profile, 2, { selector: 1, parameters });
  return elements(rows).map((row) => elements(row).slice(2).map(numberIn));
}

describe('SMETS1 gas: registers', () => {
  it('never go back, whatever happens to the supply, and rates sum to the total at random instants over years', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const bench = new GasBench({ start: Temporal.Instant.fromEpochMilliseconds(INSTALLED) });
        const { device } = bench;
        let before = [0, 0, 0, 0];
        for (const { after, what } of list) {
          bench.pass({ milliseconds: after });
          happen(bench, what);
          const rates = device.registers.rates(VOLUME, device.now());
          expect(sum(rates)).toBe(device.registers.total(VOLUME, device.now()));
          expect(rates.every((litres, rate) => litres >= (before[rate] as number))).toBe(true);
          before = [...rates];
        }
      }),
    );
  });

  it('stand still while the valve is shut, and while the flow is tested', () => {
    const bench = new GasBench();
    const { device } = bench;
    device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    const shut = device.registers.total(VOLUME, device.now());
    bench.pass({ hours: 24 * 30 });
    expect(device.registers.total(VOLUME, device.now())).toBe(shut);
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    bench.pass({ seconds: 19 });
    expect(device.registers.power(VOLUME, device.now())).toBe(0);
    bench.pass({ hours: 24 });
    expect(device.registers.total(VOLUME, device.now())).toBeGreaterThan(shut);
  });

  it('use every rate of the calendar', () => {
    const { device } = new GasBench();
    for (const litres of device.registers.rates(VOLUME, device.now())) expect(litres).toBeGreaterThan(1000);
  });
});

describe('SMETS1 gas: profile data log', () => {
  const bench = new GasBench({ start: Temporal.Instant.from('2025-03-10T11:05:00Z') });
  const { device } = bench;

  it('holds 13 months of half-hours', () => {
    const client = bench.associate(2);
    expect(numberIn(client.read(...HALF_HOURLY, 7))).toBe(19_008);
    expect(numberIn(client.read(...DAILY, 7))).toBe(731);
  });

  it.each([
    ['through the beginning of summer time', '2024-03-30', 3, 48],
    ['through its end', '2024-10-26', 3, 48],
    ['through the leap day', '2024-02-28', 3, 48],
    ['through the end of a year', '2024-12-30', 3, 48],
  ])('sums to what the registers gained, %s: 48 half-hours of UTC to every day', (_, first, days, perDay) => {
    const from = Date.parse(`${first}T00:00:00Z`);
    const to = from + days * DAY;
    const rows = rowsOf(bench, HALF_HOURLY, from, to);
    expect(rows).toHaveLength(days * perDay + 1);
    const volumes = rows.map(([volume]) => volume as number);
    expect(volumes.every((volume, k) => volume === device.registers.total(VOLUME, from + k * HALF_HOUR))).toBe(true);
    const daily = rowsOf(bench, DAILY, from, to);
    expect(daily.map(([volume]) => volume)).toEqual(volumes.filter((_volume, k) => k % 48 === 0));
    for (const [volume, ...rates] of daily) expect(sum(rates)).toBe(volume);
  });

  it('says the same of a half-hour whenever it is read', () => {
    fc.assert(
      fc.property(fc.nat(300 * 48), (back) => {
        const at = Math.floor(device.now() / HALF_HOUR) * HALF_HOUR - back * HALF_HOUR;
        expect(rowsOf(bench, HALF_HOURLY, at, at)).toEqual([[device.registers.total(VOLUME, at)]]);
      }),
      { numRuns: 30 },
    );
  });
});
