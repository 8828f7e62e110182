import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { utc } from '../../../src/sim/classes/clock.ts';
import { dateTime } from '../../../src/sim/classes/values.ts';
import {
  blocksOf,
  deliveredHash,
  type FirmwareModel,
  firmwareHash,
  firmwareImage,
} from '../../../src/sim/firmware/image.ts';
import { Bench, type Client, firstLight } from '../bench.ts';
import { activate, initiate, model, schedule, sendBlock, shown, verify, versions } from './updated.ts';

const image = firmwareImage(model, versions[1], { size: 1000 });
const blocks = blocksOf(image, model);

function transfer(client: Client, of = image): void {
  expect(initiate(client, of.length)).toBe('success');
  for (const [number, block] of blocksOf(of, model).entries()) expect(sendBlock(client, number, block)).toBe('success');
}

function benchOf(facts: Partial<FirmwareModel['firmware-update']> = {}, firmware: string = versions[0]) {
  const entry = { model: { ...model, 'firmware-update': { ...model['firmware-update'], ...facts } }, firmware };
  const bench = new Bench({ entry });
  const told: number[] = [];
  bench.device.onAlert = ({ code }) => told.push(code);
  const pass = (seconds: number) => bench.clock.advance(Temporal.Duration.from({ seconds }));
  const restart = () => new Bench({ entry, saved: bench.device.save(), clock: bench.clock });
  return { bench, told, pass, restart, client: bench.associate(1) };
}

const eventCodes = (bench: Bench): number[] => bench.state.logs.event.map(({ code }) => code).slice(1);

describe('SRV 11.1, 11.3: firmware update', () => {
  it('transfers, verifies and activates, and tells of each', () => {
    const { bench, client, told, pass } = benchOf();
    transfer(client);
    expect(verify(client)).toBe('temporary-failure');
    pass(10);
    expect(verify(client)).toBe('success');
    expect(told).toEqual([0x8f72]);
    expect(activate(client)).toBe('temporary-failure');
    pass(29);
    expect(shown(client).version).toBe(versions[0]);
    pass(1);
    expect(activate(client)).toBe('success');
    expect(told).toEqual([0x8f72, 0x8f43]);
    expect(eventCodes(bench)).toEqual([0x8f72, 0x8f43]);
    expect(shown(client)).toMatchObject({ version: versions[1], hash: fromHex(firmwareHash(image)) });
  });

  it('takes no time where the model says so', () => {
    const { client } = benchOf({ 'verification-seconds': 0, 'activation-seconds': 0 });
    transfer(client);
    expect(verify(client)).toBe('success');
    expect(activate(client)).toBe('success');
    expect(shown(client)).toMatchObject({ status: 'activation-successful', version: versions[1] });
  });

  it.each([
    ['a bit is wrong', image.map((byte, i) => (i === 999 ? byte ^ 0x80 : byte))],
    ['it is for another model', firmwareImage({ ...model, model: 'OTHER' }, versions[1], { size: 1000 })],
    ['its version is none of the model', firmwareImage({ ...model, firmware: ['09'] }, '09', { size: 1000 })],
    ['it is no image', new Uint8Array(1000)],
    ['it says another length', image.map((byte, i) => (i === 79 ? byte ^ 1 : byte))],
  ])('fails verification (8F1C) where %s, and is not activated', (_, wrong) => {
    const { bench, client, told } = benchOf({ 'verification-seconds': 0 });
    transfer(client, wrong);
    expect(verify(client)).toBe('other-reason');
    expect(shown(client).status).toBe('verification-failed');
    expect(activate(client)).toBe('other-reason');
    expect(told).toEqual([0x8f1c]);
    expect(eventCodes(bench)).toEqual([0x8f1c, 0x0501]);
    expect(shown(client).version).toBe(versions[0]);
  });

  it.each([
    ['refused', 'other-reason', versions[2]],
    ['allowed', 'success', versions[1]],
  ] as const)('a downgrade is %s as the model says', (downgrade, result, after) => {
    const facts = { downgrade, 'verification-seconds': 0, 'activation-seconds': 0 };
    const { client } = benchOf(facts, versions[2]);
    transfer(client);
    expect(verify(client)).toBe('success');
    expect(activate(client)).toBe(result);
    expect(shown(client).version).toBe(after);
  });

  it('the non-critical client transfers and has verified, and only the critical one activates, now or later', () => {
    const { bench } = benchOf({ 'verification-seconds': 0 });
    const client = bench.associate(2);
    transfer(client);
    expect(verify(client)).toBe('success');
    expect(activate(client)).toBe('read-write-denied');
    expect(schedule(client, 0)).toBe('read-write-denied');
    expect(client.action(9, '0.0.10.0.107.255', 1, { type: 'long-unsigned', value: 1 }).result).toBe(
      'read-write-denied',
    );
  });

  it('the script that the schedule names activates', () => {
    const { bench, client, pass } = benchOf({ 'verification-seconds': 0 });
    transfer(client);
    verify(client);
    client.action(9, '0.0.10.0.107.255', 1, { type: 'long-unsigned', value: 1 });
    pass(30);
    bench.device.settle();
    expect(eventCodes(bench)).toEqual([0x8f72, 0x8f43]);
  });

  it('activates at its time by the clock of the meter, also where that is set on', () => {
    const { bench, client } = benchOf({ 'verification-seconds': 0, 'activation-seconds': 0 });
    transfer(client);
    verify(client);
    expect(schedule(client, firstLight.start.epochMilliseconds + 100_000)).toBe('success');
    expect(shown(client)).toMatchObject({ scheduled: 1, version: versions[0] });
    const ahead = dateTime.encode(utc(firstLight.start.epochMilliseconds + 90_000));
    expect(client.set(8, '0.0.1.0.0.255', 2, ahead)).toBe('success');
    bench.clock.advance(Temporal.Duration.from({ seconds: 10 }));
    expect(shown(client)).toMatchObject({ scheduled: 0, version: versions[1] });
  });

  it('wants a whole instant for that', () => {
    const { client } = benchOf();
    const entry = (...date: number[]) =>
      client.set(22, '0.0.15.0.2.255', 4, {
        type: 'array',
        value: [
          {
            type: 'structure',
            value: [
              { type: 'octet-string', value: Uint8Array.of(1, 2, 3, 0) },
              { type: 'octet-string', value: Uint8Array.from(date) },
            ],
          },
        ],
      });
    expect(entry(0xff, 0xff, 5, 6, 0xff)).toBe('other-reason');
    expect(entry(0x07, 0xea, 2, 30, 0xff)).not.toBe('success');
    expect(entry(0x07, 0xeb, 2, 28, 0xff)).toBe('success');
  });
});

