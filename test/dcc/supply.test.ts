import { afterEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/sim/device/operations.ts';
import { Enrolled } from './enrolled.ts';

const byScript = { '7.1': { steps: 'by-script' }, '7.2': { steps: 'by-script' }, '7.3': { steps: 'by-script' } };
const byEntry = Object.fromEntries(
  ['4.6.1', '4.8.1', '4.8.2', '4.8.3', '4.10', '4.17'].map((srv) => [srv, { steps: 'by-entry' }]),
);

let e: Enrolled;
afterEach(() => e.close());

async function done(role: string, srv: string, parameters: unknown = {}): Promise<object> {
  const { responseCode, body, debug } = await e.submit(role, srv, parameters);
  expect([responseCode, debug]).toEqual(['I0', undefined]);
  return body ?? expect.fail('no body');
}

async function state(role: string): Promise<string> {
  return ((await done(role, '7.4')) as { SupplyState: string }).SupplyState;
}

const operate = (role: string, operation: Operation) => e.target.operate?.(role, operation);
const press: Operation = { kind: 'supply', trigger: 'manual-reconnect' };

describe('supply', () => {
  it.each(['moc-mds-dual-fuel', 'foc-np-dual-fuel'])(
    'SRV 7.1, 7.2, 7.3, 7.4: every way from state to state, on %s',
    async (name) => {
      e = await Enrolled.open(name);
      for (const [srv, after] of [
        ['7.1', 'Enabled'],
        ['7.2', 'Disabled'],
        ['7.2', 'Disabled'],
        ['7.1', 'Enabled'],
        ['7.2', 'Disabled'],
        ['7.3', 'Armed'],
        ['7.3', 'Armed'],
        ['7.1', 'Enabled'],
      ] as const) {
        await done('esme', srv);
        expect([srv, await state('esme')]).toEqual([srv, after]);
      }
    },
  );

  it('SRV 7.3: what is enabled can’t be armed; an armed supply is enabled by the consumer', async () => {
    e = await Enrolled.open();
    expect(await e.submit('esme', '7.3')).toMatchObject({ responseCode: 'E1000' });
    expect(await state('esme')).toBe('Enabled');
    for (const role of ['esme', 'gsme']) {
      await done(role, '7.2');
      expect([role, await operate(role, press), await state(role)]).toEqual([role, 'refused', 'Disabled']);
      await done(role, '7.3');
      expect([role, await operate(role, press), await state(role)]).toEqual([role, 'done', 'Enabled']);
    }
  });

  it('SRV 7.2, 4.1.1: while the supply is disabled nothing is counted', async () => {
    e = await Enrolled.open();
    await done('esme', '7.2');
    const before = await done('esme', '4.1.1');
    await e.sleep({ hours: 3 });
    expect(await done('esme', '4.1.1')).toEqual(before);
    await done('esme', '7.1');
  });

  it('SRV 7.1, 7.2, 7.3 by-script: through the Disconnect script table, to the same states', async () => {
    e = await Enrolled.open('ioc-elster-dual-fuel', {}, byScript);
    await done('esme', '7.2');
    expect(e.takeOperations('esme').filter((operation) => operation.includes('action'))).toEqual([
      '1 action 0.0.10.0.106.255 1: success',
    ]);
    expect(await state('esme')).toBe('Disabled');
    await done('esme', '7.3');
    expect(await state('esme')).toBe('Armed');
    await done('esme', '7.1');
    expect(await state('esme')).toBe('Enabled');
    await done('gsme', '7.2');
    expect(await state('gsme')).toBe('Disabled');
    await done('gsme', '7.3');
    expect(await state('gsme')).toBe('Armed');
  });
});

describe('by-entry', () => {
  it('SRV 4.6.1, 4.8, 4.10, 4.17 by-entry: what a model without ranges gives is what another gives', async () => {
    const parameters = {
      ReadLogPeriod: { StartDateTime: '2026-01-11T10:00:00Z', EndDateTime: '2026-01-14T22:00:00Z' },
    };
    const read = async () =>
      Promise.all([
        done('esme', '4.6.1', parameters),
        done('esme', '4.8.1', parameters),
        done('esme', '4.8.2', parameters),
        done('esme', '4.10', parameters),
        done('gpf', '4.8.1', parameters),
        done('gsme', '4.17', parameters),
      ]);
    e = await Enrolled.open();
    const usual = await read();
    await e.close();
    e = await Enrolled.open('moc-secure-dual-fuel', {}, byEntry);
    expect(await read()).toEqual(usual);
  });
});
