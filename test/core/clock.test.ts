import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Clock, RealClock, type Timer, VirtualClock } from '../../src/core/clock.ts';
import { S1benchError } from '../../src/core/errors.ts';

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const ms = (milliseconds: number): Temporal.Duration => Temporal.Duration.from({ milliseconds });
const days = (days: number): Temporal.Duration => Temporal.Duration.from({ days });

const clocks: readonly (readonly [string, () => Clock])[] = [
  ['the real clock', () => new RealClock()],
  ['the virtual clock', () => new VirtualClock(start)],
];

describe.each(clocks)('architecture, time is a Clock: %s', (_, make) => {
  test('wakes a sleeper not before its time', async () => {
    const clock = make();
    const before = clock.now();
    await clock.sleep(ms(5));
    // Node counts whole milliseconds, and so may fire up to one early.
    expect(clock.now().since(before).total('milliseconds')).toBeGreaterThanOrEqual(4);
  });

  test('waits for whole milliseconds', async () => {
    const clock = make();
    const before = clock.now();
    await clock.wait(5);
    expect(clock.now().since(before).total('milliseconds')).toBeGreaterThanOrEqual(4);
  });

  test('tells the same in milliseconds', async () => {
    const clock = make();
    for (const wait of [0, 3, 12]) {
      await clock.sleep(ms(wait));
      const before = clock.now().epochMilliseconds;
      const told = clock.milliseconds();
      expect(told).toBeGreaterThanOrEqual(before);
      expect(told).toBeLessThanOrEqual(clock.now().epochMilliseconds);
    }
  });

  test('fires a timer once', async () => {
    const clock = make();
    const callback = vi.fn();
    clock.schedule(ms(1), callback);
    await clock.sleep(ms(10));
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test('fires no timer that was cancelled', async () => {
    const clock = make();
    const callback = vi.fn();
    clock.schedule(ms(1), callback).cancel();
    await clock.sleep(ms(10));
    expect(callback).not.toHaveBeenCalled();
  });

  test('fires a background timer while something else waits', async () => {
    const clock = make();
    const callback = vi.fn();
    clock.schedule(ms(1), callback, { background: true }).refresh();
    await clock.sleep(ms(10));
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test('starts a timer anew, also after it fired or was cancelled', async () => {
    const clock = make();
    const callback = vi.fn();
    const timer = clock.schedule(ms(1), callback);
    await clock.sleep(ms(10));
    timer.refresh();
    await clock.sleep(ms(10));
    timer.cancel();
    timer.refresh();
    await clock.sleep(ms(10));
    expect(callback).toHaveBeenCalledTimes(3);
  });

  test('wakes a sleeper that is told to stop', async () => {
    const clock = make();
    const controller = new AbortController();
    const sleeping = clock.sleep(days(40), controller.signal);
    controller.abort('enough');
    await expect(sleeping).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    await expect(clock.sleep(days(40), controller.signal)).rejects.toBeInstanceOf(S1benchError);
  });

  test('does not mind being stopped after waking', async () => {
    const clock = make();
    const controller = new AbortController();
    await clock.sleep(ms(1), controller.signal);
    controller.abort();
    await clock.sleep(ms(1));
  });
});

describe('architecture, time is a Clock: the real clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('tells the time of this machine', () => {
    const before = Temporal.Now.instant();
    const now = new RealClock().now();
    expect(Temporal.Instant.compare(before, now)).toBeLessThanOrEqual(0);
    expect(Temporal.Instant.compare(now, Temporal.Now.instant())).toBeLessThanOrEqual(0);
  });

  test('counts months, which setTimeout can not', () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const callback = vi.fn();
    const timer = new RealClock().schedule(days(60), callback);
    vi.advanceTimersByTime(days(50).total('milliseconds'));
    timer.refresh();
    vi.advanceTimersByTime(days(60).total('milliseconds') - 3);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(6);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test('lets the process end while only a background timer or a cancelled one runs', () => {
    const script = `
      import { RealClock } from ${JSON.stringify(new URL('../../src/core/clock.ts', import.meta.url))};
      const clock = new RealClock();
      const day = Temporal.Duration.from({ days: 1 });
      clock.schedule(day, () => {}, { background: true }).refresh();
      clock.schedule(day, () => {}).cancel();
    `;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { timeout: 20_000 });
    expect(status).toBe(0);
  });
});

describe('architecture, time is a Clock: the virtual clock', () => {
  test('jumps over a year of waits, to each instant that is waited for', async () => {
    const clock = new VirtualClock(start);
    const woken: string[] = [];
    const sleepFor = async (count: number): Promise<void> => {
      await clock.sleep(days(count));
      woken.push(clock.now().toString());
    };
    await Promise.all([sleepFor(365), sleepFor(1), sleepFor(31)]);
    expect(woken).toEqual(['2026-01-02T00:00:00Z', '2026-02-01T00:00:00Z', '2027-01-01T00:00:00Z']);
  });

  test('stands still while anything is under way', async () => {
    const clock = new VirtualClock(start);
    const sleeping = clock.sleep(days(1));
    for (let i = 0; i < 100; i++) await Promise.resolve();
    expect(clock.now().equals(start)).toBe(true);
    await sleeping;
  });

  test('never jumps for a timer in the background, but fires it on the way', async () => {
    const clock = new VirtualClock(start);
    const callback = vi.fn();
    const background = clock.schedule(days(2), callback, { background: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now().equals(start)).toBe(true);
    await clock.sleep(days(1));
    expect(callback).not.toHaveBeenCalled();
    background.refresh();
    await clock.sleep(days(3));
    expect(callback).toHaveBeenCalledTimes(1);
    background.cancel();
    expect(clock.now().toString()).toBe('2026-01-05T00:00:00Z');
  });

  test('stands still when the only timer is cancelled before the jump', async () => {
    const clock = new VirtualClock(start);
    clock.schedule(days(1), vi.fn()).cancel();
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now().equals(start)).toBe(true);
  });

  test('fires timers that are due at once in the order in which they were set', () => {
    const clock = new VirtualClock(start);
    const order: string[] = [];
    const first = clock.schedule(days(1), () => order.push('first'));
    clock.schedule(days(1), () => order.push('second'));
    first.refresh();
    clock.advance(days(1));
    expect(order).toEqual(['second', 'first']);
  });

  test('fires on the way what a timer sets, and never goes back', () => {
    const clock = new VirtualClock(start);
    const fired: string[] = [];
    clock.schedule(days(1), () => {
      fired.push(clock.now().toString());
      clock.schedule(days(-5), () => fired.push(clock.now().toString()));
      clock.schedule(days(1), () => fired.push(clock.now().toString()));
    });
    clock.advance(days(3));
    clock.advance(days(-1));
    expect(fired).toEqual(['2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z']);
    expect(clock.now().toString()).toBe('2026-01-04T00:00:00Z');
  });

  test('keeps a hundred thousand timers in order, and forgets those that are cancelled', () => {
    const clock = new VirtualClock(start);
    const instants: bigint[] = [];
    const timers = Array.from({ length: 100_000 }, (_, i) =>
      clock.schedule(ms((i * 7919) % 86_400_000), () => instants.push(clock.now().epochNanoseconds)),
    );
    for (let i = 0; i < timers.length; i += 4) timers[i]?.cancel();
    clock.advance(days(1));
    expect(instants).toHaveLength(75_000);
    expect(instants.every((at, i) => i === 0 || at >= (instants[i - 1] as bigint))).toBe(true);
  });

  test('does what a list of timers would do', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const clock = new VirtualClock(start);
        const timers: Timer[] = [];
        const model: ModelTimer[] = [];
        const fired: string[] = [];
        const expected: string[] = [];
        let now = 0;
        let order = 0;
        for (const { kind, which, by } of operations) {
          const at = timers.length === 0 ? -1 : which % timers.length;
          if (kind === 'schedule') {
            const id = timers.length;
            timers.push(clock.schedule(ms(by), () => fired.push(`${id} at ${elapsed(clock)}`)));
            model.push({ id, after: by, due: now + by, order: order++ });
          } else if (kind === 'advance') {
            clock.advance(ms(by));
            now += by;
            const due = model.filter((timer) => timer.due !== undefined && timer.due <= now).sort(byDue);
            for (const timer of due) {
              expected.push(`${timer.id} at ${timer.due}`);
              timer.due = undefined;
            }
          } else if (at >= 0) {
            const timer = model[at] as ModelTimer;
            timers[at]?.[kind]();
            timer.due = kind === 'cancel' ? undefined : now + timer.after;
            timer.order = order++;
          }
          expect(elapsed(clock)).toBe(now);
        }
        expect(fired).toEqual(expected);
      }),
    );
  });
});

interface ModelTimer {
  readonly id: number;
  readonly after: number;
  due: number | undefined;
  order: number;
}

const operation = fc.record({
  kind: fc.constantFrom('schedule', 'cancel', 'refresh', 'advance'),
  which: fc.nat(),
  /** Milliseconds. */
  by: fc.nat({ max: 20 }),
});

function elapsed(clock: Clock): number {
  return clock.now().since(start).total('milliseconds');
}

function byDue(a: ModelTimer, b: ModelTimer): number {
  return (a.due ?? 0) - (b.due ?? 0) || a.order - b.order;
}
