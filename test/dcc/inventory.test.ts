import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mpanCheckDigit, parseEui64 } from '../../src/core/identifiers.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { Enrolled } from './enrolled.ts';

interface Told {
  readonly DeviceID: string;
  readonly DeviceType: string;
  readonly DeviceStatus: string;
  readonly [name: string]: unknown;
}

const newcomer = parseEui64('00-00-5E-EF-10-00-00-91');
const newProxy = parseEui64('00-00-5E-EF-10-00-00-92');

let e: Enrolled;

beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

function ask(srv: string, parameters: unknown, role: UserRole = 'IS'): Promise<ServiceResponse> {
  return e.stand.dcc.submit({ srv, user: { id: userOfRole(role).id, role }, parameters });
}

async function code(srv: string, parameters: unknown, role?: UserRole): Promise<string> {
  return (await ask(srv, parameters, role)).responseCode;
}

async function devices(wanted: object): Promise<readonly Told[]> {
  const { responseCode, body } = await ask('8.2', wanted);
  expect(responseCode).toBe('I0');
  return body?.['Device'] as readonly Told[];
}

async function entryOf(DeviceID: string): Promise<Told> {
  return (await devices({ DeviceID })).find((each) => each.DeviceID === DeviceID) ?? expect.fail(DeviceID);
}

const statusOf = async (id: string): Promise<string> => (await entryOf(id)).DeviceStatus;

describe('SRV 8.2 Read Inventory', () => {
  it('tells a device by its id, with all those of its home area network', async () => {
    const { eui64, manufacturer, model, firmware, mpan } = e.device('esme');
    const told = await devices({ DeviceID: eui64 });
    expect(told.map(({ DeviceType }) => DeviceType)).toEqual(['ESME', 'CHF', 'GSME', 'GPF', 'PPMID']);
    expect(told[0]).toEqual({
      DeviceID: eui64,
      DeviceType: 'ESME',
      DeviceStatus: 'Commissioned',
      DeviceManufacturer: manufacturer,
      DeviceModel: model,
      DeviceFirmwareVersion: firmware,
      DeviceFirmwareVersionStatus: 'Active',
      CPLStatus: 'Active',
      ImportMPxN: mpan,
      ESMEVariant: 'A',
      CSPRegion: 'SMETS1',
    });
  });

  it('finds a meter by its MPxN, and nothing by another', async () => {
    const { eui64, mprn } = e.device('gsme');
    expect((await devices({ MPxN: mprn }))[0]?.DeviceID).toBe(eui64);
    expect(await code('8.2', { MPxN: '1' })).toBe('E080201');
    expect(await code('8.2', { DeviceID: newcomer })).toBe('E080201');
    expect(await code('8.2', { UPRN: 1 })).toBe('E080201');
    expect(await code('8.2', { PropertyFilter: { PostCode: 'AB1 2CD', AddressIdentifier: '1' } })).toBe('E080201');
  });

  it('what no User System could have asked is refused', async () => {
    const both = { DeviceID: newcomer, MPxN: '1' };
    await expect(ask('8.2', both)).rejects.toMatchObject({ code: 'service-request-invalid' });
    await expect(ask('8.2', {})).rejects.toMatchObject({
      expected: 'exactly one of UPRN, DeviceID, MPxN, PropertyFilter',
    });
    await expect(ask('8.2', { MPxN: '12345678901234' })).rejects.toMatchObject({ where: { path: 'parameters.MPxN' } });
  });
});

