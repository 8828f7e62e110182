import { describe, expect, it } from 'vitest';
import { findSrv, srvCatalogue } from '../../src/core/srv/catalogue.ts';
import { parseSmets1Services } from '../../src/core/srv/smets1-services.ts';
import { nonDeviceServices } from '../../src/dcc/non-device/all.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import { installation } from '../links/simulated.ts';
import { meter, StandIn, supplier } from './stand-in.ts';

const period = (StartDateTime: string, EndDateTime: string) => ({ ReadLogPeriod: { StartDateTime, EndDateTime } });

describe.each(['wrapper', 'hdlc'] as const)('Service Requests over %s', (framing) => {
  it('SRV 4.1.1 reads the cumulative import registers in Wh and varh', async () => {
    const standIn = new StandIn({ framing });
    const response = await standIn.submit('4.1.1');
    expect(response).toMatchObject({ srv: '4.1.1', responseCode: 'I0' });
    const { ActiveImportRegister: active, ReactiveImportRegister: reactive } = (
      response.body as { Electricity: Record<string, { Value: number }> }
    ).Electricity;
    expect(active).toEqual({ Value: expect.any(Number), ActiveEnergyUnit: 'Wh' });
    expect(active?.Value).toBeGreaterThan(1_000_000);
    expect(reactive).toEqual({ Value: expect.any(Number), ReactiveEnergyUnit: 'varh' });
    expect(standIn.steps()).toEqual([
      '2 get 1.0.1.8.0.255 3: success',
      '2 get 1.0.1.8.0.255 2: success',
      '2 get 1.0.3.8.0.255 3: success',
      '2 get 1.0.3.8.0.255 2: success',
    ]);
    await standIn.dcc.close();
  });

  it('SRV 4.8.1 reads the half hours of a period, and they sum to what the register gained', async () => {
    const standIn = new StandIn({ framing });
    const before = await standIn.submit('4.1.1');
    await standIn.clock.sleep(Temporal.Duration.from({ hours: 24 }));
    const response = await standIn.submit('4.8.1', period('2026-01-15T10:30:00Z', '2026-01-16T10:00:00Z'));
    const { LogEntry: entries } = response.body as {
      LogEntry: { Timestamp: string; Electricity: { PrimaryValue: number } }[];
    };
    expect(entries).toHaveLength(48);
    expect(entries[0]?.Timestamp).toBe('2026-01-15T10:30:00Z');
    expect(entries.at(-1)?.Timestamp).toBe('2026-01-16T10:00:00Z');
    const after = await standIn.submit('4.1.1');
    const register = (body: unknown) =>
      (body as { Electricity: { ActiveImportRegister: { Value: number } } }).Electricity.ActiveImportRegister.Value;
    const gained = register(after.body) - register(before.body);
    const sum = entries.reduce((total, { Electricity }) => total + Electricity.PrimaryValue, 0);
    expect(entries.every(({ Electricity }) => Electricity.PrimaryValue >= 0)).toBe(true);
    // Both are of 24 hours, ten minutes apart at either end.
    expect(Math.abs(sum - gained)).toBeLessThan(2000);
    expect(sum).toBeGreaterThan(1000);
    expect(standIn.steps().filter((step) => step.includes('99.1.0'))).toEqual([
      // A day of silence: the device has ended the HDLC connection meanwhile.
      ...(framing === 'hdlc' ? ['2 get 1.0.99.1.0.255 3: link-expired'] : []),
      '2 get 1.0.99.1.0.255 3: success',
      '2 get 1.0.99.1.0.255 4: success',
      '2 get 1.0.99.1.0.255 2: success',
    ]);
    await standIn.dcc.close();
  });

  it('SRV 4.8.1 reads 13 months of half hours in blocks', async () => {
    const standIn = new StandIn({ framing });
    const response = await standIn.submit('4.8.1', period('2024-12-20T00:00:00Z', '2026-01-15T00:00:00Z'));
    expect((response.body as { LogEntry: unknown[] }).LogEntry).toHaveLength(391 * 48 + 1);
    await standIn.dcc.close();
  });

  it('SRV 4.16 reads the active power import in W', async () => {
    const standIn = new StandIn({ framing });
    const { body } = await standIn.submit('4.16');
    expect(body).toEqual({ ActivePowerImport: { Value: expect.any(Number), Unit: 'W' } });
    await standIn.dcc.close();
  });

  it('SRV 6.2.4 reads who the device is', async () => {
    const standIn = new StandIn({ framing });
    const { body } = await standIn.submit('6.2.4');
    expect(body).toEqual({
      DeviceIdentifier: meter.id,
      ModelType: meter.model.slice(0, 8),
      ManufacturerIdentifier: meter.manufacturer,
      Electricity: { SupplyTamperState: 'Unchanged' },
    });
    await standIn.dcc.close();
  });

  it('SRV 11.2 reads the firmware version', async () => {
    const standIn = new StandIn({ framing });
    const { body } = await standIn.submit('11.2');
    expect(body).toEqual({ FirmwareVersion: installation.devices.esme.firmware });
    await standIn.dcc.close();
  });

  it('SRV 7.2, 7.3, 7.1 disable, arm and enable the supply through the DCO, and SRV 7.4 sees it', async () => {
    const standIn = new StandIn({ framing });
    const state = async () => (await standIn.submit('7.4')).body;
    expect(await state()).toEqual({ SupplyState: 'Enabled' });
    expect(await standIn.submit('7.2')).toMatchObject({ responseCode: 'I0', body: {} });
    expect(await state()).toEqual({ SupplyState: 'Disabled' });
    expect(await standIn.submit('7.3')).toMatchObject({ responseCode: 'I0', body: {} });
    expect(await state()).toEqual({ SupplyState: 'Armed' });
    expect(await standIn.submit('7.1')).toMatchObject({ responseCode: 'I0', body: {} });
    expect(await state()).toEqual({ SupplyState: 'Enabled' });
    expect(await standIn.submit('7.1')).toMatchObject({ responseCode: 'I0' });
    const changes = standIn.steps().filter((step) => !step.includes('get'));
    expect(changes).toEqual([
      '1 action 0.0.96.3.10.255 1: success',
      '1 set 0.0.96.3.10.255 4: success',
      '1 action 0.0.96.3.10.255 2: success',
      '1 set 0.0.96.3.10.255 4: success',
      '1 action 0.0.96.3.10.255 1: success',
      '1 action 0.0.96.3.10.255 2: success',
      '1 set 0.0.96.3.10.255 4: success',
      '1 action 0.0.96.3.10.255 2: success',
    ]);
    await standIn.dcc.close();
  });

  it('SRV 7.3 on an enabled supply is refused by the device, and the response says which step', async () => {
    const standIn = new StandIn({ framing });
    const response = await standIn.submit('7.3');
    expect(response).toMatchObject({
      responseCode: 'E1000',
      debug: [{ position: 2, responseCode: 250, error: 'ACTION 0.0.96.3.10.255 (class 70) 2: other-reason' }],
    });
    expect(response.body).toBeUndefined();
    await standIn.dcc.close();
  });

  it('SRV 6.11 sets the clock within the tolerance, and reads it back', async () => {
    const standIn = new StandIn({ framing });
    const now = standIn.clock.now();
    const within = { CurrentDateTime: now.subtract({ seconds: 9 }).toString(), TolerancePeriod: 10 };
    expect(await standIn.submit('6.11', within)).toMatchObject({
      responseCode: 'I0',
      body: {
        DeviceTime: now.toString(),
        Electricity: { ElecClockTimeStatus: { TimeStatus: 'reliable' } },
      },
    });
    const read = '1 get 0.0.1.0.0.255 2: success';
    expect(standIn.steps()).toEqual([read, '1 set 0.0.1.0.0.255 2: success', read, '1 get 0.0.1.0.0.255 4: success']);
    await standIn.dcc.close();
  });

  it('SRV 6.11 leaves the clock alone where the request is older than its tolerance', async () => {
    const standIn = new StandIn({ framing });
    const late = { CurrentDateTime: standIn.clock.now().subtract({ seconds: 11 }).toString(), TolerancePeriod: 10 };
    expect(await standIn.submit('6.11', late)).toMatchObject({ responseCode: 'E1000', debug: [{ position: 1 }] });
    expect(standIn.operations).toEqual([]);
    await standIn.dcc.close();
  });

  it('SRV 6.13 reads the event log by period: what was done to the supply stands in it', async () => {
    const standIn = new StandIn({ framing });
    const start = standIn.clock.now();
    await standIn.submit('7.2');
    await standIn.submit('7.3');
    const log = { ...period(start.toString(), start.add({ minutes: 1 }).toString()), LogToRead: 'Event' };
    const response = await standIn.submit('6.13', log);
    expect(response.body).toEqual({
      Log: {
        LogEntry: [
          { Timestamp: start.toString(), LogCode: '0201' },
          { Timestamp: start.toString(), LogCode: '8F32' },
        ],
      },
    });
    const security = await standIn.submit('6.13', { ...log, LogToRead: 'Security' });
    expect(security.body).toEqual({ Log: { LogEntry: [] } });
    expect(await standIn.submit('6.13', { ...log, LogToRead: 'GSMEEvent' })).toMatchObject({
      responseCode: 'E1000',
      debug: [{ position: 1, error: expect.stringContaining('GSMEEvent') }],
    });
    await standIn.dcc.close();
  });
});

