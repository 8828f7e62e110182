import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from './client.ts';
import { Enrolled } from './enrolled.ts';

const EVENT_LOG = '0.0.99.98.0.255';
const always = { StartDateTime: '2000-01-01T00:00:00Z', EndDateTime: '2099-12-31T23:59:59Z' };

interface Entry {
  readonly Timestamp: string;
  readonly LogCode: string;
}

let e: Enrolled;
beforeEach(async () => {
  e = await Enrolled.open();
});
afterEach(() => e.close());

const read = (role: string, LogToRead: string, ReadLogPeriod: object = always) =>
  e.submit(role, '6.13', { ReadLogPeriod, LogToRead });
const entries = async (role: string, log: string): Promise<readonly Entry[]> => {
  const { body } = await read(role, log);
  return (body as unknown as { Log: { LogEntry: readonly Entry[] } }).Log.LogEntry;
};
const codes = async (role: string, log: string) => (await entries(role, log)).map(({ LogCode }) => LogCode);

describe('SRV 6.13', () => {
  it.each([
    ['esme', ['Event', 'PowerEvent', 'Security']],
    ['gsme', ['Event', 'Security', 'GSMEEvent', 'GSMESecurity']],
    ['gpf', ['GSMEEvent', 'GSMESecurity']],
    ['ch', ['Event', 'PowerEvent', 'Security']],
  ])('the %s has the logs %j, and no other', async (role, kept) => {
    for (const log of ['Event', 'ALCSEvent', 'PowerEvent', 'Security', 'GSMEEvent', 'GSMESecurity']) {
      const { responseCode, debug } = await read(role, log);
      expect([log, responseCode]).toEqual([log, kept.includes(log) ? 'I0' : 'E1000']);
      if (responseCode !== 'I0') expect(debug?.[0]?.error).toContain(log);
    }
  });

  it.each([
    ['esme', 'Event', 'esme'],
    ['gsme', 'GSMEEvent', 'gpf'],
  ])('what happened at the %s is read with its time, by way of the %s too', async (meter, log, by) => {
    await e.submit(meter, '3.3');
    await e.sleep({ minutes: 1 });
    const newest = (await entries(by, log)).at(-1);
    expect(newest?.LogCode).toBe('8F52');
    const at = Temporal.Instant.from(newest?.Timestamp ?? '');
    const now = e.target.clock.now();
    expect(at.until(now).total('minutes')).toBeLessThan(40);
  });

  it('of a period nothing is told that lies outside', async () => {
    await e.submit('esme', '3.3');
    const at = Temporal.Instant.from((await entries('esme', 'Event'))[0]?.Timestamp ?? '');
    const [from, to] = [-1, 1].map((seconds) => at.add({ seconds }).toString());
    const within = await read('esme', 'Event', { StartDateTime: from, EndDateTime: to });
    expect(within.body).toEqual({ Log: { LogEntry: [{ Timestamp: at.toString(), LogCode: '8F52' }] } });
    const after = await read('esme', 'Event', { StartDateTime: to, EndDateTime: to });
    expect(after.body).toEqual({ Log: { LogEntry: [] } });
  });

  it('a wrong key is in the security log', async () => {
    const before = await codes('ch', 'Security');
    const wrong = { client: 'non-critical', 'encryption-key': 'wrong', 'authentication-key': 'right' } as const;
    const dialogue = await e.stand.dialogue(e.device('ch'), wrong);
    await expect(dialogue.associate()).rejects.toThrow('deciphering-error');
    expect(await codes('ch', 'Security')).toEqual([...before, '8F1E']);
  });

  it('a full log gives its newest hundred entries', async () => {
    const client = new Client(e, 'ch', 'critical');
    // An activation without an image is refused, and logged.
    for (let i = 0; i < 101; i++) await client.action(18, '0.0.44.0.0.255', 4, { type: 'integer', value: 0 });
    expect(await codes('ch', 'Event')).toEqual(Array.from({ length: 100 }, () => '0501'));
    expect(await new Client(e, 'ch').get(7, EVENT_LOG, 7)).toEqual({ type: 'double-long-unsigned', value: 100 });
  });
});
