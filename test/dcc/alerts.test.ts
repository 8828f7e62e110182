import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type DccAlertCode, dccAlerts } from '../../src/core/alerts/dcc-alerts.ts';
import { deviceAlerts } from '../../src/core/alerts/device-alerts.ts';
import { VirtualClock } from '../../src/core/clock.ts';
import { type Eui64, eui64Bytes, parseEui64, parseObis } from '../../src/core/identifiers.ts';
import { concernedBy } from '../../src/dcc/alert-recipients.ts';
import type { DccAlertBody } from '../../src/dcc/dcc-alert-bodies.ts';
import { Inventory, type InventoryDevice, type User } from '../../src/dcc/inventory.ts';
import type { DccMessage } from '../../src/dcc/messages.ts';
import { Outbox } from '../../src/dcc/outbox.ts';
import { type DeviceAlert, type Refusal, refusals, S1spAlerts } from '../../src/dcc/s1sp/alerts.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { encodeApdu } from '../../src/protocol/cosem/apdu/codec.ts';
import type { EventNotification } from '../../src/protocol/cosem/apdu/notification.ts';
import { dateTimeFromInstant, encodeDateTime } from '../../src/protocol/cosem/date-time.ts';
import { cipherApdu } from '../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../../src/protocol/cosem/security/originator.ts';
import type { SecurityPolicy } from '../../src/protocol/cosem/security/policy.ts';
import type { Operation } from '../../src/sim/device/operations.ts';
import { Enrolled } from './enrolled.ts';

const device = parseEui64('00-00-5E-EF-10-00-00-41');
const keys = { encryption: new Uint8Array(16).fill(1), authentication: new Uint8Array(16).fill(2) };
const otherKeys = { encryption: new Uint8Array(16).fill(3), authentication: new Uint8Array(16).fill(2) };
const occurred = Temporal.Instant.from('2026-01-15T10:20:00Z');
const when = { type: 'octet-string', value: encodeDateTime(dateTimeFromInstant(occurred)) } as const;
const DATA_CLASS = 1;

function notification(value: EventNotification['value']): Uint8Array {
  const attribute = { classId: DATA_CLASS, instance: parseObis('0.0.96.11.0.255'), attribute: 2 };
  return encodeApdu({ kind: 'event-notification-request', attribute, value });
}

function telling(code: number): Uint8Array {
  return notification({ type: 'structure', value: [{ type: 'long-unsigned', value: code }, when] });
}

interface Sealed {
  readonly counter?: number;
  readonly policy?: SecurityPolicy;
  readonly by?: typeof keys;
  readonly wrapping?: 'glo' | 'general-glo';
  readonly title?: Uint8Array;
}

function sealed(plain: Uint8Array, given: Sealed = {}): Uint8Array {
  const { counter = 1, policy = 'authenticated-encrypted', by = keys, wrapping = 'glo' } = given;
  const originator = createOriginator(given.title ?? eui64Bytes(device), prepareKeys(by));
  return cipherApdu(originator, { policy, wrapping }, counter, plain);
}

/** The S1SP's ear, and what it heard. */
class Ear {
  readonly told: DeviceAlert[] = [];
  readonly refused: Refusal[] = [];
  readonly alerts: S1spAlerts;
  keys = keys;

  constructor() {
    const keysOf = (id: string) => (id === device ? this.keys : undefined);
    this.alerts = new S1spAlerts(2, { systemTitle: new Uint8Array(8), keysOf });
    this.alerts.listener = {
      told: (alert) => this.told.push(alert),
      refused: ({ refusal }) => this.refused.push(refusal),
    };
  }

  hear(apdu: Uint8Array, destination = 2, from = device): void {
    this.alerts.receive({ device: from, destination, apdu });
  }
}

