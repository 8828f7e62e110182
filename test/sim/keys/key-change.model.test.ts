import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import type { ClientKeys } from '../../../src/protocol/cosem/security/originator.ts';
import { events } from '../../../src/sim/device/events.ts';
import { Bench } from '../bench.ts';
import {
  delivered,
  GAK,
  GUEK,
  getOf,
  keyOf,
  numberOf,
  resultOf,
  type Sap,
  type Sent,
  send,
  transferOf,
} from './sender.ts';

const HOUR = 3_600_000;
/** What the model allows for new keys to be used. */
const RECOVERY = 24 * HOUR;

/** Keys by number; 0 is the one that the device came with. */
interface Pair {
  readonly encryption: number;
  readonly authentication: number;
}

interface Account {
  inForce: Pair;
  epoch: number;
  next: { readonly keys: Pair; readonly until: number } | undefined;
  /** By encryption key: the lowest counter that hasn't been used. */
  readonly counters: Map<number, number>;
}

type Counted = 'key-changed' | 'key-confirmed' | 'key-recovered' | 'key-refused';

/** What the rules say, for both clients. */
class Model {
  now = 0;
  readonly accounts: Readonly<Record<Sap, Account>> = { 1: account(), 2: account() };
  readonly counted: Record<Counted, number> = {
    'key-changed': 0,
    'key-confirmed': 0,
    'key-recovered': 0,
    'key-refused': 0,
  };

  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const account of Object.values(this.accounts)) {
      if (account.next === undefined || account.next.until > this.now) continue;
      account.next = undefined;
      this.counted['key-recovered']++;
    }
  }

  /** Whether a message under these keys is accepted. */
  message(sap: Sap, keys: Pair, counter: number): boolean {
    const account = this.accounts[sap];
    const isNext = account.next !== undefined && same(account.next.keys, keys);
    if (!isNext && !same(account.inForce, keys)) return false;
    if (counter < (account.counters.get(keys.encryption) ?? 0)) return false;
    account.counters.set(keys.encryption, counter + 1);
    if (!isNext) return true;
    account.inForce = keys;
    account.epoch++;
    account.next = undefined;
    this.counted['key-confirmed']++;
    return true;
  }

  transfer(sap: Sap, keys: Partial<Pair>): void {
    const account = this.accounts[sap];
    const next = { ...(account.next?.keys ?? account.inForce), ...keys };
    account.next = same(next, account.inForce) ? undefined : { keys: next, until: this.now + RECOVERY };
    this.counted['key-changed']++;
  }
}

function account(): Account {
  return { inForce: { encryption: 0, authentication: 0 }, epoch: 0, next: undefined, counters: new Map() };
}

function same(a: Pair, b: Pair): boolean {
  return a.encryption === b.encryption && a.authentication === b.authentication;
}

/** The device, and all that it ever said under each key. */
class Real {
  bench = new Bench();
  readonly #said = new Set<string>();

  keysOf(sap: Sap, { encryption, authentication }: Pair): ClientKeys {
    const own = delivered.clients[sap];
    return {
      encryption: encryption === 0 ? own.encryption : keyOf(16 * sap + encryption),
      authentication: authentication === 0 ? own.authentication : keyOf(128 + 16 * sap + authentication),
    };
  }

  send(sap: Sap, keys: Pair, counter: number, apdu: Parameters<typeof send>[4]): Sent {
    const used = this.keysOf(sap, keys);
    const sent = send(this.bench, sap, used, counter, apdu);
    if ('counter' in sent) {
      const name = `${toHex(used.encryption)}/${sent.counter}`;
      expect(this.#said.has(name)).toBe(false);
      this.#said.add(name);
    }
    return sent;
  }

  restart(): void {
    this.bench = new Bench({ saved: this.bench.device.save(), clock: this.bench.clock });
  }
}

/** Which keys a message is sent under. */
type Choice = 'in force' | 'next' | Pair;

function chosen({ inForce, next }: Account, choice: Choice): Pair {
  if (choice === 'in force') return inForce;
  return choice === 'next' ? (next?.keys ?? inForce) : choice;
}

class Command implements fc.Command<Model, Real> {
  readonly #name: string;
  readonly #act: (model: Model, real: Real) => void;

  constructor(name: string, act: (model: Model, real: Real) => void) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    this.#act(model, real);
    for (const sap of [1, 2] as const) expectEpoch(model, real, sap);
    const { logs } = real.bench.state;
    const counted = Object.keys(model.counted).map((name) => {
      const { code } = events[name as Counted];
      return [name, logs.security.filter((entry) => entry.code === code).length];
    });
    expect(Object.fromEntries(counted)).toEqual(model.counted);
  }

  toString(): string {
    return this.#name;
  }
}

/** Reads the epoch under the keys in force, which are always understood. */
function expectEpoch(model: Model, real: Real, sap: Sap): void {
  const { inForce, counters, epoch, next } = model.accounts[sap];
  const counter = counters.get(inForce.encryption) ?? 0;
  for (const [i, [name, expected]] of [
    ['43', epoch] as const,
    ['44', next === undefined ? epoch : epoch + 1] as const,
  ].entries()) {
    const sent = real.send(sap, inForce, counter + i, getOf(`0.0.128.${name}.${sap}.255`));
    expect(numberOf(sent)).toBe(expected);
    expect(model.message(sap, inForce, counter + i)).toBe(true);
  }
}

