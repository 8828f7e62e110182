import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from './client.ts';
import { Enrolled } from './enrolled.ts';

const MESSAGE = '0.0.96.13.1.255';
const PRIVACY_PIN = '0.0.140.1.0.255';
const SUPPLIER_NAME = '0.0.140.2.0.255';
const SUPPLIER_TELEPHONE = '0.0.140.3.0.255';
const TENANCY = '0.0.140.4.0.255';
const IDENTIFICATION_NUMBER = '0.0.140.5.0.255';
const EVENT_LOG = '0.0.99.98.0.255';
const MOST = { SupplierMessage: 'M'.repeat(116) };

let e: Enrolled;
beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

describe.each(['esme', 'gsme'])('at the %s', (role) => {
  it('SRV 3.1: a message is written where the meter shows it, by the non-critical client', async () => {
    expect(await e.submit(role, '3.1', MOST)).toMatchObject({ responseCode: 'I0', body: {} });
    expect(e.takeOperations(role)).toContain(`2 set ${MESSAGE} 2: success`);
    expect(await new Client(e, role).text(MESSAGE)).toBe(MOST.SupplierMessage);
  });

  it('SRV 3.4: name and telephone number of the supplier are both written', async () => {
    const named = { SupplierName: 'Example Power', SupplierTelephoneNumber: '0800 000 0000' };
    expect(await e.submit(role, '3.4', named)).toMatchObject({ responseCode: 'I0' });
    const client = new Client(e, role);
    expect([await client.text(SUPPLIER_NAME), await client.text(SUPPLIER_TELEPHONE)]).toEqual([
      'Example Power',
      '0800 000 0000',
    ]);
  });

  it('SRV 3.5: the PIN is disabled', async () => {
    expect(await e.submit(role, '3.5')).toMatchObject({ responseCode: 'I0' });
    expect(e.takeOperations(role)).toContain(`2 set ${PRIVACY_PIN} 2: success`);
    expect(await new Client(e, role).get(1, PRIVACY_PIN)).toEqual({ type: 'boolean', value: false });
  });

  it('SRV 3.3: the event log is cleared, and holds that it was', async () => {
    const client = new Client(e, role);
    await client.set(8, '0.0.1.0.0.255', 2, { type: 'null-data' });
    expect(await e.submit(role, '3.3')).toMatchObject({ responseCode: 'I0' });
    expect(await client.get(7, EVENT_LOG, 7)).toEqual({ type: 'double-long-unsigned', value: 1 });
    expect(await client.get(1, '0.0.96.11.0.255')).toEqual({ type: 'long-unsigned', value: 0x8f52 });
  });

  it('SRV 9.1: the number that the User gets is the one that the meter shows, and another each time', async () => {
    const numbers: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const { responseCode, body } = await e.submit(role, '9.1', {}, 'OU');
      expect(responseCode).toBe('I0');
      numbers.push(body?.['CustomerIdentificationNumber']);
      expect(await new Client(e, role).text(IDENTIFICATION_NUMBER)).toBe(numbers.at(-1));
    }
    expect(numbers[0]).not.toBe(numbers[1]);
  });
});

it('SRV 3.2: an electricity meter is told itself, a gas meter by way of its proxy, which takes nothing', async () => {
  const restriction = { RestrictionDateTime: '2026-01-10T12:00:00Z' };
  for (const [target, meter] of [
    ['esme', 'esme'],
    ['gpf', 'gsme'],
  ] as const) {
    expect(await e.submit(target, '3.2', restriction)).toMatchObject({ responseCode: 'I0', body: {} });
    const since = await new Client(e, meter).get(1, TENANCY);
    expect(since.type === 'octet-string' && Buffer.from(since.value.subarray(0, 8)).toString('hex')).toBe(
      '07ea010a060c0000',
    );
  }
});

it('SRV 3.2: what was of the consumer before is gone', async () => {
  await e.submit('esme', '3.1', MOST);
  await e.submit('esme', '3.2', { RestrictionDateTime: '2026-01-15T10:00:00Z' });
  expect(await new Client(e, 'esme').text(MESSAGE)).toBe('');
});

it('SRV 3.3: a log of auxiliary load control is none that these meters keep', async () => {
  const { responseCode, debug } = await e.submit('esme', '3.3', { ESMEEventLogType: 'ALCS' });
  expect(responseCode).toBe('E1000');
  expect(debug?.[0]?.error).toContain('ALCS');
  expect(e.takeOperations('esme')).toEqual([]);
});

it.each<[string, string, unknown]>([
  ['3.1', 'a message of nothing', { SupplierMessage: '' }],
  ['3.1', 'a message that is too long', { SupplierMessage: 'M'.repeat(117) }],
  ['3.1', 'a message of what no meter can show', { SupplierMessage: '£5' }],
  ['3.2', 'a date without its time', { RestrictionDateTime: '2026-01-10' }],
  ['3.4', 'a name that is too long', { SupplierName: 'N'.repeat(16), SupplierTelephoneNumber: '1' }],
  ['3.4', 'a telephone number with other characters', { SupplierName: 'N', SupplierTelephoneNumber: '+44' }],
  ['3.5', 'what takes no parameters', { PIN: 1234 }],
])('SRV %s: %s is refused before anything is sent', async (srv, _, parameters) => {
  await expect(e.submit('esme', srv, parameters)).rejects.toThrow('service-request-invalid');
  expect(e.operations).toEqual([]);
});