describe('MMC DeviceAlertContent: the S1SP opens what devices push', () => {
  it.each(['glo', 'general-glo'] as const)('under its own keys (%s)', (wrapping) => {
    const ear = new Ear();
    ear.hear(sealed(telling(0x8f36), { wrapping }));
    const description = 'Supply Outage Restored - Outage >= 3 minutes';
    expect(ear.told).toEqual([{ device, code: '8F36', description, timestamp: occurred }]);
    expect(ear.alerts.count('told')).toBe(1);
  });

  it('and knows every device alert of GBCS by its code', () => {
    const ear = new Ear();
    for (const [i, { code }] of deviceAlerts.entries()) {
      ear.hear(sealed(telling(Number.parseInt(code, 16)), { counter: i + 1 }));
    }
    expect(ear.told.map(({ code, description: meaning }) => ({ code, meaning }))).toEqual(deviceAlerts);
    expect(deviceAlerts.every(({ meaning }) => meaning.length <= 250)).toBe(true);
  });

  const structure = (...value: readonly EventNotification['value'][]) => notification({ type: 'structure', value });
  const code = { type: 'long-unsigned', value: 0x8f36 } as const;
  const unprotected = encodeApdu({
    kind: 'get-request-normal',
    invokeIdAndPriority: 1,
    attribute: {
      classId: DATA_CLASS,
      instance: parseObis('0.0.96.11.0.255'),
      attribute: 2,
    },
  });

  it.each([
    ['of a device without keys', 'device-unknown', sealed(telling(0x8f36)), 2, parseEui64('00-00-5E-EF-10-00-00-99')],
    ['for another client', 'client-unknown', sealed(telling(0x8f36)), 1],
    ['in clear', 'unprotected', telling(0x8f36)],
    ['authenticated, and not encrypted', 'unprotected', sealed(telling(0x8f36), { policy: 'authenticated' })],
    ['encrypted, and not authenticated', 'unprotected', sealed(telling(0x8f36), { policy: 'encrypted' })],
    ['under other keys', 'not-authentic', sealed(telling(0x8f36), { by: otherKeys })],
    [
      'of another device',
      'not-authentic',
      sealed(telling(0x8f36), { wrapping: 'general-glo', title: eui64Bytes(parseEui64('00-00-5E-EF-10-00-00-42')) }),
    ],
    ['that is no APDU', 'malformed', Uint8Array.of(1, 2, 3)],
    ['that is no notification', 'malformed', sealed(unprotected)],
    ['without a time', 'malformed', sealed(structure(code))],
    [
      'with a time that is none',
      'malformed',
      sealed(structure(code, { type: 'octet-string', value: new Uint8Array(3) })),
    ],
    ['with more than that', 'malformed', sealed(structure(code, when, when))],
    ['whose event is no number', 'malformed', sealed(structure(when, when))],
    ['whose value is no structure', 'malformed', sealed(notification(code))],
    ['of an event that GBCS has no alert for', 'event-unknown', sealed(telling(0x0702))],
  ] as const)('a push %s is refused: %s', (_, refusal, apdu, destination = 2, from = device) => {
    const ear = new Ear();
    ear.hear(apdu, destination, from);
    expect([ear.told, ear.refused, ear.alerts.count(refusal)]).toEqual([[], [refusal], 1]);
  });

  it('tells what comes twice once, and nothing of what comes again later', () => {
    const ear = new Ear();
    const [first, second] = [sealed(telling(0x8f36)), sealed(telling(0x8f35), { counter: 2 })] as const;
    for (const apdu of [first, first, second, first, second]) ear.hear(apdu);
    expect(ear.told.map(({ code: told }) => told)).toEqual(['8F36', '8F35']);
    expect(ear.refused).toEqual(['repeated', 'replayed', 'repeated']);
  });

  it('what is not authentic costs the device none of its counters', () => {
    const ear = new Ear();
    ear.hear(sealed(telling(0x8f36), { counter: 0xffff_ffff, by: otherKeys }));
    ear.hear(sealed(telling(0x8f36)));
    expect(ear.told).toHaveLength(1);
  });

  it('under new keys counting begins anew, and what came under the old ones is not authentic', () => {
    const ear = new Ear();
    const old = sealed(telling(0x8f36), { counter: 50 });
    ear.hear(old);
    ear.keys = otherKeys;
    ear.hear(sealed(telling(0x8f35), { counter: 1, by: otherKeys }));
    ear.hear(old);
    expect([ear.told.length, ear.refused]).toEqual([2, ['not-authentic']]);
  });

  it('whatever comes in, it is told or refused, and never thrown', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(0xffff).map((event) => sealed(telling(event))),
      fc.tuple(fc.nat(60), fc.nat(255)).map(([at, value]) => {
        const bytes = Uint8Array.from(sealed(telling(0x8f36)));
        bytes[at % bytes.length] = value;
        return bytes;
      }),
      fc.uint8Array({ minLength: 1, maxLength: 30 }).map((plain) => {
        plain[0] = 0xc2;
        return sealed(plain);
      }),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), (apdus) => {
        const ear = new Ear();
        for (const apdu of apdus) ear.hear(apdu);
        expect(ear.told.length + ear.refused.length).toBe(apdus.length);
        expect(ear.told.length + refusals.reduce((sum, refusal) => sum + ear.alerts.count(refusal), 0)).toBe(
          apdus.length,
        );
      }),
    );
  });
});

