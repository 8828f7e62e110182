import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { parseMpan, parseMprn } from '../../../src/core/identifiers.ts';
import { loadTemplate } from '../../../src/sim/files/load.ts';
import { identitiesOf, type Role, Template } from '../../../src/sim/fleet/template.ts';

const COUNT = 100_000;
const SHARE = 0.667;

let template: Template;
let mixed: Template;

beforeAll(async () => {
  template = await loadTemplate('hardware/installations/moc-secure-dual-fuel.yaml', { count: COUNT });
  mixed = new Template({
    first: template.first,
    count: COUNT,
    shares: new Map<Role, number>([
      ['gsme', SHARE],
      ['PPMID', 0.5],
    ]),
    derived: new Set<Role>(['esme']),
  });
});

const indices = fc.uniqueArray(fc.nat(COUNT - 1), { minLength: 2, maxLength: 20 });

describe('fleet: the installations of a template', () => {
  it('the k-th follows from k alone, and k from any of its devices', () => {
    fc.assert(
      fc.property(indices, (ks) => {
        for (const k of ks) {
          const installation = mixed.at(k);
          expect(mixed.at(k)).toEqual(installation);
          for (const { eui64 } of identitiesOf(installation)) expect(mixed.find(eui64)).toBe(k);
        }
      }),
    );
  });

  it('no two share a name, a serial number, an MPAN, an MPRN or an EUI-64', () => {
    fc.assert(
      fc.property(indices, (ks) => {
        const all = ks.map((k) => template.at(k));
        const distinct = (values: readonly (string | undefined)[]): void => {
          expect(new Set(values).size).toBe(values.length);
        };
        distinct(all.map(({ name }) => name));
        distinct(all.map(({ devices }) => devices.esme.serial));
        distinct(all.map(({ devices }) => parseMpan(devices.esme.meteringPoint)));
        distinct(all.map(({ devices }) => parseMprn(devices.gsme?.meteringPoint ?? '')));
        distinct(all.flatMap((installation) => identitiesOf(installation).map(({ eui64 }) => eui64)));
      }),
    );
  });

  it('the first is the one of the file', () => {
    expect(template.at(0)).toEqual(template.first);
    expect(template.at(1).name).toBe('moc-secure-dual-fuel-1');
  });

  it('two thirds have gas where the file says so, and only those have what belongs to it', () => {
    const all = Array.from({ length: 3000 }, (_, k) => mixed.at(k));
    const withGas = all.filter(({ devices }) => devices.gsme !== undefined);
    expect(withGas.length / all.length).toBeCloseTo(SHARE, 1);
    for (const [k, { devices }] of all.entries()) {
      expect(devices.hub?.gpf === undefined).toBe(devices.gsme === undefined);
      if (devices.gsme !== undefined) continue;
      const { gsme, hub } = template.at(k).devices;
      expect(mixed.find(gsme?.eui64 ?? devices.esme.eui64)).toBeUndefined();
      expect(mixed.find(hub?.gpf ?? devices.esme.eui64)).toBeUndefined();
    }
    const withPpmid = all.filter(({ devices }) => devices.others?.some(({ type }) => type === 'PPMID'));
    expect(withPpmid.length / all.length).toBeCloseTo(0.5, 1);
    const both = all.filter((one) => withGas.includes(one) && withPpmid.includes(one));
    expect(both.length / all.length).toBeCloseTo(SHARE / 2, 1);
  });

  it('another seed deals the gas meters out anew', async () => {
    const other = new Template({ first: { ...template.first, seed: '7' }, count: COUNT, ...shares });
    const gas = (of: Template): string =>
      Array.from({ length: 100 }, (_, k) => Number('gsme' in of.at(k).devices)).join('');
    expect(gas(other)).not.toBe(gas(mixed));
  });

  it('beyond the last one there is nobody', () => {
    const few = new Template({ first: template.first, count: 3, shares: new Map(), derived: new Set() });
    expect(few.find(template.at(2).devices.esme.eui64)).toBe(2);
    expect(few.find(template.at(3).devices.esme.eui64)).toBeUndefined();
  });

  it('keys that are derived are the same for the same device and seed, and for no two devices', () => {
    const keysAt = (k: number): readonly string[] => {
      const { master = new Uint8Array(), clients } = mixed.at(k).devices.esme.keys;
      const ofClients = [clients[1], clients[2]].flatMap(({ encryption, authentication }) => [
        encryption,
        authentication,
      ]);
      return [master, ...ofClients].map((key) => toHex(key));
    };
    expect(keysAt(5)).toEqual(keysAt(5));
    const all = [5, 6, 7].flatMap(keysAt);
    expect(all.every((key) => key.length === 32)).toBe(true);
    expect(new Set(all).size).toBe(15);
    expect(mixed.at(5).devices.hub?.keys).toBe(mixed.first.devices.hub?.keys);
  });
});

const shares = { shares: new Map<Role, number>([['gsme', SHARE]]), derived: new Set<Role>() };