describe('firmware update: whenever the power fails, there is a firmware that runs', () => {
  const cutPoints = [
    ...blocks.map((_, number) => ['before block', number] as const),
    ...[0, 5, 9, 10].map((seconds) => ['verifying for s', seconds] as const),
    ...[0, 15, 29, 30].map((seconds) => ['activating for s', seconds] as const),
  ];

  it.each(cutPoints)('%s %i: the old or the new one, and the update goes on', (where, at) => {
    const { bench, client, pass, restart } = benchOf();
    const lose = (): Client => {
      bench.device.operate({ kind: 'power', is: 'off' });
      expect([versions[0], versions[1]]).toContain(JSON.parse(bench.device.save()).firmware);
      pass(60);
      bench.device.operate({ kind: 'power', is: 'on' });
      return restart().associate(1);
    };
    const isDone = where === 'activating for s' && at === 30;
    let now = client;
    initiate(now, image.length);
    for (const [number, block] of blocks.entries()) {
      if (where === 'before block' && number === at) {
        now = lose();
        expect(shown(now).firstMissing).toBe(number);
      }
      expect(sendBlock(now, number, block)).toBe('success');
    }
    const finish = (by: Client): void => {
      if (verify(by) === 'temporary-failure') clockOf(by).advance(Temporal.Duration.from({ seconds: 10 }));
      if (activate(by) === 'temporary-failure') clockOf(by).advance(Temporal.Duration.from({ seconds: 30 }));
      expect(shown(by)).toMatchObject({ status: 'activation-successful', version: versions[1] });
    };
    const clockOf = (_: Client) => bench.clock;
    if (where === 'before block') {
      finish(now);
      return;
    }
    verify(now);
    pass(where === 'verifying for s' ? at : 10);
    if (where === 'verifying for s') {
      now = lose();
      expect(shown(now).status).toBe(at === 10 ? 'verification-successful' : 'initiated');
      finish(now);
      return;
    }
    activate(now);
    pass(at);
    now = lose();
    expect(shown(now).version).toBe(isDone ? versions[1] : versions[0]);
    if (!isDone) finish(now);
  });
});

describe('firmware of a device', () => {
  it('is the one that it was updated to, also after a restart, until the installation names another', () => {
    const { bench, client } = benchOf({ 'verification-seconds': 0, 'activation-seconds': 0 });
    transfer(client);
    verify(client);
    activate(client);
    const entry = { model, firmware: versions[0] };
    const saved = bench.device.save();
    expect(shown(new Bench({ entry, saved }).associate(1)).version).toBe(versions[1]);
    expect(shown(new Bench({ entry: { model, firmware: versions[2] }, saved }).associate(1)).version).toBe(versions[2]);
  });

  it('SRV 11.2: shows its hash, which is that of the image that the seed gives', () => {
    const { client } = benchOf();
    const expected = firmwareHash(firmwareImage(model, versions[0]));
    expect(deliveredHash(model, versions[0])).toBe(expected);
    expect(toHex(shown(client).hash)).toBe(expected);
  });

  it('8F1B: fails its verification at power on', () => {
    const { bench, told } = benchOf();
    expect(bench.device.operate({ kind: 'hardware', fault: 'firmware-verification' })).toBe('success');
    expect(told).toContain(0x8f1b);
  });

  it('costs little while the largest image is transferred, and nothing before', () => {
    const { bench, client } = benchOf();
    const before = bench.device.save().length;
    const large = firmwareImage(model, versions[1], { size: 100_000 });
    transfer(client, large);
    expect(bench.device.save().length - before).toBeLessThan(2500);
  });
});

describe('firmware images', () => {
  it('follow from model, version, seed and size', () => {
    expect(firmwareImage(model, versions[1], { size: 1000 })).toEqual(image);
    expect(firmwareImage(model, versions[1], { size: 1000, seed: 2 })).not.toEqual(image);
    expect(firmwareImage(model, versions[2])).toHaveLength(16_384);
  });

  it('are made for versions of the model alone, and of a size that it takes', () => {
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => firmwareImage(model, '09')).toThrow(code('model-firmware-unknown'));
    expect(() => firmwareImage(model, versions[0], { size: 100_001 })).toThrow(code('firmware-image-size-invalid'));
    expect(() => firmwareImage(model, versions[0], { size: 191 })).toThrow(code('firmware-image-size-invalid'));
    expect(firmwareImage(model, versions[0], { size: 192 })).toHaveLength(192);
  });

  it('one of nothing but a header is an image', () => {
    const { client } = benchOf({ 'verification-seconds': 0 });
    transfer(client, firmwareImage(model, versions[1], { size: 192 }));
    expect(verify(client)).toBe('success');
  });
});
