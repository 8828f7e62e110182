import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listOf, textOf } from '../../src/dcc/s1sp/values.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { Client } from './client.ts';
import { Enrolled } from './enrolled.ts';

const PPMID = '00-00-5E-EF-10-00-00-44';
const STRANGER = '00-00-5E-EF-10-00-0F-FF';
const HAN_LOG = '0.0.128.2.0.255';
const NETWORK_CONTROL = '0.0.35.4.0.255';
const whitelist = { JoinTimePeriod: 600, InstallCode: '0123456789ABCDEF' };

let e: Enrolled;
beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

const logged = async (): Promise<readonly unknown[]> => {
  const { body } = await e.submit('ch', '8.9');
  const { CHFDeviceLog } = body as unknown as { CHFDeviceLog: { CHFDeviceLogEntry: { DeviceID: string }[] } };
  return CHFDeviceLog.CHFDeviceLogEntry.map(({ DeviceID }) => DeviceID);
};

describe('SRV 8.9', () => {
  it('tells of every device of the network when it was heard last', async () => {
    const { responseCode, body } = await e.submit('ch', '8.9');
    const heard = {
      DeviceID: expect.any(String),
      LastCommunicationsDateTime: expect.stringMatching(/^2026-01-15T.*Z$/),
    };
    expect([responseCode, body]).toEqual(['I0', { CHFDeviceLog: { CHFDeviceLogEntry: [heard, heard, heard] } }]);
    expect(await logged()).toEqual([e.device('esme').eui64, e.device('gsme').eui64, PPMID]);
  });

  it('has no security details of a SMETS1 hub', async () => {
    const { responseCode, debug } = await e.submit('ch', '8.9', { ReadSecurityDetails: {} });
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('security details')]);
  });
});

describe('SRV 8.11', () => {
  it('adds a device that is not there yet, which may join, and removes it again', async () => {
    const before = await logged();
    const added = { DeviceID: STRANGER, RequestType: 'Add', AddDeviceToCHFWhitelist: whitelist };
    expect(await e.submit('ch', '8.11', added)).toMatchObject({ responseCode: 'I0', body: {} });
    expect(await logged()).toEqual([...before, STRANGER]);
    const { responseCode, debug } = await e.submit('ch', '8.11', added);
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('other-reason')]);
    const removed = { DeviceID: STRANGER.toLowerCase(), RequestType: 'Remove' };
    expect(await e.submit('ch', '8.11', removed)).toMatchObject({ responseCode: 'I0' });
    expect(await logged()).toEqual(before);
    expect((await e.submit('ch', '8.11', removed)).responseCode).toBe('E1000');
  });

  it('enables joining where it is disabled: nothing could join otherwise', async () => {
    await e.submit('ch', '8.11', { DeviceID: PPMID, RequestType: 'Remove' });
    const client = new Client(e, 'ch');
    expect(await client.set(104, NETWORK_CONTROL, 2, { type: 'boolean', value: false })).toBe('success');
    await e.submit('ch', '8.11', { DeviceID: PPMID, RequestType: 'Add', AddDeviceToCHFWhitelist: whitelist });
    expect(await client.get(104, NETWORK_CONTROL, 2)).toEqual({ type: 'boolean', value: true });
    const joined = listOf(listOf(await client.get(1, HAN_LOG)).at(-1) as Data);
    expect(textOf(joined[1] as Data)).toBe('PPMID');
  });

  it.each([
    ['an addition without what the hub is to be told', { DeviceID: STRANGER, RequestType: 'Add' }],
    ['a removal with it', { DeviceID: STRANGER, RequestType: 'Remove', AddDeviceToCHFWhitelist: whitelist }],
    ['an id that is none', { DeviceID: 'STRANGER', RequestType: 'Remove' }],
    [
      'a time to join of more than an hour',
      { DeviceID: STRANGER, RequestType: 'Add', AddDeviceToCHFWhitelist: { ...whitelist, JoinTimePeriod: 3601 } },
    ],
  ])('takes no %s', async (_, parameters) => {
    await expect(e.submit('ch', '8.11', parameters)).rejects.toThrow('service-request-invalid');
  });
});

describe.each([
  ['8.7.1', '8.8.1'],
  ['8.7.2', '8.8.2'],
])('SRV %s and %s', (joining, unjoining) => {
  const logOf = async (role: string) => (await e.submit(role, '8.9')).body?.['DeviceLogEntries'];

  it('joins devices of one network, tells of it, and parts them again', async () => {
    const OtherDeviceID = e.device('gpf').eui64;
    await e.submit('gsme', unjoining, { OtherDeviceID });
    expect(await e.submit('gsme', joining, { OtherDeviceID })).toMatchObject({
      responseCode: 'I0',
      body: { joinResponseCode: { ASN1Status: 'success', ResponseCode: 0 } },
    });
    expect(await logOf('gsme')).toEqual({ LogEntry: [{ DeviceID: OtherDeviceID, DeviceType: 'GPF' }] });
    expect(await e.submit('gsme', unjoining, { OtherDeviceID })).toMatchObject({
      body: { unjoinResponseCode: { ASN1Status: 'success', ResponseCode: 0 } },
    });
    expect(await logOf('gsme')).toEqual({ LogEntry: [] });
    expect(await e.submit('gsme', unjoining, { OtherDeviceID })).toMatchObject({
      responseCode: 'I0',
      body: { unjoinResponseCode: { ASN1Status: 'otherDeviceNotInDeviceLog', ResponseCode: 1 } },
    });
  });

  it('does not join a device that the hub does not let in', async () => {
    const OtherDeviceID = e.device('gsme').eui64;
    await e.submit('esme', unjoining, { OtherDeviceID });
    await e.submit('ch', '8.11', { DeviceID: OtherDeviceID, RequestType: 'Remove' });
    expect(await e.submit('esme', joining, { OtherDeviceID })).toMatchObject({
      responseCode: 'I0',
      body: { joinResponseCode: { ASN1Status: 'noPartnerLinkKeyReceived', ResponseCode: 12 } },
    });
    expect((await e.submit('esme', joining, { OtherDeviceID: STRANGER })).responseCode).toBe('E1000');
  });
});