describe('DUIS DCCAlertMessage', () => {
  function outbox(): { readonly sent: DccMessage[]; readonly box: Outbox } {
    const sent: DccMessage[] = [];
    return { sent, box: new Outbox({ clock: new VirtualClock(occurred), deliver: (message) => sent.push(message) }) };
  }
  const to = userOfRole('ED').id;
  const identity = {
    DeviceStatusChangeEvent: {
      DeviceID: device,
      DeviceStatusChange: { MeterIdentity: { MeterMPxNs: { ImportMPxN: '1200000040005' }, ESMEVariant: 'A' as const } },
    },
  };

  it.each<[DccAlertCode, DccAlertBody]>([
    ['N16', identity],
    [
      'AD1',
      { PowerOutageEvent: { CommsHubDeviceID: device, StartDateTime: occurred.toString(), MPxN: '1200000040005' } },
    ],
    ['N38', { DSPScheduleRemoval: { DeviceID: device, DSPScheduleID: 7 } }],
    ['N38', { CommandFailure: { CommandRequestID: `${to}:${device}:1000`, DeviceID: device } }],
    [
      'N24',
      { UpdateHANDeviceLogResult: { UpdateHANDeviceLogServiceRequestID: `${to}:${device}:18446744073709551615` } },
    ],
    [
      'N57',
      {
        SMETS1CHFirmwareNotification: {
          DeviceID: device,
          FirmwareVersion: '0C050200',
          FirmwareVersionUpdateStatus: 'UpdateRequested',
        },
      },
    ],
    [
      'N56',
      {
        S1SPAlertDSP: {
          S1SPAlert: {
            schemaVersion: '5.4',
            S1SPAlertCode: 'any',
            UTRN: '12345678901234567890',
            DateTime: occurred.toString(),
          },
        },
      },
    ],
  ])('%s goes out with the fields of the schema', (code, body) => {
    const { sent, box } = outbox();
    box.dccAlert({ to, device, code, body });
    expect(sent).toEqual([{ kind: 'dcc-alert', to, device, code, body, at: occurred }]);
  });

  it.each([
    ['with a body of another code', 'N55', identity],
    ['with two bodies', 'N16', { ...identity, DSPScheduleRemoval: { DeviceID: device, DSPScheduleID: 7 } }],
    ['without any', 'N16', {}],
    [
      'with a field that the schema does not have',
      'N38',
      { DSPScheduleRemoval: { DeviceID: device, DSPScheduleID: 7, Why: 'x' } },
    ],
    ['without one that it has', 'N38', { DSPScheduleRemoval: { DeviceID: device } }],
    [
      'with a UTRN of 19 digits',
      'N55',
      {
        S1SPAlertDSP: {
          S1SPAlert: {
            schemaVersion: '5.4',
            S1SPAlertCode: 'any',
            UTRN: '1234567890123456789',
            DateTime: occurred.toString(),
          },
        },
      },
    ],
    [
      'with both ways of a choice',
      'N46',
      { QuarantinedRequest: { ADUserThresholdBreach: {}, ADDCCThresholdBreach: {} } },
    ],
  ] as [string, DccAlertCode, DccAlertBody][])('%s is refused', (_, code, body) => {
    const { sent, box } = outbox();
    expect(() => box.dccAlert({ to, code, body })).toThrow('dcc-alert-invalid');
    expect(sent).toEqual([]);
  });

  it('has a code for everything that concerns SMETS1 devices', () => {
    expect(Object.keys(dccAlerts)).toEqual(expect.arrayContaining(['AD1', 'N16', 'N55', 'N56', 'N57', 'N999']));
    expect(Object.keys(dccAlerts)).not.toContain('N32');
  });

  it('goes to all whom it concerns at the same instant, whatever the clock does meanwhile', () => {
    const clock = new VirtualClock(occurred);
    const sent: DccMessage[] = [];
    const box = new Outbox({
      clock,
      deliver: (message) => {
        sent.push(message);
        clock.advance(Temporal.Duration.from({ seconds: 1 }));
      },
    });
    box.dccAlert({ to: [to, userOfRole('IS').id], code: 'N16', body: identity });
    expect(sent).toMatchObject([
      { to, at: occurred },
      { to: userOfRole('IS').id, at: occurred },
    ]);
  });

  it('once it is closed, nothing leaves any more', () => {
    const { sent, box } = outbox();
    box.close();
    box.dccAlert({ to, code: 'N16', body: identity });
    expect(sent).toEqual([]);
  });
});

