import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/core/clock.ts';
import { isS1benchError, S1benchError } from '../../src/core/errors.ts';
import { obisBytes, parseEui64, parseObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import { MemoryCounters } from '../../src/dcc/device/counters.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Inventory } from '../../src/dcc/inventory.ts';
import { Device, StepFailed } from '../../src/dcc/s1sp/device.ts';
import { prepare } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import {
  dateTimeData,
  eui64Of,
  instantOf,
  integerOf,
  listOf,
  quantityOf,
  scalerUnitOf,
  textOf,
} from '../../src/dcc/s1sp/values.ts';
import type { GetResult } from '../../src/protocol/cosem/apdu/get.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { captureObjectData } from '../../src/protocol/cosem/selective-access.ts';
import { installation } from '../links/simulated.ts';
import { data } from '../support/arbitraries.ts';
import { meter, supplier, users } from './stand-in.ts';

const clock = new VirtualClock(installation.start);

/** A device that answers each attribute, named `1.0.1.8.0.255 2`, with what it was given; the rest it does not have. */
function deviceWith(attributes: Readonly<Record<string, Data>>): CosemServices {
  return {
    get: async ({ instance, attribute }): Promise<GetResult> => {
      const value = attributes[`${[...obisBytes(instance)].join('.')} ${attribute}`];
      return value === undefined ? { error: 'object-undefined' } : { data: value };
    },
    set: async () => 'read-write-denied',
    action: async () => ({ result: 'object-unavailable' }),
  };
}

function carryOut(srv: string, services: CosemServices, parameters: unknown = {}): Promise<object> {
  const steps = equivalentStepsBySrv.get(srv)?.on.ESME ?? expect.fail(srv);
  return prepare(srv, steps, steps.parameters.parse(parameters)).perform(new Device(services), {
    entry: meter,
    clock,
    user: { id: supplier, role: 'IS' },
    inventory: new Inventory([meter], users),
    random: new Random('steps'),
    elsewhere: (_, work) => work(new Device(services)),
  });
}

async function failure(work: Promise<unknown>): Promise<StepFailed> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof StepFailed ? error : expect.fail(`not a failed step: ${error}`);
}

const long = (value: number): Data => ({ type: 'double-long-unsigned', value });
const scalerUnit = (scaler: number, unit: number): Data => ({
  type: 'structure',
  value: [
    { type: 'integer', value: scaler },
    { type: 'enum', value: unit },
  ],
});
const structure = (...value: Data[]): Data => ({ type: 'structure', value });
const array = (...value: Data[]): Data => ({ type: 'array', value });
const column = (classId: number, name: string): Data =>
  captureObjectData({ classId, logicalName: parseObis(name), attributeIndex: 2, dataIndex: 0 });
const at = (text: string): Data => dateTimeData(Temporal.Instant.from(text));
const nothing: Data = { type: 'null-data' };

describe('Blue Book: registers', () => {
  const registers = (scaler: number, unit: number) =>
    deviceWith({ '1.0.1.7.0.255 3': scalerUnit(scaler, unit), '1.0.1.7.0.255 2': long(12_345) });

  it.each([
    [0, 12_345],
    [2, 1_234_500],
    [-3, 12],
  ])('SRV 4.16: the scaler %i is read, never assumed', async (scaler, value) => {
    expect(await carryOut('4.16', registers(scaler, 27))).toEqual({ ActivePowerImport: { Value: value, Unit: 'W' } });
  });

  it('SRV 4.16: another unit fails the step', async () => {
    const failed = await failure(carryOut('4.16', registers(0, 30)));
    expect(failed).toMatchObject({ code: 'step-value-unexpected', debug: { position: 2, responseCode: 250 } });
    expect(failed.debug.error).toContain('found Wh; expected W');
  });

  it('SRV 4.16: a scaler that makes the number too large fails the step', async () => {
    expect((await failure(carryOut('4.16', registers(127, 27)))).debug.error).toContain('2^53');
  });

  it('SRV 4.1.1: a device without reactive registers fails at that step, with its own reason', async () => {
    const services = deviceWith({ '1.0.1.8.0.255 3': scalerUnit(0, 30), '1.0.1.8.0.255 2': long(1) });
    expect((await failure(carryOut('4.1.1', services))).debug).toEqual({
      position: 3,
      responseCode: 4,
      error: 'GET 1.0.3.8.0.255 (class 3) 3: object-undefined',
    });
  });
});

