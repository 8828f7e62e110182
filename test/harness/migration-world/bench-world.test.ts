import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RealClock } from '../../../src/core/clock.ts';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import { benchWorld } from '../../../src/harness/migration-world/bench-world.ts';
import type { MigrationWorld, SmsoRecord } from '../../../src/migration/model/world.ts';
import { jsonLines, RunningCommand, shipped } from '../../support/command.ts';
import { root } from '../../support/project-files.ts';
import { newFile } from '../../support/scratch.ts';
import { keysOf, Party, recorded, smsoOf } from './dialogue.ts';

const INSTALLATION = 'hardware/installations/moc-secure-dual-fuel.yaml';
const hub = parseEui64('00-00-5E-EF-10-00-00-40');
const esme = parseEui64('00-00-5E-EF-10-00-00-41');

let sim: RunningCommand;
let world: MigrationWorld;

/** A bench whose devices stand behind the WAN port of another process. */
function bench(address: (device: string) => string): string {
  const hardware = (file: string): string => join(root, 'hardware', file);
  const device = (role: string, eui64: string, model: string, rest = ''): string => `
  ${role}:
    address: ${address(eui64)}
    model: ${hardware(`models/${model}.yaml`)}
    keys: ${hardware('keys/smso-test-keys.yaml')}
    eui64: ${eui64}${rest}`;
  return newFile(
    'bench.yaml',
    `kind: bench
name: migration
cohort: MOC (Secure)
status: mixed
active-meter: esme
known: { ppmid: { eui64: 00-00-5E-EF-10-00-00-44, type: PPMID } }
devices:${[
      device('ch', hub, 'secure-hub', '\n    firmware: "0C050100"'),
      device('esme', esme, 'secure-liberty-100', '\n    mpan: "1200000040005"\n    payment-mode: prepayment'),
      device('gsme', '00-00-5E-EF-10-00-00-42', 'secure-gas', '\n    mprn: "4000300101"\n    configuration: stale'),
      device('gpf', '00-00-5E-EF-10-00-00-43', 'secure-hub'),
    ].join('')}
`,
  );
}

beforeAll(async () => {
  sim = new RunningCommand(['sim', shipped(INSTALLATION), '--no-delays', '--tcp', '0', '--json'], {});
  await sim.says(/"serving"/);
  const [first] = jsonLines(sim.stdout).filter((line) => line['by'] === 'WAN') as { readonly address: string }[];
  const port = /tcp:\/\/[^:]+:(\d+)/.exec(first?.address ?? '')?.[1];
  world = await benchWorld(bench((device) => `tcp://127.0.0.1:${port}?device=${device}`));
});

afterAll(async () => {
  await world?.close();
  await sim?.stop();
});

describe('a world on a bench, over TCP to another process', () => {
  it('is the one installation that the bench file declares', () => {
    expect([...world.hubs()]).toEqual([hub]);
    expect(world.record(hub)).toMatchObject({
      hub: { id: hub, manufacturer: 'Secure Meters', model: 'Liberty Hub', firmware: '0C050100' },
      gasProxy: '00-00-5E-EF-10-00-00-43',
      esme: { mpxn: '1200000040005', paymentMode: 'prepayment', readiness: { configuration: 'current' } },
      gsme: { mpxn: '4000300101', paymentMode: 'credit', readiness: { configuration: 'stale' } },
      others: [{ id: '00-00-5E-EF-10-00-00-44', type: 'PPMID' }],
      standing: 'mixed',
      activeMeter: 'esme',
      cohort: 'MOC (Secure)',
      isOnWan: true,
    });
    expect(world.record(hub)?.devices.map(({ id }) => id.slice(-2))).toEqual(['40', '41', '43', '42']);
    expect(world.record(esme)).toBeUndefined();
  });

  it('its devices are spoken to with the keys of the SMSO, take new ones, and are opened again with those', async () => {
    const record = world.record(hub) as SmsoRecord;
    const reach = await world.open(hub);
    const smso = smsoOf(record, reach);
    const serials = await Promise.all(record.devices.map(({ id }) => smso.serial(id)));
    expect(serials).toEqual(['CH6400001', 'E6400001', 'CH6400001', 'G6400001']);
    expect(await smso.transfer(esme, keysOf(1), recorded(record, esme)?.master as Uint8Array)).toBe('success');
    expect(await new Party(reach, () => keysOf(1)).serial(esme)).toBe('E6400001');
    world.keep(hub);
    await reach.close();
    const again = await world.open(hub);
    expect(await new Party(again, () => keysOf(1)).serial(esme)).toBe('E6400001');
    expect(await smsoOf(record, again).serial(esme)).toBe('device-unreachable');
    await again.close();
  });

  it('hears what the devices push', async () => {
    const reach = await world.open(hub);
    const heard = Promise.withResolvers<string | undefined>();
    const listening = await reach.listen(({ device }) => heard.resolve(device));
    const record = world.record(hub) as SmsoRecord;
    const party = new Party(reach, () => keysOf(1));
    await party.transfer(esme, keysOf(3), recorded(record, esme)?.master as Uint8Array);
    await new Party(reach, () => keysOf(3)).serial(esme);
    expect(await heard.promise).toBe(esme);
    await listening.close();
    await reach.close();
  });

  it('lives in real time, and knows no other installation', async () => {
    expect(world.clock).toBeInstanceOf(RealClock);
    await expect(world.open(esme)).rejects.toMatchObject({ code: 'migration-installation-unknown' });
    await expect(benchWorld(join(root, 'hardware/benches/simulated.yaml'))).rejects.toMatchObject({
      code: 'migration-device-missing',
    });
  });

  it('a mixed bench says which meter is active', async () => {
    const file = newFile('bench.yaml', 'kind: bench\nname: x\nstatus: mixed\ndevices: {}\n');
    await expect(benchWorld(file)).rejects.toThrow(/active-meter/);
  });
});
