import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';
import { eui64Bytes, formatObis, parseEui64 } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { DeviceType } from '../../src/core/srv/catalogue.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Inventory } from '../../src/dcc/inventory.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { prepare } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import type { AttributeDescriptor } from '../../src/protocol/cosem/apdu/descriptors.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { meter, supplier, users } from './stand-in.ts';

const EVENT_LOG = '0.0.99.98.0.255 2';
const EVENT_ENTRIES = '0.0.99.98.0.255 7';
const COUNTERS = '0.0.130.0.2.255 2';
const HAN_LOG = '0.0.128.2.0.255 2';
const JOINING = '0.0.35.4.0.255 2';
const STATUS = '0.0.44.0.0.255 6';
const IMAGES = '0.0.44.0.0.255 7';
const VERSION = '1.0.0.2.0.255 2';
const HASH = '00'.repeat(32);
const OTHER = '00-00-5E-EF-10-00-0F-FF';

const number = (value: number): Data => ({ type: 'double-long-unsigned', value });
const octets = (value: Uint8Array): Data => ({ type: 'octet-string', value });
const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
const never = octets(Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 128, 0, 255));
const inLog = structure(octets(eui64Bytes(parseEui64(OTHER))), octets(new Uint8Array()), never, never, never);
const status = (value: number): Data => ({ type: 'enum', value });

interface Case {
  readonly srv: string;
  readonly type?: DeviceType;
  readonly parameters?: object;
  /** What the device holds before. */
  readonly before: Readonly<Record<string, Data>>;
  /** What of it has changed once the method was carried out. */
  readonly after: Readonly<Record<string, Data>>;
}

const whitelist = { JoinTimePeriod: 60, InstallCode: '000102030405' };
const cases: readonly Case[] = [
  {
    srv: '3.3',
    before: { [EVENT_ENTRIES]: number(7) },
    after: {
      [EVENT_ENTRIES]: number(1),
      [EVENT_LOG]: array(structure(never, { type: 'long-unsigned', value: 0x8f52 })),
    },
  },
  { srv: '1.7', before: { [COUNTERS]: array(array(number(5))) }, after: { [COUNTERS]: array(array(number(0))) } },
  {
    srv: '8.11',
    type: 'CHF',
    parameters: { DeviceID: OTHER, RequestType: 'Add', AddDeviceToCHFWhitelist: whitelist },
    before: { [HAN_LOG]: array(), [JOINING]: { type: 'boolean', value: true } },
    after: { [HAN_LOG]: array(inLog) },
  },
  {
    srv: '8.11',
    type: 'CHF',
    parameters: { DeviceID: OTHER, RequestType: 'Remove' },
    before: { [HAN_LOG]: array(inLog) },
    after: { [HAN_LOG]: array() },
  },
  {
    srv: '11.3',
    parameters: { FirmwareHash: HASH },
    before: {
      [STATUS]: status(3),
      [IMAGES]: array(structure(number(1), octets(new Uint8Array(32)), octets(new Uint8Array()))),
      [VERSION]: octets(Buffer.from('00000001')),
    },
    after: { [STATUS]: status(6) },
  },
];

/** A device whose answer to a method is lost, the first `silences` times. */
class SilentDevice implements CosemServices {
  actions = 0;
  readonly #held: Map<string, Data>;
  readonly #after: Case['after'];
  readonly #carriesOut: (time: number) => boolean;
  readonly #silences: number;

  constructor({ before, after }: Case, carriesOut: (time: number) => boolean, silences: number) {
    this.#held = new Map(Object.entries(before));
    this.#after = after;
    this.#carriesOut = carriesOut;
    this.#silences = silences;
  }

  async get({ instance, attribute }: AttributeDescriptor) {
    const data = this.#held.get(`${formatObis(instance)} ${attribute}`);
    return data === undefined ? { error: 'object-undefined' as const } : { data };
  }

  async set() {
    return 'success' as const;
  }

  async action() {
    this.actions++;
    if (this.#carriesOut(this.actions))
      for (const [name, data] of Object.entries(this.#after)) this.#held.set(name, data);
    if (this.actions <= this.#silences) throw new S1benchError('device-no-response', { found: 'nothing' });
    return { result: 'success' } as const;
  }
}

function carryOut({ srv, type = 'ESME', parameters = {} }: Case, services: CosemServices): Promise<object> {
  const steps = equivalentStepsBySrv.get(srv)?.on[type] ?? expect.fail(srv);
  return prepare(srv, steps, parameters).perform(new Device(services), {
    entry: meter,
    clock: new VirtualClock(Temporal.Instant.from('2026-01-15T10:20:00Z')),
    user: { id: supplier, role: 'IS' },
    inventory: new Inventory([meter], users),
    random: new Random('silence'),
    elsewhere: () => expect.fail('another device is asked'),
  });
}

describe.each(cases)('SRV $srv $parameters', (each) => {
  it('is not carried out again where the device shows that it was', async () => {
    const device = new SilentDevice(each, () => true, 1);
    await carryOut(each, device);
    expect(device.actions).toBe(1);
  });

  it('is carried out again where the device shows that it was not', async () => {
    const device = new SilentDevice(each, (time) => time === 2, 1);
    await carryOut(each, device);
    expect(device.actions).toBe(2);
  });
});

describe('SRV 11.3', () => {
  const [, , , , activation] = cases as readonly [Case, Case, Case, Case, Case];

  it('a device that stays at work with an image is left after two hours', async () => {
    const device = new SilentDevice({ ...activation, after: { [STATUS]: status(5) } }, () => true, 0);
    expect(await carryOut(activation, device)).toMatchObject({
      ActivateImageResponseCode: { ASN1Status: 'activationFailure', ResponseCode: 3 },
    });
  });

  it.each([
    ['a status that there is none of', { [STATUS]: status(9) }, 'image transfer status 9'],
    ['an image without a name', { [IMAGES]: array(structure(number(1))) }, 'the name of an image'],
  ])('%s fails the step', async (_, wrong, found) => {
    const device = new SilentDevice({ ...activation, before: { ...activation.before, ...wrong } }, () => false, 0);
    await expect(carryOut(activation, device)).rejects.toThrow(found);
  });
});

it('SRV 6.2.4: a supply tamper state that there is none of fails the step', async () => {
  const before = {
    '0.0.96.1.3.255 2': octets(new Uint8Array(8)),
    '0.0.96.1.2.255 2': octets(Buffer.from('M')),
    '0.0.96.1.1.255 2': octets(Buffer.from('M')),
    '0.0.131.1.0.255 2': status(2),
  };
  const each: Case = { srv: '6.2.4', before, after: {} };
  await expect(carryOut(each, new SilentDevice(each, () => true, 0))).rejects.toThrow('state 2');
});

it('SRV 8.9: an entry of the HAN device log that is too short fails the step', async () => {
  const each: Case = { srv: '8.9', type: 'CHF', before: { [HAN_LOG]: array(structure()) }, after: {} };
  await expect(carryOut(each, new SilentDevice(each, () => true, 0))).rejects.toThrow('octet-string');
});
