import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { decodeDateTime, encodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { rangeByTime, selectionOf } from '../../../src/protocol/cosem/selective-access.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import { loadInstallation } from '../../../src/sim/files/load.ts';
import { createDevices, everyDevice } from '../../../src/sim/installation/devices.ts';
import { RecordedDevice } from '../../../src/sim/recorded/device.ts';
import { loadRecording } from '../../../src/sim/recorded/load.ts';
import { deviceText, modelText, stateText } from '../../../src/sim/recorded/texts.ts';
import { root } from '../../support/project-files.ts';
import { newFolder } from '../../support/scratch.ts';
import { DeviceBench, firstLight, octets } from '../bench.ts';
import { anyObject, everythingOf, recordingOfDevice } from './recorded.ts';

const keyFile = join(root, 'hardware/keys/test-keys.yaml');
const { keys } = firstLight.devices.esme;
const installations = globSync('hardware/installations/*.yaml', { cwd: root }).sort();

/** Rows of each profile: how many there are is proved with one device. */
const FEW = 2;

/** Writes what was recorded, and reads it back. */
async function written(bench: DeviceBench): Promise<string> {
  const { model, state } = await recordingOfDevice(bench, keys);
  const folder = newFolder();
  const names = { name: 'test', eui64: state.eui64, model: 'm.yaml', state: 's.yaml', keys: keyFile };
  writeFileSync(join(folder, 'm.yaml'), modelText(model));
  writeFileSync(join(folder, 's.yaml'), stateText(state));
  writeFileSync(join(folder, 'd.yaml'), deviceText(names));
  return join(folder, 'd.yaml');
}

describe('a device that was recorded, served again', () => {
  it.each(installations)('says what it said: every device of %s', async (file) => {
    const installation = await loadInstallation(join(root, file));
    const clock = new VirtualClock(installation.start);
    const { hub, esme, gsme } = installation.devices;
    // One key file for all of them: which keys they have is not what this is about.
    const devices = {
      ...installation.devices,
      esme: { ...esme, keys },
      ...(hub && { hub: { ...hub, keys } }),
      ...(gsme && { gsme: { ...gsme, keys } }),
    };
    for (const device of everyDevice(createDevices({ ...installation, devices }, clock))) {
      const bench = new DeviceBench<SimulatedDevice>(device, clock, keys);
      const recording = { ...(await recordingOfDevice(bench, keys, FEW)), keys };
      const before = everythingOf(bench, FEW, [2]);
      const after = everythingOf(new DeviceBench(new RecordedDevice(recording, clock), clock, keys), FEW, [2]);
      expect(Object.keys(before).length).toBeGreaterThan(30);
      expect(after).toEqual(before);
    }
  });
});

it('a device that was recorded says what it said to every client, also once it has been through its files', async () => {
  const { device, clock, bench } = await recorded();
  expect(everythingOf(bench, 20)).toEqual(everythingOf(new DeviceBench(device, clock, keys), 20));
});

let files: Promise<string> | undefined;

async function recorded() {
  const clock = new VirtualClock(firstLight.start);
  const device = everyDevice(createDevices(firstLight, clock))[0] as SimulatedDevice;
  // Nobody changes them: they are written once.
  files ??= written(new DeviceBench(device, clock, keys));
  const recording = await loadRecording(await files);
  return { clock, device, recording, bench: new DeviceBench(new RecordedDevice(recording, clock), clock, keys) };
}

describe('a recorded device', () => {
  it('has a clock that goes on from where it was, and can be set', async () => {
    const { clock, bench } = await recorded();
    const client = bench.associate(1);
    const shown = (): number | undefined =>
      instantFromDateTime(decodeDateTime(octets(client.read(8, '0.0.1.0.0.255', 2))), 0)?.epochMilliseconds;
    clock.advance(Temporal.Duration.from({ hours: 30 }));
    expect(shown()).toBe(clock.now().epochMilliseconds);
    const time = { type: 'octet-string', value: encodeDateTime(utc(1_800_000_000_000)) } as const;
    expect(client.set(8, '0.0.1.0.0.255', 2, time)).toBe('success');
    clock.advance(Temporal.Duration.from({ seconds: 5 }));
    expect(shown()).toBe(1_800_000_005_000);
  });

  it('keeps what is written, of the type that it had, and remembers it', async () => {
    const { clock, recording, bench } = await recorded();
    const client = bench.associate(2);
    const name = { type: 'octet-string', value: new TextEncoder().encode('Example Energy') } as const;
    expect(client.set(1, '0.0.140.2.0.255', 2, name)).toBe('success');
    expect(client.set(1, '0.0.140.2.0.255', 2, { type: 'unsigned', value: 1 })).toBe('type-unmatched');
    expect(client.set(1, '0.0.42.0.0.255', 2, name)).toBe('read-write-denied');
    const again = new DeviceBench(new RecordedDevice(recording, clock, bench.device.save()), clock, keys);
    expect(again.associate(2).read(1, '0.0.140.2.0.255', 2)).toEqual(name);
    expect(again.device.save()).not.toBe(new RecordedDevice(recording, clock).save());
  });

  it('does nothing that it could do', async () => {
    const { bench } = await recorded();
    const client = bench.associate(1);
    const before = client.read(70, '0.0.96.3.10.255', 2);
    expect(client.action(70, '0.0.96.3.10.255', 1, { type: 'integer', value: 0 }).result).toBe('object-unavailable');
    expect(client.read(70, '0.0.96.3.10.255', 2)).toEqual(before);
    expect(bench.device.operate()).toBe('refused');
  });

  it('asks for its keys, and for counters that go on', async () => {
    const { bench } = await recorded();
    const wrong = { encryption: new Uint8Array(16), authentication: new Uint8Array(16) };
    expect(() => bench.associate(1, { keys: wrong })).toThrow();
    const before = bench.counter(1);
    bench.associate(1);
    expect(bench.counter(1)).toBeGreaterThan(before);
    expect(() => bench.associate(1, { counter: before })).toThrow();
  });

  it('gives of its profiles what is asked for: by range and by entry', async () => {
    const { bench, clock } = await recorded();
    const client = bench.associate(2);
    const now = clock.now();
    const count = (selection: Parameters<typeof client.get>[3]): number => {
      const read = client.read(7, '1.0.99.1.0.255', 2, selection);
      return read.type === 'array' ? read.value.length : Number.NaN;
    };
    expect(count(undefined)).toBe(20);
    expect(count(rangeByTime(now.subtract({ hours: 2 }), now))).toBe(4);
    const entry = { kind: 'entry', fromSelectedValue: 1, toSelectedValue: 2 } as const;
    expect(count(selectionOf({ ...entry, fromEntry: 19_006, toEntry: 0 }))).toBe(3);
    // What was not recorded isn't there.
    expect(count(selectionOf({ ...entry, fromEntry: 1, toEntry: 100 }))).toBe(0);
    const other = { classId: 3, logicalName: anyObject, attributeIndex: 2, dataIndex: 0 };
    expect(client.get(7, '1.0.99.1.0.255', 2, rangeByTime(now, now, other))).toEqual({
      error: 'scope-of-access-violated',
    });
  });
});
