import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Enrolled } from './enrolled.ts';

let e: Enrolled;
beforeAll(async () => {
  e = await Enrolled.open('moc-mds-dual-fuel');
});
afterAll(() => e.close());

async function done(role: string, srv: string, parameters: unknown = {}): Promise<object> {
  const { responseCode, body, debug } = await e.submit(role, srv, parameters);
  expect([responseCode, debug]).toEqual(['I0', undefined]);
  return body ?? expect.fail('no body');
}

const few = { numRuns: 10 };
const flow = {
  UncontrolledGasFlowRateDecimal: 0.4,
  SupplyDepletionState: 'Unchanged',
  SupplyTamperState: 'Unchanged',
  StabilisationPeriod: 5,
  MeasurementPeriod: 15,
};

describe('gas', () => {
  it('SRV 6.6, 6.2.8: calorific value and conversion factor are read back digit by digit, from meter and proxy', async () => {
    const tenths = fc.integer({ min: 1, max: 2000 });
    const hundredThousandths = fc.integer({ min: 1, max: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(tenths, hundredThousandths, async (calorific, factor) => {
        const given = { CalorificValue: calorific / 10, ConversionFactor: factor / 100_000 };
        await done('gsme', '6.6', given);
        expect(await done('gsme', '6.2.8')).toMatchObject(given);
        expect(await done('gpf', '6.2.8')).toMatchObject(given);
      }),
      few,
    );
  });

  it('SRV 6.7, 6.2.8: the settings of the flow are read back; what is locked is written', async () => {
    const rate = fc.integer({ min: 0, max: 65_535 });
    const stabilisation = fc.integer({ min: 1, max: 255 });
    const measurement = fc.integer({ min: 1, max: 65_535 });
    await fc.assert(
      fc.asyncProperty(rate, stabilisation, measurement, async (tenThousandths, seconds, period) => {
        const decimal = tenThousandths / 10_000;
        await done('gsme', '6.7', {
          ...flow,
          UncontrolledGasFlowRateDecimal: decimal,
          StabilisationPeriod: seconds,
          MeasurementPeriod: period,
        });
        expect(await done('gsme', '6.2.8')).toMatchObject({
          UncontrolledGasFlowRate: decimal,
          FlowStabilisationPeriod: seconds,
          FlowMeasurementPeriod: period,
        });
      }),
      few,
    );
    const { UncontrolledGasFlowRateDecimal: _, ...rest } = flow;
    await done('gsme', '6.7', { ...rest, UncontrolledGasFlowRate: 2, SupplyTamperState: 'Locked' });
    expect(await done('gsme', '6.2.8')).toMatchObject({ UncontrolledGasFlowRate: 2 });
    await done('gsme', '6.7', flow);
  });

  it('SRV 6.7: whole cubic metres that the meter can’t hold fail before anything is written', async () => {
    const { UncontrolledGasFlowRateDecimal: _, ...rest } = flow;
    e.takeOperations('gsme');
    const { responseCode, debug } = await e.submit('gsme', '6.7', { ...rest, UncontrolledGasFlowRate: 7 });
    expect([responseCode, debug?.[0]?.error]).toEqual(['E1000', expect.stringContaining('70000')]);
    expect(e.takeOperations('gsme').filter((operation) => operation.includes(' set '))).toEqual([]);
  });

  it('SRV 6.6: what the meter refuses is told with its own reason', async () => {
    const { responseCode, debug } = await e.submit('gsme', '6.6', { CalorificValue: 0, ConversionFactor: 1 });
    expect(responseCode).toBe('E1000');
    expect(debug?.[0]).toMatchObject({ position: 5, responseCode: 250 });
  });

  it.each([
    ['6.6', { CalorificValue: 39.55, ConversionFactor: 1 }, 'CalorificValue'],
    ['6.6', { CalorificValue: 39.5, ConversionFactor: 1.000_001 }, 'ConversionFactor'],
    ['6.6', { CalorificValue: -1, ConversionFactor: 1 }, 'a number from 0 to'],
    ['6.6', { CalorificValue: '39.5', ConversionFactor: 1 }, 'CalorificValue'],
    ['6.7', { ...flow, UncontrolledGasFlowRateDecimal: 6.5536 }, 'a number from 0 to 6.5535'],
    ['6.7', { ...flow, UncontrolledGasFlowRate: 1 }, 'exactly one of'],
    ['6.7', { ...flow, StabilisationPeriod: 0 }, 'a whole number from 1 to 255'],
    ['6.7', { ...flow, SupplyDepletionState: 'Open' }, 'SupplyDepletionState'],
  ])('SRV %s: %j could not have been sent', async (srv, parameters, expected) => {
    await expect(e.submit('gsme', srv, parameters)).rejects.toThrow(expected);
  });

  it('SRV 6.6, 6.7, 7.2: the gas proxy takes no changes', async () => {
    for (const [srv, parameters] of [
      ['6.6', { CalorificValue: 39.5, ConversionFactor: 1 }],
      ['6.7', flow],
      ['7.2', {}],
      ['7.3', {}],
    ] as const) {
      expect(await e.submit('gpf', srv, parameters)).toMatchObject({ responseCode: 'E11' });
    }
  });

  it('SRV 4.10: nothing is logged until the log is started', async () => {
    const now = e.target.clock.now();
    const parameters = {
      ReadLogPeriod: { StartDateTime: now.subtract({ hours: 4 }).toString(), EndDateTime: now.toString() },
    };
    expect(await done('gsme', '4.10', parameters)).toEqual({ Gas: { NetworkDataLog: { LogEntry: [] } } });
  });
});

describe('valve', () => {
  it('SRV 7.2, 7.3, 7.4: gas is disabled and armed, and enabled by the consumer alone', async () => {
    const state = async () => ((await done('gsme', '7.4')) as { SupplyState: string }).SupplyState;
    expect(await state()).toBe('Enabled');
    expect(await done('gsme', '7.2')).toEqual({});
    expect(await state()).toBe('Disabled');
    await done('gsme', '7.3');
    expect(await state()).toBe('Armed');
    expect(await e.submit('gsme', '7.1', {}, 'IS')).toMatchObject({ responseCode: 'E11' });
    expect(await done('gpf', '7.4')).toEqual({
      SupplyState: 'Armed',
      Gas: { RemainingBatteryCapacity: expect.any(Number) },
    });
  });
});