const opened: Enrolled[] = [];
afterEach(async () => {
  for (const enrolled of opened.splice(0)) await enrolled.close();
});

async function listening(name?: string): Promise<Enrolled> {
  const enrolled = await Enrolled.open(name);
  opened.push(enrolled);
  await enrolled.stand.listen();
  return enrolled;
}

async function operate(enrolled: Enrolled, role: string, ...operations: readonly Operation[]): Promise<void> {
  for (const operation of operations) await enrolled.target.operate?.(role, operation);
}

/** As `role code -> roles`. */
function shown({ messages, target }: Enrolled): readonly string[] {
  return messages.map((message) => {
    const of = target.devices.find(({ eui64 }) => eui64 === message.device)?.role ?? '';
    const code = message.kind === 'response' ? message.response.srv : message.code;
    const to = ['IS', 'GS', 'ES', 'ED', 'GT', 'RSA', 'OU'].find((role) => userOfRole(role as 'IS').id === message.to);
    return `${of} ${code} -> ${to}`;
  });
}

const cover: Operation = { kind: 'cover', which: 'terminal', is: 'open' };

describe('alerts of devices behind a hub', () => {
  it.each([
    'moc-secure-dual-fuel',
    'moc-mds-dual-fuel',
    'ioc-elster-dual-fuel',
    'ioc-itron-dual-fuel',
    'foc-bg-dual-fuel',
  ])('come by themselves from %s, to the supplier, with the time of their cause', async (name) => {
    const e = await listening(name);
    const at = e.target.clock.now();
    await operate(e, 'esme', cover);
    await operate(e, 'gsme', { kind: 'battery', percent: 1 });
    await e.sleep({ hours: 1 });
    const told = e.messages.flatMap((message) => (message.kind === 'device-alert' ? [message] : []));
    expect(shown(e)).toEqual(expect.arrayContaining(['esme 8F76 -> IS', 'gsme 8F1F -> GS']));
    for (const { timestamp, at: arrived, code } of told) {
      if (code !== '8F76') continue;
      expect(Math.abs(at.until(timestamp).total('seconds'))).toBeLessThan(60);
      expect(at.until(arrived).total('seconds')).toBeGreaterThan(1);
    }
    expect(e.refusedPushes).toEqual([]);
  });

  it('wait in a hub that does not connect for them, until a request wakes it', async () => {
    const e = await listening('foc-np-dual-fuel');
    await operate(e, 'esme', cover);
    await e.sleep({ days: 1 });
    expect(e.messages).toEqual([]);
    await e.submit('ch', '6.2.4');
    await e.sleep({ minutes: 1 });
    expect(shown(e)).toContain('esme 8F76 -> IS');
  });

  it('wait while there is no WAN', async () => {
    const e = await listening();
    await operate(e, 'ch', { kind: 'wan', is: 'lost' });
    await operate(e, 'esme', cover);
    await e.sleep({ hours: 12 });
    expect(e.messages).toEqual([]);
    await operate(e, 'ch', { kind: 'wan', is: 'back' });
    await e.submit('ch', '6.2.4');
    await e.sleep({ minutes: 1 });
    expect(shown(e)).toEqual(['esme 8F76 -> IS']);
  });

  it('of a hub go to the suppliers of both fuels', async () => {
    const e = await listening();
    const link = { kind: 'han', side: 'electricity' } as const;
    await operate(e, 'ch', { ...link, is: 'lost' }, { ...link, is: 'back' });
    await e.sleep({ minutes: 5 });
    expect(shown(e)).toEqual(['ch 81A3 -> IS', 'ch 81A3 -> GS', 'ch 81A2 -> IS', 'ch 81A2 -> GS']);
  });

  it('DUIS PowerOutageEvent: a long outage of a hub is told to the network party, with its beginning and the MPAN', async () => {
    const e = await listening();
    const began = e.target.clock.now();
    await operate(e, 'esme', { kind: 'power', is: 'off' });
    await e.sleep({ minutes: 10 });
    await operate(e, 'esme', { kind: 'power', is: 'on' });
    await e.sleep({ minutes: 5 });
    expect(shown(e)).toEqual([
      'esme 8F36 -> IS',
      'esme 8F36 -> ED',
      'ch 8F36 -> IS',
      'ch 8F36 -> GS',
      'ch 8F36 -> ED',
      'ch AD1 -> ED',
    ]);
    const [outage] = e.messages.filter(({ kind }) => kind === 'dcc-alert');
    const ch = e.device('ch').eui64;
    const body = { CommsHubDeviceID: ch, StartDateTime: began.toString(), MPxN: e.device('esme').mpan };
    expect(outage).toMatchObject({ code: 'AD1', device: ch, body: { PowerOutageEvent: body } });
  });

  it('DUIS PowerOutageEvent: a hub that cannot say at once when it lost power is asked again', async () => {
    const e = await listening();
    await operate(e, 'esme', { kind: 'power', is: 'off' });
    await e.sleep({ minutes: 10 });
    await operate(e, 'esme', { kind: 'power', is: 'on' });
    // The alert comes within seconds; the way back to the hub is cut as it does.
    while (!shown(e).includes('ch 8F36 -> ED')) await e.sleep({ milliseconds: 100 });
    await operate(e, 'ch', { kind: 'wan', is: 'lost' });
    await e.sleep({ minutes: 4 });
    expect(shown(e)).not.toContain('ch AD1 -> ED');
    await operate(e, 'ch', { kind: 'wan', is: 'back' });
    await e.sleep({ minutes: 15 });
    expect(shown(e).filter((line) => line === 'ch AD1 -> ED')).toHaveLength(1);
  });

  it('DUIS S1SPAlertDSP: what is pushed under wrong keys is reported to the supplier, once an hour', async () => {
    const e = await listening();
    const { eui64 } = e.device('esme');
    const forged = (counter: number) => sealed(telling(0x8f36), { counter, title: eui64Bytes(eui64), by: otherKeys });
    const push = (counter: number) => e.stand.dcc.receive({ device: eui64, destination: 2, apdu: forged(counter) });
    for (let counter = 1; counter <= 5; counter++) push(counter);
    expect(e.refusedPushes.map(({ refusal }) => refusal)).toEqual(Array(5).fill('not-authentic'));
    expect(shown(e)).toEqual(['esme N55 -> IS']);
    expect(e.messages[0]).toMatchObject({
      body: {
        S1SPAlertDSP: {
          S1SPAlert: {
            schemaVersion: '5.4',
            DeviceID: eui64,
            S1SPAlertCode: 'PushNotAuthentic',
            DateTime: e.target.clock.now().toString(),
          },
        },
      },
    });
    await e.sleep({ hours: 1 });
    push(6);
    expect(shown(e)).toHaveLength(2);
  });

  it('of a device that the DCC does not know are told to nobody', async () => {
    const e = await listening();
    const stranger = parseEui64('00-00-5E-EF-10-00-00-99');
    e.stand.dcc.receive({
      device: stranger,
      destination: 2,
      apdu: sealed(telling(0x8f36), { title: eui64Bytes(stranger) }),
    });
    expect([e.messages, e.refusedPushes]).toMatchObject([[], [{ device: stranger, refusal: 'device-unknown' }]]);
  });

  it('are told to nobody once the DCC is closed', async () => {
    const e = await listening();
    await operate(e, 'esme', cover);
    await e.stand.close();
    await e.sleep({ hours: 1 });
    expect([e.messages, e.refusedPushes]).toEqual([[], []]);
  });
});

