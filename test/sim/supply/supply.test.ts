import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../src/sim/device/simulated-device.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { changeSupply } from '../../../src/sim/supply/supply-control.ts';
import { Bench, type Client, numberIn } from '../bench.ts';

const OBJECT = [70, '0.0.96.3.10.255'] as const;
const SCRIPTS = [9, '0.0.10.0.106.255', 1] as const;
const LIMITER = [71, '0.0.17.0.0.255'] as const;
const LIMIT_STATE = [1, '0.0.131.2.1.255', 2] as const;
const TAMPER_STATE = [1, '0.0.131.1.0.255', 2] as const;
const POWER = [3, '1.0.1.7.0.255', 2] as const;

const [DISABLED, ENABLED, ARMED] = [0, 1, 2] as const;
const RESTORATION = 600;
const NO_LIMIT = 100_000;

interface Model {
  state: number;
  /** What last changed it. */
  cause: 'command' | 'consumer' | 'credit' | 'load-limit' | 'tamper';
  /** Whether anything can flow. */
  flows: boolean;
  broken: boolean;
  locks: boolean;
  open: boolean;
}

interface Real {
  readonly bench: Bench;
  readonly supplier: Client;
}

const asNew = (): Model => ({
  state: ENABLED,
  cause: 'command',
  flows: true,
  broken: false,
  locks: false,
  open: false,
});

function goes(model: Model, state: number, cause: Model['cause']): void {
  model.state = state;
  model.cause = cause;
  if (!model.broken) model.flows = state === ENABLED;
}

/** A thing that is done to the supply, and what becomes of it by the rules. */
class Doing implements fc.Command<Model, Real> {
  readonly name: string;
  readonly #rule: (model: Model) => void;
  readonly #act: (real: Real) => void;

  constructor(name: string, rule: (model: Model) => void, act: (real: Real) => void) {
    this.name = name;
    this.#rule = rule;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    this.#act(real);
    this.#rule(model);
    const { supplier } = real;
    expect(numberIn(supplier.read(...OBJECT, 3))).toBe(model.state);
    expect(supplier.read(...OBJECT, 2)).toEqual({ type: 'boolean', value: model.flows });
    expect(numberIn(supplier.read(...POWER)) > 0).toBe(model.flows);
  }

  toString(): string {
    return this.name;
  }
}

const script =
  (id: number) =>
  ({ supplier }: Real) => {
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: id });
  };

const doings = [
  new Doing('SRV 7.2 disable', (model) => model.state === DISABLED || goes(model, DISABLED, 'command'), script(1)),
  // Only what is disabled is enabled or armed by a command; why it was disabled is of no account.
  new Doing('SRV 7.1 enable', (model) => model.state === DISABLED && goes(model, ENABLED, 'command'), script(2)),
  new Doing('SRV 7.3 arm', (model) => model.state === DISABLED && goes(model, ARMED, 'command'), script(3)),
  new Doing(
    'the button',
    (model) => model.state === ARMED && goes(model, ENABLED, 'consumer'),
    ({ bench }) => bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' }),
  ),
  new Doing(
    'credit gone',
    (model) => goes(model, DISABLED, 'credit'),
    ({ bench }) => {
      const esme = bench.device as Esme;
      esme.now();
      changeSupply(esme, 'disconnected', 'credit');
      esme.changed();
    },
  ),
  ...[true, false].map(
    (locks) =>
      new Doing(
        `SRV 6.25 ${locks ? 'locked' : 'unchanged'}`,
        (model) => {
          model.locks = locks;
        },
        ({ supplier }) => expect(supplier.set(...TAMPER_STATE, { type: 'enum', value: Number(locks) })).toBe('success'),
      ),
  ),
  new Doing(
    'cover opened',
    (model) => {
      const isLocked = model.state === DISABLED && model.cause === 'tamper';
      if (!model.open && model.locks && !isLocked) goes(model, DISABLED, 'tamper');
      model.open = true;
    },
    ({ bench }) => bench.device.operate({ kind: 'cover', which: 'terminal', is: 'open' }),
  ),
  new Doing(
    'cover closed',
    (model) => {
      model.open = false;
    },
    ({ bench }) => bench.device.operate({ kind: 'cover', which: 'terminal', is: 'closed' }),
  ),
  new Doing(
    'load limit exceeded',
    (model) => model.flows && model.state === ENABLED && goes(model, ARMED, 'load-limit'),
    ({ supplier }) => {
      supplier.set(...LIMITER, 4, { type: 'double-long-unsigned', value: 0 });
      supplier.set(...LIMITER, 4, { type: 'double-long-unsigned', value: NO_LIMIT });
    },
  ),
  new Doing(
    'restoration period over',
    (model) => model.state === ARMED && model.cause === 'load-limit' && goes(model, ENABLED, 'load-limit'),
    ({ bench }) => bench.clock.advance(Temporal.Duration.from({ seconds: RESTORATION })),
  ),
  new Doing(
    'load switch breaks',
    (model) => {
      model.broken = true;
    },
    ({ bench }) => bench.device.operate({ kind: 'hardware', fault: 'load-switch' }),
  ),
  new Doing(
    'load switch mended',
    (model) => {
      model.broken = false;
    },
    ({ bench }) => bench.device.operate({ kind: 'hardware', fault: 'load-switch', is: 'gone' }),
  ),
];

