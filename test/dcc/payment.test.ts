import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceResponse } from '../../src/dcc/service-request.ts';
import { utrnFor } from '../../src/protocol/utrn/utrn.ts';
import { Enrolled } from './enrolled.ts';

const meters = ['esme', 'gsme'] as const;
const prepayment = { SuspendDebtDisabled: false, SuspendDebtEmergency: false, DisablementThreshold: -2_000_000_000 };
const period = { ReadLogPeriod: { StartDateTime: '2026-01-01T00:00:00Z', EndDateTime: '2027-01-01T00:00:00Z' } };

/** Parameters of SRV 2.3: changes of the registers, and the same recovery for both fuels, so much a day. */
function debts(role: string, changes: object = {}, pence = 0): object {
  const DebtRecoveryRatePeriod = 'DAILY';
  const electricity = { DebtRecoveryRate: pence, DebtRecoveryRatePriceScale: -2, DebtRecoveryRatePeriod };
  const gas = { DebtRecoveryRate: 1000 * pence, DebtRecoveryRatePeriod };
  return {
    TimeDebtRegister1: 0,
    TimeDebtRegister2: 0,
    PaymentDebtRegister: 0,
    DebtRecoveryPerPayment: 0,
    ...(role === 'esme'
      ? { ElecDebtRecovery1: electricity, ElecDebtRecovery2: electricity }
      : { GasDebtRecovery1: gas, GasDebtRecovery2: gas }),
    ...changes,
  };
}