describe('Blue Book: profiles', () => {
  const period = { ReadLogPeriod: { StartDateTime: '2026-01-15T00:30:00Z', EndDateTime: '2026-01-15T02:00:00Z' } };
  const profileEvery = (period: number, columns: Data, ...rows: Data[]) =>
    deviceWith({
      '1.0.99.1.0.255 3': columns,
      '1.0.99.1.0.255 4': long(period),
      '1.0.99.1.0.255 2': array(...rows),
      '1.0.1.29.0.255 3': scalerUnit(1, 30),
      '1.0.1.8.0.255 3': scalerUnit(0, 30),
    });
  const profile = (columns: Data, ...rows: Data[]) => profileEvery(1800, columns, ...rows);
  const values = (body: object) =>
    (body as { LogEntry: { Timestamp: string; Electricity: { PrimaryValue: number } }[] }).LogEntry.map(
      ({ Timestamp, Electricity }) => `${Timestamp} ${Electricity.PrimaryValue}`,
    );

  it('SRV 4.8.1: a profile of interval energy, its columns in another order, is taken as it is', async () => {
    const services = profile(
      array(column(1, '0.0.96.10.1.255'), column(3, '1.0.1.29.0.255'), column(8, '0.0.1.0.0.255')),
      structure(nothing, long(12), at('2026-01-15T00:30:00Z')),
      structure(nothing, nothing, at('2026-01-15T01:00:00Z')),
    );
    expect(values(await carryOut('4.8.1', services, period))).toEqual([
      '2026-01-15T00:30:00Z 120',
      '2026-01-15T01:00:00Z 120',
    ]);
  });

  it('SRV 4.8.1: a profile of the cumulative register gives differences; the register by rate is not mistaken for it', async () => {
    const services = profile(
      array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.8.1.255'), column(3, '1.0.1.8.0.255')),
      structure(at('2026-01-15T00:00:00Z'), long(1), long(1000)),
      structure(at('2026-01-15T00:30:00Z'), long(1), long(1100)),
      structure(at('2026-01-15T01:00:00Z'), long(1), long(1150)),
    );
    expect(values(await carryOut('4.8.1', services, period))).toEqual([
      '2026-01-15T00:30:00Z 100',
      '2026-01-15T01:00:00Z 50',
    ]);
  });

  it('SRV 4.8.1: a capture period that is none fails the step', async () => {
    const columns = array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.8.0.255'));
    const failed = await failure(carryOut('4.8.1', profileEvery(0, columns), period));
    expect(failed.debug).toMatchObject({ position: 3, error: expect.stringContaining('a capture period of 0 s') });
  });

  it.each<[string, string, Data, Data[]]>([
    ['no clock', 'without a clock', array(column(3, '1.0.1.8.0.255')), []],
    ['no energy', "doesn't capture active energy import", array(column(8, '0.0.1.0.0.255')), []],
    ['columns that are none', 'octet-string', array(structure(long(1), long(2), long(3), long(4))), []],
    [
      'a short row',
      'a row of 1 values',
      array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.29.0.255')),
      [structure(at('2026-01-15T00:30:00Z'))],
    ],
    [
      'a row whose first value is left out',
      'null-data',
      array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.29.0.255')),
      [structure(at('2026-01-15T00:30:00Z'), nothing)],
    ],
    [
      'a row without time',
      'every field specified',
      array(column(8, '0.0.1.0.0.255'), column(3, '1.0.1.29.0.255')),
      [structure({ type: 'date-time', value: { year: 2026 } }, long(1))],
    ],
  ])('SRV 4.8.1: %s fails the step', async (_, error, columns, rows) => {
    expect((await failure(carryOut('4.8.1', profile(columns, ...rows), period))).debug.error).toContain(error);
  });
});

