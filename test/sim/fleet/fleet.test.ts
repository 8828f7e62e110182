import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/clock.ts';
import type { Alert } from '../../../src/sim/device/simulated-device.ts';
import { loadTemplate } from '../../../src/sim/files/load.ts';
import { Fleet } from '../../../src/sim/fleet/fleet.ts';
import { type Role, Template } from '../../../src/sim/fleet/template.ts';
import type { Fault, FaultOccurrence } from '../../../src/sim/installation/faults.ts';

const COUNT = 12;
const DAY_MINUTES = 1440;
/** Every day has something in it. */
const faults: readonly Fault[] = [
  { kind: 'power-cut', probability: 0.5, seconds: 900 },
  { kind: 'no-wan', probability: 0.5, seconds: 3600 },
  { kind: 'han-loss', side: 'gas', probability: 0.5, seconds: 1800 },
];

let template: Template;

beforeAll(async () => {
  const { first } = await loadTemplate('hardware/installations/moc-secure-dual-fuel.yaml', { count: COUNT });
  // The end of a month: billing dates are near.
  const start = Temporal.Instant.from('2026-01-30T12:00:00Z');
  const shares = new Map<Role, number>([['gsme', 0.667]]);
  template = new Template({ first: { ...first, start, faults }, count: COUNT, shares, derived: new Set() });
});

function nameOf({ device, event, at }: Alert): string {
  return `${device} ${event} ${at}`;
}

class Run {
  readonly clock = new VirtualClock(template.first.start);
  readonly fleet: Fleet;
  readonly alerts: Alert[] = [];
  readonly faults: FaultOccurrence[] = [];
  /** How late each alert was told, milliseconds. */
  readonly lateness: number[] = [];

  constructor(mostAwake: number) {
    this.fleet = new Fleet({ template, clock: this.clock, mostAwake });
    this.fleet.onAlert = (alert) => {
      this.alerts.push(alert);
      this.lateness.push(this.clock.now().epochMilliseconds - alert.at);
    };
    this.fleet.onFault = (occurrence) => this.faults.push(occurrence);
  }

  pass(minutes: number): void {
    this.clock.advance(Temporal.Duration.from({ minutes }));
  }

  /** All that any of its devices would save, but for until when it has been looked at. */
  saved(): readonly string[] {
    const units = Array.from({ length: COUNT }, (_, k) => this.fleet.at(k));
    return units.flatMap((unit) => {
      unit.settle();
      return unit.devices
        .values()
        .map((device) => JSON.stringify(withoutLooks(JSON.parse(device.save()))))
        .toArray();
    });
  }

  happened(): readonly string[] {
    const all = [...this.alerts, ...this.faults];
    return all.map((one) => JSON.stringify(one)).sort();
  }
}

/** A saved state but for the times at which something was looked at: `watch.from` is that of the voltage. */
function withoutLooks(saved: { readonly voltage?: { readonly watch: object } }): object {
  const { voltage } = saved;
  const watched = voltage && { voltage: { ...voltage, watch: { ...voltage.watch, from: 0 } } };
  return { ...saved, ...watched, settled: 0, world: 0 };
}