describe('the Users whom an alert concerns', () => {
  const [first, second, network] = ['01', '02', '03'].map((end) => parseEui64(`00-00-5E-EF-20-00-00-${end}`)) as [
    Eui64,
    Eui64,
    Eui64,
  ];
  const noon = Temporal.Instant.from('2026-01-15T12:00:00Z');
  const meter: InventoryDevice = {
    id: device,
    type: 'ESME',
    manufacturer: 'any',
    model: 'any',
    status: 'Commissioned',
    registrations: [
      { role: 'IS', user: first, until: noon },
      { role: 'IS', user: second, from: noon },
      { role: 'ES', user: first },
      { role: 'ED', user: network },
    ],
  };
  const concerned = (code: string, at: Temporal.Instant, given: Partial<InventoryDevice> = {}, isActive = true) => {
    const status = isActive ? 'active' : 'suspended';
    const users: readonly User[] = [first, second, network].map((id) => ({ id, roles: ['IS'], status }));
    const entry = { ...meter, ...given };
    return concernedBy(entry, code, new Inventory([entry], users), at);
  };

  it('are the supplier of then', () => {
    expect(concerned('8F76', noon.subtract({ nanoseconds: 1 }))).toEqual([first]);
    expect(concerned('8F76', noon)).toEqual([second]);
  });

  it.each([
    '8002',
    '8006',
    '8020',
    '8024',
    '8028',
    '802C',
    '8085',
    '8089',
    '808D',
    '8091',
    '8095',
    '8099',
    '8F35',
    '8F36',
  ])('and of %s the network party', (code) => {
    expect(concerned(code, noon)).toEqual([second, network]);
  });

  it.each(['Pending', 'Decommissioned', 'Withdrawn'] as const)('are none while the device is %s', (status) => {
    expect(concerned('8F36', noon, { status })).toEqual([]);
  });

  it('are none who is suspended', () => {
    expect(concerned('8F36', noon, {}, false)).toEqual([]);
  });
});
