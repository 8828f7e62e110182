import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventName } from '../../../src/sim/device/events.ts';
import { events } from '../../../src/sim/device/events.ts';
import { loadKeys } from '../../../src/sim/files/load.ts';
import { Bench, firstLight } from '../bench.ts';
import {
  delivered,
  GAK,
  GUEK,
  getOf,
  keyOf,
  master,
  numberOf,
  resultOf,
  type Sap,
  send,
  transferOf,
} from './sender.ts';

const serial = getOf('0.0.96.1.0.255');
const old = delivered.clients[2];
const fresh = { encryption: keyOf(0xa1), authentication: keyOf(0xb1) };
const both = [
  [GUEK, fresh.encryption],
  [GAK, fresh.authentication],
] as const;

/** A meter whose client has an association, in which counters are free from `next` on. */
function benchOf(sap: Sap = 2, options: ConstructorParameters<typeof Bench>[0] = {}) {
  const bench = new Bench(options);
  bench.associate(sap, { counter: 0 });
  return bench;
}

function namesIn(bench: Bench): EventName[] {
  const names = Object.keys(events) as EventName[];
  return bench.state.logs.security.flatMap(({ code }) => names.find((name) => events[name].code === code) ?? []);
}

const clientOf = (bench: Bench, sap: Sap) => JSON.parse(bench.device.save()).clients[sap];
const wait = (bench: Bench, hours: number) => bench.clock.advance(Temporal.Duration.from({ hours }));

describe('Keys: change-over', () => {
  it('answers each message under the set that it came under, until one comes under the new set', () => {
    const bench = benchOf();
    expect(resultOf(send(bench, 2, old, 10, transferOf(2, both)))).toBe('success');
    expect(send(bench, 2, old, 11, serial)).toHaveProperty('answer');
    expect(numberOf(send(bench, 2, old, 12, getOf('0.0.128.43.2.255')))).toBe(0);
    expect(numberOf(send(bench, 2, old, 13, getOf('0.0.128.44.2.255')))).toBe(1);
    expect(numberOf(send(bench, 2, fresh, 0, getOf('0.0.128.43.2.255')))).toBe(1);
    expect(send(bench, 2, old, 14, serial)).toHaveProperty('refused');
    expect(send(bench, 2, fresh, 1, serial)).toHaveProperty('answer');
    expect(namesIn(bench).slice(0, 2)).toEqual(['key-changed', 'key-confirmed']);
  });

  it('tells that keys were transferred (8F70)', () => {
    const bench = benchOf();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    send(bench, 2, old, 10, transferOf(2, both));
    expect(told).toEqual([0x8f70]);
  });

  it('a set of which one key was transferred is whole: with the other key of the set in force', () => {
    const half = { encryption: fresh.encryption, authentication: old.authentication };
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, [[GUEK, fresh.encryption]]));
    expect(send(bench, 2, half, 0, serial)).toHaveProperty('answer');
  });

  it('two keys transferred one after the other make the set that two at once make, with a time of its own', () => {
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, [[GAK, fresh.authentication]]));
    wait(bench, 20);
    send(bench, 2, old, 11, transferOf(2, [[GUEK, fresh.encryption]]));
    wait(bench, 20);
    expect(send(bench, 2, { ...old, authentication: fresh.authentication }, 20, serial)).toHaveProperty('refused');
    expect(numberOf(send(bench, 2, fresh, 0, getOf('0.0.128.43.2.255')))).toBe(1);
  });

  it('a new authentication key alone goes on with the counter of its encryption key', () => {
    const next = { encryption: old.encryption, authentication: fresh.authentication };
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, [[GAK, fresh.authentication]]));
    expect(send(bench, 2, next, 10, serial)).toEqual({ refused: 'invocation-counter-error' });
    expect(send(bench, 2, next, 11, serial)).toHaveProperty('answer');
  });

  it('is over at once where the keys in force are transferred, and leaves nothing behind', () => {
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, both));
    send(
      bench,
      2,
      old,
      11,
      transferOf(2, [
        [GUEK, old.encryption],
        [GAK, old.authentication],
      ]),
    );
    expect(send(bench, 2, fresh, 0, serial)).toHaveProperty('refused');
    expect(clientOf(bench, 2).keys).toBeNull();
  });

  it('a message under the new set with too little protection does not put it in force', () => {
    const bench = benchOf(1);
    send(bench, 1, delivered.clients[1], 10, transferOf(2, both));
    expect(clientOf(bench, 2).keys).toMatchObject({ epoch: 0, next: { keys: {} } });
    expect(send(bench, 1, delivered.clients[1], 11, serial)).toHaveProperty('answer');
  });
});

