import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Eui64, eui64Bytes, eui64FromBytes, parseEui64 } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { type Client, elements, octets } from '../bench.ts';
import { Dwelling, hubModel, ids } from '../installation/dwelling.ts';

const LOG = [1, '0.0.128.2.0.255', 2] as const;
const CONTROL = '0.0.35.4.0.255';
const ZIGBEE = 104;
const NOT_JOINED = 'FFFFFFFFFF';
const JOIN_SECONDS = hubModel.han['join-seconds'];
const MOST = hubModel.han['device-log-entries'];
const strangers = Array.from({ length: MOST + 2 }, (_, i) =>
  parseEui64(`00-00-5E-EF-10-00-01-${i.toString(16).padStart(2, '0')}`),
);
const around: readonly Eui64[] = [ids.esme, ids.gsme, ids.ppmid];
const addresses = [...around, ...strangers.slice(0, 4)];

/** Whether each device has joined, by the rules: who is around joins at once, who isn't has so many seconds. */
interface Model {
  readonly devices: Map<string, 'joined' | 'waiting' | 'failed'>;
  readonly waitingSince: Map<string, number>;
  isJoining: boolean;
  now: number;
}

interface Real {
  readonly dwelling: Dwelling;
  readonly client: Client;
}

function logged(client: Client): [Eui64, boolean][] {
  return elements(client.read(...LOG)).map((entry) => {
    const [eui64, , , joined] = elements(entry);
    const time = Buffer.from(octets(joined as Data))
      .toString('hex')
      .toUpperCase();
    return [eui64FromBytes(octets(eui64 as Data)), !time.startsWith(NOT_JOINED)];
  });
}

function agree(model: Model, { client }: Real): void {
  const expected = [...model.devices].map(([eui64, state]) => [eui64, state === 'joined']);
  expect(new Map(logged(client))).toEqual(new Map(expected as [Eui64, boolean][]));
}

function codes({ dwelling }: Real): number[] {
  return dwelling.hub.state.logs.event.map(({ code }) => code);
}

/** What stands at the end of the event log after `act`. */
function newCodes(real: Real, count: number): number[] {
  return count === 0 ? [] : codes(real).slice(-count);
}

class Add implements fc.Command<Model, Real> {
  readonly #eui64: Eui64;

