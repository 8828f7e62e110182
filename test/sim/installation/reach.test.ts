import { describe, expect, it } from 'vitest';
import { formatObis } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { Dwelling, ids } from './dwelling.ts';

const SERIAL = [1, '0.0.96.1.0.255', 2] as const;
const PATIENT = '&timeout=3600s';
/** Objects that tell of the association they are read by, or change by being read. */
const OWN = new Set(['0.0.40.0.0.255', '0.0.40.0.1.255', '0.0.40.0.2.255', '0.0.40.0.16.255']);
/** Clocks, logs and the network go on meanwhile; a security setup tells each client its own. */
const CHANGING: readonly number[] = [7, 8, 47, 64];

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
    const headEnd = await dwelling.associate(ids[device], sap, PATIENT);
    expect(await headEnd.read(...SERIAL)).toMatchObject({ type: 'octet-string' });
  });

  it.each(['hub', 'esme', 'gsme'] as const)('what is read of the %s is what is read of it directly', async (role) => {
    const dwelling = new Dwelling();
    const device = dwelling[role];
    const headEnd = await dwelling.associate(ids[role], 2, PATIENT);
    const direct = dwelling.direct(device, 1);
    let compared = 0;
    for (const { classId, logicalName, attributes } of device.design.objects) {
      const name = formatObis(logicalName);
      if (CHANGING.includes(classId) || OWN.has(name)) continue;
      for (const [index, { access }] of Object.entries(attributes)) {
        if (!access[1]?.includes('read') || !access[2]?.includes('read')) continue;
        const through = await headEnd.read(classId, name, Number(index));
        // The time of the device has gone on since the request was on its way; what it reads now is of now.
        const now = direct.read(classId, name, Number(index));
        expect([name, index, through.type]).toEqual([name, index, now.type]);
        if (isText(through)) {
          expect([name, index, through]).toEqual([name, index, now]);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  it.each([200, 5000])('SRV 4.8.1: %i rows of a profile come through as they are', async (rows) => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.esme, 2);
    const direct = dwelling.direct(dwelling.esme, 1);
    const selection = {
      selector: 2,
      parameters: {
        type: 'structure',
        value: [
          { type: 'double-long-unsigned', value: 1 },
          { type: 'double-long-unsigned', value: rows },
          { type: 'long-unsigned', value: 1 },
          { type: 'long-unsigned', value: 0 },
        ],
      },
    } as const;
    const through = await headEnd.read(7, '1.0.99.1.0.255', 2, selection);
    expect(through).toEqual(direct.read(7, '1.0.99.1.0.255', 2, selection));
  });

  it('the same seed and the same requests give the same bytes at the same instants', async () => {
    const tell = async (): Promise<unknown> => {
      const dwelling = new Dwelling();
      const headEnd = await dwelling.associate(ids.gsme, 2, PATIENT);
      await headEnd.read(...SERIAL);
      return [dwelling.now, headEnd.traffic.map(({ bytes }) => Buffer.from(bytes).toString('hex'))];
    };
    expect(await tell()).toEqual(await tell());
  });
});

/** Texts don't change with time. */
function isText({ type }: Data): boolean {
  return type === 'octet-string' || type === 'visible-string';
}
