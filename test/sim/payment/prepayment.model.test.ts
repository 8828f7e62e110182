import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consumptionCost, standingCharge } from '../../../src/sim/tariff/charging.ts';
import { setNight } from './night.ts';
import { DAY, DEBTS, HOUR, PAYMENT_DEBT, PENNY, Prepaying, pence, START } from './prepay.ts';
import { type Night, Reference } from './reference.ts';

class Real extends Prepaying {
  readonly worth = worthOf(this);
  readonly cost = consumptionCost(this.esme, this.esme.now());
  /** What debts were set to, less what they were before. */
  lent = 0;
}

/** All that the consumer has, less all that the consumer owes. */
function worthOf({ ledger }: Prepaying): number {
  return ledger.balance + ledger.emergency - ledger.granted - ledger.accumulated;
}

type Command = fc.Command<Reference, Real>;

abstract class Step implements Command {
  check(): boolean {
    return true;
  }

  run(model: Reference, real: Real): void {
    this.perform(model, real);
    const { ledger } = real;
    expect({
      balance: ledger.balance,
      emergency: ledger.emergency,
      granted: ledger.granted,
      accumulated: ledger.accumulated,
      debts: ledger.timeDebts,
      paymentDebt: ledger.paymentDebt,
      supply: real.supply,
      alerts: [...real.told].sort(),
    }).toEqual({
      balance: model.balance,
      emergency: model.emergency,
      granted: model.granted,
      accumulated: model.accumulated,
      debts: model.debts.map(({ left }) => left),
      paymentDebt: model.paymentDebt,
      supply: model.supply,
      alerts: [...model.alerts].sort(),
    });
    const { credits, paymentDebt } = model.totals;
    const { paid } = ledger;
    const spent =
      consumptionCost(real.esme, real.now) - real.cost + paid.standing + paid.timeDebts[0] + paid.timeDebts[1];
    expect(worthOf(real) - real.worth).toBe(credits - paymentDebt - spent);
    expect(paid.paymentDebt).toBe(paymentDebt);
  }

  protected abstract perform(model: Reference, real: Real): void;
}

class Wait extends Step {
  readonly #milliseconds: number;

  constructor(minutes: number) {
    super();
    this.#milliseconds = minutes * 60_000;
  }

  protected override perform(model: Reference, real: Real): void {
    real.wait(this.#milliseconds);
    model.run(real.now, (at) => consumptionCost(real.esme, at));
  }

  override toString(): string {
    return `wait ${this.#milliseconds / HOUR} h`;
  }
}

class Do extends Step {
  readonly #name: string;
  readonly #act: (model: Reference, real: Real) => void;

  constructor(name: string, act: (model: Reference, real: Real) => void) {
    super();
    this.#name = name;
    this.#act = act;
  }

  protected override perform(model: Reference, real: Real): void {
    this.#act(model, real);
  }