/** Opens the association anew under some keys. */
function associate(model: Model, real: Real, sap: Sap, choice: Choice): void {
  const keys = chosen(model.accounts[sap], choice);
  const counter = model.accounts[sap].counters.get(keys.encryption) ?? 0;
  const client = real.bench.meet(sap, { keys: real.keysOf(sap, keys), counter });
  const open = () => client.perform(client.cosem.associate());
  if (model.message(sap, keys, counter)) {
    open();
    // The answer to the challenge takes a counter of its own.
    expect(model.message(sap, keys, counter + 2)).toBe(true);
    return;
  }
  expect(open).toThrow();
  associate(model, real, sap, 'in force');
}

const sap = fc.constantFrom<Sap>(1, 2);
const pair = fc.record({ encryption: fc.nat(2), authentication: fc.nat(1) });
const choice: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Choice>('in force', 'next') },
  { weight: 1, arbitrary: pair },
);
const transferred = fc.oneof(
  pair,
  fc.record({ encryption: fc.nat(2) }),
  fc.record({ authentication: fc.nat(1) }),
) as fc.Arbitrary<Partial<Pair>>;

function wrapped(real: Real, of: Sap, keys: Partial<Pair>): (readonly [number, Uint8Array])[] {
  const { encryption, authentication } = real.keysOf(of, { encryption: 0, authentication: 0, ...keys });
  return [
    ...(keys.encryption === undefined ? [] : [[GUEK, encryption] as const]),
    ...(keys.authentication === undefined ? [] : [[GAK, authentication] as const]),
  ];
}

const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(sap, sap, transferred, fc.boolean()).map(([by, of, keys, isRight]) => {
    const name = `${by} transfers ${JSON.stringify(keys)} of ${of}, ${isRight ? 'rightly' : 'wrongly'} wrapped`;
    return new Command(name, (model, real) => {
      const { inForce, counters } = model.accounts[by];
      const counter = counters.get(inForce.encryption) ?? 0;
      const apdu = transferOf(of, wrapped(real, of, keys), ...(isRight ? [] : [keyOf(0xff)]));
      const result = resultOf(real.send(by, inForce, counter, apdu));
      model.message(by, inForce, counter);
      const isAllowed = by === 1 || of === 2;
      expect(result).toBe(isAllowed ? (isRight ? 'success' : 'other-reason') : 'read-write-denied');
      if (!isAllowed) return;
      if (isRight) model.transfer(of, keys);
      else model.counted['key-refused']++;
    });
  }),
  fc.tuple(sap, fc.record({ encryption: fc.nat(1), authentication: fc.nat(1) })).map(
    ([by, keys]) =>
      new Command(`${by} changes to ${JSON.stringify(keys)} and uses them`, (model, real) => {
        const { counters, inForce } = model.accounts[by];
        const counter = counters.get(inForce.encryption) ?? 0;
        expect(resultOf(real.send(by, inForce, counter, transferOf(by, wrapped(real, by, keys))))).toBe('success');
        model.message(by, inForce, counter);
        model.transfer(by, keys);
        const next = counters.get(keys.encryption) ?? 0;
        const isReplay = next > 0 && 'answer' in real.send(by, keys, next - 1, getOf('0.0.96.1.0.255'));
        expect(isReplay).toBe(false);
        expect(real.send(by, keys, next, getOf('0.0.96.1.0.255'))).toHaveProperty('answer');
        model.message(by, keys, next);
      }),
  ),
  fc.tuple(sap, choice, fc.integer({ min: -3, max: 3 })).map(([by, which, ahead]) => {
    const name = `${by} speaks under ${JSON.stringify(which)}, counter ${ahead}`;
    return new Command(name, (model, real) => {
      const keys = chosen(model.accounts[by], which);
      const counter = Math.max(0, (model.accounts[by].counters.get(keys.encryption) ?? 0) + ahead);
      const sent = real.send(by, keys, counter, getOf('0.0.96.1.0.255'));
      expect('answer' in sent).toBe(model.message(by, keys, counter));
    });
  }),
  fc
    .tuple(sap, choice)
    .map(
      ([by, which]) =>
        new Command(`${by} associates under ${JSON.stringify(which)}`, (model, real) =>
          associate(model, real, by, which),
        ),
    ),
  fc.constantFrom(1, 11, 13, 24, 500).map(
    (hours) =>
      new Command(`${hours} hours pass`, (model, real) => {
        model.pass(hours * HOUR);
        real.bench.clock.advance(Temporal.Duration.from({ hours }));
      }),
  ),
  fc.constant(
    new Command('restart', (model, real) => {
      real.restart();
      for (const by of [1, 2] as const) associate(model, real, by, 'in force');
    }),
  ),
];

describe('Blue Book, Security setup: global_key_transfer', () => {
  it('changes keys by the rules of the change-over, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 25, size: 'max' }), (list) => {
        fc.modelRun(() => {
          const [model, real] = [new Model(), new Real()];
          for (const by of [1, 2] as const) associate(model, real, by, 'in force');
          return { model, real };
        }, list);
      }),
      { numRuns: 25 },
    );
  });
});