describe('fleet', () => {
  it('the same seed gives the same, in whatever order and how often its devices are looked at', () => {
    const reference = new Run(COUNT);
    reference.pass(3 * DAY_MINUTES);
    const saved = reference.saved();
    expect(reference.alerts.length).toBeGreaterThan(10);
    const visits = fc.array(fc.record({ k: fc.nat(COUNT - 1), minutes: fc.nat(300) }), { maxLength: 12 });
    fc.assert(
      fc.property(visits, fc.integer({ min: 1, max: COUNT }), (visited, mostAwake) => {
        const run = new Run(mostAwake);
        let left = 3 * DAY_MINUTES;
        for (const { k, minutes } of visited) {
          run.fleet.at(k).settle();
          run.pass(minutes);
          left -= minutes;
        }
        run.pass(left);
        expect(run.saved()).toEqual(saved);
        expect(run.happened()).toEqual(reference.happened());
      }),
      { numRuns: 15 },
    );
  });

  it('alerts and faults occur at their time', () => {
    const run = new Run(2);
    run.pass(2 * DAY_MINUTES);
    expect(run.alerts.length).toBeGreaterThan(10);
    expect(Math.max(...run.lateness)).toBe(0);
    const times = run.alerts.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('puts to sleep those that nobody needs, and what was done to them is still there when they wake', () => {
    const run = new Run(1);
    const { esme } = template.at(3).devices;
    run.pass(1);
    const device = run.fleet.find(esme.eui64)?.devices.get(esme.eui64);
    device?.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    const logged = JSON.parse(device?.save() ?? '').logs;
    for (let k = 4; k < COUNT; k++) run.fleet.at(k);
    run.pass(1);
    expect(run.fleet.awake).toBe(1);
    const again = run.fleet.find(esme.eui64)?.devices.get(esme.eui64);
    expect(JSON.parse(again?.save() ?? '').logs).toEqual(logged);
    expect(JSON.stringify(logged)).not.toBe(
      JSON.stringify(JSON.parse(new Run(1).fleet.at(3).devices.get(esme.eui64)?.save() ?? '').logs),
    );
  });

  it('one that somebody still holds is woken as the same one', () => {
    const run = new Run(1);
    const held = run.fleet.at(0);
    for (let k = 1; k < COUNT; k++) run.fleet.at(k);
    expect(run.fleet.at(0)).toBe(held);
  });

  it('one that somebody is talking to is not put to sleep, until the connection is gone', () => {
    const run = new Run(1);
    const busy = run.fleet.at(0);
    const { eui64 } = template.first.devices.esme;
    const connection = {};
    const needed = (): number => busy.smsNeeded(eui64, 16, 1, new Uint8Array(1), connection);
    for (let sms = needed(); sms > 0; sms--) busy.sms();
    expect(needed()).toBe(0);
    for (let k = 1; k < COUNT; k++) run.fleet.at(k);
    expect(busy.isIdle()).toBe(false);
    expect(run.fleet.awake).toBe(2);
    busy.disconnected(connection);
    for (let k = 1; k < COUNT; k++) run.fleet.at(k);
    expect(run.fleet.awake).toBeLessThanOrEqual(2);
    expect(busy.isIdle()).toBe(true);
  });

  it('does what becomes due sooner through what was done to a device', () => {
    const run = new Run(1);
    const { gsme } = template.first.devices;
    const unit = run.fleet.find(gsme?.eui64 ?? template.first.devices.esme.eui64);
    const device = unit?.devices.values().find(({ type }) => type === 'ESME');
    run.pass(1);
    const before = run.alerts.length;
    device?.operate({ kind: 'power', is: 'off' });
    run.pass(10);
    device?.operate({ kind: 'power', is: 'on' });
    run.pass(10);
    expect(run.alerts.length).toBeGreaterThan(before);
  });

  it('SMETS1 billing: all hubs push at a midnight, and none stays awake until it can', () => {
    const run = new Run(2);
    run.pass(DAY_MINUTES / 2);
    const heard: string[] = [];
    let mostAwake = 0;
    run.fleet.connect({}, (_device, _source, _destination, _apdu, alert) => {
      heard.push(nameOf(alert));
      mostAwake = Math.max(mostAwake, run.fleet.awake);
    });
    run.pass(2 * DAY_MINUTES);
    const told = run.alerts.map(nameOf);
    // Those of the last minutes may be on their way, and those from before are kept up to what the hub keeps.
    const pushed = told.filter((name) => heard.includes(name));
    expect(new Set(heard).size).toBe(heard.length);
    expect(pushed.length).toBeGreaterThan(0.9 * told.length);
    expect(mostAwake).toBeLessThanOrEqual(2);
  });

  it('tells what the hubs push to every connection, and keeps it while there is none', () => {
    const run = new Run(1);
    run.pass(3 * DAY_MINUTES);
    const heard: string[] = [];
    const leave = run.fleet.connect({}, (device, _source, _destination, _apdu, alert) =>
      heard.push(`${device} ${alert.event}`),
    );
    run.pass(60);
    leave();
    expect(heard.length).toBeGreaterThan(0);
    const before = heard.length;
    run.pass(3 * DAY_MINUTES);
    expect(heard.length).toBe(before);
  });
});