describe('DUIS RequestID', () => {
  it('is originator, target and a counter that strictly increases', async () => {
    const standIn = new StandIn();
    const ids = [await standIn.submit('7.4'), await standIn.submit('7.4')].map(({ requestId }) => requestId.split(':'));
    for (const [originator, target] of ids) expect([originator, target]).toEqual([supplier, meter.id]);
    const [first, second] = ids.map((parts) => BigInt(parts[2] as string));
    expect(second).toBe((first as bigint) + 1n);
    await standIn.dcc.close();
  });
});

describe('Equivalent Steps', () => {
  it('exist for SRVs of the catalogue alone, on devices that they are for; what has none the DCC answers itself', () => {
    for (const [srv, { on }] of equivalentStepsBySrv) {
      const { targets } = findSrv(srv) ?? expect.fail(`no SRV ${srv}`);
      expect(Object.keys(on).length).toBeGreaterThan(0);
      for (const type of Object.keys(on)) expect(targets).toContain(type);
    }
    for (const srv of nonDeviceServices.keys()) expect(findSrv(srv)?.targets).toEqual([]);
  });

  it('SMETS1: the working set can be asked, each of it', () => {
    const answered = new Set([...equivalentStepsBySrv.keys(), ...nonDeviceServices.keys()]);
    const missing = srvCatalogue.filter(({ srv, smets1 }) => smets1.use === 'working-set' && !answered.has(srv));
    expect(missing.map(({ srv }) => srv)).toEqual([]);
  });

  it.each([
    ['4.8.1', {}, 'parameters.ReadLogPeriod'],
    ['4.8.1', period('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'), 'parameters.ReadLogPeriod.EndDateTime'],
    ['4.8.1', period('2026-01-02T00:00:00', '2026-01-03T00:00:00Z'), 'parameters.ReadLogPeriod.StartDateTime'],
    ['4.8.1', period('2026-02-30T00:00:00Z', '2026-03-03T00:00:00Z'), 'parameters.ReadLogPeriod.StartDateTime'],
    ['7.4', { ExecutionDateTime: '2026-01-02T00:00:00Z' }, 'parameters'],
    ['6.11', { CurrentDateTime: '2026-01-02T00:00:00Z', TolerancePeriod: 86_401 }, 'parameters.TolerancePeriod'],
    ['6.13', { ...period('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), LogToRead: 'All' }, 'parameters.LogToRead'],
  ])('SRV %s refuses %j, saying where', async (srv, parameters, path) => {
    const standIn = new StandIn();
    await expect(standIn.submit(srv, parameters)).rejects.toMatchObject({
      code: 'service-request-invalid',
      where: { path },
    });
    expect(standIn.operations).toEqual([]);
  });

  it('an SRV that DUIS does not have is refused', async () => {
    await expect(new StandIn().submit('99.1')).rejects.toMatchObject({
      code: 'srv-unknown',
      expected: expect.stringContaining('4.8.1'),
    });
  });

  it.each([
    ['is not for SMETS1 devices', '7.7', 'E11'],
    ['has no steps', '1.1.2', 'E11'],
    ['is for another type of device, and for other roles', '4.1.4', 'E2'],
  ])('an SRV that %s gets a response code, whatever its parameters', async (_, srv, code) => {
    const standIn = new StandIn();
    expect(await standIn.submit(srv, { anything: 1 })).toMatchObject({ responseCode: code });
    expect(standIn.operations).toEqual([]);
  });

  it('DUIS 1.4.2: which SRVs are for SMETS1 devices can be said by a file', async () => {
    const services = parseSmets1Services(
      'kind: smets1-services\ntitle: One\nevidence: { kind: ours, source: a test }\nservices: ["4.1.1"]\n',
      'one.yaml',
    );
    const standIn = new StandIn({ services });
    expect(await standIn.submit('4.1.1')).toMatchObject({ responseCode: 'I0' });
    expect(await standIn.submit('4.16')).toMatchObject({ responseCode: 'E11' });
    await standIn.dcc.close();
  });
});
