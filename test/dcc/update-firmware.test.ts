import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Eui64 } from '../../src/core/identifiers.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import type { NextFirmware } from '../../src/harness/runner/target.ts';
import { Enrolled } from './enrolled.ts';

let e: Enrolled;

beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

function nextOf(role: string): NextFirmware {
  return e.device(role).nextFirmware ?? expect.fail(`no next firmware of ${role}`);
}

function update(
  devices: readonly Eui64[],
  of: Partial<NextFirmware> = {},
  role: UserRole = 'IS',
): Promise<ServiceResponse> {
  const { version, image } = { ...nextOf('esme'), ...of };
  const parameters = {
    FirmwareImage: Buffer.from(image).toString('base64'),
    FirmwareVersion: version,
    DeviceIDList: devices.join(','),
  };
  return e.stand.dcc.submit({ srv: '11.1', user: { id: userOfRole(role).id, role }, parameters });
}

function reports() {
  return e.messages.flatMap((message) => {
    if (message.kind !== 'dcc-alert' || message.code !== 'N55') return [];
    const { S1SPAlertDSP } = message.body as {
      readonly S1SPAlertDSP: { readonly S1SPAlert: Readonly<Record<string, unknown>> };
    };
    return [{ to: message.to, ...S1SPAlertDSP.S1SPAlert }];
  });
}

describe('SRV 11.1 Update Firmware', () => {
  it.each([
    ['esme', 'IS'],
    ['gsme', 'GS'],
  ] as const)(
    '%s: acknowledged at once, brought by the S1SP, told by N55, and activated by SRV 11.3',
    async (role, as) => {
      const { eui64, firmware } = e.device(role);
      const next = nextOf(role);
      const response = await update([eui64], next, as);
      expect(response.responseCode).toBe('I99');
      expect(reports()).toEqual([]);
      await e.sleep({ hours: 3 });
      expect(reports()).toEqual([
        {
          to: userOfRole(as).id,
          schemaVersion: '5.4',
          RequestID: response.requestId,
          DeviceID: eui64,
          S1SPAlertCode: 'FirmwareTransferred',
          AdditionalInformation: `firmware version ${next.version}: verified`,
          DateTime: expect.any(String),
        },
      ]);
      expect(await e.submit(role, '11.2')).toMatchObject({ body: { FirmwareVersion: firmware } });
      expect(await e.submit(role, '11.3', { FirmwareHash: next.hash })).toMatchObject({
        responseCode: 'I0',
        body: { FirmwareVersion: next.version },
      });
      const user = { id: userOfRole(as).id, role: as };
      const { body } = await e.stand.dcc.submit({ srv: '8.2', user, parameters: { DeviceID: eui64 } });
      const [told] = (body as { readonly Device: readonly object[] }).Device;
      expect(told).toMatchObject({ DeviceFirmwareVersion: next.version, CPLStatus: 'Active' });
    },
  );

  it('other requests to the device are answered while the image is under way', async () => {
    const { eui64 } = e.device('esme');
    await update([eui64]);
    await e.sleep({ seconds: 5 });
    expect(await e.submit('esme', '4.1.1')).toMatchObject({ responseCode: 'I0' });
    expect(reports()).toEqual([]);
    expect(await update([eui64])).toMatchObject({ responseCode: 'E110102' });
    await e.sleep({ hours: 3 });
    expect(reports()).toMatchObject([{ S1SPAlertCode: 'FirmwareTransferred' }]);
    expect(await update([eui64])).toMatchObject({ responseCode: 'I99' });
  });

  it('E110101 (public): a version, or an image, that is not on the Central Products List', async () => {
    const { eui64 } = e.device('esme');
    const { image } = nextOf('esme');
    expect(await update([eui64], { version: 'FFFFFFFF' })).toMatchObject({ responseCode: 'E110101' });
    expect(await update([eui64], { image: image.with(300, (image[300] as number) ^ 1) })).toMatchObject({
      responseCode: 'E110101',
    });
    expect(await update([e.device('gsme').eui64], {}, 'GS')).toMatchObject({ responseCode: 'E110101' });
    expect(e.takeOperations('esme')).toEqual([]);
  });

  it('E110102: no device of the list is one that the User may update', async () => {
    const stranger = '00-00-5E-EF-10-00-00-91' as Eui64;
    expect(await update([stranger, e.device('ch').eui64])).toMatchObject({ responseCode: 'E110102' });
    expect(await update([e.device('esme').eui64], {}, 'GS')).toMatchObject({ responseCode: 'E110102' });
    expect(await update([e.device('esme').eui64], {}, 'ED')).toMatchObject({ responseCode: 'E2' });
  });

  it('W110101: those that can be given it are; those that cannot are listed', async () => {
    const { eui64 } = e.device('esme');
    const stranger = '00-00-5E-EF-10-00-00-91' as Eui64;
    expect(await update([stranger, eui64, e.device('gsme').eui64])).toMatchObject({
      responseCode: 'W110101',
      body: { InvalidDeviceIDList: `${stranger},${e.device('gsme').eui64}` },
    });
    await e.sleep({ hours: 3 });
    expect(reports()).toMatchObject([{ DeviceID: eui64, S1SPAlertCode: 'FirmwareTransferred' }]);
  });

  it('a meter that cannot be reached for days: the User is told that it has no image', async () => {
    await e.stand.cut();
    expect(await update([e.device('esme').eui64])).toMatchObject({ responseCode: 'I99' });
    await e.sleep({ hours: 24 });
    expect(reports()).toMatchObject([
      { S1SPAlertCode: 'FirmwareNotTransferred', AdditionalInformation: expect.stringContaining(': unreachable: ') },
    ]);
    e.stand.mend();
  });

  it('what is under way ends with the DCC', async () => {
    await update([e.device('esme').eui64]);
    await e.sleep({ seconds: 5 });
    await e.stand.dcc.close();
    e.takeOperations('esme');
    await e.sleep({ hours: 3 });
    expect(e.takeOperations('esme').length).toBeLessThan(3);
    expect(reports()).toEqual([]);
  });

  it.each([
    ['FirmwareImage', { FirmwareImage: '%%%' }],
    ['FirmwareVersion', { FirmwareVersion: '123456789' }],
    ['DeviceIDList', { DeviceIDList: '00-00' }],
  ])('refuses a %s that no User System could send', async (name, wrong) => {
    const parameters = { FirmwareImage: 'AAAA', FirmwareVersion: '1', DeviceIDList: e.device('esme').eui64, ...wrong };
    const request = { srv: '11.1', user: { id: userOfRole('IS').id, role: 'IS' as const }, parameters };
    await expect(e.stand.dcc.submit(request)).rejects.toMatchObject({ where: { path: `parameters.${name}` } });
  });
});

describe('SRV 11.3 Activate Firmware', () => {
  it('E110101 (public): a hash that is not on the Central Products List never reaches the device', async () => {
    const FirmwareHash = '00'.repeat(32);
    expect(await e.submit('esme', '11.3', { FirmwareHash })).toMatchObject({ responseCode: 'E110101' });
    expect(await e.submit('esme', '11.3', { FirmwareHash: nextOf('gsme').hash })).toMatchObject({
      responseCode: 'E110101',
    });
    expect(e.takeOperations('esme')).toEqual([]);
  });
});
