import fc from 'fast-check';
import { VirtualClock } from '../../../src/core/clock.ts';
import { parseObis } from '../../../src/core/identifiers.ts';
import type { Random } from '../../../src/core/random.ts';
import { utrnFor } from '../../../src/protocol/utrn/utrn.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { ofPence } from '../../../src/sim/payment/money.ts';
import { dualFuel } from '../../sim/installation/dwelling.ts';
import { Broken, type Taker, type Target } from '../target.ts';
import { Books } from './invariants.ts';
import { sample, textOf } from './sample.ts';
import { Subject, saps } from './subject.ts';

/** Cases that one meter lives through. */
const LIFE = 300;
const gateway = { classId: 115, instance: parseObis('0.0.19.40.0.255'), method: 1 };
const { esme } = dualFuel.devices;
const prepaying = {
  ...esme,
  model: { ...esme.model, payment: { ...esme.model.payment, mode: 'prepayment' as const } },
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Sold {
  readonly digits: string;
  readonly pence: number;
}

/** UTRNs that the meter takes, once each. */
const sold = fc
  .record({ pence: fc.integer({ min: 1, max: 9999 }), counter: fc.nat(99_999) })
  .map(({ pence, counter }): Sold => ({ digits: utrnFor(prepaying, pence, counter), pence }));

function corpus(): readonly Uint8Array[] {
  return sample(sold, ({ digits }) => bytesOf(digits), 400);
}

/** A meter in which UTRNs are entered, most of them wrong, by hand and over the wire. */
class Entering {
  readonly #random: Random;
  readonly #subject: Subject;
  readonly #books: Books;
  readonly #used = new Set<string>();
  readonly #worth: ReadonlyMap<string, number>;
  left = LIFE;

  constructor(random: Random, worth: ReadonlyMap<string, number>) {
    this.#random = random;
    this.#worth = worth;
    const clock = new VirtualClock(dualFuel.start);
    const device = createEsme(prepaying, clock, random.u32());
    this.#subject = new Subject(random, { clock, device });
    this.#books = new Books(device);
  }

  take(text: string): void {
    this.left--;
    const isTaken = this.#random.below(2) === 0 ? this.#type(text) : this.#send(text);
    const pence = this.#worth.get(text);
    if (isTaken && (pence === undefined || this.#used.has(text))) throw new Broken(`took ${text}`);
    if (isTaken) this.#used.add(text);
    this.#books.check(isTaken ? ofPence(pence ?? 0) : 0);
    if (this.#random.below(5) === 0) {
      this.#subject.clock.advance(Temporal.Duration.from({ minutes: this.#random.below(2000) }));
      this.#books.check(0);
    }
  }

  #type(text: string): boolean {
    return this.#subject.device.operate({ kind: 'utrn', digits: text }) === 'success';
  }

  #send(text: string): boolean {
    const client = this.#subject.associated(saps.critical);
    const token = { type: 'octet-string', value: bytesOf(text) } as const;
    const { result } = this.#subject.perform(saps.critical, client.action(gateway, token));
    return result === 'success';
  }
}

function entering(random: Random): Taker {
  const worth = new Map(
    fc.sample(sold, { seed: 20_260_101, numRuns: 400 }).map(({ digits, pence }) => [digits, pence]),
  );
  let meter = new Entering(random, worth);
  return (input, mutated) => {
    if (meter.left <= 0) meter = new Entering(random, worth);
    meter.take(textOf(random.below(4) === 0 ? input : mutated(input)));
  };
}

export const utrnTargets: readonly Target[] = [{ name: 'UTRN', cost: 3, corpus, start: entering }];
