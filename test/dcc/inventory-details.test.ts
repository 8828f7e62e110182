import { describe, expect, it } from 'vitest';
import { meter, StandIn, supplier } from './stand-in.ts';

describe('what the inventory knows of a device', () => {
  const property = { uprn: 100_012_345_678, postCode: 'AB1 2CD', addressIdentifier: '7' };
  const user = { id: supplier, role: 'IS' as const };

  it('SRV 8.2: devices are found by where they are', async () => {
    const { dcc, inventory } = new StandIn();
    inventory.update(meter.id, { property });
    for (const parameters of [
      { UPRN: property.uprn },
      { PropertyFilter: { PostCode: property.postCode, AddressIdentifier: property.addressIdentifier } },
    ]) {
      const { body } = await dcc.submit({ srv: '8.2', user, parameters });
      expect(body?.['Device']).toMatchObject([
        { UPRN: property.uprn, PropertyFilter: { PostCode: 'AB1 2CD', AddressIdentifier: '7' } },
      ]);
    }
    const other = { PropertyFilter: { PostCode: property.postCode, AddressIdentifier: '8' } };
    expect(await dcc.submit({ srv: '8.2', user, parameters: other })).toMatchObject({ responseCode: 'E080201' });
  });

  it('SRV 8.4: everything that is said of a device before it is in use can be changed', async () => {
    const { dcc, inventory } = new StandIn();
    const status = 'Pending';
    inventory.update(meter.id, { status });
    const submit = async (parameters: object) => (await dcc.submit({ srv: '8.4', user, parameters })).responseCode;
    const UpdateDeviceDetails = {
      DeviceManufacturer: 'Another',
      DeviceModel: 'Other',
      SMETSCHTSVersion: '1.1',
      FirmwareVersion: '2',
      ESMEVariant: 'BD',
    };
    expect(await submit({ DeviceID: meter.id, UpdateDeviceDetails })).toBe('I0');
    expect(await submit({ DeviceID: meter.id, UpdateMPxN: { ImportMPxN: '1' } })).toBe('I0');
    expect(await submit({ DeviceID: meter.id, UpdateMPxN: { SecondaryImportMPAN: '1234567890123' } })).toBe('I0');
    expect(inventory.device(meter.id)).toEqual({
      ...meter,
      status,
      manufacturer: 'Another',
      model: 'Other',
      smetsVersion: '1.1',
      firmware: '2',
      esmeVariant: 'BD',
      mpxns: { import: '1', secondaryImport: '1234567890123' },
    });
    inventory.update(meter.id, { status: 'Decommissioned' });
    expect(await submit({ DeviceID: meter.id, UpdateMPxN: { ImportMPxN: '2' } })).toBe('E5');
  });

  it('SRV 8.4: a hub has statuses of its own', async () => {
    const { dcc, inventory } = new StandIn();
    inventory.update(meter.id, { type: 'CHF', status: 'InstalledNotCommissioned' });
    const submit = async (status: string) =>
      (await dcc.submit({ srv: '8.4', user, parameters: { DeviceID: meter.id, UpdateDeviceStatusCH: status } }))
        .responseCode;
    expect(await submit('Commissioned')).toBe('I0');
    expect(await submit('InstalledNotCommissioned')).toBe('E5');
    expect(inventory.device(meter.id)?.status).toBe('Commissioned');
  });
});
