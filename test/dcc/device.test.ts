import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dateTimeData, integerOf, listOf } from '../../src/dcc/s1sp/values.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { Client } from './client.ts';
import { Enrolled } from './enrolled.ts';

const CLOCK = '0.0.1.0.0.255';

let e: Enrolled;
beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

/** Makes a device one that is installed and not commissioned: for the DCC, which alone knows of that. */
async function installAnew(role: string): Promise<void> {
  const as = role === 'esme' ? 'IS' : 'GS';
  const user = { id: userOfRole(as).id, role: as } as const;
  const DeviceID = e.device(role).eui64;
  for (const [srv, change] of [
    ['8.3', {}],
    ['8.4', { UpdateDeviceStatusExceptCH: 'Pending' }],
    ['8.4', { UpdateDeviceStatusExceptCH: 'InstalledNotCommissioned' }],
  ] as const) {
    const { responseCode } = await e.stand.dcc.submit({ srv, user, parameters: { DeviceID, ...change } });
    expect([srv, change, responseCode]).toEqual([srv, change, 'I0']);
  }
}

const now = (): Temporal.Instant => e.target.clock.now();

describe('SRV 6.2.4', () => {
  it.each([
    ['esme', { Electricity: { SupplyTamperState: 'Unchanged' } }],
    ['gsme', { Gas: { SupplyTamperState: 'Unchanged', SupplyDepletionState: 'Unchanged' } }],
    ['gpf', { Gas: { SupplyTamperState: 'Unchanged', SupplyDepletionState: 'Unchanged' } }],
    ['ch', {}],
  ])('the %s says who it is, and what becomes of its supply', async (role, states) => {
    const { eui64, manufacturer, model } = e.device(role);
    const body = {
      DeviceIdentifier: eui64,
      ModelType: model.slice(0, 8),
      ManufacturerIdentifier: manufacturer.slice(0, 32),
      ...states,
    };
    expect(await e.submit(role, '6.2.4')).toMatchObject({ responseCode: 'I0', body });
  });
});

describe('SRV 6.2.7, 6.20.1', () => {
  it('an MPAN is set and read back; another number of 13 digits the meter refuses', async () => {
    const ImportMPAN = '1200000007772';
    expect(await e.submit('esme', '6.20.1', { ImportMPANs: { ImportMPAN: '1200000007773' } })).toMatchObject({
      responseCode: 'E1000',
      debug: [{ position: 1, responseCode: 250 }],
    });
    const { responseCode } = await e.submit('esme', '6.20.1', { ImportMPANs: { ImportMPAN } });
    expect(responseCode).toBe('I0');
    expect((await e.submit('esme', '6.2.7')).body).toEqual({ Electricity: { ImportMPAN } });
  });

  it('an MPRN is set at the gas meter, and the proxy shows it', async () => {
    const ImportMPRN = '3938424403';
    expect(await e.submit('gsme', '6.20.1', { ImportMPRN })).toMatchObject({ responseCode: 'I0', body: {} });
    for (const role of ['gsme', 'gpf'])
      expect((await e.submit(role, '6.2.7')).body).toEqual({ Gas: { MPRN: ImportMPRN } });
  });

  it('there is room for one import MPAN', async () => {
    const ImportMPANs = { ImportMPAN: '1200000007772', SecondaryImportMPAN: '1200000007772' };
    const { responseCode, debug } = await e.submit('esme', '6.20.1', { ImportMPANs });
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('one import MPAN')]);
    expect(e.takeOperations('esme')).toEqual([]);
  });

  it.each([
    ['esme', { ImportMPRN: '3938424403' }],
    ['gsme', { ImportMPANs: { ImportMPAN: '1200000007772' } }],
    ['esme', { ImportMPANs: { ImportMPAN: '120000000000' } }],
  ])('the %s takes no %j', async (role, parameters) => {
    await expect(e.submit(role, '6.20.1', parameters)).rejects.toThrow('service-request-invalid');
  });
});

describe.each(['6.11', '8.1.1'])('SRV %s', (srv) => {
  beforeEach(async () => {
    if (srv === '8.1.1') for (const role of ['esme', 'gsme']) await installAnew(role);
  });

  const reliable = {
    esme: { Electricity: { ElecClockTimeStatus: { TimeStatus: 'reliable', TimeStatusCode: 0 } } },
    gsme: { Gas: { GasClockTimeStatus: { ASN1Status: 'reliable', ResponseCode: 0 } } },
  };

  it.each(['esme', 'gsme'] as const)('a clock of the %s that is an hour off is right again', async (role) => {
    const critical = new Client(e, role, 'critical');
    expect(await critical.set(8, CLOCK, 2, dateTimeData(now().subtract({ hours: 1 })))).toBe('success');
    const { responseCode, body } = await e.submit(role, srv, {
      CurrentDateTime: now().toString(),
      TolerancePeriod: 10,
    });
    expect([responseCode, body]).toMatchObject(['I0', reliable[role]]);
    expect(Temporal.Instant.from(String(body?.['DeviceTime'])).until(now()).abs().total('seconds')).toBeLessThan(10);
    expect(e.takeOperations(role).filter((step) => step.startsWith('1 '))).toEqual([
      `1 get ${CLOCK} 2: success`,
      `1 set ${CLOCK} 2: success`,
      `1 get ${CLOCK} 2: success`,
      `1 get ${CLOCK} 4: success`,
    ]);
  });

  it('a request that was held up sets nothing', async () => {
    const parameters = { CurrentDateTime: now().subtract({ seconds: 11 }).toString(), TolerancePeriod: 10 };
    const { responseCode, debug } = await e.submit('gsme', srv, parameters);
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('CurrentDateTime')]);
    expect(e.takeOperations('gsme')).toEqual([]);
  });
});

describe('SRV 6.25, 6.26, 1.7', () => {
  it.each(['Locked', 'Unchanged'])('the supply tamper state is %s once it was set so', async (SupplyTamperState) => {
    expect(await e.submit('esme', '6.25', { SupplyTamperState })).toMatchObject({ responseCode: 'I0', body: {} });
    expect((await e.submit('esme', '6.2.4')).body?.['Electricity']).toEqual({ SupplyTamperState });
  });

  it.each([true, false])('block counters are reset each day: %s', async (value) => {
    const daily = { DailyTariffBlockCounterMatrixReset: value };
    expect(await e.submit('esme', '6.26', daily)).toMatchObject({ responseCode: 'I0', body: {} });
    expect(await new Client(e, 'esme').get(1, '0.0.130.0.3.255')).toEqual({ type: 'boolean', value });
  });

  it('block counters are reset, and begin anew', async () => {
    const counters = async (): Promise<readonly bigint[]> =>
      listOf(await new Client(e, 'esme').get(1, '0.0.130.0.2.255')).flatMap((rate) => listOf(rate).map(integerOf));
    expect((await counters()).some((counter) => counter > 0n)).toBe(true);
    expect(await e.submit('esme', '1.7')).toMatchObject({ responseCode: 'I0', body: {} });
    const after = await counters();
    expect(after.every((counter) => counter <= 1n)).toBe(true);
  });
});