describe('Keys: no device is left with keys that nobody holds', () => {
  it('goes back to the set before where nobody uses the new one in time, and can be given another', () => {
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, both));
    wait(bench, 23);
    expect(send(bench, 2, old, 11, serial)).toHaveProperty('answer');
    wait(bench, 1);
    expect(send(bench, 2, fresh, 50, serial)).toHaveProperty('refused');
    expect(namesIn(bench)).toEqual(['key-changed', 'key-recovered', 'deciphering-failed']);
    expect(clientOf(bench, 2).keys).toBeNull();
    expect(resultOf(send(bench, 2, old, 12, transferOf(2, both)))).toBe('success');
    expect(send(bench, 2, fresh, 0, serial)).toHaveProperty('answer');
  });

  it('a meter without power in that time goes back as soon as it has some', () => {
    const bench = benchOf();
    send(bench, 2, old, 10, transferOf(2, both));
    bench.device.operate({ kind: 'power', is: 'off' });
    wait(bench, 48);
    expect(namesIn(bench)).toEqual(['key-changed']);
    bench.device.operate({ kind: 'power', is: 'on' });
    expect(namesIn(bench)).toEqual(['key-changed', 'key-recovered']);
  });

  it('a change-over goes on after a restart', () => {
    const before = benchOf();
    send(before, 2, old, 10, transferOf(2, both));
    const bench = new Bench({ saved: before.device.save(), clock: before.clock });
    bench.associate(2, { keys: fresh, counter: 0 });
    expect(namesIn(bench)).toEqual(['key-changed', 'key-confirmed']);
  });

  it('takes no message again when keys come back', () => {
    const bench = benchOf();
    send(bench, 2, old, 700, transferOf(2, both));
    send(
      bench,
      2,
      fresh,
      5,
      transferOf(2, [
        [GUEK, old.encryption],
        [GAK, old.authentication],
      ]),
    );
    expect(send(bench, 2, old, 700, serial)).toHaveProperty('refused');
    expect(bench.counter(2)).toBe(701);
    expect(send(bench, 2, old, 701, serial)).toHaveProperty('answer');
    expect(bench.state.logs.security).toHaveLength(5);
  });
});

describe('Keys: master key', () => {
  it('refuses whatever was wrapped under another', () => {
    const bench = benchOf();
    expect(resultOf(send(bench, 2, old, 10, transferOf(2, both, keyOf(9))))).toBe('other-reason');
    expect(namesIn(bench)).toEqual(['key-refused']);
  });

  it('without one the device takes no keys, and says why', () => {
    const bench = benchOf(2, { entry: { keys: { ...delivered, master: undefined } } });
    expect(resultOf(send(bench, 2, old, 10, transferOf(2, both)))).toBe('other-reason');
    expect(resultOf(send(bench, 2, old, 11, transferOf(2, both, master)))).toBe('other-reason');
    expect(namesIn(bench)).toEqual(['master-key-missing', 'master-key-missing']);
    expect(clientOf(bench, 2).keys).toBeNull();
  });

  it('a key file says that it is missing by null', async () => {
    const folder = await mkdtemp(join(tmpdir(), 's1bench-keys-'));
    try {
      const text = await readFile('hardware/keys/test-keys.yaml', 'utf8');
      await writeFile(join(folder, 'keys.yaml'), text.replace(/^master: .*$/m, 'master: null'));
      const keys = await loadKeys(join(folder, 'keys.yaml'));
      expect(keys.master).toBeUndefined();
      expect(keys.clients).toEqual(delivered.clients);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it('Keys: an idle device stores nothing for them, and shares that with all others', () => {
  const [a, b] = [new Bench(), new Bench()];
  expect(clientOf(a, 1)).toEqual({ keys: null, nextAccepted: 0, nextSent: 1 });
  expect(clientOf(b, 2)).toEqual(clientOf(a, 1));
  expect(firstLight.devices.esme.model['key-change']['recovery-seconds']).toBe(86_400);
});
