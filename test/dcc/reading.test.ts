import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { Enrolled } from './enrolled.ts';

const HALF_HOUR = { minutes: 30 };
const start = Temporal.Instant.from('2026-01-15T10:20:00Z');
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);
const period = (from: Temporal.Instant, to: Temporal.Instant) => ({
  ReadLogPeriod: { StartDateTime: from.toString(), EndDateTime: to.toString() },
});

let e: Enrolled;
beforeAll(async () => {
  e = await Enrolled.open('moc-secure-dual-fuel');
});
afterAll(() => e.close());

async function bodyOf(response: Promise<ServiceResponse>): Promise<Readonly<Record<string, unknown>>> {
  const { responseCode, body, debug } = await response;
  expect([responseCode, debug]).toEqual(['I0', undefined]);
  return body ?? expect.fail('no body');
}

interface Entry {
  readonly Timestamp: string;
  readonly Electricity?: { readonly PrimaryValue: number };
  readonly Gas?: { readonly PrimaryValue: number };
}
async function entries(role: string, from: Temporal.Instant, to: Temporal.Instant): Promise<readonly Entry[]> {
  const { LogEntry } = await bodyOf(e.submit(role, '4.8.1', period(from, to)));
  return LogEntry as readonly Entry[];
}

interface Daily {
  readonly Timestamp: string;
  readonly Electricity: {
    readonly ElecActiveImportRegisterConsumption: number;
    readonly TariffTOURegisterMatrixValue: readonly { readonly Value: number; readonly index: number }[];
  };
}

describe('registers', () => {
  it('SRV 4.1.1: import in Wh and varh, gas in m3 with its litres', async () => {
    expect(await bodyOf(e.submit('esme', '4.1.1'))).toEqual({
      Electricity: {
        ActiveImportRegister: { Value: expect.any(Number), ActiveEnergyUnit: 'Wh' },
        ReactiveImportRegister: { Value: expect.any(Number), ReactiveEnergyUnit: 'varh' },
      },
    });
    expect(e.takeOperations('esme').slice(-4)).toEqual([
      '2 get 1.0.1.8.0.255 3: success',
      '2 get 1.0.1.8.0.255 2: success',
      '2 get 1.0.3.8.0.255 3: success',
      '2 get 1.0.3.8.0.255 2: success',
    ]);
    const gas = await bodyOf(e.submit('gsme', '4.1.1'));
    expect(gas).toEqual({ Gas: { ConsumptionRegister: { Value: expect.any(Number), Unit: 'm3' } } });
    expect(JSON.stringify(gas)).toMatch(/"Value":\d+(\.\d{1,3})?,/);
  });

  it('SRV 4.1.1: the gas proxy shows what the gas meter was last heard to have', async () => {
    const meter = await bodyOf(e.submit('gsme', '4.1.1'));
    expect(await bodyOf(e.submit('gpf', '4.1.1'))).toEqual(meter);
  });

  it('SRV 4.1.1: a time for the request is of no account to the device, which gets it at its time', async () => {
    expect(await bodyOf(e.submit('esme', '4.2', { ExecutionDateTime: '2026-01-15T10:00:00Z' }, 'ED'))).toEqual({
      ActiveExportRegister: { Value: 0, ActiveEnergyUnit: 'Wh' },
      ReactiveExportRegister: { Value: 0, ReactiveEnergyUnit: 'varh' },
    });
  });
});

