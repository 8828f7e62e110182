import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S1benchError } from '../../src/core/errors.ts';
import type { UserRole } from '../../src/core/srv/catalogue.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { loadLimit } from '../../src/dcc/s1sp/objects/load-limit.ts';
import { likeNow, resetCounter } from '../../src/dcc/s1sp/register.ts';
import { Enrolled } from './enrolled.ts';

let e: Enrolled;
beforeAll(async () => {
  e = await Enrolled.open('ioc-itron-dual-fuel');
});
afterAll(() => e.close());

/** What the response says; an empty body of a request that changes something. */
async function done(srv: string, parameters: unknown = {}, as: UserRole = 'IS'): Promise<unknown> {
  const { responseCode, body, debug } = await e.submit('esme', srv, parameters, as);
  expect([responseCode, debug]).toEqual(['I0', undefined]);
  return body;
}

const short = fc.integer({ min: 0, max: 0xffff });
const rms = fc.record({
  RMSExtremeOverVoltageMeasurementPeriod: short,
  RMSExtremeOverVoltageThreshold: short,
  RMSExtremeUnderVoltageMeasurementPeriod: short,
  RMSExtremeUnderVoltageThreshold: short,
  RMSVoltageSagMeasurementPeriod: short,
  RMSVoltageSagThreshold: short,
  RMSVoltageSwellMeasurementPeriod: short,
  RMSVoltageSwellThreshold: short,
});
const average = fc.record({
  AverageRMSOverVoltageThreshold: short,
  AverageRMSUnderVoltageThreshold: short,
  AverageRMSVoltageMeasurementPeriod: fc.integer({ min: 1, max: 0xffff }),
});
const few = { numRuns: 12 };
const usual = {
  RMSVoltageSettings: {
    RMSExtremeOverVoltageMeasurementPeriod: 30,
    RMSExtremeOverVoltageThreshold: 2760,
    RMSExtremeUnderVoltageMeasurementPeriod: 30,
    RMSExtremeUnderVoltageThreshold: 1840,
    RMSVoltageSagMeasurementPeriod: 20,
    RMSVoltageSagThreshold: 2070,
    RMSVoltageSwellMeasurementPeriod: 20,
    RMSVoltageSwellThreshold: 2530,
  },
  SinglePhaseVoltageSettings: {
    AverageRMSOverVoltageThreshold: 2530,
    AverageRMSUnderVoltageThreshold: 2162,
    AverageRMSVoltageMeasurementPeriod: 1800,
  },
};

describe('voltage', () => {
  it('SRV 6.5, 6.2.1: what was set is read back', async () => {
    await fc.assert(
      fc.asyncProperty(rms, average, async (RMSVoltageSettings, SinglePhaseVoltageSettings) => {
        await done('6.5', { RMSVoltageSettings, SinglePhaseVoltageSettings }, 'ED');
        const { AverageRMSVoltageMeasurementPeriod: seconds, ...thresholds } = SinglePhaseVoltageSettings;
        const read = { SinglePhaseVoltageSettings: thresholds, RMSVoltageSettings };
        expect(await done('6.2.1')).toEqual(read);
        const now = e.target.clock.now().toString();
        const network = await done('4.10', { ReadLogPeriod: { StartDateTime: now, EndDateTime: now } });
        expect(network).toMatchObject({
          Electricity: { SinglePhaseESME: { AvgRMSVoltageProfileDataLog: { MeasurementPeriod: seconds } } },
        });
      }),
      few,
    );
    await done('6.5', usual, 'ED');
  });

  it('SRV 6.5: the counters are reset unless the request says not to', async () => {
    e.takeOperations('esme');
    await done('6.5', { ...usual, RMSVoltageCountersNotReset: {} }, 'ED');
    const keeping = e.takeOperations('esme');
    await done('6.5', usual, 'ED');
    const resetting = e.takeOperations('esme');
    expect(keeping.filter((operation) => operation.includes(' action '))).toEqual([]);
    expect(resetting.filter((operation) => operation.includes(' action '))).toHaveLength(6);
    await done('6.27', {}, 'ED');
    expect(e.takeOperations('esme')).toEqual(resetting.slice(-6));
  });

  it('SRV 6.5: what a meter can’t hold fails before anything is written', async () => {
    const { SinglePhaseVoltageSettings } = usual;
    const parameters = {
      ...usual,
      SinglePhaseVoltageSettings: { ...SinglePhaseVoltageSettings, AverageRMSUnderVoltageThreshold: 65_536 },
    };
    e.takeOperations('esme');
    const { responseCode, debug } = await e.submit('esme', '6.5', parameters, 'ED');
    expect(responseCode).toBe('E1000');
    expect(debug?.[0]?.error).toContain('65536');
    expect(e.takeOperations('esme').filter((operation) => operation.includes(' set '))).toEqual([]);
  });

  it('SRV 6.5: settings for three phases are DUIS, and fail on a meter of one', async () => {
    const { SinglePhaseVoltageSettings: each, ...rest } = usual;
    const phases = [1, 2, 3].map((Phase) => ({ Phase, PhaseVoltageSettings: each }));
    const { responseCode, debug } = await e.submit('esme', '6.5', { ...rest, PolyPhaseVoltageSettings: phases }, 'ED');
    expect([responseCode, debug?.[0]?.position]).toEqual(['E1000', 1]);
    const both = { ...usual, PolyPhaseVoltageSettings: phases };
    await expect(e.submit('esme', '6.5', both, 'ED')).rejects.toThrow('exactly one of');
    await expect(e.submit('esme', '6.5', rest, 'ED')).rejects.toThrow('exactly one of');
  });
});

