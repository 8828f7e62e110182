import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { srvCatalogue } from '../../src/core/srv/catalogue.ts';
import type { DccMessage } from '../../src/dcc/messages.ts';
import { type Calendar, executionFrom, periodOn } from '../../src/dcc/schedules-calendar.ts';
import { type Frequency, frequencies, scheduledSrvs } from '../../src/dcc/schedules-details.ts';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { userOfRole } from '../../src/harness/runner/parties.ts';
import { Enrolled } from './enrolled.ts';

const opened: Enrolled[] = [];
afterEach(async () => {
  for (const enrolled of opened.splice(0)) await enrolled.close();
});

async function open(name?: string): Promise<Enrolled> {
  const enrolled = await Enrolled.open(name);
  opened.push(enrolled);
  return enrolled;
}

/** A request that the DCC answers itself. */
function ask(e: Enrolled, srv: string, parameters: object, role: 'IS' | 'GS' | 'ED' = 'IS'): Promise<ServiceResponse> {
  return e.stand.dcc.submit({ srv, user: { id: userOfRole(role).id, role }, parameters });
}

const yesterday = { StartDateOffset: -1, StartTime: '00:00:00Z', EndDateOffset: -1, EndTime: '23:59:59Z' };

/** Has the half-hours of yesterday read every morning at six, from the 16th on; the devices wake up on the 15th. */
function daily(e: Enrolled, changes: object = {}): object {
  return {
    ScheduleFrequency: 'Daily',
    ScheduleStartDate: '2026-01-16',
    ScheduleExecutionStartTime: '06:00:00Z',
    DSPScheduledServiceReference: '4.8',
    DSPScheduledServiceReferenceVariant: '4.8.1',
    DeviceID: e.device('esme').eui64,
    DSPReadActiveImportProfileData: yesterday,
    ...changes,
  };
}

function responsesOf(e: Enrolled): readonly (DccMessage & { readonly kind: 'response' })[] {
  return e.messages.flatMap((message) => (message.kind === 'response' ? [message] : []));
}

/** Hours after the start, as they were answered. */
function hoursOf(e: Enrolled, start: Temporal.Instant): readonly number[] {
  return responsesOf(e).map(({ response }) => Math.floor(start.until(response.at).total('hours')));
}