function limited(bench: Bench): Client {
  const supplier = bench.associate(1);
  supplier.set(...LIMITER, 5, { type: 'double-long-unsigned', value: NO_LIMIT });
  supplier.set(...LIMITER, 6, { type: 'double-long-unsigned', value: 0 });
  supplier.set(...LIMITER, 7, { type: 'double-long-unsigned', value: RESTORATION });
  supplier.set(...LIMIT_STATE, { type: 'enum', value: 1 });
  return supplier;
}

describe('SMETS1 supply', () => {
  it('SRV 7.1, 7.2, 7.3: goes from state to state by its rules, whoever and whatever changes it', () => {
    const commands = fc.commands([fc.constantFrom(...doings)], { maxCommands: 40 });
    fc.assert(
      fc.property(commands, (list) => {
        const bench = new Bench();
        fc.modelRun(() => ({ model: asNew(), real: { bench, supplier: limited(bench) } }), list);
      }),
      { numRuns: 40 },
    );
  });

  it('SRV 6.25: locks on a tamper with alert 81BE, until a command comes; the button does nothing', () => {
    const bench = new Bench();
    const alerts: Alert[] = [];
    bench.device.onAlert = (alert) => alerts.push(alert);
    const supplier = bench.associate(1);
    supplier.set(...TAMPER_STATE, { type: 'enum', value: 1 });
    bench.device.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    expect(alerts.map(({ code }) => code)).toEqual([0x8f76, 0x81be]);
    expect(bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' })).toBe('refused');
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: 2 });
    expect(numberIn(supplier.read(...OBJECT, 3))).toBe(ENABLED);
  });

  it('Blue Book 4.5.8, control mode 0: nothing disconnects a supply that is always connected', () => {
    const bench = new Bench();
    const supplier = bench.associate(1);
    supplier.set(...TAMPER_STATE, { type: 'enum', value: 1 });
    expect(supplier.set(...OBJECT, 4, { type: 'enum', value: 0 })).toBe('success');
    bench.device.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    supplier.action(...OBJECT, 1, { type: 'integer', value: 0 });
    expect(numberIn(supplier.read(...OBJECT, 3))).toBe(ENABLED);
  });

  it('SRV 6.25: neither the non-critical client nor a value that there is not changes the tamper state', () => {
    const bench = new Bench();
    expect(bench.associate(1).set(...TAMPER_STATE, { type: 'enum', value: 2 })).toBe('other-reason');
    expect(bench.associate(2).set(...TAMPER_STATE, { type: 'enum', value: 1 })).toBe('read-write-denied');
  });

  it('tells with 81C0 and 81BD that the load switch does not act', () => {
    const bench = new Bench();
    const alerts: Alert[] = [];
    bench.device.onAlert = (alert) => alerts.push(alert);
    const supplier = bench.associate(1);
    bench.device.operate({ kind: 'hardware', fault: 'load-switch' });
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: 1 });
    expect(supplier.read(...OBJECT, 2)).toEqual({ type: 'boolean', value: true });
    expect(numberIn(supplier.read(...OBJECT, 3))).toBe(DISABLED);
    bench.device.operate({ kind: 'hardware', fault: 'load-switch', is: 'gone' });
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: 2 });
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: 1 });
    bench.device.operate({ kind: 'hardware', fault: 'load-switch' });
    supplier.action(...SCRIPTS, { type: 'long-unsigned', value: 2 });
    expect(supplier.read(...OBJECT, 2)).toEqual({ type: 'boolean', value: false });
    expect(alerts.map(({ code }) => code).filter((code) => code >= 0x81b0)).toEqual(
      expect.arrayContaining([0x81c0, 0x81bd]),
    );
  });
});
