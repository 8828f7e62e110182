import { fromHex } from '../../../src/core/bytes.ts';
import { VirtualClock } from '../../../src/core/clock.ts';
import { type Obis, parseObis } from '../../../src/core/identifiers.ts';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { wrapKey } from '../../../src/protocol/cosem/security/key-wrap.ts';
import { rangeByTime } from '../../../src/protocol/cosem/selective-access.ts';
import type { Call, CosemObject } from '../../../src/protocol/cosem/server/object.ts';
import type { Operation } from '../../../src/sim/device/operations.ts';
import type { SimulatedDevice } from '../../../src/sim/device/simulated-device.ts';
import type { DeviceKeys } from '../../../src/sim/files/keys.ts';
import { DeviceBench } from '../bench.ts';

const PROFILE = 7;
const ASSOCIATION = 15;
const CLOCK = '0.0.1.0.0.255';
const SUPPLY = '0.0.96.3.10.255';
const SCRIPTS = '0.0.10.0.106.255';
const zero: Data = { type: 'integer', value: 0 };
const amount: Data = { type: 'double-long', value: 5000 };
const eui64: Data = { type: 'octet-string', value: Uint8Array.of(0, 0, 0x5e, 0xef, 0x10, 0, 0, 0xee) };
const utrn: Data = { type: 'octet-string', value: Buffer.from('12345678901234567890') };
const image: Data = {
  type: 'structure',
  value: [
    { type: 'octet-string', value: Buffer.from('image') },
    { type: 'double-long-unsigned', value: 512 },
  ],
};
const block: Data = {
  type: 'structure',
  value: [
    { type: 'double-long-unsigned', value: 0 },
    { type: 'octet-string', value: new Uint8Array(64) },
  ],
};
/** What a client may ask for besides what has a part of its own below; a device without the object passes it over. */
const requests: readonly (readonly [name: string, method: number, parameters: Data])[] = [
  ['0.0.13.0.0.255', 1, zero],
  ['0.0.10.0.120.255', 1, { type: 'long-unsigned', value: 1 }],
  ['0.0.10.0.120.255', 1, { type: 'long-unsigned', value: 2 }],
  ['0.0.98.1.0.255', 2, zero],
  ['0.0.19.0.0.255', 1, zero],
  ['0.0.19.0.0.255', 2, zero],
  ['0.0.19.10.0.255', 1, amount],
  ['0.0.19.10.0.255', 2, amount],
  ['0.0.19.10.1.255', 3, zero],
  ['0.0.19.20.2.255', 5, amount],
  ['0.0.19.40.0.255', 1, utrn],
  ['1.0.32.36.0.255', 1, zero],
  ['1.0.1.6.0.255', 1, zero],
  ['0.0.35.4.0.255', 1, eui64],
  ['0.0.35.4.0.255', 2, eui64],
  ['0.0.44.0.0.255', 1, image],
  ['0.0.44.0.0.255', 2, block],
  ['0.0.44.0.0.255', 3, zero],
  ['0.0.44.0.0.255', 4, zero],
];
const others = { encryption: new Uint8Array(16).fill(7), authentication: new Uint8Array(16).fill(8) };

/**
 * Everything that shows of a device while much happens to it: its objects and who may do what with them, what it makes
 * of right and wrong clients, all its values at several moments, what became of each request, and its alerts.
 */
export function transcriptOf(
  create: (clock: VirtualClock) => SimulatedDevice,
  start: Temporal.Instant,
  keys: DeviceKeys,
): readonly string[] {
  return new Transcript(create, start, keys).lines;
}

/** The first line in which the transcript of a device is another than that of a sound one; nothing where it is the same. */
export function firstDifference(
  sound: readonly string[],
  ...device: Parameters<typeof transcriptOf>
): string | undefined {
  try {
    const { lines } = new Transcript(...device, sound);
    return lines.length === sound.length ? undefined : `${lines.length} lines`;
  } catch (error) {
    if (error instanceof Different) return error.message;
    throw error;
  }
}

class Different extends RangeError {}

