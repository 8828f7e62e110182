import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { VirtualClock } from '../../../src/core/clock.ts';
import { DocumentErrors } from '../../../src/core/documents.ts';
import { ServiceRefused } from '../../../src/protocol/cosem/client/service-refused.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { Bench, type Client, firstLight } from '../bench.ts';

const zero = { type: 'integer', value: 0 } as const;
const reads = [
  [3, '1.0.1.8.0.255', 2],
  [3, '1.0.1.8.2.255', 2],
  [3, '1.0.32.7.0.255', 2],
  [7, '0.0.99.98.0.255', 2],
  [7, '1.0.99.2.0.255', 2],
  [20, '0.0.13.0.0.255', 9],
] as const;

function firstPart(bench: Bench): Client {
  const client = bench.associate(1);
  client.action(70, '0.0.96.3.10.255', 1, zero);
  bench.clock.advance(Temporal.Duration.from({ hours: 5 }));
  client.action(70, '0.0.96.3.10.255', 2, zero);
  client.action(8, '0.0.1.0.0.255', 6, { type: 'long', value: 99 });
  return client;
}

function secondPart(bench: Bench): void {
  bench.clock.advance(Temporal.Duration.from({ hours: 7 }));
  const client = bench.associate(1);
  for (const [classId, name, attribute] of reads) client.read(classId, name, attribute);
  bench.device.operate({ kind: 'supply', trigger: 'local-disconnect' });
  client.read(7, '0.0.99.98.0.255', 2);
}

const bytesOf = (bench: Bench): string[] => bench.traffic.map((apdu) => toHex(apdu));

describe('the state of a simulated ESME', () => {
  it('gives the same bytes for the same seed, clock and requests', () => {
    const [a, b] = [new Bench(), new Bench()];
    for (const bench of [a, b]) {
      firstPart(bench);
      secondPart(bench);
    }
    expect(bytesOf(a)).toEqual(bytesOf(b));
    expect(a.device.save()).toBe(b.device.save());
  });

  it('is all that a device needs to go on with the same bytes', () => {
    const going = new Bench();
    firstPart(going);
    const saved = going.device.save();
    const restored = new Bench({ saved, start: going.clock.now() });
    expect(restored.device.save()).toBe(saved);
    const before = going.traffic.length;
    // The clients of a bench draw from a seed of their own: both must be at the same place in it.
    restored.meet(1).cosem.associate().next();
    secondPart(going);
    secondPart(restored);
    expect(bytesOf(restored)).toEqual(bytesOf(going).slice(before));
    expect(restored.device.save()).toBe(going.device.save());
  });

  it('differs from device to device', () => {
    const other = new Bench({ entry: { eui64: '00-00-5E-EF-10-00-00-02' as typeof firstLight.devices.esme.eui64 } });
    const read = (bench: Bench) => bench.associate(2).read(3, '1.0.1.8.0.255', 2);
    expect(read(other)).not.toEqual(read(new Bench()));
  });

  it.each(['', '{}', 'null', '{"firmware": 1}', '[['])('refuses what is no saved state: %s', (saved) => {
    expect(() => new Bench({ saved })).toThrow(DocumentErrors);
  });

  it.each(['000102030405060708090A0B0C0D0E0', '000102030405060708090A0B0C0D0E0F"', '00010203', '"000102'])(
    'shows no key of a state that it refuses, for %s in place of one',
    (damaged) => {
      const key = { encryption: '000102030405060708090A0B0C0D0E0F', authentication: 'DD'.repeat(16) };
      const saved = new Bench().device
        .save()
        .replace('"keys":null', `"keys":${JSON.stringify({ epoch: 1, current: key, next: null, former: [] })}`)
        .replace('000102030405060708090A0B0C0D0E0F', damaged);
      expect(() => new Bench({ saved })).toThrow(DocumentErrors);
      expect(() => new Bench({ saved })).toThrow(/^(?!.*000102)/s);
    },
  );

  it('has no more to say under its keys once the invocation counters are used up', () => {
    const saved = new Bench().device.save().replaceAll('"nextSent":1', `"nextSent":${2 ** 32}`);
    const client = new Bench({ saved }).meet(2);
    expect(() => client.perform(client.cosem.associate())).toThrow(ServiceRefused);
  });

  it('is small: kilobytes, and the object tree is shared', () => {
    const clock = new VirtualClock(firstLight.start);
    const { esme } = firstLight.devices;
    const devices = Array.from({ length: 500 }, (_, i) => createEsme(esme, clock, i));
    expect(new Set(devices.map(({ logicalDevices }) => logicalDevices[0]?.tree)).size).toBe(1);
    expect(devices[0]?.save().length).toBeLessThan(10_000);
  });
});
