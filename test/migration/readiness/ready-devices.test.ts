import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { S1benchError } from '../../../src/core/errors.ts';
import { type Obis, parseEui64, parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { MemoryCounters } from '../../../src/dcc/device/counters.ts';
import { type SimWorld, type SimWorldOptions, simWorld } from '../../../src/harness/migration-world/sim-world.ts';
import type { InstallationReach, SmsoRecord } from '../../../src/migration/model/world.ts';
import {
  type MeterConfiguration,
  parseMeterConfiguration,
} from '../../../src/migration/readiness/meter-configuration.ts';
import { ReadyDevices } from '../../../src/migration/readiness/ready-devices.ts';
import { smsoOf, textOf } from '../../harness/migration-world/dialogue.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';

const FILE = 'hardware/configurations/dormant.yaml';
const configuration = parseMeterConfiguration(readFileSync(join(root, FILE), 'utf8'), FILE);
const SMSO = parseEui64('00-00-5E-EF-10-00-03-01');
const SUPPLIER = parseObis('0.0.140.2.0.255');
const STANDING_CHARGE = parseObis('0.0.130.1.7.255');
const FIRMWARE = parseObis('1.0.0.2.0.255');

const attempts = { tries: 3, waits: [Temporal.Duration.from({ minutes: 15 })] };

const worlds: SimWorld[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

interface Opened {
  readonly world: SimWorld;
  readonly record: SmsoRecord;
  readonly reach: InstallationReach;
  readonly ready: ReadyDevices;
}

async function opened(name: string, options?: SimWorldOptions): Promise<Opened> {
  const world = await simWorld(join(root, `hardware/installations/${name}.yaml`), options);
  worlds.push(world);
  const [hub] = world.hubs();
  const record = world.record(hub ?? SMSO) as SmsoRecord;
  const reach = await world.open(record.hub.id);
  return { world, record, reach, ready: readyDevices(world, record, reach) };
}

function readyDevices({ clock }: SimWorld, record: SmsoRecord, reach: InstallationReach): ReadyDevices {
  const counters = new MemoryCounters();
  const { signal } = new AbortController();
  return new ReadyDevices({
    record,
    reach,
    smso: SMSO,
    clock,
    counters,
    random: new Random('readiness'),
    attempts,
    signal,
  });
}

describe('TMAD 4.27, dormant meters are made ready by their SMSO', () => {
  it.each([
    'moc-secure-dormant',
    'moc-mds-dormant',
    'ioc-elster-dormant',
    'ioc-itron-dormant',
    'foc-bg-dormant',
    'foc-np-dormant',
    'electricity-only-dormant',
  ])(
    '%s: what needs a configuration or newer firmware has it afterwards, and nothing else is touched',
    async (name) => {
      const { record, reach, ready } = await opened(name);
      for (const meter of [record.esme, ...(record.gsme === undefined ? [] : [record.gsme])]) {
        const { configuration: is, newerFirmware } = meter.readiness;
        // A client anew each time: it asks the meter where its counter stands by then.
        const read = async (object: Obis): Promise<string> =>
          textOf(await smsoOf(record, reach).get(meter.id, 1, object));
        const supplier = (): Promise<string> => read(SUPPLIER);
        const standingCharge = (): Promise<string> => read(STANDING_CHARGE);
        const firmware = (): Promise<string> => read(FIRMWARE);
        const before = await supplier();
        const charged = await standingCharge();
        expect(await ready.applyConfiguration(meter.id, configuration)).toEqual({
          result: is === 'stale' ? 'done' : 'not-needed',
        });
        expect(await ready.upgradeFirmware(meter.id)).toEqual({
          result: newerFirmware === undefined ? 'not-needed' : 'done',
        });
        // A former supplier has left other prices.
        expect((await standingCharge()) === charged).toBe(is === 'current');
        expect(await firmware()).toBe(newerFirmware ?? meter.firmware);
        if (is === 'stale') expect([before, await supplier()]).toEqual(['FORMER SUPPLIER', 'EXAMPLE ENERGY']);
        else expect(await supplier()).toBe(before);
      }
      await reach.close();
    },
  );

  it('it outlives the process once it is kept', async () => {
    const folder = newFolder();
    const { world, record, reach, ready } = await opened('ioc-elster-dormant', { folder, delays: false });
    expect(await ready.upgradeFirmware(record.esme.id)).toEqual({ result: 'done' });
    world.keep(record.hub.id);
    await reach.close();
    const again = await opened('ioc-elster-dormant', { folder, delays: false });
    const smso = smsoOf(again.record, again.reach);
    expect(textOf(await smso.get(record.esme.id, 1, FIRMWARE))).toBe('01290000');
  });

  it('a device that is not reached, or has other keys than are recorded, is an outcome', async () => {
    const stale = async (name: string, change: (record: SmsoRecord) => SmsoRecord) => {
      const { world, record, reach } = await opened(name);
      return readyDevices(world, change(record), reach).applyConfiguration(record.esme.id, configuration);
    };
    const needs = (record: SmsoRecord): SmsoRecord => ({
      ...record,
      esme: { ...record.esme, readiness: { configuration: 'stale' } },
    });
    expect(await stale('no-wan-dormant', needs)).toMatchObject({ result: 'failed', code: 'device-unreachable' });
    const otherKeys = (record: SmsoRecord): SmsoRecord => ({
      ...record,
      devices: record.devices.map((device) => ({ ...device, keys: record.devices[0]?.keys ?? device.keys })),
    });
    expect(await stale('moc-secure-dormant', otherKeys)).toMatchObject({
      result: 'failed',
      code: 'device-unreachable',
    });
  });

  it('a device that does not answer is asked again, as often as the strategy says', async () => {
    const { world, record, reach } = await opened('moc-secure-dormant');
    const stale: SmsoRecord = { ...record, esme: { ...record.esme, readiness: { configuration: 'stale' } } };
    let [tried, lost] = [0, 2];
    const port = reach.ports.of(record.esme.id);
    const connect = port.connect.bind(port);
    port.connect = (holder) => {
      tried++;
      return lost-- > 0 ? Promise.reject(new S1benchError('device-no-response')) : connect(holder);
    };
    const began = world.clock.now();
    const ready = readyDevices(world, stale, reach);
    expect(await ready.applyConfiguration(stale.esme.id, configuration)).toEqual({ result: 'done' });
    expect(began.until(world.clock.now()).total('minutes')).toBeGreaterThanOrEqual(30);
    [tried, lost] = [0, Number.POSITIVE_INFINITY];
    expect(await readyDevices(world, stale, reach).applyConfiguration(stale.esme.id, configuration)).toMatchObject({
      result: 'failed',
      code: 'device-unreachable',
    });
    expect(tried).toBe(attempts.tries);
  });

  it('what devices of the model do not carry out is an outcome, and nothing is sent', async () => {
    const { record, reach, ready } = await opened('moc-secure-dormant');
    const asks = (srv: string): MeterConfiguration => ({
      ...configuration,
      requests: { esme: [{ srv, parameters: {} }], gsme: [] },
    });
    expect(await ready.applyConfiguration(record.esme.id, asks('12.2'))).toMatchObject({
      result: 'failed',
      code: 'readiness-request-refused',
    });
    await reach.close();
  });

  it('only meters of the installation are made ready', async () => {
    const { record, ready } = await opened('electricity-only-dormant');
    await expect(ready.applyConfiguration(record.hub.id, configuration)).rejects.toMatchObject({
      code: 'migration-meter-unknown',
    });
    await expect(ready.upgradeFirmware(SMSO)).rejects.toMatchObject({ code: 'migration-meter-unknown' });
  });
});
