import { describe, expect, it } from 'vitest';
import { eui64Bytes, formatObis } from '../../../src/core/identifiers.ts';
import { parseLinkAddress } from '../../../src/links/address.ts';
import { openWire } from '../../../src/links/wire.ts';
import { decodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { decipherApdu } from '../../../src/protocol/cosem/security/ciphered-apdu.ts';
import { createOriginator, prepareKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { elements, firstLight, numberIn } from '../bench.ts';
import { Dwelling, type DwellingOptions, hubModel, ids } from './dwelling.ts';

interface Heard {
  readonly device: string;
  readonly code: number;
  readonly object: string;
}

const { keys } = firstLight.devices.esme;
const wan = hubModel.wan;

/** What a head-end hears of one of the devices, deciphered with the keys of client 2. */
async function listen(dwelling: Dwelling, device: 'hub' | 'esme' | 'gsme'): Promise<Heard[]> {
  const heard: Heard[] = [];
  const address = parseLinkAddress(`sim:hub?device=${ids[device]}`);
  const wire = await openWire(address, { clock: dwelling.clock }, dwelling.connect());
  const link = await wire.connect(2, 1);
  link.onNotification = (bytes) => {
    const ciphered = decodeApdu(bytes);
    if (ciphered.kind !== 'glo-ciphered') throw new RangeError(ciphered.kind);
    const originator = createOriginator(eui64Bytes(ids[device]), prepareKeys(keys.clients[2]));
    const { apdu, policy } = decipherApdu(originator, ciphered, 0);
    expect(policy).toBe('authenticated-encrypted');
    if (apdu.kind !== 'event-notification-request') throw new RangeError(apdu.kind);
    const [code] = elements(apdu.value);
    heard.push({
      device,
      code: code === undefined ? 0 : numberIn(code),
      object: formatObis(apdu.attribute.instance),
    });
  };
  return heard;
}

/** Lets background work be done, and what follows of it. */
async function pass(dwelling: Dwelling, seconds: number): Promise<void> {
  dwelling.advance({ seconds });
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('alerts', () => {
  it('are pushed through the hub, which wakes itself, each for its cause', async () => {
    const dwelling = new Dwelling();
    const [hub, esme, gsme] = [
      await listen(dwelling, 'hub'),
      await listen(dwelling, 'esme'),
      await listen(dwelling, 'gsme'),
    ];
    const critical = dwelling.direct(dwelling.esme, 1);
    await pass(dwelling, 60);
    expect([...hub, ...esme, ...gsme]).toEqual([]);
    dwelling.esme.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    dwelling.gsme.operate({ kind: 'cover', which: 'battery', is: 'open' });
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'lost' });
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'back' });
    critical.action(70, '0.0.96.3.10.255', 1, { type: 'integer', value: 0 });
    await pass(dwelling, 60);
    expect(hub.map(({ code }) => code)).toEqual([0x81a3, 0x81a2]);
    expect(hub[0]?.object).toBe('0.0.96.11.0.255');
    expect(esme.length).toBeGreaterThan(0);
    expect(gsme.length).toBeGreaterThan(0);
    expect(dwelling.hub.state.alerts).toEqual([]);
    expect(dwelling.hub.state.wan.sms).toBe(0);
    expect(dwelling.hub.state.wan.connections).toBe(1);
  });

  it('reach every head-end that is connected, and are kept for the next one while none is', async () => {
    const dwelling = new Dwelling();
    const lose = (): void => {
      dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'lost' });
      dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'back' });
    };
    lose();
    await pass(dwelling, 600);
    expect(dwelling.hub.state.alerts).toHaveLength(2);
    const first = await listen(dwelling, 'hub');
    const second = await listen(dwelling, 'hub');
    await pass(dwelling, 60);
    expect(first).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it('are kept no more than the model says, the latest ones', async () => {
    const dwelling = new Dwelling({ hub: { wan: { ...wan, 'alerts-kept': 5 } } });
    for (let i = 0; i < 20; i++)
      dwelling.hub.operate({ kind: 'han', side: 'electricity', is: i % 2 ? 'back' : 'lost' });
    expect(dwelling.hub.state.alerts).toHaveLength(5);
    const heard = await listen(dwelling, 'hub');
    await pass(dwelling, 60);
    expect(heard.map(({ code }) => code)).toEqual([0x81a2, 0x81a3, 0x81a2, 0x81a3, 0x81a2]);
  });

  it.each([
    ['a hub that does not wake for them', { hub: { wan: { ...wan, 'wakes-for-alerts': false } } }],
    ['a hub without a WAN', { wan: false }],
  ] as [string, DwellingOptions][])('wait in %s until it is connected', async (_, options) => {
    const dwelling = new Dwelling(options);
    const heard = await listen(dwelling, 'hub');
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'lost' });
    await pass(dwelling, 86_400);
    expect(heard).toEqual([]);
    dwelling.hub.operate({ kind: 'wan', is: 'back' });
    dwelling.unit.sms();
    await pass(dwelling, 60);
    expect(heard.map(({ code }) => code)).toEqual([0x81a3]);
  });

  it('of a gas meter that cannot be heard wait until it can', async () => {
    const dwelling = new Dwelling();
    const heard = await listen(dwelling, 'gsme');
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'lost' });
    dwelling.gsme.operate({ kind: 'cover', which: 'battery', is: 'open' });
    await pass(dwelling, 3600);
    expect(heard).toEqual([]);
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'back' });
    dwelling.unit.settle();
    await pass(dwelling, 60);
    expect(heard.length).toBeGreaterThan(0);
  });

  it.each([
    ['frame-lost', 0],
    ['frame-repeated', 2],
  ] as const)('Green Book 9.4: nobody confirms them, so %s has them arrive %i times', async (kind, times) => {
    const dwelling = new Dwelling({ faults: [{ kind, probability: 1 }] });
    const heard: string[] = [];
    dwelling.unit.onPush = (_device, _source, _destination, _apdu, { event }) => heard.push(event);
    dwelling.hub.operate({ kind: 'han', side: 'electricity', is: 'lost' });
    await pass(dwelling, 60);
    expect(heard).toEqual(Array.from({ length: times }, () => 'esme-disconnected'));
    expect(dwelling.hub.state.alerts).toEqual([]);
    expect(dwelling.occurrences).toMatchObject([{ fault: kind, detail: { direction: 'push' } }]);
  });

  it('Green Book 9.4: are never taken for the answer to a request', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.hub, 2);
    const alerts: Uint8Array[] = [];
    headEnd.link.onNotification = (apdu) => alerts.push(apdu);
    for (let i = 0; i < 10; i++) {
      dwelling.hub.operate({ kind: 'han', side: 'electricity', is: i % 2 ? 'back' : 'lost' });
      expect(await headEnd.read(1, '0.0.96.1.0.255', 2)).toHaveProperty('type', 'octet-string');
    }
    await pass(dwelling, 60);
    expect(alerts.length).toBe(10);
  });
});
