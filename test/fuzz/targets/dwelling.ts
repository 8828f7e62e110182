import { VirtualClock } from '../../../src/core/clock.ts';
import { parseObis } from '../../../src/core/identifiers.ts';
import { Random } from '../../../src/core/random.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { UTRN_COUNTERS, utrnFor } from '../../../src/protocol/utrn/utrn.ts';
import type { Device } from '../../../src/sim/device/device.ts';
import type { Operation } from '../../../src/sim/device/operations.ts';
import type { Installation } from '../../../src/sim/installation/entries.ts';
import { faultSchema } from '../../../src/sim/installation/faults.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { ofPence } from '../../../src/sim/payment/money.ts';
import { dualFuel, ids } from '../../sim/installation/dwelling.ts';
import { Broken, mustSucceed, type Taker, type Target } from '../target.ts';
import { Acts, type Books, booksOf, restored } from './invariants.ts';
import { type Place, placesIn, readsOf, transplanted, valuesOf } from './messages.ts';
import { nudged } from './nudge.ts';
import { operations } from './operations.ts';
import { sealed } from './sealed.ts';
import { type Kind, kinds, type Sap, Subject, saps } from './subject.ts';

const DAY = 86_400_000;
/** Steps that one installation lives through. */
const LIFE = 300;
/** Now and then it is saved, and what is read back lives on. */
const RESTORED_EVERY = 40;
const ANSWERED_EVERY = 20;
/** About a year. */
const LONGEST = 400 * DAY;

const clock = { classId: 8, instance: parseObis('0.0.1.0.0.255'), attribute: 2 };
/** What the payment functions are named under: a client sets amounts there. */
const paymentNames = /^0\.0\.(19|94\.44)\./;
/** What most methods take. */
const ZERO = { type: 'integer', value: 0 } as const;
const faults = [
  { kind: 'power-cut', probability: 0.05, seconds: 900 },
  { kind: 'no-wan', probability: 0.1, seconds: 3600 },
  { kind: 'han-loss', side: 'gas', probability: 0.2, seconds: 7200 },
].map((fault) => faultSchema.parse(fault));

type Places = ReturnType<typeof placesIn> & { readonly reads: readonly Uint8Array[] };
const known = new Map<Kind, Places>();

/** What can be written and invoked, with a value that fits, as long as nothing was written. */
function placesOf(kind: Kind): Places {
  const before = known.get(kind);
  if (before !== undefined) return before;
  const subject = new Subject(new Random('corpus'), kind);
  const places = { ...placesIn(subject), reads: readsOf(subject) };
  known.set(kind, places);
  return places;
}

/** An installation that is talked to by every client, meddled with, cut off, and left alone for a year. */
class Life {
  readonly #random: Random;
  readonly #clock = new VirtualClock(dualFuel.start);
  readonly #acts = new Acts();
  readonly #installation: Installation;
  #unit: SimulatedInstallation;
  readonly #subjects = new Map<Kind, Subject>();
  readonly #books = new Map<Kind, Books>();
  readonly #associated = new Map<Kind, Sap>();
  #step = 0;
  #counter = 0;
  /** What was done last, for whoever looks for a mistake. */
  #what = 'nothing';