describe('profiles', () => {
  const midnight = at('2026-01-15T00:00:00Z');
  const moment = fc.integer({ min: 0, max: 48 * 30 }).map((n) => midnight.subtract({ minutes: 30 * n }));

  it.each(['esme', 'gsme', 'gpf'])(
    'SRV 4.8.1 %s: the half-hours of any part of a month are those of the month',
    async (role) => {
      const month = await entries(role, midnight.subtract({ hours: 24 * 30 }), midnight);
      expect(month).toHaveLength(48 * 30 + 1);
      await fc.assert(
        fc.asyncProperty(moment, moment, async (a, b) => {
          const [from, to] = Temporal.Instant.compare(a, b) < 0 ? [a, b] : [b, a];
          const within = month.filter(({ Timestamp }) => Timestamp >= from.toString() && Timestamp <= to.toString());
          expect(await entries(role, from, to)).toEqual(within);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('SRV 4.8.1, 4.6.1: the half-hours of a day add up to what the register of the day went up by', async () => {
    const days = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(days, async (ago) => {
        const from = midnight.subtract({ hours: 24 * ago });
        const to = from.add({ hours: 24 });
        const { LogEntry } = await bodyOf(e.submit('esme', '4.6.1', period(from, to)));
        const [before, after] = (LogEntry as readonly Daily[]).map(
          ({ Electricity }) => Electricity.ElecActiveImportRegisterConsumption,
        );
        const halfHours = await entries('esme', from.add(HALF_HOUR), to);
        const sum = halfHours.reduce((total, { Electricity }) => total + (Electricity?.PrimaryValue ?? 0), 0);
        expect([halfHours.length, (before ?? 0) + sum]).toEqual([48, after]);
      }),
      { numRuns: 8 },
    );
  });

  it('SRV 4.8.1: gas in litres adds up to what the register of volume goes up by', async () => {
    const { Gas: before } = (await bodyOf(e.submit('gpf', '4.17', period(midnight, midnight)))) as {
      Gas: { LogEntry: { Value: number }[] };
    };
    const day = await entries('gpf', midnight.subtract({ minutes: 60 * 24 - 30 }), midnight);
    const litres = day.reduce((sum, { Gas }) => sum + Math.round(1000 * (Gas?.PrimaryValue ?? 0)), 0);
    expect(before.LogEntry.map(({ Value }) => Math.round(1000 * Value))).toEqual([litres]);
  });

  it('SRV 4.17, 4.8.1: a day of the daily consumption log is what its half-hours add up to', async () => {
    const { Electricity } = (await bodyOf(e.submit('esme', '4.17', period(midnight, midnight)))) as {
      Electricity: { LogEntry: { Value: number; Timestamp: string }[] };
    };
    const day = await entries('esme', midnight.subtract({ minutes: 60 * 24 - 30 }), midnight);
    const sum = day.reduce((total, { Electricity: half }) => total + (half?.PrimaryValue ?? 0), 0);
    expect(Electricity.LogEntry).toEqual([{ Value: sum, Timestamp: midnight.toString() }]);
  });

  it('SRV 4.6.1: the rates of the gas of a day add up to its register, in m3', async () => {
    const { LogEntry } = (await bodyOf(e.submit('gsme', '4.6.1', period(midnight, midnight)))) as {
      LogEntry: { Gas: { GasActiveImportRegisterConsumption: number; TariffTOURegisterMatrix: { Value: number }[] } }[];
    };
    const [{ Gas } = expect.fail('no entry')] = LogEntry;
    const litres = Gas.TariffTOURegisterMatrix.reduce((total, { Value }) => total + Math.round(1000 * Value), 0);
    expect(litres / 1000).toBe(Gas.GasActiveImportRegisterConsumption);
  });

  it('SRV 4.6.1: the rates of a day add up to its register, and there are as many as the meter has', async () => {
    const { LogEntry } = await bodyOf(
      e.submit('esme', '4.6.1', period(midnight.subtract({ hours: 24 * 20 }), midnight)),
    );
    for (const { Electricity } of LogEntry as readonly Daily[]) {
      const rates = Electricity.TariffTOURegisterMatrixValue;
      expect(rates.map(({ index }) => index)).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
      const sum = rates.reduce((total, { Value }) => total + Value, 0);
      expect(sum).toBe(Electricity.ElecActiveImportRegisterConsumption);
    }
  });

  it('MMC: logs give no more than their most entries, the latest of the period', async () => {
    const year = period(midnight.subtract({ hours: 24 * 365 }), midnight);
    const count = async (srv: string, as?: 'ED') => {
      const { LogEntry } = await bodyOf(e.submit('esme', srv, year, as));
      const list = LogEntry as readonly { readonly Timestamp: string }[];
      expect(list.at(-1)?.Timestamp).toBe('2026-01-15T00:00:00Z');
      return list.length;
    };
    expect([await count('4.6.1'), await count('4.8.1'), await count('4.8.2'), await count('4.8.3', 'ED')]).toEqual([
      31, 17_521, 4464, 4464,
    ]);
  });

  it('SRV 4.8.1, 4.8.2, 4.8.3, 4.10: a period with nothing in it gives no entries', async () => {
    const later = period(start.add({ hours: 24 * 30 }), start.add({ hours: 24 * 31 }));
    expect(await bodyOf(e.submit('esme', '4.8.1', later))).toEqual({ LogEntry: [] });
    expect(await bodyOf(e.submit('esme', '4.8.2', later))).toEqual({ LogEntry: [] });
    expect(await bodyOf(e.submit('esme', '4.8.3', later, 'ED'))).toEqual({ LogEntry: [] });
    expect(await bodyOf(e.submit('gpf', '4.10', later))).toEqual({ Gas: { NetworkDataLog: { LogEntry: [] } } });
  });

  it('SRV 4.8.1: thirteen months come whole', async () => {
    const first = midnight.subtract({ hours: 24 * 390 });
    const all = await entries('esme', first, midnight);
    expect([all.length, all[0]?.Timestamp, all.at(-1)?.Timestamp]).toEqual([
      48 * 390 + 1,
      first.toString(),
      midnight.toString(),
    ]);
  });
});

describe('network data', () => {
  it('SRV 4.10: average voltages in V with tenths, counters, and the period in seconds', async () => {
    const day = period(at('2026-01-14T00:00:00Z'), at('2026-01-14T02:00:00Z'));
    const { Electricity } = (await bodyOf(e.submit('esme', '4.10', day))) as {
      Electricity: { SinglePhaseESME: { AvgRMSVoltageProfileDataLog: { LogEntry: { Value: number }[] } } };
    };
    const { AvgRMSVoltageProfileDataLog: log, ...counters } = Electricity.SinglePhaseESME;
    expect(counters).toEqual({ AvgRMSOverVoltageCounter: { Value: 0 }, AvgRMSUnderVoltageCounter: { Value: 0 } });
    expect(log).toMatchObject({ MeasurementPeriod: 1800 });
    expect(log.LogEntry).toHaveLength(5);
    for (const { Value } of log.LogEntry) {
      expect(Value).toBeGreaterThan(216);
      expect(Value).toBeLessThan(253);
    }
    expect(JSON.stringify(log.LogEntry)).toMatch(/"Value":\d{3}\.\d,/);
  });
});
