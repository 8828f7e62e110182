import { expect, it } from 'vitest';
import { elements, numberIn } from '../bench.ts';
import { GasBench } from './gas-bench.ts';

const LOG = '7.0.99.128.0.255';
const integer = { type: 'integer', value: 0 } as const;
const SIX_MINUTES = 360_000;

it('SRV 14.1, Record Network Data (GAS): fills the network data log for four hours from then on, and anew', () => {
  const bench = new GasBench();
  const { device } = bench;
  const client = bench.associate(2);
  const volumes = () =>
    elements(client.read(7, LOG, 2)).map((row) => numberIn(elements(row)[2] ?? { type: 'null-data' }));
  expect(volumes()).toEqual([]);
  expect(client.action(7, LOG, 1, integer).result).toBe('success');
  const start = device.now();
  expect(volumes()).toEqual([]);
  bench.pass({ minutes: 61 });
  const first = Math.ceil((start + 1) / SIX_MINUTES) * SIX_MINUTES;
  expect(volumes()).toEqual(Array.from({ length: 10 }, (_, k) => device.registers.total(0, first + k * SIX_MINUTES)));
  device.operate({ kind: 'supply', trigger: 'local-disconnect' });
  bench.pass({ hours: 30 });
  expect(volumes()).toHaveLength(41);
  expect(volumes().at(-1)).toBe(device.registers.total(0, device.now()));
  expect(client.action(7, LOG, 1, integer).result).toBe('success');
  expect(volumes()).toEqual([]);
  expect(bench.associate(1).action(7, LOG, 1, integer).result).not.toBe('success');
});
