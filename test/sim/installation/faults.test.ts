import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millisecondsOf } from '../../../src/sim/classes/clock.ts';
import { dateTime } from '../../../src/sim/classes/values.ts';
import { ConditionTimes } from '../../../src/sim/installation/condition-times.ts';
import { type Fault, faultSchema, isCondition } from '../../../src/sim/installation/faults.ts';
import { firstLight } from '../bench.ts';
import { Dwelling, ids } from './dwelling.ts';

const SERIAL = [1, '0.0.96.1.0.255', 2] as const;
const CLOCK = [8, '0.0.1.0.0.255', 2] as const;
const { start } = firstLight;

/** An instant so many minutes after the start, as a file says it. */
function minutesOn(minutes: number): string {
  return start.add({ minutes }).toString();
}

function withFaults(...faults: unknown[]): Dwelling {
  return new Dwelling({ faults: faults.map((fault) => faultSchema.parse(fault)) });
}

function seen({ occurrences }: Dwelling): string[] {
  return occurrences.map(({ fault, phase }) => `${fault} ${phase}`);
}

describe('faults of the world', () => {
  it('no-wan: the hub cannot be reached, and can be again', async () => {
    const dwelling = withFaults({ kind: 'no-wan', from: minutesOn(10), until: minutesOn(60) });
    const headEnd = await dwelling.associate(ids.hub);
    dwelling.advance({ minutes: 20 });
    await expect(headEnd.read(...SERIAL)).rejects.toMatchObject({ code: 'link-no-answer' });
    dwelling.advance({ minutes: 60 });
    const other = await dwelling.associate(ids.hub);
    await other.read(...SERIAL);
    expect(seen(dwelling)).toEqual(['no-wan begins', 'no-wan ends']);
    expect(dwelling.occurrences.map(({ at }) => at - start.epochMilliseconds)).toEqual([600_000, 3_600_000]);
  });

  it('no-wan: two at a time end with the later one', () => {
    const dwelling = withFaults(
      { kind: 'no-wan', from: minutesOn(10), until: minutesOn(60) },
      { kind: 'no-wan', from: minutesOn(30), until: minutesOn(90) },
    );
    const coverage = [0, 20, 50, 70, 100].map((minute) => {
      dwelling.clock.advance(start.add({ minutes: minute }).since(dwelling.clock.now()));
      dwelling.unit.settle();
      return dwelling.hub.state.wan.coverage;
    });
    expect(coverage).toEqual([true, false, false, false, true]);
  });

  it('han-loss: the gas meter does not answer, the gas proxy does, and others too', async () => {
    const dwelling = withFaults({ kind: 'han-loss', from: minutesOn(0) });
    const gas = await dwelling.reach(ids.gsme, 16, '&timeout=3600s');
    await expect(gas.associate()).rejects.toMatchObject({ code: 'link-no-answer' });
    for (const device of [ids.gpf, ids.esme, ids.hub]) await dwelling.associate(device);
    expect(seen(dwelling)).toEqual(['han-loss begins']);
  });

  it('power-cut: nothing answers, and all associations are lost', async () => {
    const dwelling = withFaults({ kind: 'power-cut', from: minutesOn(10), until: minutesOn(11) });
    const headEnd = await dwelling.associate(ids.esme);
    await headEnd.read(...SERIAL);
    dwelling.advance(start.add({ minutes: 10, seconds: 5 }).since(dwelling.clock.now()));
    const failing = await dwelling.reach(ids.hub, 16, '&timeout=5s');
    await expect(failing.associate()).rejects.toMatchObject({ code: 'link-no-answer' });
    dwelling.advance({ minutes: 5 });
    await expect(headEnd.read(...SERIAL)).rejects.toMatchObject({ code: 'cosem-service-refused' });
    expect(dwelling.hub.state.outages).toMatchObject({ count: 1, kept: [{ from: start.epochMilliseconds + 600_000 }] });
    expect(dwelling.esme.state.power.since).toBe(start.epochMilliseconds + 660_000);
    expect(seen(dwelling)).toEqual(['power-cut begins', 'power-cut ends']);
  });

  it('power-cut: is in the logs at its own time, however late anybody looks', () => {
    const dwelling = withFaults({ kind: 'power-cut', from: minutesOn(10), until: minutesOn(40) });
    dwelling.advance({ hours: 240 });
    dwelling.unit.settle();
    expect(dwelling.hub.state.outages.kept).toMatchObject([
      { from: start.epochMilliseconds + 600_000, to: start.epochMilliseconds + 2_400_000 },
    ]);
  });

  it('clock-drift: the clock runs fast', () => {
    const dwelling = withFaults({ kind: 'clock-drift', device: 'gsme', ppm: 500 });
    dwelling.unit.settle();
    dwelling.advance({ hours: 24 * 30 });
    const shown = dateTime.decode(dwelling.direct(dwelling.gsme, 16).read(...CLOCK));
    const ahead = (millisecondsOf(shown ?? {}) ?? 0) - dwelling.now;
    expect(ahead).toBeGreaterThan(1_000_000);
    expect(dwelling.occurrences).toMatchObject([{ fault: 'clock-drift', detail: { ppm: 500, result: 'success' } }]);
  });

  it('low-battery: the gas meter says so', () => {
    const dwelling = withFaults({ kind: 'low-battery', from: minutesOn(5), percent: 2 });
    dwelling.advance({ minutes: 6 });
    dwelling.unit.settle();
    expect(dwelling.hub.state.alerts).toMatchObject([{ device: ids.gsme, event: 'battery-low' }]);
    expect(dwelling.occurrences).toMatchObject([{ fault: 'low-battery', detail: { percent: 2, result: 'success' } }]);
  });

  it('sms-lost: the hub sleeps on, and wakes by one that arrives', async () => {
    const dwelling = withFaults({ kind: 'sms-lost', until: start.add({ seconds: 30 }).toString() });
    dwelling.unit.sms();
    expect(dwelling.hub.state.wan.sms).toBe(0);
    const headEnd = await dwelling.reach(ids.hub, 16, '&timeout=3600s');
    await headEnd.associate();
    expect(dwelling.hub.state.wan.sms).toBe(1);
    expect(seen(dwelling)).toEqual(Array.from({ length: 3 }, () => 'sms-lost happens'));
  });

  it('wan-delay: everything takes longer, there and back', async () => {
    const [plain, slow] = [new Dwelling(), withFaults({ kind: 'wan-delay', milliseconds: 7000 })];
    for (const dwelling of [plain, slow]) await dwelling.associate(ids.hub);
    expect(slow.now - plain.now).toBe(14_000);
    expect(slow.occurrences).toMatchObject([{ detail: { direction: 'down' } }, { detail: { direction: 'up' } }]);
  });

  it('frame-lost: some requests get no answer, as many as chance says', async () => {
    const dwelling = withFaults({ kind: 'frame-lost', probability: 0.3 });
    const aarq = Uint8Array.of(0x60, 0x00);
    let answered = 0;
    for (let i = 0; i < 300; i++) {
      dwelling.unit.sms();
      if ((await dwelling.unit.request(ids.hub, 16, 1, aarq)) !== undefined) answered++;
    }
    expect(answered).toBe(300 - dwelling.occurrences.length);
    expect(answered).toBeGreaterThan(300 * 0.4);
    expect(answered).toBeLessThan(300 * 0.6);
  });

  it('frame-repeated: the device refuses the second, and writes that down', async () => {
    const dwelling = withFaults({ kind: 'frame-repeated', from: minutesOn(60) });
    const headEnd = await dwelling.associate(ids.esme, 2, '&timeout=3600s');
    const seconds = { type: 'long-unsigned', value: 7200 } as const;
    const hub = await dwelling.associate(ids.hub, 2);
    await hub.set(1, '0.0.128.1.4.255', 2, { ...seconds, value: 3600 });
    await headEnd.read(...SERIAL);
    dwelling.advance({ minutes: 59, seconds: 30 });
    await headEnd.read(...SERIAL);
    dwelling.advance({ minutes: 2 });
    expect(await headEnd.read(...SERIAL)).toHaveProperty('type', 'octet-string');
    expect(dwelling.esme.state.logs.security.at(-1)?.code).toBe(0x8f53);
    expect(seen(dwelling)).toContain('frame-repeated happens');
  });

  it('frame-reordered: a later request overtakes it', async () => {
    const dwelling = withFaults({ kind: 'frame-reordered', probability: 0.5, milliseconds: 5000 });
    dwelling.unit.sms();
    const order: number[] = [];
    const requests = Array.from({ length: 12 }, (_, i) =>
      dwelling.unit.request(ids.esme, 16, 1, Uint8Array.of(0x60, 0x00)).then(() => order.push(i)),
    );
    await Promise.all(requests);
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(seen(dwelling)).toContain('frame-reordered happens');
  });

  it('frame-corrupted: neither side takes what was changed', async () => {
    const dwelling = withFaults({ kind: 'frame-corrupted', probability: 0.5, from: minutesOn(30) });
    const hub = await dwelling.associate(ids.hub, 2);
    await hub.set(1, '0.0.128.1.4.255', 2, { type: 'long-unsigned', value: 3600 });
    dwelling.advance({ minutes: 31 });
    const results: string[] = [];
    for (let i = 0; i < 12; i++) {
      const result = await hub.read(...SERIAL).then(
        ({ type }) => type,
        ({ code }) => String(code),
      );
      results.push(result);
    }
    expect(new Set(results).size).toBeGreaterThan(1);
    expect(dwelling.occurrences.length).toBeGreaterThan(0);
    expect(results.every((result) => result === 'octet-string' || /^[a-z-]+$/.test(result))).toBe(true);
  });

  it('come at the same instants from the same seed, and others from another', () => {
    const times = (seed: string): number[] => {
      const dwelling = new Dwelling({
        seed,
        faults: [faultSchema.parse({ kind: 'power-cut', probability: 0.3, seconds: 600 })],
      });
      for (let day = 0; day < 20; day++) {
        dwelling.advance({ hours: 24 });
        dwelling.unit.settle();
      }
      expect(dwelling.hub.state.outages.count).toBe(dwelling.occurrences.length / 2);
      return dwelling.occurrences.map(({ at }) => at);
    };
    expect(times('one')).toEqual(times('one'));
    expect(times('one')).not.toEqual(times('two'));
    expect(times('one').length).toBeGreaterThan(4);
  });

  it('do not come twice in an installation that goes on from its states', () => {
    const faults = [faultSchema.parse({ kind: 'power-cut', from: minutesOn(10), until: minutesOn(20) })];
    const dwelling = new Dwelling({ faults });
    dwelling.advance({ minutes: 15 });
    dwelling.unit.settle();
    const again = new Dwelling({ faults, clock: dwelling.clock, states: dwelling.unit.states });
    again.advance({ hours: 1 });
    again.unit.settle();
    expect(seen(again)).toEqual(['power-cut ends']);
    expect(again.hub.state.outages.count).toBe(1);
  });
});