  constructor(random: Random) {
    this.#random = random;
    const defects = [this.#acts.counting];
    const { devices } = dualFuel;
    const { hub, esme, gsme } = devices;
    if (hub === undefined || gsme === undefined) throw new Broken('an installation without a hub');
    const counted = { ...devices, hub: { ...hub, defects }, esme: { ...esme, defects }, gsme: { ...gsme, defects } };
    this.#installation = { ...dualFuel, faults, devices: counted };
    this.#unit = new SimulatedInstallation(this.#installation, this.#clock);
    this.#meet();
  }

  get isOver(): boolean {
    return this.#step >= LIFE;
  }

  /** @param other any value */
  step(other: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array): void {
    this.#step++;
    this.#acts.allow();
    const kind = kinds[this.#random.below(kinds.length)] as Kind;
    const gained = new Map<Kind, number | undefined>();
    try {
      const chance = this.#random.below(100);
      if (chance < 55) gained.set(kind, this.#send(kind, other, mutated));
      else if (chance < 80) gained.set(kind, this.#operate(kind));
      else this.#pass();
      this.#check(gained);
    } catch (error) {
      throw new Broken(`step ${this.#step}, ${this.#what}: ${error}`, { cause: error });
    }
  }

  /** @returns what was paid in; nothing where the client may have set any amount */
  #send(kind: Kind, other: Uint8Array, mutated: (bytes: Uint8Array) => Uint8Array): number | undefined {
    const subject = this.#subject(kind);
    if (!subject.device.isPowered()) return 0;
    const sap = this.#associate(kind);
    const { attributes, methods, reads } = placesOf(kind);
    if (this.#random.below(3) === 0)
      this.#exchange(subject, sap, reads[this.#random.below(reads.length)] as Uint8Array);
    const places = this.#random.below(3) > 0 ? attributes : methods;
    if (places.length === 0) return 0;
    const { request, example, name } = places[this.#random.below(places.length)] as Place;
    const value = places === methods && this.#random.below(3) === 0 ? ZERO : this.#value(example, other);
    this.#what = `${kind} ${name} := ${JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each))}`;
    const encoded = encodeData(value);
    const apdu = Buffer.concat([request, this.#random.below(10) === 0 ? mutated(encoded) : encoded]);
    this.#exchange(subject, sap, apdu);
    return paymentNames.test(name) ? undefined : 0;
  }

  #exchange(subject: Subject, sap: Sap, apdu: Uint8Array): void {
    const answer = subject.receive(sap, sap === saps.public ? apdu : sealed(subject, sap, apdu, this.#random));
    if (answer !== undefined && sap !== saps.public) subject.open(sap, answer);
  }

  #value(example: Parameters<typeof nudged>[0], other: Uint8Array): typeof example {
    const chance = this.#random.below(10);
    if (chance < 2) return example;
    if (chance < 3) return transplanted(example, decodeData(other), this.#random);
    return nudged(chance < 8 ? example : nudged(example, this.#random), this.#random);
  }

  #operate(kind: Kind): number {
    const { device } = this.#subject(kind);
    const isPaid = this.#random.below(10) === 0 && (kind === 'esme' || kind === 'gsme');
    if (!isPaid) {
      const make = operations[this.#random.below(operations.length)] as (typeof operations)[number];
      this.#did(kind, device, make(this.#random));
      return 0;
    }
    const pence = 1 + this.#random.below(9999);
    this.#counter = (this.#counter + 1 + this.#random.below(2)) % UTRN_COUNTERS;
    const digits = utrnFor(device.entry, pence, this.#counter);
    return this.#did(kind, device, { kind: 'utrn', digits }) === 'success' ? ofPence(pence) : 0;
  }

  #did(kind: Kind, device: Device, operation: Operation): string {
    this.#what = `${kind} ${JSON.stringify(operation)}`;
    return device.operate(operation);
  }

  /** Seconds as likely as months. */
  #pass(): void {
    const milliseconds = Math.round(Math.exp((this.#random.u32() / 2 ** 32) * Math.log(LONGEST)));
    this.#what = `${milliseconds} ms pass`;
    this.#acts.allow(milliseconds);
    this.#clock.advance(Temporal.Duration.from({ milliseconds }));
  }

  #check(gained: ReadonlyMap<Kind, number | undefined>): void {
    const next = this.#unit.settle();
    if (!(next > this.#clock.now().epochMilliseconds)) throw new Broken(`due at ${next}, which is past`);
    for (const [kind, books] of this.#books) books.check(gained.has(kind) ? gained.get(kind) : 0);
    if (this.#step % RESTORED_EVERY === 0) this.#restore();
    if (this.#step % ANSWERED_EVERY === 0) this.#answer();
  }

  #restore(): void {
    const { own } = this.#unit.states;
    const states: Record<string, object> = own === undefined ? {} : { own };
    for (const kind of kinds) states[kind] = restored(this.#subject(kind).device);
    this.#unit = new SimulatedInstallation(this.#installation, this.#clock, { states });
    this.#unit.settle();
    this.#meet();
  }

  #meet(): void {
    for (const kind of kinds) {
      const device = this.#unit.devices.get(ids[kind]);
      if (device === undefined) throw new Broken(`no ${kind}`);
      this.#subjects.set(kind, new Subject(this.#random, { clock: this.#clock, device }));
      const books = booksOf(device);
      if (books !== undefined) this.#books.set(kind, books);
    }
    this.#associated.clear();
  }

  /** Whoever has the right keys is still served. */
  #answer(): void {
    for (const kind of kinds) {
      const subject = this.#subject(kind);
      if (!subject.device.isPowered()) continue;
      subject.reset();
      this.#associated.set(kind, saps.critical);
      const client = subject.associated(saps.critical);
      const result = mustSucceed('a right client is answered', () => subject.perform(saps.critical, client.get(clock)));
      if ('error' in result) throw new Broken(`${kind} doesn't tell its time: ${result.error}`);
    }
  }

  #subject(kind: Kind): Subject {
    const subject = this.#subjects.get(kind);
    if (subject === undefined) throw new Broken(`no ${kind}`);
    return subject;
  }

  #associate(kind: Kind): Sap {
    const before = this.#associated.get(kind);
    if (before !== undefined && this.#random.below(30) > 0) return before;
    const sap = [saps.critical, saps.critical, saps['non-critical'], saps.public][this.#random.below(4)] as Sap;
    this.#subject(kind).reset();
    this.#subject(kind).associated(sap);
    this.#associated.set(kind, sap);
    return sap;
  }
}

function living(random: Random): Taker {
  let life = new Life(random);
  return (input, mutated) => {
    if (life.isOver) life = new Life(random);
    try {
      life.step(input, mutated);
    } catch (error) {
      life = new Life(random);
      throw error;
    }
  };
}

/** What the devices hold. */
function corpus(): readonly Uint8Array[] {
  return kinds.flatMap((kind) => valuesOf(new Subject(new Random('corpus'), kind)));
}

export const dwellingTargets: readonly Target[] = [
  { name: 'installation over the years', cost: 10, corpus, start: living },
];