describe('SRV 5.1 Create Schedule', () => {
  it('DUIS 5.4: can ask for every SRV that is schedulable, and for no other', () => {
    const schedulable = srvCatalogue.filter((variant) => variant.schedulable).map(({ srv }) => srv);
    // The schema has an element for 4.2, which the text of DUIS doesn't let be scheduled.
    expect(Object.values(scheduledSrvs).toSorted()).toEqual([...schedulable, '4.2'].toSorted());
  });

  it('has the DCC read it every day, each response with the id of the schedule', async () => {
    const e = await open();
    const created = await ask(e, '5.1', daily(e));
    expect(created).toMatchObject({ srv: '5.1', responseCode: 'I0', scheduleId: 1 });
    expect(created.body).toBeUndefined();
    await e.sleep({ days: 3 });
    const responses = responsesOf(e);
    expect(responses.map(({ response }) => response.scheduleId)).toEqual([1, 1, 1]);
    for (const [i, { to, device, response }] of responses.entries()) {
      expect([to, device]).toEqual([userOfRole('IS').id, e.device('esme').eui64]);
      expect(response).toMatchObject({ srv: '4.8.1', responseCode: 'I0' });
      const day = Temporal.PlainDate.from('2026-01-15').add({ days: i });
      const entries = response.body?.['LogEntry'] as readonly { readonly Timestamp: string }[];
      expect(entries.length).toBeGreaterThanOrEqual(47);
      expect(entries.every(({ Timestamp }) => Timestamp.startsWith(day.toString()))).toBe(true);
    }
    expect(hoursOf(e, Temporal.Instant.from('2026-01-16T06:00:00Z'))).toEqual([0, 24, 48]);
  });

  it('gives every schedule and every request an id of its own', async () => {
    const e = await open();
    const ids = [await ask(e, '5.1', daily(e)), await ask(e, '5.1', daily(e))].map(({ scheduleId }) => scheduleId);
    await e.sleep({ days: 2 });
    expect(ids).toEqual([1, 2]);
    const requests = responsesOf(e).map(({ response }) => response.requestId);
    expect(new Set(requests).size).toBe(4);
  });

  it('ends with its end date', async () => {
    const e = await open();
    await ask(e, '5.1', daily(e, { ScheduleEndDate: '2026-01-17' }));
    await e.sleep({ days: 10 });
    expect(responsesOf(e)).toHaveLength(2);
    expect(await ask(e, '5.2', { DSPScheduleID: 1 })).toMatchObject({ responseCode: 'E050201' });
  });

  it('goes on after an execution that came to nothing', async () => {
    const e = await open();
    await ask(e, '5.1', daily(e));
    await e.target.operate?.('ch', { kind: 'wan', is: 'lost' });
    await e.sleep({ days: 1 });
    await e.target.operate?.('ch', { kind: 'wan', is: 'back' });
    await e.sleep({ days: 1 });
    expect(responsesOf(e).map(({ response }) => [response.responseCode, response.scheduleId])).toEqual([
      ['E20', 1],
      ['I0', 1],
    ]);
  });

  it('without a time is carried out in the night, others at other times', async () => {
    const e = await open();
    const details = daily(e, { ScheduleExecutionStartTime: undefined });
    for (let i = 0; i < 3; i++) await ask(e, '5.1', details);
    await e.sleep({ days: 1 });
    const times = responsesOf(e).map(({ response }) => response.at.toZonedDateTimeISO('UTC'));
    expect(times.every(({ hour }) => hour < 6)).toBe(true);
    expect(new Set(times.map(({ minute }) => minute)).size).toBe(3);
  });

  it('reads a gas meter for its supplier, too', async () => {
    const e = await open();
    await ask(e, '5.1', daily(e, { DeviceID: e.device('gsme').eui64 }), 'GS');
    await e.sleep({ days: 1 });
    expect(responsesOf(e)).toMatchObject([
      { to: userOfRole('GS').id, response: { responseCode: 'I0', scheduleId: 1 } },
    ]);
  });

  const load = { DSPReadActiveImportProfileData: undefined, DSPReadActivePowerImport: {} };

  it.each([
    ['that names another SRV than it asks for', { ...load }, 'E050101'],
    ['that names an SRV of another service', { DSPScheduledServiceReference: '4.6' }, 'E050101'],
    ['that ends before it begins', { ScheduleEndDate: '2026-01-15' }, 'E050102'],
    ['whose only time has passed', { ScheduleStartDate: '2026-01-15', ScheduleEndDate: '2026-01-15' }, 'E050102'],
    ['that begins in the past', { ScheduleStartDate: '2026-01-14' }, 'E050103'],
    [
      'for an SRV that cannot be scheduled',
      {
        DSPReadActiveImportProfileData: undefined,
        DSPReadInstantaneousExportRegisters: {},
        DSPScheduledServiceReference: '4.2',
        DSPScheduledServiceReferenceVariant: '4.2',
      },
      'E050108',
    ],
    [
      'that reads a period that ends before it begins',
      { DSPReadActiveImportProfileData: { ...yesterday, EndDateOffset: -2 } },
      'E050105',
    ],
    ['for a device that is not there', { DeviceID: '00-00-5E-EF-10-00-00-99' }, 'E19'],
  ])('refuses one %s', async (_, changes, code) => {
    const e = await open();
    expect(await ask(e, '5.1', daily(e, changes))).toMatchObject({ responseCode: code });
    expect(await ask(e, '5.2', { DSPScheduleID: 1 })).toMatchObject({ responseCode: 'E050201' });
  });

  it.each([
    ['in a role that the SRV is not for', 'GS', '4.16', { DSPReadActivePowerImport: {} }, 'esme', 'E2'],
    ['of a type that the SRV is not for', 'IS', '4.16', { DSPReadActivePowerImport: {} }, 'gsme', 'E11'],
    [
      'by a User who is not registered for it',
      'GS',
      '4.8.1',
      { DSPReadActiveImportProfileData: yesterday },
      'esme',
      'E4',
    ],
  ] as const)('DUIS access control: refuses one for a device %s', async (_, role, variant, asks, device, code) => {
    const e = await open();
    const details = daily(e, {
      DSPReadActiveImportProfileData: undefined,
      DSPScheduledServiceReference: variant.startsWith('4.8') ? '4.8' : variant,
      DSPScheduledServiceReferenceVariant: variant,
      DeviceID: e.device(device).eui64,
      ...asks,
    });
    expect(await ask(e, '5.1', details, role)).toMatchObject({ responseCode: code });
  });

  it('refuses the hundredth for a device', async () => {
    const e = await open();
    for (let i = 0; i < 99; i++) expect(await ask(e, '5.1', daily(e))).toMatchObject({ responseCode: 'I0' });
    expect(await ask(e, '5.1', daily(e))).toMatchObject({ responseCode: 'E050107' });
    const { body } = await ask(e, '5.2', { DeviceID: e.device('esme').eui64 });
    expect(body?.['DSPSchedules']).toHaveLength(99);
    // As many for another device, and for another User.
    expect(await ask(e, '5.1', daily(e), 'ED')).toMatchObject({ responseCode: 'I0' });
  });

  it.each([
    ['without what it asks for', { DSPReadActiveImportProfileData: undefined }],
    ['that asks for two things', { DSPReadActivePowerImport: {} }],
    ['of a frequency that there is none', { ScheduleFrequency: 'Hourly' }],
    ['that begins on no day', { ScheduleStartDate: '2026-02-30' }],
    ['that reads more than 400 days back', { DSPReadActiveImportProfileData: { ...yesterday, StartDateOffset: -401 } }],
    ['that reads the future', { DSPReadActiveImportProfileData: { ...yesterday, EndDateOffset: 1 } }],
    ['with a parameter that DUIS does not have', { ScheduleName: 'any' }],
  ])('no User System could send one %s', async (_, changes) => {
    const e = await open();
    await expect(ask(e, '5.1', daily(e, changes))).rejects.toThrow('service-request-invalid');
  });
});

