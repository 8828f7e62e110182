import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Operation } from '../../../src/sim/device/operations.ts';
import { Bench, type Client, numberIn } from '../bench.ts';

const OBJECT = [70, '0.0.96.3.10.255'] as const;
const IMPORT = [3, '1.0.1.8.0.255'] as const;
const zero = { type: 'integer', value: 0 } as const;

/** Blue Book 4.5.8, told again: the state after a trigger, the same one where it has no effect, nothing where it is refused. */
function expected(mode: number, state: number, trigger: string): number | undefined {
  const direct = [2, 4].includes(mode);
  const to: Record<string, readonly [readonly number[], number, boolean]> = {
    'remote-disconnect': [[1, 2], 0, mode > 0],
    'remote-reconnect': [[0], direct ? 1 : 2, mode > 0],
    'manual-disconnect': [[1], 2, [1, 2, 5].includes(mode)],
    'manual-reconnect': [[2], 1, mode > 0],
    'local-disconnect': [[1], 2, mode > 0],
    'local-reconnect': [[2], 1, [5, 6].includes(mode)],
  };
  const [from, result, isAllowed] = to[trigger] as readonly [readonly number[], number, boolean];
  if (!isAllowed) return undefined;
  return from.includes(state) || state === result ? result : undefined;
}

interface Model {
  state: number;
  mode: number;
}

interface Real {
  readonly bench: Bench;
  readonly client: Client;
}

class Trigger implements fc.Command<Model, Real> {
  readonly trigger: string;

  constructor(trigger: string) {
    this.trigger = trigger;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, { bench, client }: Real): void {
    const state = expected(model.mode, model.state, this.trigger);
    expect(this.#pull(bench, client)).toBe(state !== undefined);
    model.state = state ?? model.state;
    agree(model, { bench, client });
  }

  toString(): string {
    return this.trigger;
  }

  #pull(bench: Bench, client: Client): boolean {
    switch (this.trigger) {
      case 'remote-disconnect':
        return client.action(...OBJECT, 1, zero).result === 'success';
      case 'remote-reconnect':
        return client.action(...OBJECT, 2, zero).result === 'success';
      default:
        return bench.device.operate({ kind: 'supply', trigger: this.trigger as LocalTrigger }) === 'success';
    }
  }
}

type LocalTrigger = Extract<Operation, { readonly kind: 'supply' }>['trigger'];

class SetMode implements fc.Command<Model, Real> {
  readonly mode: number;

  constructor(mode: number) {
    this.mode = mode;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const result = real.client.set(...OBJECT, 4, { type: 'enum', value: this.mode });
    expect(result).toBe(this.mode <= 6 ? 'success' : 'other-reason');
    if (this.mode <= 6) model.mode = this.mode;
    if (this.mode === 0) model.state = 1;
    agree(model, real);
  }

  toString(): string {
    return `mode ${this.mode}`;
  }
}

class Script implements fc.Command<Model, Real> {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const parameter = { type: 'long-unsigned', value: this.id } as const;
    const { result } = real.client.action(9, '0.0.10.0.106.255', 1, parameter);
    if (this.id === 2) model.mode = 4;
    if (this.id === 3) model.mode = 3;
    const state = expected(model.mode, model.state, this.id === 1 ? 'remote-disconnect' : 'remote-reconnect');
    expect(result).toBe(state === undefined ? 'other-reason' : 'success');
    model.state = state ?? model.state;
    agree(model, real);
  }

  toString(): string {
    return `script ${this.id}`;
  }
}

function agree(model: Model, { bench, client }: Real): void {
  expect(numberIn(client.read(...OBJECT, 3))).toBe(model.state);
  expect(numberIn(client.read(...OBJECT, 4))).toBe(model.mode);
  expect(client.read(...OBJECT, 2)).toEqual({ type: 'boolean', value: model.state === 1 });
  const before = numberIn(client.read(...IMPORT, 2));
  bench.clock.advance(Temporal.Duration.from({ hours: 1 }));
  const gained = numberIn(client.read(...IMPORT, 2)) - before;
  expect(gained > 0).toBe(model.state === 1);
  expect(numberIn(client.read(3, '1.0.1.7.0.255', 2)) > 0).toBe(model.state === 1);
  expect(numberIn(client.read(3, '1.0.31.7.0.255', 2)) > 0).toBe(model.state === 1);
}

it('Blue Book 4.5.8: the supply goes from state to state as the control mode allows, and meters only while connected', () => {
  const triggers = ['remote', 'manual', 'local'].flatMap((who) => [`${who}-disconnect`, `${who}-reconnect`]);
  const commands = fc.commands(
    [
      fc.constantFrom(...triggers).map((trigger) => new Trigger(trigger)),
      fc.integer({ min: 0, max: 7 }).map((mode) => new SetMode(mode)),
      fc.integer({ min: 1, max: 3 }).map((id) => new Script(id)),
    ],
    { maxCommands: 40 },
  );
  fc.assert(
    fc.property(commands, (list) => {
      const bench = new Bench();
      const real = { bench, client: bench.associate(1) };
      fc.modelRun(() => ({ model: { state: 1, mode: 4 }, real }), list);
    }),
    { numRuns: 40 },
  );
});

it('Blue Book 4.5.2: a script that there is not, and a script of the calendar, are refused', () => {
  const client = new Bench().associate(1);
  const nine = { type: 'long-unsigned', value: 9 } as const;
  expect(client.action(9, '0.0.10.0.106.255', 1, nine).result).toBe('other-reason');
  expect(client.action(9, '0.0.10.0.100.255', 1, { type: 'long-unsigned', value: 1 }).result).toBe('read-write-denied');
});