describe('Equivalent Steps', () => {
  it('SRV 7.4: a control state that the Blue Book does not have fails the step', async () => {
    const services = deviceWith({ '0.0.96.3.10.255 3': { type: 'enum', value: 7 } });
    expect((await failure(carryOut('7.4', services))).debug.error).toBe('control state 7');
  });

  it('SRV 7.2, 7.3: refusals of ACTION and SET carry the device’s own result', async () => {
    expect((await failure(carryOut('7.2', deviceWith({})))).debug).toMatchObject({ position: 1, responseCode: 11 });
    expect((await failure(carryOut('7.3', deviceWith({})))).debug).toMatchObject({ position: 1, responseCode: 3 });
  });

  it.each([
    ['a clock that shows another time than it was set to', '2026-01-15T10:25:00Z', 0, 'unreliable', 2],
    ['a clock that the device doubts', installation.start.toString(), 2, 'unreliable', 2],
    ['a clock that the device knows to be wrong', installation.start.toString(), 1, 'invalid', 1],
  ])('SRV 6.11: %s is not reliable', async (_, shown, bits, TimeStatus, TimeStatusCode) => {
    const services: CosemServices = {
      ...deviceWith({ '0.0.1.0.0.255 2': at(shown), '0.0.1.0.0.255 4': { type: 'unsigned', value: bits } }),
      set: async () => 'success',
    };
    const parameters = { CurrentDateTime: clock.now().toString(), TolerancePeriod: 10 };
    expect(await carryOut('6.11', services, parameters)).toEqual({
      DeviceTime: shown,
      Electricity: { ElecClockTimeStatus: { TimeStatus, TimeStatusCode } },
    });
  });

  it('the error text of a failed step has 250 characters at most (MMC, SMETS1Response)', async () => {
    const services: CosemServices = {
      ...deviceWith({}),
      get: () => Promise.reject(new S1benchError('device-no-response', { found: 'x'.repeat(1000) })),
    };
    const failed = await failure(carryOut('7.4', services));
    expect(failed.code).toBe('device-no-response');
    expect(failed.debug.error).toHaveLength(250);
  });

  it('what the device refuses as a whole fails the step; what is no refusal is no business of the steps', async () => {
    const refusing = (error: unknown): CosemServices => ({ ...deviceWith({}), get: () => Promise.reject(error) });
    const refused = new S1benchError('cosem-service-refused');
    expect((await failure(carryOut('7.4', refusing(refused)))).code).toBe('step-refused');
    const bug = new TypeError('a bug');
    await expect(carryOut('7.4', refusing(bug))).rejects.toBe(bug);
  });
});

describe('values', () => {
  it('any COSEM value is understood, or refused with step-value-unexpected or date-time-invalid', () => {
    const readers = [integerOf, listOf, textOf, eui64Of, instantOf, scalerUnitOf];
    const scalers = fc.record({ scaler: fc.integer({ min: -128, max: 127 }), unit: fc.constantFrom('Wh', 'W') });
    fc.assert(
      fc.property(data, scalers, (value, given) => {
        for (const read of [...readers, (data: Data) => quantityOf(data, given, 'Wh')]) {
          try {
            read(value);
          } catch (error) {
            const isRefusal =
              isS1benchError(error, 'step-value-unexpected') || isS1benchError(error, 'date-time-invalid');
            if (!isRefusal) throw error;
          }
        }
      }),
    );
  });

  it('text comes from strings and from printable octets', () => {
    expect(textOf({ type: 'visible-string', value: 'A1' })).toBe('A1');
    expect(textOf({ type: 'octet-string', value: Buffer.from('A1') })).toBe('A1');
    expect(() => textOf({ type: 'octet-string', value: Uint8Array.of(7) })).toThrow('step-value-unexpected');
    expect(() => eui64Of({ type: 'octet-string', value: Uint8Array.of(7) })).toThrow('step-value-unexpected');
    expect(() => integerOf({ type: 'octet-string', value: new Uint8Array(100) })).toThrow('octet-string 0000');
  });
});

describe('invocation counters', () => {
  it('never repeat, whatever a device says meanwhile, and run out rather than wrap', () => {
    const key = fc.tuple(fc.constantFrom('00-00-5E-EF-10-00-00-01', '00-00-5E-EF-10-00-00-02'), fc.constantFrom(1, 2));
    const steps = fc.array(fc.tuple(key, fc.option(fc.nat(50))), { maxLength: 100 });
    fc.assert(
      fc.property(steps, (work) => {
        const counters = new MemoryCounters();
        const last = new Map<string, number>();
        for (const [[id, client], floor] of work) {
          if (floor !== null) counters.raise(parseEui64(id), client, floor);
          const counter = counters.take(parseEui64(id), client);
          expect(counter).toBeGreaterThan(last.get(`${id}/${client}`) ?? 0);
          expect(counter).toBeGreaterThanOrEqual(floor ?? 0);
          last.set(`${id}/${client}`, counter);
        }
      }),
    );
    const counters = new MemoryCounters();
    counters.raise(meter.id, 1, 0xffffffff);
    expect(counters.take(meter.id, 1)).toBe(0xffffffff);
    expect(() => counters.take(meter.id, 1)).toThrow('security-counter-exhausted');
  });
});