describe('SRV 5.1: access control at the time of each execution', () => {
  it('DUIS DSPScheduleRemoval: where the User is refused, the schedule is removed and that is told', async () => {
    const e = await open();
    await ask(e, '5.1', daily(e));
    await e.sleep({ days: 1 });
    const esme = e.device('esme').eui64;
    // The supplier has the meter taken out of use.
    expect(await ask(e, '8.3', { DeviceID: esme })).toMatchObject({ responseCode: 'I0' });
    await e.sleep({ days: 3 });
    expect(responsesOf(e)).toHaveLength(1);
    const alerts = e.messages.filter((message) => message.kind === 'dcc-alert' && message.code === 'N38');
    const body = { DSPScheduleRemoval: { DeviceID: esme, DSPScheduleID: 1 } };
    expect(alerts).toMatchObject([{ to: userOfRole('IS').id, device: esme, code: 'N38', body }]);
    expect(await ask(e, '5.2', { DSPScheduleID: 1 })).toMatchObject({ responseCode: 'E050201' });
  });
});

describe('SRV 5.2 Read Schedule, SRV 5.3 Delete Schedule', () => {
  it('give a schedule back as it was made, and all of a device', async () => {
    const e = await open();
    const [first, second] = [daily(e), daily(e, { ScheduleFrequency: 'Half-Yearly', ScheduleEndDate: '2027-12-31' })];
    for (const details of [first, second]) await ask(e, '5.1', details);
    const read = await ask(e, '5.2', { DSPScheduleID: 2 });
    expect(read.body).toEqual({ DSPSchedules: [{ DSPScheduleID: 2, DSPScheduleDetails: second }] });
    const all = await ask(e, '5.2', { DeviceID: e.device('esme').eui64 });
    expect(all.body).toEqual({
      DSPSchedules: [first, second].map((details, i) => ({ DSPScheduleID: i + 1, DSPScheduleDetails: details })),
    });
  });

  it('delete one, or all of a device', async () => {
    const e = await open();
    for (let i = 0; i < 3; i++) await ask(e, '5.1', daily(e));
    expect(await ask(e, '5.3', { DSPScheduleID: 2 })).toMatchObject({ responseCode: 'I0' });
    await e.sleep({ days: 1 });
    expect(responsesOf(e).map(({ response }) => response.scheduleId)).toEqual([1, 3]);
    expect(await ask(e, '5.3', { DeviceID: e.device('esme').eui64 })).toMatchObject({ responseCode: 'I0' });
    await e.sleep({ days: 3 });
    expect(responsesOf(e)).toHaveLength(2);
  });

  it.each([
    ['5.2', 'E050201', 'E050202'],
    ['5.3', 'E050301', 'E050302'],
  ])('%s of what the User does not have: %s, %s', async (srv, one, all) => {
    const e = await open();
    await ask(e, '5.1', daily(e), 'ED');
    expect(await ask(e, srv, { DSPScheduleID: 1 })).toMatchObject({ responseCode: one });
    expect(await ask(e, srv, { DeviceID: e.device('esme').eui64 })).toMatchObject({ responseCode: all });
    expect(await ask(e, srv, { DSPScheduleID: 1 }, 'ED')).toMatchObject({ responseCode: 'I0' });
  });

  it('once the DCC is closed, nothing is carried out any more', async () => {
    const e = await open();
    await ask(e, '5.1', daily(e));
    await e.sleep({ hours: 12 });
    await e.stand.close();
    await e.sleep({ days: 3 });
    expect([e.messages, e.takeOperations('esme')]).toEqual([[], []]);
  });
});

