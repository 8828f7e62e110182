import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObis } from '../../../src/core/identifiers.ts';
import { numberIn } from '../bench.ts';
import { Dwelling, hubModel, ids } from './dwelling.ts';

const SERIAL = [1, '0.0.96.1.0.255', 2] as const;
const SMS_COUNT = [1, '0.0.128.1.0.255', 2] as const;
const CONNECTIONS = [1, '0.0.128.1.2.255', 2] as const;
const AWAKE_SECONDS = [1, '0.0.128.1.4.255', 2] as const;
const wan = hubModel.wan;
const aarq = Uint8Array.of(0x60, 0x00);

describe('a communications hub', () => {
  it('takes nothing while it sleeps', async () => {
    const dwelling = new Dwelling();
    expect(await dwelling.unit.request(ids.hub, 16, 1, aarq)).toBeUndefined();
    expect(await dwelling.unit.request(ids.esme, 16, 1, aarq)).toBeUndefined();
    expect(dwelling.hub.state.wan.connections).toBe(0);
  });

  it('wakes by as many SMS as its model says, if they come close enough together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
        (needed, gaps) => {
          const within = 300;
          const dwelling = new Dwelling({
            hub: { wan: { ...wan, 'sms-to-wake': needed, 'sms-within-seconds': within } },
          });
          const heard: number[] = [];
          for (const gap of gaps) {
            dwelling.advance({ seconds: gap });
            heard.push(dwelling.now);
            dwelling.unit.sms();
            const recent = heard.filter((at) => at >= dwelling.now - 1000 * within).length;
            const isWoken = dwelling.hub.state.wan.connections > 0;
            expect(isWoken).toBe(recent >= needed);
            if (isWoken) break;
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is connected some time after the SMS, and a connection server has it woken for a request', async () => {
    const dwelling = new Dwelling();
    const start = dwelling.now;
    const headEnd = await dwelling.associate(ids.hub, 2);
    const { least, most } = wan['sms-to-connected-milliseconds'];
    const trip = wan['round-trip-milliseconds'];
    expect(dwelling.now - start).toBeGreaterThanOrEqual(least + 2 * trip.least);
    expect(dwelling.now - start).toBeLessThanOrEqual(most + 2 * trip.most);
    expect(numberIn(await headEnd.read(...SMS_COUNT))).toBe(1);
    expect(numberIn(await headEnd.read(...CONNECTIONS))).toBe(1);
  });

  it('sleeps when nothing has passed for long enough, and has then forgotten every association', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.esme);
    await headEnd.read(...SERIAL);
    dwelling.advance({ seconds: wan['awake-seconds'] - 5 });
    await headEnd.read(...SERIAL);
    expect(dwelling.hub.state.wan.connections).toBe(1);
    dwelling.advance({ seconds: wan['awake-seconds'] + 5 });
    await expect(headEnd.read(...SERIAL)).rejects.toMatchObject({ code: 'cosem-service-refused' });
    expect(dwelling.hub.state.wan.connections).toBe(2);
    await headEnd.link.close();
    const other = await dwelling.associate(ids.esme);
    expect(await other.read(...SERIAL)).toHaveProperty('type', 'octet-string');
  });

  it('stays awake for as long as the non-critical client says', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.hub, 2);
    expect(await headEnd.set(...AWAKE_SECONDS, { type: 'long-unsigned', value: 600 })).toBe('success');
    expect(await headEnd.set(...AWAKE_SECONDS, { type: 'long-unsigned', value: 0 })).toBe('other-reason');
    await headEnd.read(...AWAKE_SECONDS);
    dwelling.advance({ seconds: 590 });
    expect(numberIn(await headEnd.read(...AWAKE_SECONDS))).toBe(600);
    expect(dwelling.hub.state.wan.connections).toBe(1);
  });

  it('SRV 4.10 on MOC hubs: wants a second SMS for requests about some objects, of whichever device', async () => {
    const profile = parseObis('1.0.99.1.0.255');
    const rule = { 'class-id': 7, object: profile, sms: 2, 'within-seconds': 120 };
    const dwelling = new Dwelling({ hub: { 'more-sms': [rule] } });
    const headEnd = await dwelling.associate(ids.esme, 2);
    await headEnd.read(...SERIAL);
    expect(dwelling.hub.state.wan.sms).toBe(1);
    await headEnd.read(7, '1.0.99.1.0.255', 8);
    expect(dwelling.hub.state.wan.sms).toBe(2);
    await headEnd.read(7, '1.0.99.1.0.255', 8);
    expect(dwelling.hub.state.wan.sms).toBe(2);
    dwelling.advance({ seconds: 115 });
    await headEnd.read(...SERIAL);
    dwelling.advance({ seconds: 10 });
    await headEnd.read(7, '1.0.99.1.0.255', 8);
    expect(dwelling.hub.state.wan.sms).toBe(4);
  });

  it('leaves a request that wants a second SMS unanswered without it', async () => {
    const clockObject = parseObis('0.0.1.0.0.255');
    const rule = { 'class-id': 8, object: clockObject, sms: 2, 'within-seconds': 120 };
    const { unit } = new Dwelling({ hub: { 'more-sms': [rule] } });
    unit.sms();
    const get = Uint8Array.of(0xc0, 0x01, 0x81, 0, 8, 0, 0, 1, 0, 0, 255, 2, 0);
    expect(unit.smsNeeded(ids.esme, 16, 1, get)).toBe(1);
    expect(await unit.request(ids.esme, 16, 1, get)).toBeUndefined();
    unit.sms();
    expect(unit.smsNeeded(ids.esme, 16, 1, get)).toBe(0);
    // Nobody has an association; but it was heard.
    expect(await unit.request(ids.esme, 16, 1, get)).toEqual(Uint8Array.of(0xd8, 1, 1));
  });

  it('goes on from its states as if nothing had been', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.hub, 2);
    await headEnd.read(...SMS_COUNT);
    await headEnd.link.close();
    dwelling.advance({ hours: 1 });
    expect(dwelling.unit.isIdle()).toBe(true);
    const { clock } = dwelling;
    const again = new Dwelling({ clock, states: structuredClone(dwelling.unit.states) });
    expect(again.hub.save()).toBe(dwelling.hub.save());
    const before = await dwelling.unit.request(ids.hub, 16, 1, aarq);
    expect(await again.unit.request(ids.hub, 16, 1, aarq)).toEqual(before);
    expect(again.hub.save()).toBe(dwelling.hub.save());
  });
});
