import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eui64Bytes } from '../../../src/core/identifiers.ts';
import { millisecondsOf } from '../../../src/sim/classes/clock.ts';
import { dateTime } from '../../../src/sim/classes/values.ts';
import { elements } from '../bench.ts';
import { Dwelling, ids } from './dwelling.ts';

const SERIAL = [1, '0.0.96.1.0.255', 2] as const;
const CLOCK = [8, '0.0.1.0.0.255', 2] as const;
const EVENT_LOG = [7, '0.0.99.98.0.255', 2] as const;
const SUPPLY = [70, '0.0.96.3.10.255', 3] as const;
const PATIENT = '&timeout=3600s';

describe('a gas meter behind the hub', () => {
  it('answers within its next wake, and at once while it is quick', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20_000 }), fc.string({ maxLength: 8 }), async (seconds, seed) => {
        const dwelling = new Dwelling({ seed });
        const model = dwelling.gsme.model;
        dwelling.advance({ seconds });
        const start = dwelling.now;
        const headEnd = await dwelling.associate(ids.gsme, 16, PATIENT);
        const first = dwelling.now - start;
        const sleep = 1000 * model['wake-seconds'];
        const overhead = 60_000;
        expect(first).toBeLessThanOrEqual(sleep + overhead);
        const second = dwelling.now;
        await headEnd.read(...SERIAL);
        expect(dwelling.now - second).toBeLessThanOrEqual(model['response-milliseconds'].most + 2000);
        // Both associations, at the same phase, wake it at the same instants.
        expect(dwelling.gpf.heard()).toBeGreaterThan(start);
      }),
      { numRuns: 25 },
    );
  });

  it('sleeps again when it was left alone', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.gsme, 16, PATIENT);
    await headEnd.read(...SERIAL);
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const fast = dwelling.gsme.model['fast-poll-seconds'];
      dwelling.advance({ seconds: fast + 1 });
      const start = dwelling.now;
      const next = dwelling.gpf.wakes.next(start);
      await headEnd.read(...SERIAL).catch(() => undefined);
      waits.push(dwelling.now - next);
    }
    for (const wait of waits) expect(wait).toBeGreaterThanOrEqual(0);
  });
});

describe('the gas proxy', () => {
  it('shows what the gas meter was when it was heard last, coherently, at any instant', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            minutes: fc.integer({ min: 1, max: 300 }),
            act: fc.constantFrom('none', 'disable', 'arm', 'cover', 'optical'),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async (steps) => {
          const dwelling = new Dwelling();
          const critical = dwelling.direct(dwelling.gsme, 1);
          const reader = dwelling.direct(dwelling.gsme, 2);
          const mirror = dwelling.direct(dwelling.gpf, 2);
          for (const { minutes, act } of steps) {
            dwelling.advance({ minutes });
            if (act === 'disable') critical.action(70, SUPPLY[1], 1, { type: 'integer', value: 0 });
            if (act === 'arm') critical.action(70, SUPPLY[1], 2, { type: 'integer', value: 0 });
            if (act === 'cover') dwelling.gsme.operate({ kind: 'cover', which: 'meter', is: 'open' });
            if (act === 'optical') dwelling.gsme.opticalPort?.signedOn();
            const heard = dwelling.gpf.heard();
            expect(heard).toBeLessThanOrEqual(dwelling.now);
            expect(dwelling.now - heard).toBeLessThanOrEqual(1000 * dwelling.gsme.model['wake-seconds']);
            const shown = millisecondsOf(dateTime.decode(mirror.read(...CLOCK)) ?? {});
            expect(Math.abs((shown ?? 0) - heard - dwelling.gsme.clockOffset)).toBeLessThan(10);
            expect(mirror.read(...SUPPLY)).toEqual(reader.read(...SUPPLY));
            expect(mirror.read(...EVENT_LOG)).toEqual(reader.read(...EVENT_LOG));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('can be read, and not written or called', async () => {
    const dwelling = new Dwelling();
    const mirror = dwelling.direct(dwelling.gpf, 1);
    expect(mirror.action(70, SUPPLY[1], 1, { type: 'integer', value: 0 }).result).not.toBe('success');
    expect(mirror.set(8, CLOCK[1], 2, mirror.read(...CLOCK))).toBe('read-write-denied');
    expect(dwelling.gsme.state.supply.state).toBe('connected');
  });

  it('stands still while the gas meter cannot be heard, and catches up after', () => {
    const dwelling = new Dwelling();
    const mirror = dwelling.direct(dwelling.gpf, 2);
    const reader = dwelling.direct(dwelling.gsme, 2);
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'lost' });
    const before = [mirror.read(...CLOCK), mirror.read(...EVENT_LOG)];
    dwelling.advance({ hours: 30 });
    dwelling.gsme.opticalPort?.signedOn();
    expect([mirror.read(...CLOCK), mirror.read(...EVENT_LOG)]).toEqual(before);
    expect(elements(reader.read(...EVENT_LOG)).length).toBe(elements(before[1] as never).length + 1);
    const again = new Dwelling({ clock: dwelling.clock, states: structuredClone(dwelling.unit.states) });
    expect(again.direct(again.gpf, 16).read(...CLOCK)).toEqual(before[0]);
    dwelling.hub.operate({ kind: 'han', side: 'gas', is: 'back' });
    expect(mirror.read(...EVENT_LOG)).toEqual(reader.read(...EVENT_LOG));
    expect(dwelling.gpf.heard()).toBe(dwelling.now);
  });

  it('is the hub as to firmware, and itself as to its EUI-64', () => {
    const dwelling = new Dwelling();
    const [mirror, hub] = [dwelling.direct(dwelling.gpf, 16), dwelling.direct(dwelling.hub, 16)];
    expect(mirror.read(1, '1.0.0.2.0.255', 2)).toEqual(hub.read(1, '1.0.0.2.0.255', 2));
    expect(mirror.read(1, '0.0.96.1.3.255', 2)).toEqual({ type: 'octet-string', value: eui64Bytes(ids.gpf) });
  });

  it('answers at once, and the gas meter sleeps on', async () => {
    const dwelling = new Dwelling();
    const headEnd = await dwelling.associate(ids.gpf, 2);
    const start = dwelling.now;
    await headEnd.read(...EVENT_LOG);
    expect(dwelling.now - start).toBeLessThan(5000);
  });
});
