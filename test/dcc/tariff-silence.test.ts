import { expect, it } from 'vitest';
import { S1benchError } from '../../src/core/errors.ts';
import { formatObis } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { CosemServices } from '../../src/dcc/device/services.ts';
import { Device } from '../../src/dcc/s1sp/device.ts';
import { prepare, type StepContext } from '../../src/dcc/s1sp/equivalent-steps.ts';
import { equivalentStepsBySrv } from '../../src/dcc/s1sp/steps/all.ts';
import type { AttributeDescriptor } from '../../src/protocol/cosem/apdu/descriptors.ts';
import type { Data } from '../../src/protocol/cosem/data.ts';
import { electricityUpdate, type Plan } from './tariff-arbitraries.ts';

const CALENDAR = '0.0.13.0.0.255';
const COMMANDS = '0.0.10.0.120.255';

const array = (...value: readonly Data[]): Data => ({ type: 'array', value });
const amount = (value: number): Data => ({ type: 'double-long-unsigned', value });
const structure = (...value: readonly Data[]): Data => ({ type: 'structure', value });
const blocks = (length: number): Data =>
  array(...Array.from({ length: 8 }, () => array(...Array(length).fill(amount(0)))));

/** A meter whose answer to methods is lost, whether it carried them out or not. */
class SilentMeter implements CosemServices {
  readonly actions: string[] = [];
  readonly #carriesOut: (count: number) => boolean;
  readonly #attributes = new Map<string, Data>([
    ['0.0.130.0.0.255 2', { type: 'visible-string', value: 'GBP' }],
    ['1.0.1.9.1.255 3', structure({ type: 'integer', value: 0 }, { type: 'enum', value: 30 })],
    ['0.0.130.1.1.255 2', { type: 'enum', value: 0 }],
    ['0.0.130.1.2.255 2', blocks(3)],
    ['0.0.130.1.4.255 2', array(amount(1), amount(1))],
    ['0.0.130.1.5.255 2', blocks(4)],
    [`${CALENDAR} 2`, { type: 'octet-string', value: Uint8Array.of(1) }],
    [`${CALENDAR} 5`, array()],
    [
      `${CALENDAR} 10`,
      { type: 'octet-string', value: Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 255, 0x80, 0, 255]) },
    ],
    ['0.0.11.0.0.255 2', array()],
  ]);

  /** @param carriesOut whether it does what the method is for, the first time, the second, ... */
  constructor(carriesOut: (count: number) => boolean) {
    this.#carriesOut = carriesOut;
  }

  async get(attribute: AttributeDescriptor) {
    const data = this.#attributes.get(keyOf(attribute));
    return data === undefined ? { error: 'object-undefined' as const } : { data };
  }

  async set(attribute: AttributeDescriptor, value: Data) {
    this.#attributes.set(keyOf(attribute), value);
    return 'success' as const;
  }

  async action({ instance }: Parameters<CosemServices['action']>[0]): Promise<never> {
    this.actions.push(formatObis(instance));
    if (this.#carriesOut(this.actions.length)) {
      this.#copy(`${CALENDAR} 6`, `${CALENDAR} 2`);
      for (let part = 1; part <= 7; part++) this.#copy(`0.0.130.2.${part}.255 2`, `0.0.130.1.${part}.255 2`);
    }
    throw new S1benchError('device-no-response', { found: 'nothing' });
  }

  #copy(from: string, to: string): void {
    const value = this.#attributes.get(from);
    if (value !== undefined) this.#attributes.set(to, value);
  }
}

function keyOf({ instance, attribute }: AttributeDescriptor): string {
  return `${formatObis(instance)} ${attribute}`;
}

const plan: Plan = {
  isBlock: false,
  days: [{ name: 1, switches: [{ at: '00:00:00Z', rate: 1 }] }],
  weeks: [{ name: 1, days: [1, 1, 1, 1, 1, 1, 1] }],
  seasons: [{ name: 'ALL', start: { year: undefined, month: 1, day: 1, weekday: undefined }, week: 1 }],
  specialDays: [],
  thresholds: Array.from({ length: 8 }, () => [1]),
  scale: -5,
  prices: [[20_000]],
  standingScale: -5,
  standingCharge: 25_000,
};
const { PriceElements } = electricityUpdate(plan);

async function carryOut(srv: string, parameters: unknown, meter: SilentMeter): Promise<object> {
  const steps = equivalentStepsBySrv.get(srv)?.on.ESME ?? expect.fail(srv);
  const clock = { now: () => Temporal.Instant.from('2026-01-15T10:20:00Z') };
  const context = { clock, random: new Random('silence') } as unknown as StepContext;
  return prepare(srv, steps, steps.parameters.parse(parameters)).perform(new Device(meter), context);
}

it.each([
  ['1.1.1', electricityUpdate(plan), CALENDAR],
  ['1.2.1', { PriceElements }, COMMANDS],
])('SRV %s: what was activated without an answer is not activated again', async (srv, parameters, object) => {
  const meter = new SilentMeter(() => true);
  expect(await carryOut(srv, parameters, meter)).toEqual({});
  expect(meter.actions).toEqual([object]);
});

it.each([
  ['1.1.1', electricityUpdate(plan), CALENDAR],
  ['1.2.1', { PriceElements }, COMMANDS],
])(
  'SRV %s: what was not activated is activated a second time, and the silence after that fails the step',
  async (srv, parameters, object) => {
    const meter = new SilentMeter(() => false);
    await expect(carryOut(srv, parameters, meter)).rejects.toMatchObject({ code: 'device-no-response' });
    expect(meter.actions).toEqual([object, object]);
  },
);