describe.each(meters)('payment at an installation: %s', (role) => {
  let e: Enrolled;
  let counter = 0;

  beforeAll(async () => {
    e = await Enrolled.open();
  });
  afterAll(() => e.close());

  const ask = async (srv: string, parameters: object = {}): Promise<ServiceResponse> => {
    const response = await e.submit(role, srv, parameters);
    if (response.responseCode !== 'I0')
      expect.fail(`${srv}: ${JSON.stringify(response.debug ?? response.responseCode)}`);
    return response;
  };
  const refused = async (srv: string, parameters: object = {}): Promise<string> => {
    const { responseCode, debug } = await e.submit(role, srv, parameters);
    expect(responseCode).toBe('E1000');
    return debug?.[0]?.error ?? '';
  };
  const values = async () => (await ask('4.3')).body as Record<string, number>;
  const balance = async (): Promise<number> => (await values())['MeterBalance'] ?? Number.NaN;
  const toPrepayment = (settings: object = {}) => ask('1.6', { Prepayment: { ...prepayment, ...settings } });
  const utrn = (pence: number) => {
    const { eui64, keys } = e.device(role);
    return utrnFor({ eui64, keys }, pence, counter++);
  };

  it('SRV 1.6: the settings of prepayment mode come first, the mode last; credit mode has none', async () => {
    e.takeOperations(role);
    await ask('1.6', {
      Prepayment: { SuspendDebtDisabled: true, SuspendDebtEmergency: true, DisablementThreshold: -123 },
    });
    expect(e.takeOperations(role).filter((operation) => operation.startsWith('1 set'))).toEqual([
      '1 set 0.0.94.44.31.255 2: success',
      '1 set 0.0.94.44.32.255 2: success',
      '1 set 0.0.19.10.0.255 6: success',
      '1 set 0.0.19.0.0.255 2: success',
    ]);
    expect((await ask('6.2.9')).body).toEqual({
      PaymentMode: 'Prepayment',
      SuspendDebtEmergency: true,
      SuspendDebtDisabled: true,
    });
    expect((await ask('4.13')).body).toMatchObject({ DisablementThreshold: -123, SuspendDebtDisabled: true });
    await ask('1.6', { Credit: {} });
    expect((await ask('6.2.9')).body).toMatchObject({ PaymentMode: 'Credit', SuspendDebtDisabled: true });
  });

  it('SRV 1.6: what is to happen later is refused before anything is sent; a time that has passed is now', async () => {
    e.takeOperations(role);
    expect(await refused('1.6', { ExecutionDateTime: '2030-01-01T00:00:00Z', Prepayment: prepayment })).toContain(
      'later',
    );
    expect(e.takeOperations(role)).toEqual([]);
    await ask('1.6', { ExecutionDateTime: '2020-01-01T00:00:00Z', Prepayment: prepayment });
    expect((await ask('6.2.9')).body).toMatchObject({ PaymentMode: 'Prepayment' });
    await ask('1.6', { Credit: {} });
  });

  it('SRV 1.5: a change is added, a reset is to nothing, and both are for the mode that they say', async () => {
    await ask('1.5', { CreditMode: { ResetMeterBalance: {} } });
    expect(Math.abs(await balance())).toBeLessThan(100);
    await ask('1.5', { CreditMode: { AdjustMeterBalance: 1_234_567 } });
    await ask('1.5', { CreditMode: { AdjustMeterBalance: -34_567 } });
    expect(Math.abs((await balance()) - 1_200_000)).toBeLessThan(100);
    expect(await refused('1.5', { PrepaymentMode: { AdjustMeterBalance: 1 } })).toContain('a meter in Credit mode');
    await toPrepayment();
    expect(await refused('1.5', { CreditMode: { ResetMeterBalance: {} } })).toContain('a meter in Prepayment mode');
    await ask('1.5', { PrepaymentMode: { ResetMeterBalance: {} } });
    expect(Math.abs(await balance())).toBeLessThan(100);
    await ask('1.6', { Credit: {} });
  });

  it('SRV 4.18: the balance of gas in prepayment mode has a place of its own', async () => {
    expect(Object.keys((await ask('4.18')).body ?? {})).toEqual(['MeterBalance']);
    await toPrepayment();
    expect(Object.keys((await ask('4.18')).body ?? {})).toEqual([role === 'esme' ? 'MeterBalance' : 'Gas']);
    await ask('1.6', { Credit: {} });
  });

  it('SRV 2.2: a top-up is added once, and what the meter refuses fails with its token status', async () => {
    await toPrepayment();
    const before = await balance();
    const digits = utrn(500);
    await ask('2.2', { UTRN: digits });
    expect(Math.abs((await balance()) - before - 500_000)).toBeLessThan(100);
    expect(await refused('2.2', { UTRN: digits })).toMatch(/other-reason; token status validation-failure$/);
    const { eui64, keys } = e.device(role === 'esme' ? 'gsme' : 'esme');
    const another = utrnFor({ eui64, keys }, 500, 50);
    expect(await refused('2.2', { UTRN: another })).toContain('authentication-failure');
    expect(await refused('2.2', { UTRN: `${digits.slice(0, -1)}${(Number(digits.at(-1)) + 1) % 10}` })).toContain(
      'format-failure',
    );
    expect(await refused('2.2', { UTRN: utrn(10_100) })).toContain('validation-failure');
    await ask('1.6', { Credit: {} });
    expect(await refused('2.2', { UTRN: utrn(500) })).toContain('execution-failure');
    expect(Math.abs((await balance()) - before - 500_000)).toBeLessThan(100);
  });

  it('SRV 2.3: registers are changed by so much, rates and the share of payments are set (SRV 4.13)', async () => {
    await ask(
      '2.3',
      debts(role, { TimeDebtRegister1: 100_000, PaymentDebtRegister: 50_000, DebtRecoveryPerPayment: 2500 }, 40),
    );
    await ask('2.3', debts(role, { TimeDebtRegister1: 20_000, TimeDebtRegister2: 7, PaymentDebtRegister: -1 }, 50));
    expect(await values()).toMatchObject({
      TimeDebtRegister1: 120_000,
      TimeDebtRegister2: 7,
      PaymentDebtRegister: 49_999,
    });
    const recovery = {
      esme: { DebtRecoveryRate: 50, DebtRecoveryRatePriceScale: -2, DebtRecoveryRatePeriod: 'DAILY' },
      gsme: { DebtRecoveryRate: 50_000, DebtRecoveryRatePeriod: 'DAILY' },
    }[role];
    expect((await ask('4.13')).body).toMatchObject({
      DebtRecoveryPerPayment: 0,
      [role === 'esme' ? 'Electricity' : 'Gas']: { DebtRecovery1: recovery, DebtRecovery2: recovery },
    });
  });

  it('SRV 2.3: a debt that would be less than nothing is refused before anything is changed', async () => {
    const before = await values();
    expect(await refused('2.3', debts(role, { TimeDebtRegister1: 1, TimeDebtRegister2: -1_000_000 }, 70))).toContain(
      'a debt',
    );
    expect(await values()).toMatchObject({ TimeDebtRegister1: before['TimeDebtRegister1'] });
    expect((await ask('4.13')).body).toMatchObject({
      [role === 'esme' ? 'Electricity' : 'Gas']: { DebtRecovery1: { DebtRecoveryRate: role === 'esme' ? 50 : 50_000 } },
    });
  });

  it('SRV 4.4.4, 4.4.5: top-ups, and what of them went to the payment-based debt', async () => {
    await toPrepayment();
    await ask('2.3', debts(role, { DebtRecoveryPerPayment: 2500 }));
    const owed = (await values())['PaymentDebtRegister'] ?? 0;
    await ask('2.2', { UTRN: utrn(100) });
    expect((await values())['PaymentDebtRegister']).toBe(owed - 25_000);
    const { body: paid } = await ask('4.4.4', period);
    expect(paid).toMatchObject({ PaymentBasedDebtRepayment: { LogEntry: [{ Amount: 25_000 }] } });
    const { body: credits } = await ask('4.4.5', period);
    expect(credits).toMatchObject({ PrepaymentCredits: { LogEntry: [{ Amount: 500_000 }, { Amount: 100_000 }] } });
    for (let i = 0; i < 5; i++) await ask('2.2', { UTRN: utrn(100 + i) });
    const { PrepaymentCredits } = (await ask('4.4.5', period)).body as {
      PrepaymentCredits: { LogEntry: { Amount: number }[] };
    };
    expect(PrepaymentCredits.LogEntry.map(({ Amount }) => Amount)).toEqual([
      100_000, 101_000, 102_000, 103_000, 104_000,
    ]);
    await ask('1.6', { Credit: {} });
  });

  it('SRV 2.5: emergency credit is activated where it is offered, and not a second time', async () => {
    await ask('1.5', { CreditMode: { ResetMeterBalance: {} } });
    expect(await refused('2.5')).toContain('other-reason');
    await toPrepayment();
    await ask('2.5');
    expect((await values())['EmergencyCreditBalance']).toBe(500_000);
    expect(await refused('2.5')).toContain('other-reason');
    await ask('1.6', { Credit: {} });
    expect((await values())['EmergencyCreditBalance']).toBe(0);
  });

  it('SRV 4.14: a row for each midnight, thirty-one of them at most', async () => {
    const { body } = await ask('4.14', {
      ReadLogPeriod: { ...period.ReadLogPeriod, StartDateTime: '2025-01-01T00:00:00Z' },
    });
    const { LogEntry } = (body as Record<string, { LogEntry: { Timestamp: string }[] }>)[
      role === 'esme' ? 'Electricity' : 'Gas'
    ] ?? {
      LogEntry: [],
    };
    expect(LogEntry).toHaveLength(31);
    expect(LogEntry.at(-1)).toMatchObject({ Timestamp: '2026-01-15T00:00:00Z', PaymentDebtRegister: 0 });
    expect(LogEntry.every(({ Timestamp }) => Timestamp.endsWith('T00:00:00Z'))).toBe(true);
  });

  it.each<[string, object]>([
    ['1.5', { CreditMode: { ResetMeterBalance: {} } }],
    ['1.6', { Credit: {} }],
    ['2.2', { UTRN: '0'.repeat(20) }],
    ['2.3', debts(role)],
    ['2.5', {}],
  ])('SRV %s: the network party is refused (E2)', async (srv, parameters) => {
    expect((await e.submit(role, srv, parameters, 'ED')).responseCode).toBe('E2');
  });

  it.each([
    ['1.5', {}, 'exactly one of PrepaymentMode, CreditMode'],
    ['1.5', { CreditMode: { AdjustMeterBalance: 1, ResetMeterBalance: {} } }, 'exactly one of AdjustMeterBalance'],
    ['1.5', { CreditMode: { AdjustMeterBalance: 2 ** 31 } }, 'a whole number from -2147483648'],
    ['1.6', { Credit: {}, Prepayment: prepayment }, 'exactly one of Credit, Prepayment'],
    ['2.2', { UTRN: '1234' }, 'twenty digits'],
    ['2.3', {}, 'a whole number'],
  ])('SRV %s: %j can be sent by no User System', async (srv, parameters, expected) => {
    await expect(e.submit(role, srv, parameters)).rejects.toThrow(expected);
  });
});

describe('payment at the gas mirror', () => {
  it('SRV 4.3, 4.4.4, 4.4.5, 4.13, 4.14, 4.18, 6.2.9 are those of the gas meter, and nothing is written there', async () => {
    const e = await Enrolled.open();
    for (const [srv, parameters] of [
      ['4.13', {}],
      ['4.14', period],
      ['4.4.4', period],
      ['4.4.5', period],
      ['6.2.9', {}],
    ] as const) {
      const [mirror, meter] = [await e.submit('gpf', srv, parameters), await e.submit('gsme', srv, parameters)];
      expect([srv, mirror.responseCode, mirror.body]).toEqual([srv, 'I0', meter.body]);
    }
    for (const srv of ['4.3', '4.18']) expect((await e.submit('gpf', srv)).responseCode).toBe('I0');
    for (const [srv, parameters] of [
      ['1.5', { CreditMode: { ResetMeterBalance: {} } }],
      ['1.6', { Credit: {} }],
      ['2.2', { UTRN: '0'.repeat(20) }],
      ['2.3', debts('gsme')],
      ['2.5', {}],
    ] as const) {
      expect([srv, (await e.submit('gpf', srv, parameters)).responseCode]).toEqual([srv, 'E11']);
    }
    await e.close();
  });
});