  constructor(eui64: Eui64) {
    this.#eui64 = eui64;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    const before = model.devices.get(this.#eui64);
    const isTaken = before !== undefined && before !== 'failed';
    const data = { type: 'octet-string', value: eui64Bytes(this.#eui64) } as const;
    const { result } = real.client.action(ZIGBEE, CONTROL, 1, data);
    expect(result).toBe(isTaken ? 'other-reason' : 'success');
    if (isTaken) expect(newCodes(real, 1)).toEqual([0x8f48]);
    else {
      const joins = model.isJoining && around.includes(this.#eui64);
      model.devices.set(this.#eui64, joins ? 'joined' : 'waiting');
      model.waitingSince.set(this.#eui64, model.now);
      if (joins && this.#eui64 === ids.ppmid) expect(newCodes(real, 3)).toEqual([0x8f12, 0x8183, 0x8f49]);
      if (joins && this.#eui64 === ids.gsme) expect(newCodes(real, 4)).toEqual([0x8f12, 0x8071, 0x8183, 0x8f49]);
      if (joins && this.#eui64 === ids.esme) expect(newCodes(real, 4)).toEqual([0x8f12, 0x8183, 0x8f49, 0x81a2]);
    }
    agree(model, real);
  }

  toString = (): string => `add ${this.#eui64}`;
}

class Remove implements fc.Command<Model, Real> {
  readonly #eui64: Eui64;

  constructor(eui64: Eui64) {
    this.#eui64 = eui64;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    const isThere = model.devices.delete(this.#eui64);
    const structure: Data = { type: 'structure', value: [{ type: 'octet-string', value: eui64Bytes(this.#eui64) }] };
    expect(real.client.action(ZIGBEE, CONTROL, 2, structure).result).toBe(isThere ? 'success' : 'other-reason');
    expect(codes(real)).toContain(isThere ? 0x8f4b : 0x8f4a);
    agree(model, real);
  }

  toString = (): string => `remove ${this.#eui64}`;
}

class Joining implements fc.Command<Model, Real> {
  readonly #isEnabled: boolean;

  constructor(isEnabled: boolean) {
    this.#isEnabled = isEnabled;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    const value = { type: 'boolean', value: this.#isEnabled } as const;
    expect(real.client.set(ZIGBEE, CONTROL, 2, value)).toBe('success');
    model.isJoining = this.#isEnabled;
    for (const [eui64, state] of model.devices) {
      if (this.#isEnabled && state === 'waiting' && around.includes(eui64 as Eui64)) model.devices.set(eui64, 'joined');
    }
    agree(model, real);
  }

  toString = (): string => `joining ${this.#isEnabled}`;
}

class Wait implements fc.Command<Model, Real> {
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    real.dwelling.advance({ seconds: this.#seconds });
    model.now += this.#seconds;
    for (const [eui64, state] of model.devices) {
      const since = model.waitingSince.get(eui64) ?? 0;
      if (state === 'waiting' && model.now - since >= JOIN_SECONDS) model.devices.set(eui64, 'failed');
    }
    agree(model, real);
  }

  toString = (): string => `wait ${this.#seconds}`;
}

describe('SRV 8.9, 8.11: the HAN device log', () => {
  it('follows what the non-critical client adds and removes, and who is around', () => {
    const commands = [
      fc.constantFrom(...addresses).map((eui64) => new Add(eui64)),
      fc.constantFrom(...addresses).map((eui64) => new Remove(eui64)),
      fc.boolean().map((isEnabled) => new Joining(isEnabled)),
      fc.integer({ min: 1, max: 2 * JOIN_SECONDS }).map((seconds) => new Wait(seconds)),
    ];
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 25 }), (run) => {
        const dwelling = new Dwelling();
        const model: Model = {
          devices: new Map(around.map((eui64) => [eui64, 'joined'])),
          waitingSince: new Map(),
          isJoining: true,
          now: 0,
        };
        fc.modelRun(() => ({ model, real: { dwelling, client: dwelling.direct(dwelling.hub, 2) } }), run);
      }),
      { numRuns: 60 },
    );
  });

  it('holds no more than the model says', () => {
    const dwelling = new Dwelling();
    const client = dwelling.direct(dwelling.hub, 2);
    const results = strangers.map((eui64) => {
      const address = { type: 'octet-string', value: eui64Bytes(eui64) } as const;
      return client.action(ZIGBEE, CONTROL, 1, address).result;
    });
    expect(results.filter((result) => result === 'success')).toHaveLength(MOST - around.length);
    expect(logged(client)).toHaveLength(MOST);
    expect(client.action(ZIGBEE, CONTROL, 1, { type: 'integer', value: 0 }).result).toBe('type-unmatched');
  });

  it('the public client sees nothing of it, and the critical one changes nothing', () => {
    const dwelling = new Dwelling();
    expect(dwelling.direct(dwelling.hub, 16).get(...LOG)).toHaveProperty('error');
    const address = { type: 'octet-string', value: eui64Bytes(ids.ppmid) } as const;
    expect(dwelling.direct(dwelling.hub, 1).action(ZIGBEE, CONTROL, 2, address).result).toBe('read-write-denied');
  });

  it('says when each device was heard last, and how well', () => {
    const dwelling = new Dwelling();
    const client = dwelling.direct(dwelling.hub, 2);
    dwelling.advance({ hours: 5 });
    const active = elements(client.read(ZIGBEE, CONTROL, 4)).map((device) => elements(device));
    expect(active).toHaveLength(3);
    for (const fields of active) {
      expect(fields).toHaveLength(14);
      expect(fields[1]).toEqual({ type: 'bit-string', value: '11000000' });
    }
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'lost' });
    const gas = elements(client.read(ZIGBEE, CONTROL, 4)).map((device) => elements(device))[1];
    expect(gas?.[1]).toEqual({ type: 'bit-string', value: '10000000' });
  });

  it('MOC (Secure): a gas meter that was removed is not reached, and the electricity meter is', async () => {
    const dwelling = new Dwelling();
    const client = dwelling.direct(dwelling.hub, 2);
    client.action(ZIGBEE, CONTROL, 2, { type: 'octet-string', value: eui64Bytes(ids.gsme) });
    const gas = await dwelling.reach(ids.gsme, 16, '&timeout=3600s');
    await expect(gas.associate()).rejects.toMatchObject({ code: 'link-no-answer' });
    await dwelling.associate(ids.esme);
  });
});

describe('the hub itself', () => {
  it('Blue Book 4.7.8: GSM diagnostic tells the network, which varies by place and hour', () => {
    const quality = (dwelling: Dwelling): number => {
      const cell = elements(dwelling.direct(dwelling.hub, 2).read(47, '0.0.25.6.0.255', 6));
      return cell[2]?.type === 'unsigned' ? cell[2].value : Number.NaN;
    };
    const qualities = new Set<number>();
    for (const seed of ['a', 'b', 'c', 'd']) {
      const dwelling = new Dwelling({ seed });
      for (let hour = 0; hour < 24; hour++) {
        dwelling.advance({ hours: 1 });
        qualities.add(quality(dwelling));
      }
    }
    expect(qualities.size).toBeGreaterThan(6);
    expect([...qualities].every((each) => each >= 0 && each <= 31)).toBe(true);
    const dead = new Dwelling({ wan: false });
    expect(quality(dead)).toBe(99);
    expect(dead.direct(dead.hub, 2).read(47, '0.0.25.6.0.255', 3)).toEqual({ type: 'enum', value: 0 });
  });

  it('keeps an event log and a security log of its own, and a clock', () => {
    const dwelling = new Dwelling();
    const client = dwelling.direct(dwelling.hub, 2);
    expect(elements(client.read(7, '0.0.99.98.0.255', 2)).length).toBe(1);
    dwelling.hub.operate({ kind: 'drift', ppm: 1000 });
    dwelling.advance({ hours: 24 * 10 });
    expect(dwelling.hub.time() - dwelling.now).toBeGreaterThan(100_000);
  });

  it('saves and restores all that it is', () => {
    const dwelling = new Dwelling();
    dwelling.direct(dwelling.hub, 2).action(ZIGBEE, CONTROL, 2, { type: 'octet-string', value: eui64Bytes(ids.ppmid) });
    const states = { hub: JSON.parse(dwelling.hub.save()) as object };
    const again = new Dwelling({ clock: dwelling.clock, states });
    expect(again.hub.save()).toBe(dwelling.hub.save());
  });
});