describe('the life of a device: SRVs 8.3, 8.4, 8.1.1', () => {
  const clock = () => ({ CurrentDateTime: e.target.clock.now().toString(), TolerancePeriod: 86_400 });

  it.each([
    ['esme', 'IS', 'ED', 'N1'],
    ['gsme', 'GS', 'GT', 'N2'],
  ] as const)(
    '%s: decommissioned, announced, installed, and commissioned again',
    async (role, supplier, network, left) => {
      const { eui64: DeviceID, mpan, mprn } = e.device(role);
      expect(await code('8.3', { DeviceID }, supplier)).toBe('I0');
      expect(await statusOf(DeviceID)).toBe('Decommissioned');
      expect(await e.submit(role, '4.1.1')).toMatchObject({ responseCode: 'E5' });
      expect(await code('8.4', { DeviceID, UpdateDeviceStatusExceptCH: 'InstalledNotCommissioned' }, supplier)).toBe(
        'E5',
      );
      expect(await code('8.4', { DeviceID, UpdateDeviceStatusExceptCH: 'Pending' }, supplier)).toBe('I0');
      expect(await e.submit(role, '8.1.1', clock())).toMatchObject({ responseCode: 'E5' });
      expect(await code('8.4', { DeviceID, UpdateDeviceStatusExceptCH: 'InstalledNotCommissioned' }, supplier)).toBe(
        'I0',
      );
      expect(await e.submit(role, '4.1.1')).toMatchObject({ responseCode: 'E5' });
      expect(await e.submit(role, '8.1.1', clock())).toMatchObject({ responseCode: 'I0' });
      expect(await entryOf(DeviceID)).toMatchObject({ DeviceStatus: 'Commissioned', DateCommissioned: '2026-01-15' });
      expect(await e.submit(role, '4.1.1')).toMatchObject({ responseCode: 'I0' });

      const to = userOfRole(network).id;
      const event = (DeviceStatusChange: object) => ({ DeviceStatusChangeEvent: { DeviceID, DeviceStatusChange } });
      const mpxns = { ImportMPxN: mpan ?? mprn };
      expect(e.messages.filter(({ kind }) => kind === 'dcc-alert')).toMatchObject([
        {
          to,
          code: left,
          body: event({
            MeterDecommissioningOrWithdrawal: { MeterDecommissionOrWithdrawal: mpxns, AssociatedType1Device: [] },
          }),
        },
        {
          to,
          code: 'N16',
          body: event({ MeterIdentity: { MeterMPxNs: mpxns, ...(role === 'esme' && { ESMEVariant: 'A' }) } }),
        },
      ]);
    },
  );

  it('a hub takes its gas proxy with it, which nobody decommissions alone', async () => {
    const hub = e.device('ch').eui64;
    const proxy = e.device('gpf').eui64;
    expect(await code('8.3', { DeviceID: proxy }, 'GS')).toBe('E11');
    expect(await code('8.3', { DeviceID: hub })).toBe('I0');
    expect([await statusOf(hub), await statusOf(proxy)]).toEqual(['Decommissioned', 'Decommissioned']);
    expect(await code('8.3', { DeviceID: hub })).toBe('E5');
  });

  it('nobody decommissions what is not there, or what is not theirs', async () => {
    const { eui64: DeviceID } = e.device('esme');
    expect(await code('8.3', { DeviceID: newcomer })).toBe('E19');
    expect(await code('8.3', { DeviceID }, 'GS')).toBe('E4');
    expect(await code('8.3', { DeviceID }, 'ED')).toBe('E2');
    expect(await statusOf(DeviceID)).toBe('Commissioned');
  });

  it('SRV 8.4: the status of a hub is not that of another device', async () => {
    const esme = { DeviceID: e.device('esme').eui64 };
    const hub = { DeviceID: e.device('ch').eui64 };
    expect(await code('8.4', { ...esme, UpdateDeviceStatusCH: 'Withdrawn' })).toBe('E11');
    expect(await code('8.4', { ...hub, UpdateDeviceStatusExceptCH: 'Pending' })).toBe('E11');
    expect(await code('8.4', { ...hub, UpdateDeviceStatusCH: 'Withdrawn' })).toBe('E5');
  });

  it('SRV 8.4: the metering points of a device change with it, its details only before it is in use', async () => {
    const { eui64: DeviceID, mpan } = e.device('esme');
    expect(await code('8.4', { DeviceID, UpdateMPxN: { ExportMPAN: '2000000000008' } }, 'ES')).toBe('I0');
    expect(await entryOf(DeviceID)).toMatchObject({ ImportMPxN: mpan, ExportMPAN: '2000000000008' });
    expect((await devices({ MPxN: '2000000000008' }))[0]?.DeviceID).toBe(DeviceID);
    expect(await code('8.4', { DeviceID, UpdateDeviceDetails: { ESMEVariant: 'B' } })).toBe('E5');
    expect(await code('8.4', { DeviceID, DeleteDevice: {} })).toBe('E5');
    expect(await code('8.4', { DeviceID, UpdateMPxN: { ExportMPAN: '2000000000008' } }, 'GS')).toBe('E4');
  });
});