class Transcript {
  readonly lines: string[] = [];
  readonly #sound: readonly string[] | undefined;
  readonly #bench: DeviceBench<SimulatedDevice>;

  /** @param sound what it is expected to be: with the first line that differs, the rest is left */
  constructor(
    create: (clock: VirtualClock) => SimulatedDevice,
    start: Temporal.Instant,
    keys: DeviceKeys,
    sound?: readonly string[],
  ) {
    this.#sound = sound;
    const clock = new VirtualClock(start);
    const device = create(clock);
    device.onAlert = ({ event, at }) => this.#say('alert', [event, at]);
    this.#bench = new DeviceBench(device, clock, keys);
    this.#members();
    this.#longAgo();
    this.#everything('at first');
    this.#clients();
    this.#everything('after the clients');
    this.#commands();
    this.#people();
    this.#everything('after the commands');
    this.#days();
    this.#keys(keys);
    this.#everything('in the end');
  }

  /** What objects there are, and who may do what with them. */
  #members(): void {
    for (const { classId, logicalName, attributes, methods = {} } of this.#objects) {
      const rights = [attributes, methods].map((members) =>
        Object.entries(members).map(([index, { name, access }]) => [index, name, access]),
      );
      this.#say(`object ${classId} ${logicalName}`, rights);
    }
  }

  /** Every value, and of profiles what the last day holds, noon and midnight in it. */
  #everything(when: string): void {
    const now = this.#bench.clock.now();
    const lastDay = rangeByTime(now.subtract({ hours: 25 }), now);
    for (const object of this.#objects) {
      // Of an association there is nothing here that isn't told by the objects' rights.
      if (object.classId === ASSOCIATION) continue;
      for (const [index, { read }] of Object.entries(object.attributes)) {
        const isPeriodic = object.classId === PROFILE && index === '2' && this.#period(object) > 0;
        const call = { ...this.#call(1), ...(isPeriodic && { selection: lastDay }) };
        this.#say(`${when} ${object.logicalName} ${index}`, read?.(this.#bench.device, call));
        if (isPeriodic)
          this.#say(`${when} ${object.logicalName} rows`, object.attributes[7]?.read?.(this.#bench.device, call));
      }
    }
  }

  /** What profiles still hold of a day more than a year ago. */
  #longAgo(): void {
    const then = this.#bench.clock.now().subtract({ hours: 24 * 380 });
    const selection = rangeByTime(then, then.add({ hours: 24 }));
    for (const object of this.#objects) {
      if (object.classId !== PROFILE || this.#period(object) === 0) continue;
      this.#say(
        `long ago ${object.logicalName}`,
        object.attributes[2]?.read?.(this.#bench.device, { ...this.#call(1), selection }),
      );
    }
  }

  /** What a right client, and clients that are wrong in one way each, come to. */
  #clients(): void {
    for (const sap of [2, 1] as const) {
      this.#attempt(`client ${sap}`, () => this.#bench.associate(sap).get(8, CLOCK, 2));
      this.#attempt(`client ${sap}, again`, () => this.#bench.associate(sap).get(8, CLOCK, 2));
      this.#attempt(`client ${sap}, wrong keys`, () => this.#bench.associate(sap, { keys: others }).get(8, CLOCK, 2));
      this.#attempt(`client ${sap}, an old counter`, () => this.#bench.associate(sap, { counter: 1 }).get(8, CLOCK, 2));
      this.#attempt(`client ${sap}, nothing`, () => {
        const client = this.#bench.meet(sap, { keys: undefined });
        return client.perform(client.cosem.associate());
      });
      this.#attempt(`client ${sap}, in clear`, () => {
        this.#bench.associate(sap);
        return this.#bench.server.receive(sap, 1, fromHex('C001C100080000010000FF0200'));
      });
      this.#attempt(`client ${sap}, not encrypted`, () =>
        this.#bench.associate(sap, { policy: 'authenticated' }).get(8, CLOCK, 2),
      );
      this.#say(`counter ${sap}`, this.#bench.counter(sap));
    }
  }

  #commands(): void {
    for (const fault of ['reverse-flow', 'none'] as const) {
      this.#attempt(`gas ${fault}`, () => this.#bench.device.operate({ kind: 'gas', fault }));
    }
    this.#invoke(CLOCK, 6, { type: 'long', value: 5 });
    this.#invoke(CLOCK, 6, { type: 'long', value: 600 });
    this.#invoke(SUPPLY, 1, zero);
    this.#wait({ minutes: 50 });
    this.#invoke(SUPPLY, 2, zero);
    for (const script of [1, 3, 2]) this.#invoke(SCRIPTS, 1, { type: 'long-unsigned', value: script });
    for (const mode of [5, 6, 4]) this.#write(SUPPLY, 4, { type: 'enum', value: mode });
    this.#everyWrite();
    this.#requests();
  }

  #requests(): void {
    for (const [name, method, parameters] of requests) this.#invoke(name, method, parameters);
  }

  /** Each attribute that can be written is written with something a little other than what it holds. */
  #everyWrite(): void {
    for (const alter of [alteredAt(0), alteredAt(-1)]) {
      for (const { logicalName, attributes } of this.#objects) {
        for (const [index, { read, write }] of Object.entries(attributes)) {
          const value = write && read?.(this.#bench.device, this.#call(1));
          if (write === undefined || value === undefined || typeof value === 'string') continue;
          const result = write(this.#bench.device, alter(value), this.#call(1));
          this.#say(`write ${logicalName} ${index}`, [result, read?.(this.#bench.device, this.#call(1))]);
        }
      }
    }
  }

  #people(): void {
    const operations: readonly Operation[] = [
      { kind: 'supply', trigger: 'manual-reconnect' },
      { kind: 'supply', trigger: 'manual-disconnect' },
      { kind: 'supply', trigger: 'manual-reconnect' },
      { kind: 'cover', which: 'terminal', is: 'open' },
      { kind: 'cover', which: 'terminal', is: 'closed' },
      { kind: 'cover', which: 'battery', is: 'open' },
      { kind: 'magnet', is: 'near' },
      { kind: 'magnet', is: 'gone' },
      { kind: 'tilt', is: 'tilted' },
      { kind: 'load', extra: 4000 },
      { kind: 'voltage', tenths: 2700 },
      { kind: 'battery', percent: 3 },
      { kind: 'hardware', fault: 'ram', is: 'present' },
      { kind: 'cover', which: 'meter', is: 'open' },
      { kind: 'han', side: 'electricity', is: 'lost' },
      { kind: 'han', side: 'electricity', is: 'back' },
      { kind: 'acknowledge-message' },
      { kind: 'emergency-credit' },
      { kind: 'utrn', digits: '12345678901234567890' },
      { kind: 'han', side: 'gas', is: 'lost' },
      { kind: 'han', side: 'gas', is: 'back' },
    ];
    this.#invoke(SCRIPTS, 1, { type: 'long-unsigned', value: 3 });
    for (const operation of operations) {
      this.#attempt(JSON.stringify(operation), () => this.#bench.device.operate(operation));
      this.#wait({ minutes: 7 });
    }
    this.#requests();
    this.#invoke(SUPPLY, 1, zero);
    this.#attempt('power off', () => this.#bench.device.operate({ kind: 'power', is: 'off' }));
    this.#wait({ minutes: 4 });
    this.#attempt('power on', () => this.#bench.device.operate({ kind: 'power', is: 'on' }));
    this.#attempt('load and voltage as before', () => {
      this.#bench.device.operate({ kind: 'load', extra: 0 });
      return this.#bench.device.operate({ kind: 'voltage', tenths: null });
    });
  }

  /** Two days pass, with a look just after midnight, at noon, and in between. */
  #days(): void {
    for (let look = 0; look < 8; look++) {
      const { hour, minute } = this.#bench.clock.now().toZonedDateTimeISO('UTC');
      const minutes = (20 + 360 - ((60 * hour + minute) % 360)) % 360 || 360;
      this.#wait({ minutes });
      for (const { logicalName, attributes, classId } of this.#objects) {
        if (classId === 3 || classId === 8)
          this.#say(`look ${look} ${logicalName}`, attributes[2]?.read?.(this.#bench.device, this.#call(1)));
      }
    }
    this.#invoke('0.0.99.98.0.255', 1, zero);
  }

  /** Both clients get other keys, and use old and new ones. */
  #keys(keys: DeviceKeys): void {
    const { master } = keys;
    if (master === undefined) return;
    for (const [by, sap] of [
      [2, 1],
      [2, 2],
      [1, 1],
    ] as const) {
      const transferred: Data = {
        type: 'array',
        value: [
          [0, others.encryption],
          [2, others.authentication],
        ].map(([id, key]) => ({
          type: 'structure' as const,
          value: [
            { type: 'enum' as const, value: id as number },
            { type: 'octet-string' as const, value: wrapKey(master, key as Uint8Array) },
          ],
        })),
      };
      this.#attempt(`client ${by} changes the keys of ${sap}`, () =>
        this.#bench.associate(by).action(64, `0.0.43.0.${sap}.255`, 2, transferred),
      );
      this.#attempt(`client ${sap}, new keys`, () => this.#bench.associate(sap, { keys: others }).get(8, CLOCK, 2));
      this.#attempt(`client ${sap}, old keys`, () => this.#bench.associate(sap).get(8, CLOCK, 2));
    }
  }

  get #objects(): readonly CosemObject<unknown>[] {
    return this.#bench.logicalDevice.tree.objects;
  }

  #call(clientSap: number): Call<unknown> {
    return { clientSap, tree: this.#bench.logicalDevice.tree };
  }

  #period(object: CosemObject<unknown>): number {
    const period = object.attributes[4]?.read?.(this.#bench.device, this.#call(1));
    return typeof period === 'object' && 'value' in period ? Number(period.value) : 0;
  }

  #invoke(name: string, index: number, parameters: Data): void {
    const object = this.#bench.logicalDevice.tree.find(parseObis(name) as Obis);
    this.#attempt(`invoke ${name} ${index} ${JSON.stringify(parameters)}`, () =>
      object?.methods?.[index]?.invoke(this.#bench.device, parameters, this.#call(1)),
    );
    this.#attempt('then', () => [2, 3, 4].map((i) => object?.attributes[i]?.read?.(this.#bench.device, this.#call(1))));
  }

  #write(name: string, index: number, value: Data): void {
    const attribute = this.#bench.logicalDevice.tree.find(parseObis(name) as Obis)?.attributes[index];
    this.#attempt(`write ${name} ${index}`, () => attribute?.write?.(this.#bench.device, value, this.#call(1)));
    this.#attempt('then', () => attribute?.read?.(this.#bench.device, this.#call(1)));
  }

  #wait(span: Temporal.DurationLike): void {
    this.#bench.clock.advance(Temporal.Duration.from(span));
    this.#bench.device.settle();
  }

  #attempt(what: string, act: () => unknown): void {
    try {
      this.#say(what, act());
    } catch (error) {
      if (error instanceof Different) throw error;
      this.#say(what, `${error}`);
    }
  }

  #say(what: string, outcome: unknown): void {
    const text = JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
    const line = `${what}: ${text}`;
    if (this.#sound !== undefined && this.#sound[this.lines.length] !== line) throw new Different(line);
    this.lines.push(line);
  }
}

/** What differs from a value in its first element, or its last, and in theirs. */
function alteredAt(position: 0 | -1): (value: Data) => Data {
  return function altered(value: Data): Data {
    switch (value.type) {
      case 'boolean':
        return { ...value, value: !value.value };
      case 'octet-string':
        return {
          ...value,
          value: Uint8Array.of(...value.value.subarray(0, 20), 0x41).subarray(value.value.length === 12 ? 1 : 0),
        };
      case 'array':
      case 'structure': {
        const at = position === 0 ? 0 : value.value.length - 1;
        return { ...value, value: value.value.map((element, i) => (i === at ? altered(element) : element)) };
      }
      default:
        return 'value' in value && typeof value.value === 'number'
          ? ({ ...value, value: value.value + 1 } as Data)
          : value;
    }
  };
}
