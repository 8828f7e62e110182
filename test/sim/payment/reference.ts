import { DAY, HOUR, MINUTE, PENNY } from './prepay.ts';

/** Monday 1970-01-05. */
const MONDAY = 4 * DAY;
const SECOND = 1000;
const WEEK = 7 * DAY;

export interface Night {
  /** Hours of the day between which the supply isn't disabled. */
  readonly from: number;
  readonly to: number;
}

/**
 * Prepayment as SMETS1 describes it, by brute force: minute by minute, and the last second of each hour by itself. All it
 * takes from the meter is the cost of what was consumed. Money is in millionths of a penny.
 */
export class Reference {
  mode: 'credit' | 'prepayment' = 'prepayment';
  balance = 1000 * PENNY;
  emergency = 0;
  granted = 0;
  accumulated = 0;
  readonly debts = [
    { left: 0, rate: 0, period: DAY },
    { left: 0, rate: 0, period: DAY },
  ];
  paymentDebt = 0;
  percent = 0;
  cap = 0;
  recovered = { week: -1, amount: 0 };
  supply: 'connected' | 'ready-for-reconnection' | 'disconnected' = 'connected';
  night: Night | undefined;
  suspendDisabled = false;
  suspendEmergency = false;
  readonly standing: number;
  readonly low = 200 * PENNY;
  readonly limit = 500 * PENNY;
  readonly offered = 100 * PENNY;
  threshold = 0;
  readonly alerts: string[] = [];
  /** All that went in, and all that was consumed, stood and was collected. */
  readonly totals = { credits: 0, cost: 0, standing: 0, debts: 0, paymentDebt: 0 };
  at: number;
  readonly #told = { low: false, offered: false, exhausted: false, below: false };
  #waiting = false;

  constructor(at: number, standing: number) {
    this.at = at;
    this.standing = standing;
  }

  get combined(): number {
    return this.balance + this.emergency;
  }

  /** Goes on to `until`; `cost` says what all consumption until an instant cost. */
  run(until: number, cost: (at: number) => number): void {
    while (this.at < until) {
      const hour = (Math.floor(this.at / HOUR) + 1) * HOUR;
      const end = this.at < hour - SECOND ? hour - SECOND : hour;
      const next = Math.min(until, end, (Math.floor(this.at / MINUTE) + 1) * MINUTE);
      this.#step(next, cost(next) - cost(this.at));
    }
  }

  #step(at: number, cost: number): void {
    const before = this.at;
    const suspended = this.#isSuspended();
    this.at = at;
    this.totals.cost += cost;
    let rest = cost;
    if (this.mode === 'credit') this.balance -= rest;
    else {
      const own = Math.min(rest, Math.max(0, this.balance - this.threshold));
      const lent = Math.min(rest - own, this.emergency);
      rest -= own + lent;
      this.balance -= own + rest;
      this.emergency -= lent;
    }
    const passed = (period: number, from = 0) =>
      Math.floor((at - from) / period) - Math.floor((before - from) / period);
    if (passed(DAY) > 0) {
      this.totals.standing += this.standing;
      this.#charge(this.standing);
    }
    if (this.mode === 'prepayment') {
      for (const [which, debt] of this.debts.entries()) {
        if (suspended || debt.left === 0 || passed(debt.period, debt.period === WEEK ? MONDAY : 0) === 0) continue;
        const taken = Math.min(debt.left, debt.rate);
        debt.left -= taken;
        this.totals.debts += taken;
        this.#charge(taken);
        if (debt.left === 0) this.alerts.push(`time-debt-${which + 1}-completed`);
      }
      this.look();
    }
  }

  #charge(amount: number): void {
    const own = this.mode === 'credit' ? amount : Math.min(amount, Math.max(0, this.balance - this.threshold));
    this.balance -= own;
    this.accumulated += amount - own;
  }

  #isSuspended(): boolean {
    if (this.suspendDisabled && this.supply === 'disconnected') return true;
    return this.suspendEmergency && this.granted > 0 && this.balance <= this.threshold;
  }

  isNight(): boolean {
    if (this.night === undefined) return false;
    const hour = (this.at % DAY) / HOUR;
    return this.night.from <= hour && hour < this.night.to;
  }

  /** What follows from the credit as it is. */
  look(): void {
    if (this.mode === 'credit') return;
    const { combined, threshold } = this;
    const told = this.#told;
    const edge = (name: keyof typeof told, is: boolean, alert: string): boolean => {
      const came = is && !told[name];
      told[name] = is;
      if (came) this.alerts.push(alert);
      return came;
    };
    edge('low', combined < this.low, 'low-credit');
    edge('offered', this.granted === 0 && this.balance < this.offered, 'emergency-credit-available');
    edge('exhausted', this.granted > 0 && this.emergency === 0, 'emergency-credit-exhausted');
    const came = edge('below', combined < threshold, 'credit-below-disablement');
    if (combined >= threshold) this.#waiting = false;
    if (came && this.isNight()) {
      this.#waiting = true;
      this.alerts.push('disablement-suspended');
    } else if ((came || this.#waiting) && !this.isNight()) {
      this.#waiting = false;
      this.supply = 'disconnected';
    }
    if (combined > threshold && this.supply === 'disconnected') this.supply = 'ready-for-reconnection';
  }

  topUp(sum: number): boolean {
    if (this.mode === 'credit') return false;
    const week = Math.floor((this.at - MONDAY) / WEEK);
    const recovered = this.recovered.week === week ? this.recovered.amount : 0;
    const debt = Math.min(Math.floor((sum * this.percent) / 100), this.paymentDebt, Math.max(0, this.cap - recovered));
    let rest = sum - debt;
    const cleared = Math.min(rest, this.accumulated);
    rest -= cleared;
    const repaid = Math.min(rest, this.granted - this.emergency);
    rest -= repaid;
    if (rest > 0 && this.balance + rest > 25_500 * PENNY) {
      this.alerts.push('maximum-balance-exceeded');
      return false;
    }
    this.recovered = { week, amount: recovered + debt };
    this.paymentDebt -= debt;
    this.accumulated -= cleared;
    this.emergency += repaid;
    this.balance += rest;
    this.totals.credits += sum;
    this.totals.paymentDebt += debt;
    if (this.emergency === this.granted && this.balance > this.threshold) {
      this.emergency = 0;
      this.granted = 0;
    }
    this.alerts.push('credit-added-locally');
    if (debt > 0 && this.paymentDebt === 0) this.alerts.push('payment-debt-completed');
    this.look();
    return true;
  }

  activate(): boolean {
    if (this.mode === 'credit' || this.granted > 0 || this.balance >= this.offered) return false;
    this.granted = this.limit;
    this.emergency = this.limit;
    this.alerts.push('emergency-credit-activated');
    const was = this.supply;
    this.look();
    if (was === 'disconnected' && this.supply !== was) this.alerts.push('supply-armed-by-emergency-credit');
    return true;
  }

  setMode(mode: 'credit' | 'prepayment'): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.balance -= this.granted - this.emergency;
    this.emergency = 0;
    this.granted = 0;
    Object.assign(this.#told, { low: false, offered: false, exhausted: false, below: false });
    this.#waiting = false;
    if (mode === 'credit' && this.supply === 'disconnected') this.supply = 'ready-for-reconnection';
    this.look();
  }

  reconnect(): void {
    if (this.supply === 'ready-for-reconnection') this.supply = 'connected';
  }
}
