import { describe, expect, it } from 'vitest';
import { Dwelling, ids } from './dwelling.ts';

const SERIAL = [1, '0.0.96.1.0.255', 2] as const;

describe('through the hub', () => {
  it.each([
    ['hub', 16],
    ['esme', 16],
    ['gsme', 16],
    ['gpf', 16],
    ['hub', 2],
    ['esme', 2],
    ['gsme', 2],
    ['gpf', 2],
    ['esme', 1],
    ['gsme', 1],
  ] as const)('reaches the %s as client %i', async (device, sap) => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids[device], sap, '&timeout=3600s');
    expect(await headEnd.read(...SERIAL)).toMatchObject({ type: 'octet-string' });
  });
});
