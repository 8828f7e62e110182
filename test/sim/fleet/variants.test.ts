import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTemplate } from '../../../src/sim/files/load.ts';
import { type Role, Template } from '../../../src/sim/fleet/template.ts';
import type { Variant } from '../../../src/sim/fleet/variants.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';

const COUNT = 2000;
const index = fc.nat(COUNT - 1);

let first: Installation;

beforeAll(async () => {
  first = (await loadTemplate('hardware/installations/moc-secure-dual-fuel.yaml')).first;
});

function variant(name: string, share: number, rest: Partial<Variant> = {}): Variant {
  return { name, share, faults: [], devices: {}, ...rest };
}

function templateOf(variants: readonly Variant[], seed = 'variants', shares = new Map<Role, number>()): Template {
  return new Template({ first: { ...first, seed }, count: COUNT, shares, derived: new Set(), variants });
}

function whichAre(template: Template, name: string): readonly number[] {
  return Array.from({ length: COUNT }, (_, k) => k).filter((k) => template.at(k).variants?.includes(name));
}

describe('fleet: the variants of a template', () => {
  it('which installation is what follows from the seed, the name and k alone: other variants change nothing of it', () => {
    const share = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), share, share, index, (seed, one, other, k) => {
        const alone = templateOf([variant('a', one)], seed).at(k);
        const both = templateOf([variant('b', other), variant('a', one)], seed).at(k);
        expect(both.variants?.includes('a') ?? false).toBe(alone.variants?.includes('a') ?? false);
      }),
    );
  });

  it('each befalls as many as its share says, and apart from the others', () => {
    const template = templateOf([variant('a', 0.3), variant('b', 0.5)]);
    const [a, b] = [whichAre(template, 'a'), whichAre(template, 'b')];
    expect(a.length / COUNT).toBeCloseTo(0.3, 1);
    expect(b.length / COUNT).toBeCloseTo(0.5, 1);
    expect(a.filter((k) => b.includes(k)).length / COUNT).toBeCloseTo(0.15, 1);
    expect(whichAre(templateOf([variant('a', 0.3)], 'another seed'), 'a')).not.toEqual(a);
    expect(whichAre(templateOf([variant('a', 1)]), 'a')).toHaveLength(COUNT);
  });

  it('what a variant says takes the place of what all have, and nothing else is touched', () => {
    const settings = { 'payment-mode': 'prepayment', balance: 5 } as const;
    const fault = { kind: 'no-wan' } as const;
    const odd = variant('odd', 0.5, {
      wan: false,
      faults: [fault],
      devices: { esme: { settings, firmware: '0A2B0200' }, hub: { firmware: '0C050200' } },
    });
    const [plain, varied] = [templateOf([]), templateOf([odd])];
    fc.assert(
      fc.property(index, (k) => {
        const [before, after] = [plain.at(k), varied.at(k)];
        if (after.variants === undefined) {
          expect(after).toEqual(before);
          return;
        }
        const { hub, esme } = before.devices;
        expect(after).toEqual({
          ...before,
          variants: ['odd'],
          wan: false,
          faults: [fault],
          devices: {
            ...before.devices,
            hub: { ...hub, firmware: '0C050200' },
            esme: { ...esme, settings, firmware: '0A2B0200' },
          },
        });
      }),
    );
  });

  it('of several that say the same the last counts, and the faults of all', () => {
    const a = variant('a', 1, { faults: [{ kind: 'power-cut' }], devices: { esme: { firmware: '1' } } });
    const b = variant('b', 1, { faults: [{ kind: 'no-wan' }], devices: { esme: { firmware: '2' } } });
    const { variants, faults, devices } = templateOf([a, b]).at(7);
    expect([variants, faults, devices.esme.firmware]).toEqual([
      ['a', 'b'],
      [{ kind: 'power-cut' }, { kind: 'no-wan' }],
      '2',
    ]);
  });

  it('where there is no gas, nothing befalls a gas meter', () => {
    const gas = variant('gas', 1, {
      faults: [{ kind: 'han-loss', side: 'gas' }],
      devices: { gsme: { firmware: '2' } },
    });
    const template = templateOf([gas], 'gas', new Map([['gsme', 0.5]]));
    fc.assert(
      fc.property(index, (k) => {
        const { devices, faults } = template.at(k);
        expect(faults).toHaveLength(devices.gsme === undefined ? 0 : 1);
        expect(devices.gsme?.firmware ?? '2').toBe('2');
      }),
    );
  });
});

describe('installation file: variants', () => {
  it('with the keys that they name, and those that are recorded of a device', async () => {
    const template = await loadTemplate('hardware/installations/moc-secure-thousand.yaml');
    const of = (name: string): Installation => {
      const k = Array.from({ length: 1000 }, (_, i) => i).find((i) => template.at(i).variants?.includes(name));
      return template.at(k ?? -1);
    };
    expect(of('master-key-missing').devices.esme.keys.master).toBeUndefined();
    const { keys, recordedKeys } = of('other-keys-recorded').devices.esme;
    expect(recordedKeys?.clients[1].encryption).not.toEqual(keys.clients[1].encryption);
    expect(of('keys-not-rotated').devices.esme.defects).toHaveLength(1);
    expect(of('key-transfer-refused').devices.hub?.defects).toHaveLength(1);
    expect(of('stale-configuration').devices.esme.configuration).toBe('stale');
    expect(of('prepayment').devices.esme.settings).toEqual({ 'payment-mode': 'prepayment', balance: 1250 });
  });
});
