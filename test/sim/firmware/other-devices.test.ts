import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { parseEui64 } from '../../../src/core/identifiers.ts';
import type { HubModel } from '../../../src/sim/files/device-model.ts';
import { loadDeviceModel } from '../../../src/sim/files/load.ts';
import { blocksOf, type FirmwareModel, firmwareImage } from '../../../src/sim/firmware/image.ts';
import { createHub } from '../../../src/sim/hub/create.ts';
import { type Client, DeviceBench, firstLight } from '../bench.ts';
import { GasBench, gsmeModel } from '../gsme/gas-bench.ts';
import { activate, initiate, sendBlock, shown, verify } from './updated.ts';

const hubModel = (await loadDeviceModel('hardware/models/simulated-hub.yaml')) as HubModel;
const { keys } = firstLight.devices.esme;

function hubBench() {
  const clock = new VirtualClock(firstLight.start);
  const eui64 = parseEui64('00-00-5E-EF-10-00-00-03');
  const firmware = hubModel.firmware[0] as string;
  const entry = { model: hubModel, firmware, eui64, serial: 'H1', keys, defects: [], gpf: undefined };
  return new DeviceBench(createHub(entry, clock, 'hub'), clock, keys);
}

function newest({ firmware }: FirmwareModel): string {
  return firmware.at(-1) as string;
}

function transfer(client: Client, model: FirmwareModel): void {
  const image = firmwareImage(model, newest(model), { size: 3000 });
  expect(initiate(client, image.length)).toBe('success');
  for (const [number, block] of blocksOf(image, model).entries())
    expect(sendBlock(client, number, block)).toBe('success');
}

describe('SRV 11.1, 11.3: firmware of hub and gas meter', () => {
  it.each([
    ['gas meter', () => new GasBench(), gsmeModel],
    ['hub', hubBench, hubModel],
  ] as const)('updates a %s', (_, make, model) => {
    const bench = make();
    const client = bench.associate(1);
    transfer(client, model);
    expect(verify(client)).toBe('temporary-failure');
    bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
    expect(activate(client)).toBe('temporary-failure');
    bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
    expect(shown(client)).toMatchObject({ status: 'activation-successful', version: newest(model) });
  });

  it('a hub tells when all of an image has come (8F8A), and when it gave up on one (8F89)', () => {
    const bench = hubBench();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    const client = bench.associate(2);
    initiate(client, 3000);
    transfer(client, hubModel);
    expect(told).toEqual([0x8f89, 0x8f8a]);
  });
});