describe('what devices have carried out', () => {
  it('SRV 6.20.1: the inventory has the metering points that the meter was told', async () => {
    const { eui64: DeviceID } = e.device('esme');
    await ask('8.4', { DeviceID, UpdateMPxN: { ExportMPAN: '2000000000008' } });
    const ImportMPAN = `120000004001${mpanCheckDigit('120000004001')}`;
    const two = { ImportMPAN, SecondaryImportMPAN: '1200000040005' };
    expect(await e.submit('esme', '6.20.1', { ImportMPANs: two })).toMatchObject({ responseCode: 'E1000' });
    expect(await entryOf(DeviceID)).toMatchObject({ ImportMPxN: e.device('esme').mpan });
    expect(await e.submit('esme', '6.20.1', { ImportMPANs: { ImportMPAN } })).toMatchObject({
      responseCode: 'I0',
    });
    expect(await entryOf(DeviceID)).toMatchObject({ ImportMPxN: ImportMPAN, ExportMPAN: '2000000000008' });
    const gas = e.device('gsme');
    expect(await e.submit('gsme', '6.20.1', { ImportMPRN: gas.mprn })).toMatchObject({ responseCode: 'I0' });
    expect(await entryOf(gas.eui64)).toMatchObject({ ImportMPxN: gas.mprn });
  });

  it('SRVs 8.7.2, 8.3: a meter that is decommissioned is joined with nothing, and what it was joined with is told', async () => {
    const { eui64: DeviceID } = e.device('esme');
    const ppmid = (await devices({ DeviceID })).find(({ DeviceType }) => DeviceType === 'PPMID')?.DeviceID;
    expect(await e.submit('esme', '8.7.2', { OtherDeviceID: ppmid })).toMatchObject({ responseCode: 'I0' });
    await ask('8.3', { DeviceID });
    const body = (e.messages.find((message) => message.kind === 'dcc-alert') as { body: object }).body;
    expect(JSON.stringify(body)).toContain(`"AssociatedType1Device":[{"DeviceID":"${ppmid}","DeviceType":"PPMID"}]`);
    await ask('8.4', { DeviceID, UpdateDeviceStatusExceptCH: 'Pending' });
    await ask('8.4', { DeviceID, UpdateDeviceStatusExceptCH: 'InstalledNotCommissioned' });
    e.messages.length = 0;
    await ask('8.3', { DeviceID });
    expect(JSON.stringify(e.messages)).toContain('"AssociatedType1Device":[]');
  });

  it('SRVs 8.11, 12.2: a device that was announced is whitelisted behind its hub, and pending again when it is removed', async () => {
    const { manufacturer, model } = e.device('esme');
    const announced = { DeviceID: newcomer, DeviceManufacturer: manufacturer, DeviceModel: model, DeviceType: 'ESME' };
    expect(await code('12.2', announced)).toBe('I0');
    const whitelist = { JoinTimePeriod: 300, InstallCode: '00'.repeat(16) };
    const add = { DeviceID: newcomer, RequestType: 'Add', AddDeviceToCHFWhitelist: whitelist };
    const { requestId } = await e.submit('ch', '8.11', add);
    expect(await entryOf(newcomer)).toMatchObject({ DeviceStatus: 'Whitelisted' });
    expect((await devices({ DeviceID: newcomer })).map(({ DeviceType }) => DeviceType)).toContain('CHF');
    expect(e.messages.find((message) => message.kind === 'dcc-alert')).toMatchObject({
      code: 'N24',
      to: userOfRole('IS').id,
      body: { UpdateHANDeviceLogResult: { UpdateHANDeviceLogServiceRequestID: requestId } },
    });
    expect(await e.submit('ch', '8.11', { DeviceID: newcomer, RequestType: 'Remove' })).toMatchObject({
      responseCode: 'I0',
    });
    expect(await entryOf(newcomer)).toMatchObject({ DeviceStatus: 'Pending' });
    expect(await devices({ DeviceID: newcomer })).toHaveLength(1);
  });
});