describe('the times of a condition', () => {
  const condition = fc.oneof(
    fc.record({ from: fc.integer({ min: 0, max: 5e9 }), length: fc.integer({ min: 1, max: 5e9 }) }).map((span) => ({
      kind: 'no-wan' as const,
      from: Temporal.Instant.fromEpochMilliseconds(span.from),
      until: Temporal.Instant.fromEpochMilliseconds(span.from + span.length),
    })),
    fc.record({
      kind: fc.constant('no-wan' as const),
      probability: fc.double({ min: 0.05, max: 1, noNaN: true }),
      seconds: fc.integer({ min: 1, max: 86_400 }),
    }),
  );

  it('what holds changes where `next` says, and nowhere in between', () => {
    fc.assert(
      fc.property(
        condition,
        fc.nat(),
        fc.integer({ min: 0, max: 5e9 }),
        fc.array(fc.nat(1000)),
        (of, seed, at, parts) => {
          const times = new ConditionTimes(of, seed);
          const next = times.next(at);
          expect(next).toBeGreaterThan(at);
          const end = Math.min(next, at + 1e10);
          for (const part of parts)
            expect(times.holds(at + Math.floor(((end - 1 - at) * part) / 1000))).toBe(times.holds(at));
        },
      ),
    );
  });
});

describe('a declared fault', () => {
  it.each([
    [{ kind: 'no-wan', from: minutesOn(5), until: minutesOn(5) }, 'until'],
    [{ kind: 'no-wan', probability: 0.5 }, 'seconds'],
    [{ kind: 'power-cut', seconds: 5 }, 'probability'],
    [{ kind: 'frame-lost', probability: 0 }, 'probability'],
    [{ kind: 'low-battery', device: 'hub' }, 'device'],
    [{ kind: 'low-battery', device: 'esme' }, 'device'],
  ])('%j is refused for its %s', (fault, path) => {
    const result = faultSchema.safeParse(fault);
    expect(result.error?.issues[0]?.path).toEqual([path]);
  });

  it('is either a condition or a mishap', () => {
    const lost: Fault = faultSchema.parse({ kind: 'frame-lost' });
    expect([isCondition(lost), isCondition(faultSchema.parse({ kind: 'no-wan' }))]).toEqual([false, true]);
  });
});