describe('when a schedule is carried out', () => {
  const calendar = (start: string, frequency: Frequency, end?: string): Calendar => ({
    frequency,
    start: Temporal.PlainDate.from(start),
    end: end === undefined ? undefined : Temporal.PlainDate.from(end),
    time: Temporal.PlainTime.from('06:00'),
  });
  const days = (of: Calendar, count: number): readonly string[] => {
    const found: string[] = [];
    let from = Temporal.Instant.from('2026-01-01T00:00:00Z');
    for (let i = 0; i < count; i++) {
      const execution = executionFrom(of, from);
      if (execution === undefined) break;
      found.push(execution.toPlainDate().toString());
      from = execution.toInstant().add({ nanoseconds: 1 });
    }
    return found;
  };

  it.each([
    ['Daily', '2026-02-27', ['2026-02-27', '2026-02-28', '2026-03-01']],
    ['Weekly', '2026-02-27', ['2026-02-27', '2026-03-06', '2026-03-13']],
    ['Monthly', '2026-01-31', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    ['Quarterly', '2026-11-30', ['2026-11-30', '2027-02-28', '2027-05-30']],
    ['Half-Yearly', '2026-08-31', ['2026-08-31', '2027-02-28', '2027-08-31']],
    ['Yearly', '2028-02-29', ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']],
  ] as const)('%s', (frequency, start, expected) => {
    expect(days(calendar(start, frequency), expected.length)).toEqual(expected);
  });

  it('until its last day, that included', () => {
    expect(days(calendar('2026-01-16', 'Daily', '2026-01-18'), 10)).toEqual(['2026-01-16', '2026-01-17', '2026-01-18']);
  });

  it('never before its beginning, never before it is asked for, and nothing in between is left out', () => {
    const instants = fc
      .integer({ min: 0, max: 20 * 366 * 24 * 60 })
      .map((minutes) => Temporal.Instant.from('2026-01-01T00:00:00Z').add({ minutes }));
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(frequencies) as Frequency[])),
        fc.integer({ min: 0, max: 1000 }),
        instants,
        (frequency, later, from) => {
          const start = Temporal.PlainDate.from('2026-01-01').add({ days: later });
          const of = calendar(start.toString(), frequency);
          const execution = executionFrom(of, from) as Temporal.ZonedDateTime;
          expect(Temporal.PlainDate.compare(execution.toPlainDate(), start)).toBeGreaterThanOrEqual(0);
          expect(Temporal.Instant.compare(execution.toInstant(), from)).toBeGreaterThanOrEqual(0);
          // Whatever is asked for up to it gives the same one.
          const between = executionFrom(of, execution.toInstant().subtract({ hours: 1 })) as Temporal.ZonedDateTime;
          expect(between.equals(execution)).toBe(true);
          // One interval earlier there is another, unless it is the first.
          const before = executionFrom(of, from.subtract({ hours: 24 * 400 })) as Temporal.ZonedDateTime;
          expect(Temporal.ZonedDateTime.compare(before, execution)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });

  it('DUIS ReadLogPeriodOffset: the period lies so many days before the day of execution', () => {
    const offsets = { StartDateOffset: -400, StartTime: '00:00:00Z', EndDateOffset: 0, EndTime: '05:30:00' };
    expect(periodOn(Temporal.PlainDate.from('2026-03-01'), offsets)).toEqual({
      StartDateTime: '2025-01-25T00:00:00Z',
      EndDateTime: '2026-03-01T05:30:00Z',
    });
  });
});

/** The time after some time. */
function later(e: Enrolled, duration: Temporal.DurationLike): string {
  return e.target.clock.now().add(duration).toString();
}

describe('DUIS: DSP future dating', () => {
  const read = (e: Enrolled, after: Temporal.DurationLike) =>
    e.submit('esme', '4.1.1', { ExecutionDateTime: later(e, after) });

  it('acknowledges the request, carries it out at its time, and answers it then', async () => {
    const e = await open();
    const start = e.target.clock.now();
    const acknowledged = await read(e, { hours: 5 });
    expect(acknowledged).toMatchObject({ srv: '4.1.1', responseCode: 'I99' });
    expect(e.takeOperations('esme')).toEqual([]);
    await e.sleep({ hours: 4, minutes: 59 });
    expect([e.messages, e.takeOperations('esme')]).toEqual([[], []]);
    await e.sleep({ minutes: 10 });
    const [message] = responsesOf(e);
    const { requestId, responseId } = acknowledged;
    expect(message).toMatchObject({
      to: userOfRole('IS').id,
      device: e.device('esme').eui64,
      response: { requestId, responseId, srv: '4.1.1', responseCode: 'I0' },
    });
    expect(message?.response.body).toHaveProperty('Electricity');
    expect(hoursOf(e, start)).toEqual([5]);
    expect(e.takeOperations('esme').length).toBeGreaterThan(0);
  });

  it.each([{ seconds: 0 }, { hours: -24 }])(
    'carries out at once what is dated now, or in the past (%o)',
    async (after) => {
      const e = await open();
      expect(await read(e, after)).toMatchObject({ responseCode: 'I0' });
      await e.sleep({ days: 2 });
      expect(e.messages).toEqual([]);
    },
  );

  it('leaves requests that devices keep themselves to the device', async () => {
    const e = await open();
    const ExecutionDateTime = later(e, { hours: 24 });
    const { responseCode } = await e.submit('esme', '1.6', { ExecutionDateTime, Credit: {} });
    expect(responseCode).not.toBe('I99');
  });

  it('asks access control at both times', async () => {
    const e = await open();
    expect(await e.submit('esme', '4.1.1', { ExecutionDateTime: later(e, { hours: 1 }) }, 'GS')).toMatchObject({
      responseCode: 'E4',
    });
    await read(e, { hours: 24 });
    await ask(e, '8.3', { DeviceID: e.device('esme').eui64 });
    await e.sleep({ days: 2 });
    expect(responsesOf(e).map(({ response }) => response.responseCode)).toEqual(['E5']);
    expect(e.takeOperations('esme')).toEqual([]);
  });

  it('E30: tries a device that cannot be reached for a day, and gives up', async () => {
    const e = await open();
    await read(e, { hours: 1 });
    await e.target.operate?.('ch', { kind: 'wan', is: 'lost' });
    const start = e.target.clock.now();
    await e.sleep({ days: 3 });
    expect(responsesOf(e).map(({ response }) => response.responseCode)).toEqual(['E30']);
    expect(responsesOf(e)[0]?.response.debug).toHaveLength(1);
    const [hours] = hoursOf(e, start);
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(hours).toBeLessThanOrEqual(25);
  });

  it('carries it out late where the device can be reached again within a day', async () => {
    const e = await open();
    await read(e, { hours: 1 });
    await e.target.operate?.('ch', { kind: 'wan', is: 'lost' });
    const start = e.target.clock.now();
    await e.sleep({ hours: 10 });
    await e.target.operate?.('ch', { kind: 'wan', is: 'back' });
    await e.sleep({ days: 2 });
    expect(responsesOf(e).map(({ response }) => response.responseCode)).toEqual(['I0']);
    expect(hoursOf(e, start)[0]).toBe(10);
  });

  it('3000-12-31T00:00:00Z cancels what the User has put off with the same SRV for the same device', async () => {
    const e = await open();
    await read(e, { hours: 1 });
    await read(e, { hours: 2 });
    await e.submit('esme', '4.1.1', { ExecutionDateTime: later(e, { hours: 3 }) }, 'ED');
    await e.submit('esme', '11.2', { ExecutionDateTime: later(e, { hours: 4 }) });
    const cancelled = await e.submit('esme', '4.1.1', { ExecutionDateTime: '3000-12-31T00:00:00Z' });
    expect(cancelled).toMatchObject({ responseCode: 'I0' });
    await e.sleep({ days: 2 });
    expect(responsesOf(e).map(({ response, to }) => [response.srv, to])).toEqual([
      ['4.1.1', userOfRole('ED').id],
      ['11.2', userOfRole('IS').id],
    ]);
  });

  it('once the DCC is closed, nothing is carried out any more', async () => {
    const e = await open();
    await read(e, { hours: 1 });
    await e.stand.close();
    await e.sleep({ days: 2 });
    expect([e.messages, e.takeOperations('esme')]).toEqual([[], []]);
  });
});
