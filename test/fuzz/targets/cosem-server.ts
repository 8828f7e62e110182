import { concatBytes } from '../../../src/core/bytes.ts';
import { Random } from '../../../src/core/random.ts';
import { encodeApdu } from '../../../src/protocol/cosem/apdu/codec.ts';
import { decodeData, encodeData } from '../../../src/protocol/cosem/axdr.ts';
import { data } from '../../support/arbitraries.ts';
import { aarq } from '../../support/arbitrary-apdus.ts';
import type { Taker, Target } from '../target.ts';
import { type Place, placesIn, requestsTo, transfers, transplanted, valuesOf } from './messages.ts';
import { sample } from './sample.ts';
import { sealed as seal } from './sealed.ts';
import { type Kind, kinds, type Sap, Subject, saps } from './subject.ts';

/** Cases that one meter lives through: what they change in it is part of the test. */
const LIFE = 400;
/** PDU sizes that a client may ask for; 0 is no limit. */
const PDU_SIZES = [0, 60, 128, 1024] as const;

const beginnings = transfers();

/** Real association requests of every client, and what else may be asked for. */
function associationRequests(): readonly Uint8Array[] {
  const meter = new Subject(new Random('corpus'));
  const requests: Uint8Array[] = [];
  for (const sap of Object.values(saps)) {
    for (let i = 0; i < 50; i++) meter.perform(sap, meter.client(sap).associate(), (request) => requests.push(request));
  }
  return [...requests, ...sample(aarq, encodeApdu, 200)];
}

/** What makes sense to the meter; parts of block transfers as often as all the rest. */
function requests(kind: Kind): readonly Uint8Array[] {
  const all = requestsTo(new Subject(new Random('corpus'), kind));
  return [...all, ...Array.from(all, (_, i) => beginnings[i % beginnings.length] as Uint8Array)];
}

/** A meter that goes from case to case, and now and then gives way to a new one. */
function living(serve: (meter: Subject, random: Random) => Taker, kind: Kind = 'esme'): (random: Random) => Taker {
  return (random) => {
    let left = 0;
    let take: Taker;
    return (input, mutated) => {
      if (left-- <= 0) {
        take = serve(new Subject(random, kind), random);
        left = LIFE;
      }
      return take(input, mutated);
    };
  };
}

/** An association with the meter, opened anew every few cases. */
class Session {
  readonly #meter: Subject;
  readonly #random: Random;
  readonly #sap: Sap;
  #left = 0;
  #maxPduSize = 0;

  constructor(meter: Subject, sap: Sap, random: Random) {
    this.#meter = meter;
    this.#sap = sap;
    this.#random = random;
  }

  /** Sends a request that may be damaged. */
  send(request: Uint8Array): Uint8Array | undefined {
    return this.#meter.receive(this.#sap, request, this.#maxPduSize);
  }

  /** Makes sure of an association, often in the middle of a block transfer. */
  prepare(seal: (request: Uint8Array) => Uint8Array = (request) => request): void {
    if (this.#left-- > 0) return;
    this.#left = this.#random.below(30);
    this.#maxPduSize = PDU_SIZES[this.#random.below(PDU_SIZES.length)] ?? 0;
    this.#meter.reset();
    this.#meter.associated(this.#sap, this.#maxPduSize);
    for (let times = this.#random.below(4); times > 0; times--) {
      this.send(seal(beginnings[this.#random.below(beginnings.length)] as Uint8Array));
    }
  }
}

function unassociated(meter: Subject, random: Random): Taker {
  const clients = [1, 2, 16, 99];
  return (input, mutated) => {
    if (random.below(10) === 0) meter.reset();
    meter.receive(clients[random.below(clients.length)] as number, mutated(input), 0, random.below(10) === 0 ? 2 : 1);
  };
}

function unprotected(meter: Subject, random: Random): Taker {
  const session = new Session(meter, saps.public, random);
  return (input, mutated) => {
    session.prepare();
    session.send(mutated(input));
  };
}

/** @param damage where the damage is: in the request, or in what protects it */
function isProtected(damage: 'inside' | 'outside'): (meter: Subject, random: Random) => Taker {
  return (meter, random) => {
    const sap = random.below(2) === 0 ? saps.critical : saps['non-critical'];
    const session = new Session(meter, sap, random);
    const sealed = (request: Uint8Array): Uint8Array => seal(meter, sap, request, random);
    return (input, mutated) => {
      session.prepare(sealed);
      const answer = session.send(damage === 'inside' ? sealed(mutated(input)) : mutated(sealed(input)));
      if (answer !== undefined) meter.open(sap, answer);
    };
  };
}

/** Values of any form for whatever can be written or invoked. */
function writing(meter: Subject, random: Random): Taker {
  const sap = saps.critical;
  const session = new Session(meter, sap, random);
  const sealed = (request: Uint8Array): Uint8Array => seal(meter, sap, request, random);
  const { attributes, methods } = placesIn(meter);
  return (input, mutated) => {
    session.prepare(sealed);
    const places = attributes.length > 0 && random.below(2) === 0 ? attributes : methods;
    const { request, example } = places[random.below(places.length)] as Place;
    const isWhole = random.below(4) === 0;
    const value = encodeData(isWhole ? example : transplanted(example, decodeData(input), random));
    const answer = session.send(sealed(concatBytes(request, random.below(3) === 0 ? mutated(value) : value)));
    if (answer !== undefined) meter.open(sap, answer);
  };
}

/** What the meter holds in its attributes, and any other value. */
function values(kind: Kind): readonly Uint8Array[] {
  const meter = new Subject(new Random('corpus'), kind);
  return [...valuesOf(meter), ...sample(data, encodeData)];
}

const forEsme = (): readonly Uint8Array[] => requests('esme');

export const serverTargets: readonly Target[] = [
  {
    name: 'COSEM server, no association',
    corpus: () => [...associationRequests(), ...forEsme()],
    start: living(unassociated),
  },
  { name: 'COSEM server, public client', corpus: forEsme, start: living(unprotected) },
  { name: 'COSEM server, damaged protection', corpus: forEsme, start: living(isProtected('outside')) },
  ...kinds.flatMap((kind): readonly Target[] => [
    {
      name: `COSEM server of ${kind}, protected requests`,
      cost: kind === 'esme' ? 1 : 3,
      corpus: () => requests(kind),
      start: living(isProtected('inside'), kind),
    },
    {
      name: `COSEM server of ${kind}, values written`,
      cost: kind === 'esme' ? 3 : 9,
      corpus: () => values(kind),
      start: living(writing, kind),
    },
  ]),
];