  override toString(): string {
    return this.#name;
  }
}

const topUp = (value: number) =>
  new Do(`top up ${value} p`, (model, real) => {
    expect(real.topUp(value) === 'success').toBe(model.topUp(value * PENNY));
  });

const emergency = () =>
  new Do('activate emergency credit', (model, real) => {
    expect(real.esme.operate({ kind: 'emergency-credit' }) === 'success').toBe(model.activate());
  });

const reconnect = () =>
  new Do('reconnect', (model, real) => {
    real.esme.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    model.reconnect();
  });

const debt = (which: 0 | 1, total: number, rate: number, period: 3600 | 86_400 | 604_800) =>
  new Do(`debt ${which}: ${total} p, ${rate} p each ${period} s`, (model, real) => {
    real.setDebt(which, total, rate, period);
    Object.assign(model.debts[which] as object, { left: total * PENNY, rate: rate * PENNY, period: 1000 * period });
  });

const paymentDebt = (total: number, percent: number, cap: number) =>
  new Do(`payment debt ${total} p, ${percent} %, at most ${cap} p a week`, (model, real) => {
    real.act(PAYMENT_DEBT, 5, pence(total));
    real.set(PAYMENT_DEBT, 13, { type: 'long-unsigned', value: 100 * percent });
    real.set([1, '0.0.94.44.33.255'], 2, pence(cap));
    Object.assign(model, { paymentDebt: total * PENNY, percent, cap: cap * PENNY });
  });

const mode = (to: 'credit' | 'prepayment') =>
  new Do(`${to} mode`, (model, real) => {
    expect(real.setMode(to)).toBe('success');
    model.setMode(to);
  });

const suspension = (disabled: boolean, inEmergency: boolean) =>
  new Do(`suspend debt: disabled ${disabled}, emergency ${inEmergency}`, (model, real) => {
    real.set([1, '0.0.94.44.31.255'], 2, { type: 'boolean', value: disabled });
    real.set([1, '0.0.94.44.32.255'], 2, { type: 'boolean', value: inEmergency });
    model.suspendDisabled = disabled;
    model.suspendEmergency = inEmergency;
    model.look();
  });

const nights = (night: Night) =>
  new Do(`non-disablement from ${night.from} to ${night.to}`, (model, real) => {
    setNight(real, night);
    model.night = night;
    model.look();
  });

const hours = fc.integer({ min: 0, max: 24 });
const commands = [
  fc.integer({ min: 1, max: 4 * 24 * 60 }).map((minutes) => new Wait(minutes)),
  fc.integer({ min: 1, max: 4 * 24 * 60 }).map((minutes) => new Wait(minutes)),
  fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 9999 })).map(topUp),
  fc.constant(emergency()),
  fc.constant(reconnect()),
  fc
    .tuple(
      fc.constantFrom(0 as const, 1 as const),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom(3600 as const, 86_400 as const, 604_800 as const),
    )
    .map((of) => debt(...of)),
  fc
    .tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 400 }))
    .map((of) => paymentDebt(...of)),
  fc.constantFrom('credit' as const, 'prepayment' as const, 'prepayment' as const).map(mode),
  fc.tuple(fc.boolean(), fc.boolean()).map((of) => suspension(...of)),
  fc.tuple(hours, hours).map(([from, to]) => nights({ from, to: Math.max(from, to) })),
];

describe('SMETS1 prepayment mode, against a model that goes minute by minute', () => {
  it('has the same balance, emergency credit, debts, supply and alerts, and money is conserved', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 25 }), (steps) => {
        fc.modelRun(() => {
          const real = new Real();
          return { model: new Reference(START, standingCharge(real.esme)), real };
        }, steps);
      }),
      { numRuns: 40 },
    );
  });
});

describe('SMETS1 prepayment mode, looked at seldom or often', () => {
  it('comes to the same, and so does a meter that was saved in between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 * 24 * 60 }), { minLength: 1, maxLength: 8 }), (pauses) => {
        const often = new Prepaying();
        const seldom = new Prepaying();
        for (const each of [often, seldom]) each.setDebt(0, 300, 1, 3600);
        let resumed = often;
        for (const pause of pauses) {
          resumed.wait(pause * 60_000);
          const saved = resumed.bench.device.save();
          const next = new Prepaying({ saved });
          next.wait(resumed.now - START);
          resumed = next;
        }
        seldom.waitUntil(resumed.now - START);
        expect(resumed.ledger).toEqual(seldom.ledger);
        expect(resumed.bench.state.logs.event).toEqual(seldom.bench.state.logs.event);
      }),
      { numRuns: 15 },
    );
  });

  it('is the same after a hundred days at once', () => {
    const [once, daily] = [new Prepaying(), new Prepaying()];
    once.wait(100 * DAY);
    for (let day = 0; day < 100; day++) daily.wait(DAY);
    expect(once.ledger).toEqual(daily.ledger);
    expect(once.alerts).toEqual(daily.alerts);
    expect(once.read(DEBTS[0], 12)).toBe(0);
  });
});
