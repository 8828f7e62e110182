import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { Bench, type Client, elements, numberIn } from '../bench.ts';

const LIMITER = [71, '0.0.17.0.0.255'] as const;
const LIMIT_STATE = [1, '0.0.131.2.1.255', 2] as const;
const COUNTER = [3, '0.0.131.2.0.255'] as const;
const STATE = [70, '0.0.96.3.10.255', 3] as const;
const [ENABLED, ARMED] = [1, 2] as const;
/** Milliseconds: everything here happens at multiples of it. */
const STEP = 10_000;

/** Load limiting, told again step by step. */
class Rules {
  readonly #seeded: Esme;
  threshold = 100_000;
  emergency = { threshold: 100_000, from: 0, to: 0 };
  period = 60;
  restoration = 300;
  disables = false;
  extra = 0;
  state: number = ENABLED;
  counter = 0;
  now: number;
  readonly alerts: [code: number, at: number][] = [];
  #since: number | undefined;
  #exceeded = false;
  #restoreAt = Number.POSITIVE_INFINITY;

  constructor(seeded: Esme) {
    this.#seeded = seeded;
    this.now = seeded.now();
  }

  advance(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.now += STEP;
      if (this.#since !== undefined && !this.#exceeded && this.now >= this.#since + 1000 * this.period) this.#trip();
      if (this.now >= this.#restoreAt) {
        this.state = ENABLED;
        this.#restoreAt = Number.POSITIVE_INFINITY;
        this.alerts.push([0x8f34, this.now]);
      }
      this.look();
    }
  }

  /** A limit is changed: nothing was exceeded before. */
  anew(): void {
    this.#since = undefined;
    this.#exceeded = false;
    this.look();
  }

  button(): void {
    if (this.state === ARMED) this.#restoreAt = Number.POSITIVE_INFINITY;
    this.state = ENABLED;
    this.look();
  }

  look(): void {
    const power = this.state === ENABLED ? this.#seeded.registers.power(0, this.now) + this.extra : 0;
    const { from, to, threshold } = this.emergency;
    if (power <= (this.now >= from && this.now < to ? threshold : this.threshold)) {
      this.#since = undefined;
      this.#exceeded = false;
      return;
    }
    this.#since ??= this.now;
    if (this.period === 0 && !this.#exceeded) this.#trip();
  }

  #trip(): void {
    this.#exceeded = true;
    this.counter++;
    this.alerts.push([0x8f01, this.now]);
    if (!this.disables) return;
    this.state = ARMED;
    this.alerts.push([0x8f33, this.now]);
    this.#restoreAt = this.now + 1000 * this.restoration;
    this.look();
  }
}

interface Real {
  readonly bench: Bench;
  readonly supplier: Client;
  readonly alerts: [code: number, at: number][];
}

class Doing implements fc.Command<Rules, Real> {
  readonly #name: string;
  readonly #act: (rules: Rules, real: Real) => void;

  constructor(name: string, act: (rules: Rules, real: Real) => void) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(rules: Rules, real: Real): void {
    this.#act(rules, real);
    expect(numberIn(real.supplier.read(...STATE))).toBe(rules.state);
    expect(numberIn(real.supplier.read(...COUNTER, 2))).toBe(rules.counter);
    expect(real.alerts).toEqual(rules.alerts);
  }

  toString(): string {
    return this.#name;
  }
}

function watts(client: Client, attribute: number, value: number): void {
  expect(client.set(...LIMITER, attribute, { type: 'double-long-unsigned', value })).toBe('success');
}

/** A date-time of the meter's clock. */
function dateTimeOf(at: number): Uint8Array {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  return Uint8Array.of(
    year >> 8,
    year & 0xff,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    0xff,
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
    0,
    0,
    0,
  );
}

function setEmergency(client: Client, id: number, from: number, seconds: number): void {
  const value = [
    { type: 'long-unsigned', value: id },
    { type: 'octet-string', value: dateTimeOf(from) },
    { type: 'double-long-unsigned', value: seconds },
  ] as const;
  expect(client.set(...LIMITER, 8, { type: 'structure', value })).toBe('success');
}

const thresholds = fc.constantFrom(0, 200, 500, 1000, 3000, 100_000);