describe('SRV 12.2 Device Pre-notification', () => {
  const announced = () => {
    const { manufacturer, model, firmware } = e.device('esme');
    return {
      DeviceID: newcomer,
      DeviceManufacturer: manufacturer,
      DeviceModel: model,
      DeviceType: 'ESME',
      SMETSCHTSVersion: '1.2',
      FirmwareVersion: firmware,
      ESMEVariant: 'A',
    };
  };

  it('a device is pending until it is installed, and can be forgotten until then', async () => {
    expect(await code('12.2', announced())).toBe('I0');
    expect(await entryOf(newcomer)).toMatchObject({
      DeviceStatus: 'Pending',
      SMETSCHTSVersion: '1.2',
      ESMEVariant: 'A',
    });
    expect(await code('8.4', { DeviceID: newcomer, UpdateDeviceDetails: { ESMEVariant: 'B' } })).toBe('I0');
    expect(await entryOf(newcomer)).toMatchObject({ ESMEVariant: 'B', SMETSCHTSVersion: '1.2' });
    const target = { target: newcomer };
    expect(await e.submit('esme', '4.1.1', {}, 'IS', target)).toMatchObject({ responseCode: 'E5' });
    expect(await code('8.4', { DeviceID: newcomer, DeleteDevice: {} })).toBe('I0');
    expect(await code('8.2', { DeviceID: newcomer })).toBe('E080201');
    expect(await e.submit('esme', '4.1.1', {}, 'IS', target)).toMatchObject({ responseCode: 'E19' });
  });

  it('E120201: an id that is taken, and a hub with the id of its own GPF', async () => {
    const { manufacturer, model } = e.device('ch');
    const hub = { DeviceID: newcomer, DeviceManufacturer: manufacturer, DeviceModel: model, DeviceType: 'CHF' };
    expect(await code('12.2', { ...announced(), DeviceID: e.device('gsme').eui64 })).toBe('E120201');
    expect(await code('12.2', { ...hub, AssociatedGPFDeviceID: newcomer })).toBe('E120201');
    expect(await code('12.2', { ...hub, AssociatedGPFDeviceID: newProxy })).toBe('I0');
    expect((await devices({ DeviceID: newcomer })).map(({ DeviceType }) => DeviceType)).toEqual(['CHF', 'GPF']);
  });

  it('E120204: a model or a version that is not on the Central Products List; displays need not be', async () => {
    expect(await code('12.2', { ...announced(), DeviceModel: 'nobody knows it' })).toBe('E120204');
    expect(await code('12.2', { ...announced(), FirmwareVersion: 'FFFFFFFF' })).toBe('E120204');
    expect(await code('12.2', { ...announced(), DeviceModel: 'nobody knows it', DeviceType: 'IHD' })).toBe('I0');
  });

  it('a GPF belongs to a hub', async () => {
    expect(await code('12.2', { ...announced(), AssociatedGPFDeviceID: newProxy })).toBe('E11');
  });
});
