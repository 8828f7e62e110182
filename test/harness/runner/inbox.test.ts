import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import { type Eui64, parseEui64 } from '../../../src/core/identifiers.ts';
import type { DccMessage } from '../../../src/dcc/messages.ts';
import { Inbox, type Wanted } from '../../../src/harness/runner/inbox.ts';

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const [meter, other, supplier, network] = [1, 2, 3, 4].map((n) => parseEui64(`00-00-5E-EF-10-00-00-0${n}`)) as [
  Eui64,
  Eui64,
  Eui64,
  Eui64,
];
const NEVER = new AbortController().signal;

function alert(code: string, minute = 0, to = supplier, device = meter): DccMessage {
  const at = start.add({ minutes: minute });
  return { kind: 'device-alert', to, device, code, description: 'An alert', timestamp: at, at };
}

function wants(code: string, to?: Eui64): Wanted {
  return { message: { alert: code, within: '1h' }, device: meter, ...(to !== undefined && { to }) };
}

describe('what the DCC sends by itself', () => {
  const inboxWith = (...messages: readonly DccMessage[]) => {
    const inbox = new Inbox();
    for (const message of messages) inbox.deliver(message);
    const clock = new VirtualClock(start);
    const take = (wanted: Wanted, minutes = 60) =>
      inbox.take(wanted, Temporal.Duration.from({ minutes }), clock, NEVER);
    return { inbox, clock, take };
  };

  it('is taken once, the oldest first', async () => {
    const [first, second] = [alert('8F3F', 1), alert('8F3F', 2)];
    const { take, clock } = inboxWith(first, alert('8F40', 1), second);
    expect(await take(wants('8F3F'))).toEqual([first]);
    expect(await take(wants('8F3F'))).toEqual([second]);
    expect(clock.now()).toEqual(start);
    expect(await take(wants('8F3F'))).toBeUndefined();
    expect(clock.now()).toEqual(start.add({ hours: 1 }));
  });

  it('is of the device that is asked about, or of none', async () => {
    const foreign = alert('8F3F', 0, supplier, other);
    const dccAlert: DccMessage = { kind: 'dcc-alert', to: supplier, code: 'N16', body: {}, at: start };
    const { take } = inboxWith(foreign, dccAlert);
    expect(await take(wants('any'))).toBeUndefined();
    expect(await take({ message: { 'dcc-alert': 'N16', within: '1h' }, device: meter })).toEqual([dccAlert]);
  });

  it('counts once, to however many Users it goes, also to those who get it later', async () => {
    const copies = [alert('8F3F'), alert('8F3F', 0, network)];
    const { inbox, take } = inboxWith(...copies);
    expect(await take(wants('8F3F'))).toEqual(copies);
    inbox.deliver(alert('8F3F', 0, other));
    expect(await take(wants('8F3F'))).toBeUndefined();
  });

  it('is that of one User where one is asked for', async () => {
    const copies = [alert('8F3F'), alert('8F3F', 0, network)] as const;
    const { take } = inboxWith(...copies);
    expect(await take(wants('8F3F', network))).toEqual([copies[1]]);
    expect(await take(wants('8F3F', network))).toBeUndefined();
    expect(await take(wants('8F3F', supplier))).toEqual([copies[0]]);
  });

  it('is forgotten when a test begins', async () => {
    const { inbox, take } = inboxWith(alert('8F3F'));
    inbox.clear();
    expect(await take(wants('8F3F'))).toBeUndefined();
  });

  it('ends the waiting when it comes', async () => {
    const { inbox, clock, take } = inboxWith();
    const due = alert('8F3F', 7);
    clock.schedule(Temporal.Duration.from({ minutes: 3 }), () => inbox.deliver(alert('8F40', 3)), { background: true });
    clock.schedule(Temporal.Duration.from({ minutes: 7 }), () => inbox.deliver(due), { background: true });
    expect(await take(wants('8F3F'))).toEqual([due]);
    expect(clock.now()).toEqual(start.add({ minutes: 7 }));
  });

  it('is waited for no longer once that is given up', async () => {
    const { inbox, clock } = inboxWith();
    for (const abort of [AbortSignal.abort(), AbortSignal.timeout(1)]) {
      const waiting = inbox.take(wants('8F3F'), Temporal.Duration.from({ hours: 1 }), new StandingClock(start), abort);
      await expect(waiting).rejects.toThrow(/aborted/);
    }
    expect(clock.now()).toEqual(start);
  });

  it('is never taken twice and never lost, in whichever order it comes and is asked for', async () => {
    const code = fc.constantFrom('8F3F', '8F40', '81C1');
    const act = fc.oneof(
      fc.record({ deliver: code, to: fc.constantFrom(supplier, network) }),
      fc.record({ take: fc.oneof(code, fc.constant('any')) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 30 }), async (acts) => {
        const { inbox, take } = inboxWith();
        let waiting: readonly string[] = [];
        for (const [i, each] of acts.entries()) {
          if ('deliver' in each) {
            inbox.deliver(alert(each.deliver, i, each.to));
            waiting = [...waiting, `${each.deliver} ${i}`];
            continue;
          }
          const expected = waiting.find((name) => each.take === 'any' || name.startsWith(each.take));
          const taken = (await take(wants(each.take), 1))?.map((message) => nameOf(message));
          expect(taken).toEqual(expected === undefined ? undefined : [expected]);
          waiting = waiting.filter((name) => name !== expected);
        }
      }),
    );
  });
});

/** A clock on which nothing is ever due. */
class StandingClock extends VirtualClock {
  override schedule(): { refresh(): void; cancel(): void } {
    return { refresh: () => undefined, cancel: () => undefined };
  }
}

function nameOf(message: DccMessage): string {
  if (message.kind !== 'device-alert') throw new Error(message.kind);
  return `${message.code} ${start.until(message.at).total('minutes')}`;
}