const doings = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 900 }).map(advancing) },
  fc.integer({ min: 0, max: 5000 }).map(
    (extra) =>
      new Doing(`load ${extra} W`, (rules, { bench }) => {
        bench.device.operate({ kind: 'load', extra });
        rules.extra = extra;
        rules.look();
      }),
  ),
  thresholds.map(
    (threshold) =>
      new Doing(`threshold ${threshold} W`, (rules, { supplier }) => {
        watts(supplier, 4, threshold);
        rules.threshold = threshold;
        rules.anew();
      }),
  ),
  fc.constantFrom(0, 10, 60, 1800, 5000).map(
    (period) =>
      new Doing(`period ${period} s`, (rules, { supplier }) => {
        watts(supplier, 6, period);
        rules.period = period;
        rules.anew();
      }),
  ),
  fc.boolean().map(
    (disables) =>
      new Doing(disables ? 'disabled' : 'unchanged', (rules, { supplier }) => {
        expect(supplier.set(...LIMIT_STATE, { type: 'enum', value: Number(disables) })).toBe('success');
        rules.disables = disables;
        rules.anew();
      }),
  ),
  fc.constant(
    new Doing('the button', (rules, { bench }) => {
      bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
      rules.button();
    }),
  ),
  fc.record({ threshold: thresholds, wait: fc.nat(500), steps: fc.nat(500), applies: fc.boolean() }).map(
    ({ threshold, wait, steps, applies }) =>
      new Doing(`emergency ${threshold} W in ${wait} for ${steps} steps`, (rules, { supplier }) => {
        watts(supplier, 5, threshold);
        rules.emergency.threshold = threshold;
        rules.anew();
        const from = rules.now + wait * STEP;
        setEmergency(supplier, applies ? 7 : 8, from, (steps * STEP) / 1000);
        rules.emergency = { threshold, from, to: applies ? from + steps * STEP : from };
        rules.anew();
      }),
  ),
);

function advancing(steps: number): Doing {
  return new Doing(`${steps} steps`, (rules, { bench }) => {
    bench.clock.advance(Temporal.Duration.from({ milliseconds: steps * STEP }));
    bench.device.settle();
    rules.advance(steps);
  });
}

function real(): Real {
  const bench = new Bench();
  const supplier = bench.associate(1);
  const alerts: Real['alerts'] = [];
  bench.device.onAlert = ({ code, at }) => {
    if ([0x8f01, 0x8f33, 0x8f34].includes(code)) alerts.push([code, at]);
  };
  watts(supplier, 5, 100_000);
  watts(supplier, 7, 300);
  supplier.set(...LIMITER, 9, { type: 'array', value: [{ type: 'long-unsigned', value: 7 }] });
  return { bench, supplier, alerts };
}

describe('SMETS1 load limiting', () => {
  it('SRV 6.4.1, 4.15: cuts off, counts, alerts and restores at the instants its rules say', () => {
    fc.assert(
      fc.property(fc.commands([doings], { maxCommands: 40 }), (list) => {
        const seeded = new Bench().device as Esme;
        fc.modelRun(() => ({ model: new Rules(seeded), real: real() }), list);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the same events in one look after a month as in a look an hour', () => {
    const limited = (): Real => {
      const made = real();
      watts(made.supplier, 4, 700);
      made.supplier.set(...LIMIT_STATE, { type: 'enum', value: 1 });
      return made;
    };
    const [often, once] = [limited(), limited()];
    for (let hour = 0; hour < 720; hour++) {
      often.bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
      often.bench.device.settle();
    }
    once.bench.clock.advance(Temporal.Duration.from({ hours: 720 }));
    once.bench.device.settle();
    expect(once.alerts.length).toBeGreaterThan(30);
    expect(once.alerts).toEqual(often.alerts);
  });

  it('SRV 6.4.1, 6.4.2: is set by the critical client, and its counter reset by the non-critical one', () => {
    const { bench, supplier } = real();
    const [reader, value] = [bench.associate(2), { type: 'double-long-unsigned', value: 1 } as const];
    for (const attribute of [4, 5, 6, 7]) expect(reader.set(...LIMITER, attribute, value)).toBe('read-write-denied');
    watts(supplier, 6, 0);
    watts(supplier, 4, 0);
    expect(numberIn(reader.read(...COUNTER, 2))).toBe(1);
    expect(reader.action(...COUNTER, 1, { type: 'integer', value: 0 }).result).toBe('success');
    expect(numberIn(reader.read(...COUNTER, 2))).toBe(0);
  });

  it('Blue Book 4.5.9: its actions are those of the supply state, and others are refused', () => {
    const { supplier } = real();
    const selectors = (): readonly number[] =>
      elements(supplier.read(...LIMITER, 11)).map((action) => numberIn(elements(action)[1] ?? { type: 'null-data' }));
    expect(selectors()).toEqual([0, 2]);
    supplier.set(...LIMIT_STATE, { type: 'enum', value: 1 });
    expect(selectors()).toEqual([1, 2]);
    const action = (selector: number) => ({
      type: 'structure' as const,
      value: [
        { type: 'octet-string' as const, value: Uint8Array.of(0, 0, 10, 0, 106, 255) },
        { type: 'long-unsigned' as const, value: selector },
      ],
    });
    const set = (over: number, under: number) =>
      supplier.set(...LIMITER, 11, { type: 'structure', value: [action(over), action(under)] });
    expect(set(0, 0)).toBe('success');
    expect(numberIn(supplier.read(...LIMIT_STATE))).toBe(0);
    expect(set(2, 1)).toBe('other-reason');
  });
});
