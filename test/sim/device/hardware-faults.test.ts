import { describe, expect, it } from 'vitest';
import type { HardwareFault } from '../../../src/sim/device/operations.ts';
import { Bench, numberIn } from '../bench.ts';

const ERRORS = [1, '0.0.97.97.0.255'] as const;
const ALARMS = [1, '0.0.97.98.0.255'] as const;
const FILTER = [1, '0.0.97.98.10.255'] as const;
const CLOCK = [8, '0.0.1.0.0.255'] as const;
const bits = (value: number) => ({ type: 'double-long-unsigned', value }) as const;

const found: readonly (readonly [HardwareFault, number, number])[] = [
  ['measurement', 0x81ac, 0],
  ['non-volatile-memory', 0x81ae, 1],
  ['program-execution', 0x81af, 2],
  ['program-storage', 0x81b0, 3],
  ['ram', 0x81b1, 4],
  ['unexpected-reset', 0x81b2, 5],
  ['watchdog', 0x81b3, 6],
];

describe('Blue Book 6.2.62 to 6.2.64: error and alarm registers', () => {
  it.each(found)('a fault of %s is told, and shows in the error register until that is cleared', (fault, code, bit) => {
    const bench = new Bench();
    const told: number[] = [];
    bench.device.onAlert = (alert) => told.push(alert.code);
    expect(bench.device.operate({ kind: 'hardware', fault })).toBe('success');
    expect(told[0]).toBe(code);
    const client = bench.associate(2);
    expect(numberIn(client.read(...ERRORS, 2))).toBe(2 ** bit);
    expect(numberIn(client.read(...ALARMS, 2)) & 1).toBe(1);
    expect(client.set(...ERRORS, 2, bits(0xffffffff))).toBe('success');
    expect(numberIn(client.read(...ERRORS, 2))).toBe(2 ** bit);
    expect(client.set(...ERRORS, 2, bits(0))).toBe('success');
    expect(numberIn(client.read(...ERRORS, 2))).toBe(0);
  });

  it('a restart that nobody wanted leaves the clock doubtful, until it is set', () => {
    const bench = new Bench();
    const client = bench.associate(1);
    const status = (): number => numberIn(client.read(...CLOCK, 4));
    expect(status()).toBe(0);
    bench.device.operate({ kind: 'hardware', fault: 'unexpected-reset' });
    expect(status()).toBe(0x02);
    expect(bench.state.logs.event.at(-1)?.code).toBe(0x81a0);
    const time = client.read(...CLOCK, 2);
    expect(client.set(...CLOCK, 2, time)).toBe('success');
    expect(status()).toBe(0);
  });

  it('the alarm filter keeps alarms out', () => {
    const bench = new Bench();
    const client = bench.associate(2);
    expect(client.set(...FILTER, 2, bits(0xfffffffe))).toBe('success');
    bench.device.operate({ kind: 'hardware', fault: 'ram' });
    expect(numberIn(client.read(...ALARMS, 2))).toBe(0);
    expect(numberIn(client.read(...ERRORS, 2))).toBe(0x10);
  });

  it('what is broken stays so until it is mended, whatever the register says', () => {
    const bench = new Bench();
    const faults = (): readonly string[] => JSON.parse(bench.device.save()).hardware.faults;
    bench.device.operate({ kind: 'hardware', fault: 'ram' });
    bench.device.operate({ kind: 'hardware', fault: 'ram' });
    bench.device.operate({ kind: 'hardware', fault: 'load-switch' });
    bench.device.operate({ kind: 'hardware', fault: 'watchdog' });
    bench.associate(2).set(...ERRORS, 2, bits(0));
    expect(faults()).toEqual(['ram', 'load-switch']);
    bench.device.operate({ kind: 'hardware', fault: 'ram', is: 'gone' });
    expect(faults()).toEqual(['load-switch']);
  });
});
