import type { z } from 'zod';
import type { Defect } from '../../../src/sim/defects/defect.ts';
import type { Device } from '../../../src/sim/device/device.ts';
import { type DeviceState, restoreState } from '../../../src/sim/device/state.ts';
import { esmeState } from '../../../src/sim/esme/state.ts';
import { gsmeState } from '../../../src/sim/gsme/state.ts';
import { gpfState, hubState } from '../../../src/sim/hub/state.ts';
import { Meter } from '../../../src/sim/meter/meter.ts';
import { currentLedger } from '../../../src/sim/payment/account.ts';
import { consumptionCost } from '../../../src/sim/tariff/charging.ts';
import { Broken, mustSucceed } from '../target.ts';

const DAY = 86_400_000;
/** Of things that devices do by themselves: at once, and each day of simulated time on top of that. */
const MOST_ACTS = { atOnce: 2000, daily: 3000 };

/** Counts what devices do by themselves: no defect, but what can change a design can also look at it. */
export class Acts {
  #count = 0;
  #allowed = MOST_ACTS.atOnce;

  /** To stand among the defects of a device. */
  readonly counting: Defect = {
    name: 'counting',
    meaning: 'What it does by itself is counted',
    types: [],
    apply: (design) => ({
      ...design,
      timed: design.timed.map((timed) => ({
        next: (device) => timed.next(device),
        act: (device) => {
          if (++this.#count > this.#allowed) throw new Broken(`${this.#count} things done in one go`);
          timed.act(device);
        },
      })),
    }),
  };

  /** Something begins in which so much time passes. */
  allow(milliseconds = 0): void {
    this.#count = 0;
    this.#allowed = MOST_ACTS.atOnce + MOST_ACTS.daily * Math.ceil(milliseconds / DAY);
  }
}

/** What a meter has counted, and what its money amounts to. */
export class Books {
  readonly #meter: Meter;
  #rates: readonly (readonly number[])[];
  #cost: number;
  #worth: number;

  constructor(meter: Meter) {
    this.#meter = meter;
    this.#rates = this.#read();
    this.#cost = consumptionCost(meter, meter.now());
    this.#worth = this.#total();
  }

  /** @param gained what was paid in; nothing where any amount may have been set */
  check(gained: number | undefined): void {
    const rates = this.#read();
    for (const [quantity, sums] of rates.entries()) {
      const before = this.#rates[quantity] ?? [];
      if (sums.some((sum, rate) => sum < (before[rate] ?? 0))) throw new Broken(`register ${quantity} went back`);
      const total = this.#meter.registers.total(quantity, this.#meter.now());
      const sum = sums.reduce((all, one) => all + one, 0);
      if (sum !== total) throw new Broken(`rates of register ${quantity} sum to ${sum}, the total is ${total}`);
    }
    const cost = consumptionCost(this.#meter, this.#meter.now());
    if (!(cost >= this.#cost)) throw new Broken(`the cost went from ${this.#cost} to ${cost}`);
    const worth = this.#total();
    if (gained !== undefined && worth !== this.#worth + gained) {
      throw new Broken(`money was ${this.#worth}, is ${worth}, and ${gained} was paid in`);
    }
    [this.#rates, this.#cost, this.#worth] = [rates, cost, worth];
  }

  #read(): readonly (readonly number[])[] {
    const now = this.#meter.now();
    return this.#meter.era.ticks.map((_, quantity) => this.#meter.registers.rates(quantity, now));
  }

  /** Whatever time does, money goes from one place to another. */
  #total(): number {
    const { balance, emergency, granted, accumulated, paid, cost } = currentLedger(this.#meter);
    const collected = paid.standing + paid.timeDebts[0] + paid.timeDebts[1] + paid.paymentDebt;
    return balance + emergency - granted - accumulated + collected + cost;
  }
}

export function booksOf(device: Device): Books | undefined {
  return device instanceof Meter ? new Books(device) : undefined;
}

const schemas: Readonly<Record<string, z.ZodType<DeviceState>>> = {
  ESME: esmeState,
  GSME: gsmeState,
  CHF: hubState,
  GPF: gpfState,
};

/** What the device saves says again what it says once it is read back. */
export function restored(device: Device): DeviceState {
  const saved = device.save();
  const schema = schemas[device.type];
  if (schema === undefined) throw new Broken(`no schema of the state of ${device.type}`);
  const state = mustSucceed('what was saved can be read back', () => restoreState(saved, schema));
  if (JSON.stringify(state) !== saved)
    throw new Broken(`another state was read back: ${firstDifference(saved, JSON.stringify(state))}`);
  return state;
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at]) at++;
  return `${one.slice(Math.max(0, at - 60), at + 60)} / ${other.slice(Math.max(0, at - 60), at + 60)}`;
}
