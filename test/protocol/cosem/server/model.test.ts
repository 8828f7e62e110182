import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Obis } from '../../../../src/core/identifiers.ts';
import type { GetResult } from '../../../../src/protocol/cosem/apdu/get.ts';
import type { CosemClient } from '../../../../src/protocol/cosem/client/client.ts';
import type { Data } from '../../../../src/protocol/cosem/data.ts';
import type { Exchange } from '../../../../src/protocol/cosem/exchange.ts';
import { data } from '../../../support/arbitraries.ts';
import {
  attribute,
  type Bench,
  createBench,
  highSap,
  laxSap,
  lowSap,
  method,
  names,
  publicSap,
  scratch,
} from './bench.ts';

/** What the registers should hold. */
type Model = Map<Obis, Data>;
interface Real {
  readonly bench: Bench;
  readonly sap: number;
  readonly client: CosemClient;
}
type Command = fc.Command<Model, Real>;

const echo = method(9, names.script);
const expected = (model: Model, instance: Obis): GetResult => {
  const value = model.get(instance);
  return value === undefined ? { error: 'object-unavailable' } : { data: value };
};
const command = (name: string, run: (model: Model, real: Real) => void): Command => ({
  check: () => true,
  run: (model, real) => {
    run(model, real);
    expect(real.client.state).toBe('associated');
  },
  toString: () => name,
});

const register = fc.constantFrom(...scratch);
const written = fc.tuple(register, data);

const commands = [
  register.map((instance) =>
    command(`get ${instance}`, (model, { bench, sap, client }) => {
      expect(bench.run(sap, client.get(attribute(1, instance)))).toEqual(expected(model, instance));
    }),
  ),
  fc.array(register, { minLength: 1, maxLength: 3 }).map((instances) =>
    command(`get list ${instances}`, (model, { bench, sap, client }) => {
      const attributes = instances.map((instance) => attribute(1, instance));
      expect(bench.run(sap, client.getList(attributes))).toEqual(
        instances.map((instance) => expected(model, instance)),
      );
    }),
  ),
  written.map(([instance, value]) =>
    command(`set ${instance} ${fc.stringify(value)}`, (model, { bench, sap, client }) => {
      expect(bench.run(sap, client.set(attribute(1, instance), value))).toBe('success');
      model.set(instance, value);
    }),
  ),
  fc.array(written, { minLength: 1, maxLength: 3 }).map((list) =>
    command(`set list ${fc.stringify(list)}`, (model, { bench, sap, client }) => {
      const values = list.map(([instance, value]) => ({ attribute: attribute(1, instance), value }));
      expect(bench.run(sap, client.setList(values))).toEqual(list.map(() => 'success'));
      for (const [instance, value] of list) model.set(instance, value);
    }),
  ),
  data.map((parameters) =>
    command(`action ${fc.stringify(parameters)}`, (_model, { bench, sap, client }) => {
      const outcome = { result: 'success', returned: { data: parameters } };
      expect(bench.run(sap, client.action(echo, parameters))).toEqual(outcome);
    }),
  ),
  fc.array(data, { minLength: 1, maxLength: 3 }).map((list) =>
    command(`action list ${fc.stringify(list)}`, (_model, { bench, sap, client }) => {
      const invocations = list.map((parameters) => ({ method: echo, parameters }));
      expect(bench.run(sap, client.actionList(invocations))).toEqual(
        list.map((parameters) => ({ result: 'success', returned: { data: parameters } })),
      );
    }),
  ),
  fc.constant(
    command('release and associate', (_model, { bench, sap, client }) => {
      bench.run(sap, client.release());
      bench.run(sap, client.associate());
    }),
  ),
];

const wrapping = fc.constantFrom('glo' as const, 'general-glo' as const);
const policy = fc.constantFrom('none' as const, 'authenticated' as const, 'encrypted' as const);
/** From a size that holds the longest request with a list, up to one that needs no blocks. */
const pduSize = fc.integer({ min: 100, max: 600 });

describe('Green Book 9.4, client against server', () => {
  const check = (sap: number, security: fc.Arbitrary<object>) =>
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 15 }), pduSize, pduSize, security, (list, own, device, keys) => {
        fc.modelRun(() => {
          const bench = createBench({ maxReceivePduSize: device });
          return {
            model: new Map(),
            real: { bench, sap, client: bench.associated(sap, { maxReceivePduSize: own }, keys) },
          };
        }, list);
      }),
      { numRuns: 60 },
    );

  it('does what direct access does, with no security', () => check(publicSap, fc.constant({})));
  it('does what direct access does, with LLS', () => check(lowSap, fc.constant({})));
  it('does what direct access does, with authenticated encryption', () => check(highSap, fc.record({ wrapping })));
  it('does what direct access does, with any protection', () => check(laxSap, fc.record({ wrapping, policy })));
});

describe('Green Book 9.4, clients of one connection', () => {
  const saps = [publicSap, lowSap, highSap, laxSap];

  it('do not disturb each other, however their messages interleave', () => {
    const schedule = fc.infiniteStream(fc.nat({ max: saps.length - 1 }));
    fc.assert(
      fc.property(schedule, fc.array(data, { minLength: 4, maxLength: 4 }), (turns, values) => {
        const bench = createBench({ maxReceivePduSize: 100 });
        const results = new Map<number, unknown>();
        const dialogues = saps.map((sap, i) => {
          const client = bench.client(sap, { maxReceivePduSize: 64 + 8 * i });
          const exchange = wholeSession(client, scratch[i] as Obis, values[i] as Data);
          return { sap, exchange, step: exchange.next() };
        });
        while (results.size < saps.length) {
          const dialogue = dialogues[turns.next().value as number];
          if (dialogue === undefined || dialogue.step.done === true) continue;
          const answer = bench.server.receive(dialogue.sap, 1, dialogue.step.value);
          dialogue.step = dialogue.exchange.next(answer as Uint8Array);
          if (dialogue.step.done === true) results.set(dialogue.sap, dialogue.step.value);
        }
        saps.forEach((sap, i) => {
          const value = values[i] as Data;
          expect(results.get(sap)).toEqual({
            set: 'success',
            got: { data: value },
            echoed: { result: 'success', returned: { data: value } },
          });
        });
      }),
      { numRuns: 50 },
    );
  });
});

function* wholeSession(client: CosemClient, instance: Obis, value: Data): Exchange<unknown> {
  yield* client.associate();
  const set = yield* client.set(attribute(1, instance), value);
  const got = yield* client.get(attribute(1, instance));
  const echoed = yield* client.action(echo, value);
  yield* client.release();
  return { set, got, echoed };
}