describe('power', () => {
  it('SRV 6.12, 6.2.5: what was set is read back', async () => {
    const watts = fc.integer({ min: 0, max: 0xffff_ffff });
    await fc.assert(
      fc.asyncProperty(watts, watts, async (LowMediumPowerThreshold, MediumHighPowerThreshold) => {
        const thresholds = { LowMediumPowerThreshold, MediumHighPowerThreshold };
        await done('6.12', thresholds);
        expect(await done('6.2.5')).toEqual(thresholds);
      }),
      few,
    );
    const tooMuch = { LowMediumPowerThreshold: 0x1_0000_0000, MediumHighPowerThreshold: 1 };
    await expect(e.submit('esme', '6.12', tooMuch)).rejects.toThrow('a whole number from 0 to 4294967295');
  });

  it('SRV 6.4.1, 4.15: what was set is read back; 6.4.2 resets the counter', async () => {
    const seconds = fc.integer({ min: 0, max: 0xffff_ffff });
    const settings = fc.record({
      LoadLimitPowerThreshold: fc.integer({ min: 100_000, max: 0xffff_ffff }),
      LoadLimitPeriod: seconds,
      LoadLimitRestorationPeriod: seconds,
      LoadLimitSupplyState: fc.constantFrom('Disable', 'Unchanged'),
    });
    await fc.assert(
      fc.asyncProperty(settings, async (given) => {
        expect(await done('6.4.1', given)).toEqual({});
        expect(await done('4.15')).toEqual({ LoadLimitCounterValue: 0, ...given });
      }),
      few,
    );
    e.takeOperations('esme');
    await done('6.4.2');
    expect(e.takeOperations('esme')).toEqual(['2 action 0.0.131.2.0.255 1: success']);
  });

  it('SRV 6.4.1: a time that has passed means now; for a later one the meter has no place', async () => {
    const settings = {
      LoadLimitPeriod: 60,
      LoadLimitPowerThreshold: 100_000,
      LoadLimitRestorationPeriod: 300,
      LoadLimitSupplyState: 'Unchanged',
    };
    await done('6.4.1', { ExecutionDateTime: '2020-01-01T00:00:00Z', ...settings });
    const later = e.target.clock.now().add({ hours: 1 }).toString();
    e.takeOperations('esme');
    const { responseCode, debug } = await e.submit('esme', '6.4.1', { ExecutionDateTime: later, ...settings });
    expect([responseCode, e.takeOperations('esme')]).toEqual(['E1000', []]);
    expect(debug?.[0]?.error).toContain(later);
  });

  it('SRV 4.12.1, 4.12.2: the highest mean power and the end of its half-hour', async () => {
    expect(await done('4.12.1')).toEqual({
      MaxDemandActiveEnergyImport: { Value: expect.any(Number), CaptureTime: expect.stringMatching(/:[03]0:00Z$/) },
    });
    expect(await done('4.12.2', {}, 'ED')).toHaveProperty('MaxDemandActiveEnergyExport.Value', 0);
  });
});

describe('registers', () => {
  it.each([
    [0, 1],
    [7, 2],
  ])('SRV 6.4.2: after silence a counter that shows %i was asked to be reset %i time(s)', async (count, asked) => {
    let actions = 0;
    const services: CosemServices = {
      get: async () => ({ data: { type: 'double-long-unsigned', value: count } }),
      set: async () => 'read-write-denied',
      action: async () => {
        actions++;
        if (actions === 1) throw new S1benchError('device-no-response');
        return { result: 'success' };
      },
    };
    await resetCounter(new Device(services), loadLimit.counter);
    expect(actions).toBe(asked);
  });

  it('Blue Book 4.3.2: a value is written as the type of number that is there, or refused', () => {
    expect(likeNow({ type: 'unsigned', value: 1 }, 255)).toEqual({ type: 'unsigned', value: 255 });
    expect(likeNow({ type: 'long64-unsigned', value: 1n }, 2)).toEqual({ type: 'long64-unsigned', value: 2n });
    expect(() => likeNow({ type: 'unsigned', value: 1 }, 256)).toThrow('axdr-value-out-of-range');
    expect(() => likeNow({ type: 'boolean', value: true }, 1)).toThrow('step-value-unexpected');
  });
});
