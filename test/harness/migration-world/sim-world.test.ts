import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEui64, parseMpan, parseMprn } from '../../../src/core/identifiers.ts';
import { type SimWorld, type SimWorldOptions, simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import { keyedDevicesOf } from '../../../src/migration/model/installation.ts';
import type { SmsoRecord } from '../../../src/migration/model/world.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { keysOf, Party, recorded, smsoOf } from './dialogue.ts';

const SECURE = 'hardware/installations/moc-secure-dormant.yaml';
const THOUSAND = 'hardware/installations/moc-secure-thousand.yaml';

const worlds: SimWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function made(file: string, options?: SimWorldOptions): Promise<SimWorld> {
  const world = await simWorld(join(root, file), options);
  worlds.push(world);
  return world;
}

function firstOf(world: SimWorld): SmsoRecord {
  const [hub] = world.hubs();
  return world.record(hub ?? parseEui64('00-00-00-00-00-00-00-00')) as SmsoRecord;
}

describe('TMAD 4.27, what the SMSO knows of a simulated installation', () => {
  it('a dormant one, whose configuration is stale and whose firmware is behind', async () => {
    const record = firstOf(await made(SECURE));
    const { devices, ...said } = record;
    expect(said).toEqual({
      hub: { id: '00-00-5E-EF-10-00-00-70', manufacturer: 'Secure Meters', model: 'Liberty Hub', firmware: '0C050100' },
      gasProxy: '00-00-5E-EF-10-00-00-73',
      esme: {
        id: '00-00-5E-EF-10-00-00-71',
        manufacturer: 'Secure Meters',
        model: 'Liberty 100',
        firmware: '0A2B0100',
        mpxn: '1200007000009',
        esmeVariant: 'A',
        paymentMode: 'credit',
        readiness: { configuration: 'stale', newerFirmware: '0A2B0200' },
      },
      gsme: {
        id: '00-00-5E-EF-10-00-00-72',
        manufacturer: 'Secure Meters',
        model: 'Liberty Gas',
        firmware: '0B110100',
        mpxn: '4001700010',
        paymentMode: 'credit',
        readiness: { configuration: 'stale', newerFirmware: '0B110200' },
      },
      others: [{ id: '00-00-5E-EF-10-00-00-74', type: 'PPMID' }],
      standing: 'dormant',
      cohort: 'MOC (Secure)',
      wan: 'sim:00-00-5E-EF-10-00-00-70',
      isOnWan: true,
    });
    expect(devices.map(({ id }) => id)).toEqual(keyedDevicesOf(record as never));
  });

  it('a prepayment meter, a mixed one, one without gas, one without WAN, and one whose master keys nobody has', async () => {
    const of = async (name: string) => firstOf(await made(`hardware/installations/${name}.yaml`));
    expect((await of('prepayment-active')).gsme?.paymentMode).toBe('prepayment');
    expect(await of('foc-bg-mixed-gsme')).toMatchObject({ standing: 'mixed', activeMeter: 'gsme' });
    const single = await of('electricity-only-dormant');
    expect([single.gsme, single.gasProxy, single.devices.length]).toEqual([undefined, undefined, 2]);
    expect((await of('no-wan-dormant')).isOnWan).toBe(false);
    expect((await of('no-master-key-dormant')).devices.map(({ keys }) => keys.master)).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('no installation file has an EUI-64, an MPAN or an MPRN of another', async () => {
    const seen = new Map<string, string>();
    for (const file of globSync('hardware/installations/*-{dormant,active,mixed-*,thousand}.yaml', { cwd: root })) {
      const world = await made(file);
      for (const hub of world.hubs()) {
        const { esme, gsme, devices, others } = world.record(hub) as SmsoRecord;
        parseMpan(esme.mpxn);
        if (gsme !== undefined) parseMprn(gsme.mpxn);
        const ids = [...devices, ...others].map(({ id }) => id);
        for (const id of [...ids, esme.mpxn, gsme?.mpxn ?? `no gas ${hub}`]) {
          expect(seen.get(id), `${id} in ${file}`).toBeUndefined();
          seen.set(id, file);
        }
      }
    }
  });

  it('only a hub names an installation', async () => {
    const world = await made(THOUSAND);
    const { esme } = firstOf(world);
    expect(world.record(esme.id)).toBeUndefined();
    await expect(world.open(esme.id)).rejects.toMatchObject({ code: 'migration-installation-unknown' });
    expect([...world.hubs()]).toHaveLength(1000);
    const eight = await made(THOUSAND, { count: 8 });
    expect([...eight.hubs()]).toEqual([...world.hubs()].slice(0, 8));
  });

  it('installations without a hub are none that can be migrated', async () => {
    await expect(simWorld(join(root, 'hardware/installations/first-light.yaml'))).rejects.toMatchObject({
      code: 'migration-device-missing',
    });
  });
});

describe('the devices of a simulated world', () => {
  it('are spoken to with the keys of their SMSO, through a hub that is woken and a gas meter that sleeps', async () => {
    const world = await made(SECURE);
    const record = firstOf(world);
    const reach = await world.open(record.hub.id);
    const smso = smsoOf(record, reach);
    const began = world.clock.milliseconds();
    const serials: string[] = [];
    for (const { id } of record.devices) serials.push(await smso.serial(id));
    expect(serials).toEqual(['CH7050001', 'E7050001', 'CH7050001', 'G7050001']);
    expect(world.clock.milliseconds() - began).toBeGreaterThan(60_000);
    await reach.close();
  });

  it('take new keys, and have them when they are opened again', async () => {
    const world = await made(SECURE, { delays: false });
    const record = firstOf(world);
    const { id } = record.gsme ?? record.esme;
    const keys = recorded(record, id);
    const reach = await world.open(record.hub.id);
    expect(await smsoOf(record, reach).transfer(id, keysOf(1), keys?.master ?? new Uint8Array(0))).toBe('success');
    const s1sp = new Party(reach, () => keysOf(1));
    expect(await s1sp.serial(id)).toBe('G7050001');
    await reach.close();
    expect(world.opened).toBe(0);
    const again = await world.open(record.hub.id);
    expect(await new Party(again, () => keysOf(1)).serial(id)).toBe('G7050001');
    expect(await smsoOf(record, again).serial(id)).toBe('device-unreachable');
    await again.close();
  });

  it('of one installation are the same ones for all who have it open, until the last is gone', async () => {
    const world = await made(SECURE, { delays: false });
    const record = firstOf(world);
    const [one, other] = [await world.open(record.hub.id), await world.open(record.hub.id)];
    expect(world.opened).toBe(1);
    await smsoOf(record, one).transfer(
      record.esme.id,
      keysOf(1),
      recorded(record, record.esme.id)?.master as Uint8Array,
    );
    expect(await new Party(other, () => keysOf(1)).serial(record.esme.id)).toBe('E7050001');
    await one.close();
    await one.close();
    expect(world.opened).toBe(1);
    expect(await new Party(other, () => keysOf(1)).serial(record.esme.id)).toBe('E7050001');
    await other.close();
    expect(world.opened).toBe(0);
  });

  it('tell of what happens to them, and are heard by whoever listens', async () => {
    const world = await made(SECURE);
    const record = firstOf(world);
    const reach = await world.open(record.hub.id);
    const pushed: unknown[] = [];
    const listening = await reach.listen(({ device }) => pushed.push(device));
    const smso = smsoOf(record, reach);
    // That keys are others is an alert, once somebody has used them; the hub pushes it while it is awake.
    await smso.transfer(record.esme.id, keysOf(1), recorded(record, record.esme.id)?.master as Uint8Array);
    await new Party(reach, () => keysOf(1)).serial(record.esme.id);
    await world.clock.sleep(Temporal.Duration.from({ minutes: 1 }));
    expect(pushed).toContain(record.esme.id);
    await listening.close();
    await reach.close();
  });

  it('a hundred at once, on one clock: each says who it is', async () => {
    const world = await made(THOUSAND);
    const hubs = [...world.hubs()].slice(0, 100);
    const said = await Promise.all(
      hubs.map(async (hub) => {
        const record = world.record(hub) as SmsoRecord;
        const reach = await world.open(hub);
        const serial = await smsoOf(record, reach).serial(record.esme.id);
        await reach.close();
        return serial;
      }),
    );
    const reached = said.filter((serial) => /^E9050\d{3}$/.test(serial));
    expect(new Set(reached).size).toBe(reached.length);
    const hindered = said.flatMap((serial, k) => (serial.startsWith('E') ? [] : [k]));
    // Whether one isn't reached follows from what its template says of it; of lost frames and SMS, it may.
    const are = (names: readonly string[]): readonly number[] =>
      hubs.flatMap((_, k) => (world.template.at(k).variants?.some((name) => names.includes(name)) ? [k] : []));
    const surely = are(['never-on-wan', 'wan-lost', 'wan-lost-for-hours', 'other-keys-recorded']);
    const perhaps = are(['frames-lost', 'sms-lost']);
    expect(surely.length).toBeGreaterThan(5);
    expect(hindered).toEqual(expect.arrayContaining([...surely]));
    expect([...surely, ...perhaps]).toEqual(expect.arrayContaining(hindered));
  });

  it('two worlds of one seed give the same bytes, and another seed others', async () => {
    const bytesOf = async (seed: string): Promise<string> => {
      const passed: string[] = [];
      const observe: SimWorldOptions['observe'] = (device, { direction, layer, bytes }) =>
        passed.push(`${device} ${direction} ${layer} ${Buffer.from(bytes).toString('hex')}`);
      const world = await made(THOUSAND, { seed, observe });
      await Promise.all(
        [...world.hubs()].slice(0, 10).map(async (hub) => {
          const record = world.record(hub) as SmsoRecord;
          const reach = await world.open(hub);
          const smso = smsoOf(record, reach);
          for (const { id } of record.devices) await smso.serial(id);
          await reach.close();
        }),
      );
      return [world.clock.now().toString(), ...passed].join('\n');
    };
    const first = await bytesOf('one');
    expect(await bytesOf('one')).toBe(first);
    expect(first.length).toBeGreaterThan(10_000);
    expect(await bytesOf('other')).not.toBe(first);
  });
});

describe('what was kept', () => {
  it('is of one file and one seed', async () => {
    const folder = newFolder();
    const world = await made(SECURE, { folder });
    world.keep(firstOf(world).hub.id);
    await worlds.pop()?.close();
    await expect(simWorld(join(root, SECURE), { folder, seed: '2' })).rejects.toMatchObject({
      code: 'migration-world-other',
    });
    await expect(simWorld(join(root, THOUSAND), { folder })).rejects.toMatchObject({ code: 'migration-world-other' });
  });

  it('that somebody changed is refused, and quotes nothing', async () => {
    const folder = newFolder();
    const world = await made(SECURE, { folder });
    const { hub } = firstOf(world);
    await (await world.open(hub.id)).close();
    world.keep(hub.id);
    await worlds.pop()?.close();
    const { PartyStore } = await import('../../../src/migration/store/party-store.ts');
    const store = new PartyStore(join(folder, 'world.sqlite'), 'process');
    store.table<string>('states').put(hub.id, Buffer.from('"secret"').toString('base64'));
    store.close();
    const again = await made(SECURE, { folder });
    await expect(again.open(hub.id)).rejects.toMatchObject({ code: 'saved-states-invalid' });
  });

  it('is what its devices were then, also where it was kept, put away and changed before', async () => {
    const folder = newFolder();
    const change = async (world: SimWorld, before: number, after: number): Promise<void> => {
      const record = firstOf(world);
      const { esme, hub } = record;
      const reach = await world.open(hub.id);
      const party = before === 0 ? smsoOf(record, reach) : new Party(reach, () => keysOf(before));
      expect(await party.serial(esme.id)).toBe('E7050001');
      const master = recorded(record, esme.id)?.master as Uint8Array;
      if (after !== before) expect(await party.transfer(esme.id, keysOf(after), master)).toBe('success');
      expect(await new Party(reach, () => keysOf(after)).serial(esme.id)).toBe('E7050001');
      world.keep(hub.id);
      await reach.close();
    };
    for (const [before, after] of [
      [0, 16],
      [16, 32],
      [32, 48],
      [48, 48],
    ] as const) {
      // Once more without anything kept in between, and in a world that comes after.
      await change(await made(SECURE, { folder, delays: false }), before, after);
      await change(await made(SECURE, { folder, delays: false }), after, after);
    }
  });

  it('of an installation that was never opened is nothing', async () => {
    const folder = newFolder();
    const world = await made(SECURE, { folder });
    world.keep(firstOf(world).hub.id);
    const again = await made(SECURE, { folder });
    expect(again.clock.now()).toEqual(world.clock.now());
  });
});

describe('hardware/installations/moc-secure-thousand.yaml', () => {
  it('says beforehand who is what: each variant befalls about as many as it says, and each apart', async () => {
    const { template } = await made(THOUSAND);
    const names = Array.from({ length: template.count }, (_, k) => template.at(k).variants ?? []);
    const of = (name: string): number => names.filter((each) => each.includes(name)).length;
    expect(of('stale-configuration') / 1000).toBeCloseTo(0.3, 1);
    expect(of('prepayment') / 1000).toBeCloseTo(0.1, 1);
    for (const rare of ['never-on-wan', 'wan-lost', 'gas-han-lost', 'master-key-missing', 'other-keys-recorded']) {
      expect(of(rare), rare).toBeGreaterThan(0);
      expect(of(rare), rare).toBeLessThan(40);
    }
  });
});
