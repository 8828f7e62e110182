import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { elements, numberIn, octets } from '../bench.ts';
import { GasBench } from './gas-bench.ts';

const VOLUME = '7.0.3.0.0.255';
const MPRN = '0.0.96.1.10.255';

function visible(text: string): Data {
  return { type: 'octet-string', value: new TextEncoder().encode(text) };
}

describe('Blue Book 4.3: what a GSME shows', () => {
  const bench = new GasBench();
  const supplier = bench.associate(2);
  const unitOf = (name: string) => elements(supplier.read(3, name, 3)).map(numberIn);

  it('counts volume in litres, energy in kWh and flow in litres an hour', () => {
    expect(unitOf(VOLUME)).toEqual([-3, 13]);
    expect(unitOf('7.0.3.0.4.255')).toEqual([-3, 13]);
    expect(unitOf('7.0.33.2.0.255')).toEqual([3, 30]);
    expect(unitOf('7.0.43.0.0.255')).toEqual([-3, 15]);
    expect(unitOf('7.0.0.6.4.255')).toEqual([-3, 15]);
    expect(numberIn(supplier.read(3, '7.0.0.6.4.255', 2))).toBe(6000);
  });

  it('has burnt gas ever since it was installed, and converts it to energy', () => {
    const litres = numberIn(supplier.read(3, VOLUME, 2));
    expect(litres).toBe(bench.device.registers.total(0, bench.device.now()));
    expect(litres).toBeGreaterThan(2_000_000);
    const energy = numberIn(supplier.read(3, '7.0.33.2.0.255', 2));
    expect(energy).toBe(Math.floor((litres * 39.5 * 1.02264) / 3.6 / 1000));
    expect(bench.device.energyPerUnit).toBeCloseTo(11.22, 2);
  });

  it('shows what flows now', () => {
    const seen = Array.from({ length: 48 }, () => {
      bench.pass({ minutes: 30 });
      return numberIn(supplier.read(3, '7.0.43.0.0.255', 2));
    });
    expect(seen).toContain(0);
    expect(Math.max(...seen)).toBeGreaterThan(100);
  });
});

describe('SRV 6.20.1, Set Device Configuration (Import MPxN)', () => {
  it('takes an MPRN, and no MPAN', () => {
    const supplier = new GasBench().associate(2);
    expect(supplier.set(1, MPRN, 2, visible('100004'))).toBe('success');
    expect(new TextDecoder().decode(octets(supplier.read(1, MPRN, 2)))).toBe('100004');
    expect(supplier.set(1, MPRN, 2, visible('100005'))).toBe('other-reason');
    expect(supplier.set(1, MPRN, 2, visible('1200000000011'))).toBe('other-reason');
  });
});

describe('IEC 62056-21: the optical port of a GSME', () => {
  it('reads out identity and volume in m3, and is noted', () => {
    const bench = new GasBench();
    const litres = bench.device.registers.total(0, bench.device.now());
    const volume = (litres / 1000).toFixed(3).padStart(9, '0');
    expect(bench.device.opticalPort?.readout()).toBe(
      `0.0.0(G4A0000001)\r\n0.2.0(01000000)\r\n7-0:3.0.0(${volume}*m3)\r\n`,
    );
    bench.device.opticalPort?.signedOn();
    expect(bench.recorded('event')).toContain('local-port');
  });
});
