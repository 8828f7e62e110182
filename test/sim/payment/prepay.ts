import type { Data } from '../../../src/protocol/cosem/data.ts';
import { utrnFor } from '../../../src/protocol/utrn/utrn.ts';
import type { Esme } from '../../../src/sim/esme/esme.ts';
import { currentLedger } from '../../../src/sim/payment/account.ts';
import type { Ledger, PaymentState } from '../../../src/sim/payment/state.ts';
import { Bench, type Client, firstLight, numberIn } from '../bench.ts';

export const START = firstLight.start.epochMilliseconds;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Millionths. */
export const PENNY = 1_000_000;

export const ACCOUNT = [111, '0.0.19.0.0.255'] as const;
export const BALANCE = [112, '0.0.19.10.0.255'] as const;
export const EMERGENCY = [112, '0.0.19.10.1.255'] as const;
export const STANDING = [113, '0.0.19.20.1.255'] as const;
export const DEBTS = [
  [113, '0.0.19.20.2.255'],
  [113, '0.0.19.20.3.255'],
] as const;
export const PAYMENT_DEBT = [113, '0.0.19.20.4.255'] as const;
export const GATEWAY = [115, '0.0.19.40.0.255'] as const;

const { esme } = firstLight.devices;
const { payment } = esme.model;

/** Alerts whose cause lies in what the meter is paid: others have their own. */
const paymentAlert = /credit|debt|utrn|disablement|maximum/;

/** A meter of the installation that was delivered in prepayment mode: one design for all of them. */
const prepaying = { ...esme.model, payment: { ...payment, mode: 'prepayment' as const, balance: 1000 } };

export const zero: Data = { type: 'integer', value: 0 };
export const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
export const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
export const enumerated = (value: number): Data => ({ type: 'enum', value });
/** As the wire has it: thousandths of a penny. */
export const pence = (value: number): Data => ({ type: 'double-long', value: 1000 * value });

/** An ESME in prepayment mode with ten pounds, its critical client, and what it told. */
export class Prepaying {
  readonly bench: Bench;
  readonly esme: Esme;
  readonly client: Client;
  readonly alerts: { readonly event: string; readonly at: number }[] = [];
  #counter = 0;

  constructor({ mode = 'prepayment', saved }: { mode?: 'credit' | 'prepayment'; saved?: string } = {}) {
    const model = mode === 'prepayment' ? prepaying : esme.model;
    this.bench = new Bench({ entry: { model }, ...(saved !== undefined && { saved }) });
    this.esme = this.bench.device as Esme;
    this.client = this.bench.associate(1);
    this.esme.onAlert = ({ event, at }) => {
      if (paymentAlert.test(event)) this.alerts.push({ event, at });
    };
  }

  get payment(): PaymentState {
    this.esme.now();
    return this.esme.state.payment;
  }

  get ledger(): Ledger {
    return currentLedger(this.esme);
  }

  get supply(): string {
    this.esme.now();
    return this.esme.state.supply.state;
  }

  get now(): number {
    return this.esme.now();
  }

  /** Names of the alerts so far. */
  get told(): readonly string[] {
    this.esme.settle();
    return this.alerts.map(({ event }) => event);
  }

  wait(milliseconds: number): void {
    this.bench.clock.advance(Temporal.Duration.from({ milliseconds }));
    this.esme.settle();
  }

  /** Until so much time has passed since the beginning. */
  waitUntil(sinceStart: number): void {
    this.wait(START + sinceStart - this.now);
  }

  utrn(value: number, counter = this.#nextCounter()): string {
    return utrnFor(esme, value, counter);
  }

  #nextCounter(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** A UTRN typed in. */
  topUp(value: number): string {
    return this.esme.operate({ kind: 'utrn', digits: this.utrn(value) });
  }

  type(digits: string): string {
    return this.esme.operate({ kind: 'utrn', digits });
  }

  set([classId, name]: readonly [number, string], attribute: number, value: Data): string {
    return this.client.set(classId, name, attribute, value);
  }

  act([classId, name]: readonly [number, string], method: number, value: Data = zero): string {
    return this.client.action(classId, name, method, value).result;
  }

  /** Pence. */
  read([classId, name]: readonly [number, string], attribute = 2): number {
    return numberIn(this.client.read(classId, name, attribute)) / 1000;
  }

  setMode(mode: 'credit' | 'prepayment'): string {
    return this.set(ACCOUNT, 2, structure(enumerated(mode === 'credit' ? 1 : 2), enumerated(2)));
  }

  /** A time-based debt: pence in all, pence for each period of seconds. */
  setDebt(which: 0 | 1, total: number, rate: number, period: 3600 | 86_400 | 604_800): void {
    const charge = DEBTS[which];
    this.act(charge, 5, pence(total));
    this.set(charge, 8, { type: 'double-long-unsigned', value: period });
    this.act(
      charge,
      1,
      array(structure({ type: 'octet-string', value: new Uint8Array(0) }, { type: 'long', value: 1000 * rate })),
    );
  }
}
