import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { type Client, numberIn } from '../bench.ts';
import { GasBench } from './gas-bench.ts';

const CONTROL = '0.0.96.3.10.255';
const SCRIPTS = '0.0.10.0.106.255';
const states = ['disabled', 'enabled', 'armed'] as const;

const integer: Data = { type: 'integer', value: 0 };
const script = (value: number): Data => ({ type: 'long-unsigned', value });

interface Real {
  readonly bench: GasBench;
  readonly dco: Client;
}

/** The rules of SMETS1 for the valve of a GSME. */
interface Rules {
  supply: (typeof states)[number];
  /** Whether gas can pass. */
  open: boolean;
  broken: boolean;
  /** Seconds until the flow test is over. */
  test: number | undefined;
  /** Litres an hour that flow while everything should be off. */
  leak: number;
  load: number;
  lockedByTamper: boolean;
  locks: boolean;
}

const UNCONTROLLED = 400;
const TEST = 20;
const BOILER = 1500;

function turn(rules: Rules, supply: Rules['supply']): void {
  rules.supply = supply;
  const open = supply === 'enabled';
  if (rules.broken || open === rules.open) return;
  rules.open = open;
  rules.test = open ? TEST : undefined;
}

function check(rules: Rules, { bench, dco }: Real): void {
  const { device } = bench;
  expect(states[numberIn(dco.read(70, CONTROL, 3))]).toBe(rules.supply);
  expect(dco.read(70, CONTROL, 2)).toEqual({ type: 'boolean', value: rules.open });
  expect(device.era.measuring).toBe(rules.open && rules.test === undefined);
  if (!rules.open || rules.test !== undefined) expect(device.registers.power(0, device.now())).toBe(0);
  else expect(device.registers.power(0, device.now())).toBeGreaterThanOrEqual(rules.leak + rules.load);
}

function command(name: string, run: (rules: Rules, real: Real) => void): fc.Command<Rules, Real> {
  return {
    check: () => true,
    run(rules, real) {
      run(rules, real);
      check(rules, real);
    },
    toString: () => name,
  };
}

const disable = (by: 'method' | 'script') =>
  command(`disable by ${by}`, (rules, { dco }) => {
    const outcome = by === 'method' ? dco.action(70, CONTROL, 1, integer) : dco.action(9, SCRIPTS, 1, script(1));
    expect(outcome.result).toBe('success');
    if (rules.supply !== 'disabled') turn(rules, 'disabled');
  });

const arm = (by: 'method' | 'script') =>
  command(`arm by ${by}`, (rules, { dco }) => {
    const outcome = by === 'method' ? dco.action(70, CONTROL, 2, integer) : dco.action(9, SCRIPTS, 1, script(3));
    expect(outcome.result).toBe(rules.supply === 'enabled' ? 'other-reason' : 'success');
    if (rules.supply === 'disabled') turn(rules, 'armed');
  });

const enable = command('a client tries to enable', (_rules, { dco }) => {
  expect(dco.action(9, SCRIPTS, 1, script(2)).result).not.toBe('success');
  for (const mode of [0, 2, 4, 5, 6])
    expect(dco.set(70, CONTROL, 4, { type: 'enum', value: mode })).toBe('other-reason');
});

const consumer = command('the consumer enables', (rules, { bench }) => {
  const result = bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
  expect(result).toBe(rules.supply === 'disabled' ? 'refused' : 'success');
  if (rules.supply === 'armed') turn(rules, 'enabled');
});

const alone = command('something tries to open it without a hand', (rules, { bench }) => {
  const result = bench.device.operate({ kind: 'supply', trigger: 'local-reconnect' });
  expect(result).toBe('refused');
  expect(bench.device.state.supply.closed).toBe(rules.open);
});

const meter = command('the meter closes', (rules, { bench }) => {
  const result = bench.device.operate({ kind: 'supply', trigger: 'local-disconnect' });
  expect(result).toBe(rules.supply === 'disabled' ? 'refused' : 'success');
  if (rules.supply === 'enabled') turn(rules, 'armed');
});

const leave = (on: boolean) =>
  command(on ? 'a boiler is left on' : 'everything is off', (rules, { bench }) => {
    bench.device.operate({ kind: 'gas', fault: on ? 'uncontrolled-flow' : 'none' });
    rules.leak = on ? BOILER : 0;
  });

const load = (extra: number) =>
  command(`load ${extra}`, (rules, { bench }) => {
    bench.device.operate({ kind: 'load', extra });
    rules.load = extra;
  });

const breakdown = (broken: boolean) =>
  command(broken ? 'the valve jams' : 'the valve is mended', (rules, { bench }) => {
    bench.device.operate({ kind: 'hardware', fault: 'load-switch', is: broken ? 'present' : 'gone' });
    rules.broken = broken;
  });

const tamper = command('the battery cover is opened and closed', (rules, { bench }) => {
  bench.device.operate({ kind: 'cover', which: 'battery', is: 'open' });
  bench.device.operate({ kind: 'cover', which: 'battery', is: 'closed' });
  if (!rules.locks) return;
  if (rules.supply !== 'disabled' || !rules.lockedByTamper) turn(rules, 'disabled');
  rules.lockedByTamper = true;
});

const lock = (locks: boolean) =>
  command(`supply tamper state ${locks}`, (rules, { dco }) => {
    expect(dco.set(1, '0.0.131.1.0.255', 2, { type: 'enum', value: locks ? 1 : 0 })).toBe('success');
    rules.locks = locks;
  });

const pass = (seconds: number) =>
  command(`${seconds} s`, (rules, { bench }) => {
    bench.pass({ seconds });
    if (rules.test === undefined) return;
    rules.test -= seconds;
    if (rules.test > 0) return;
    rules.test = undefined;
    if (rules.leak + rules.load > UNCONTROLLED && rules.supply === 'enabled') turn(rules, 'armed');
  });

describe('SMETS1 gas: the valve', () => {
  it('SRV 7.2, 7.3: follows the rules, whoever asks in whatever order', () => {
    const by = fc.constantFrom<'method' | 'script'>('method', 'script');
    const commands = fc.commands(
      [
        by.map(disable),
        by.map(arm),
        fc.constant(enable),
        fc.constant(consumer),
        fc.constant(consumer),
        fc.constant(alone),
        fc.constant(meter),
        fc.constant(meter),
        fc.constantFrom(1, 19, 20, 3600).map(pass),
        fc.boolean().map(leave),
        fc.constantFrom(0, 400, 401, 3000).map(load),
        fc.boolean().map(breakdown),
        fc.constant(tamper),
        fc.boolean().map(lock),
        fc.constantFrom(1, 19, 20, 3600).map(pass),
      ],
      { maxCommands: 40, size: '+1' },
    );
    fc.assert(
      fc.property(commands, (list) => {
        const bench = new GasBench();
        const rules: Rules = {
          supply: 'enabled',
          open: true,
          broken: false,
          test: undefined,
          leak: 0,
          load: 0,
          lockedByTamper: false,
          locks: false,
        };
        fc.modelRun(() => ({ model: rules, real: { bench, dco: bench.associate(1) } }), list);
      }),
      { numRuns: 120 },
    );
  });

  it('SRV 7.2, 7.3: is for the critical client alone', () => {
    const bench = new GasBench();
    const s1sp = bench.associate(2);
    expect(s1sp.action(70, CONTROL, 1, integer).result).not.toBe('success');
    expect(s1sp.action(9, SCRIPTS, 1, script(1)).result).not.toBe('success');
    expect(s1sp.set(3, '7.0.128.0.0.255', 2, { type: 'long-unsigned', value: 1 })).not.toBe('success');
    expect(bench.device.state.supply.state).toBe('connected');
  });
});

describe('SRV 6.7, Update Device Configuration (Gas Flow): the flow is tested after the valve was opened', () => {
  const opened = (bench: GasBench): void => {
    bench.device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
  };

  it('81BF: closes again where something is left on, and 8184 where not', () => {
    const bench = new GasBench();
    bench.device.operate({ kind: 'gas', fault: 'uncontrolled-flow' });
    opened(bench);
    bench.pass({ seconds: 20 });
    expect(bench.recorded('event').slice(-2)).toEqual(['supply-enabled', 'supply-uncontrolled-flow']);
    expect(bench.device.state.supply).toMatchObject({ state: 'ready-for-reconnection', cause: 'flow' });
    bench.device.operate({ kind: 'gas', fault: 'none' });
    bench.device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    bench.pass({ seconds: 20 });
    expect(bench.recorded('event').slice(-2)).toEqual(['supply-enabled', 'valve-tested']);
  });

  it('by the periods and the rate that the critical client has set', () => {
    const bench = new GasBench();
    const dco = bench.associate(1);
    const set = (name: string, type: 'unsigned' | 'long-unsigned', value: number) =>
      dco.set(3, name, 2, { type, value });
    expect(set('7.0.128.0.0.255', 'long-unsigned', 15_000)).toBe('success');
    expect(set('7.0.128.1.0.255', 'unsigned', 60)).toBe('success');
    expect(set('7.0.128.2.0.255', 'long-unsigned', 30)).toBe('success');
    expect(set('7.0.128.1.0.255', 'unsigned', 0)).toBe('other-reason');
    expect(set('7.0.128.2.0.255', 'long-unsigned', 0)).toBe('other-reason');
    bench.device.operate({ kind: 'gas', fault: 'uncontrolled-flow' });
    opened(bench);
    bench.pass({ seconds: 89 });
    expect(bench.recorded('event').at(-1)).toBe('supply-enabled');
    bench.pass({ seconds: 1 });
    expect(bench.recorded('event').at(-1)).toBe('valve-tested');
  });

  it('81BD, 81C0: a valve that jams is told of', () => {
    const bench = new GasBench();
    const { device } = bench;
    device.operate({ kind: 'hardware', fault: 'load-switch' });
    device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    expect(bench.recorded('event').at(-1)).toBe('supply-disconnect-failed');
    device.operate({ kind: 'hardware', fault: 'load-switch', is: 'gone' });
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    device.operate({ kind: 'hardware', fault: 'load-switch' });
    device.operate({ kind: 'supply', trigger: 'manual-reconnect' });
    expect(bench.recorded('event').at(-1)).toBe('supply-connect-failed');
    bench.pass({ hours: 1 });
    expect(bench.recorded('event').at(-1)).toBe('supply-connect-failed');
  });
});

describe('SMETS1 gas: the flow sensor', () => {
  it('81B4: more than the meter can measure is told once, when it begins', () => {
    const bench = new GasBench();
    for (const extra of [7000, 8000, 0, 7000]) bench.device.operate({ kind: 'load', extra });
    expect(bench.recorded('event').filter((event) => event === 'gas-excess-flow')).toHaveLength(2);
    expect(bench.device.operate({ kind: 'load', extra: -1 })).toBe('refused');
    expect(bench.device.operate({ kind: 'load', extra: 0.5 })).toBe('refused');
  });

  it('81B5, 81B6: tells air and reverse flow while the valve is open', () => {
    const bench = new GasBench();
    bench.device.operate({ kind: 'gas', fault: 'air' });
    bench.device.operate({ kind: 'gas', fault: 'air' });
    bench.device.operate({ kind: 'gas', fault: 'reverse-flow' });
    expect(bench.recorded('event').slice(-2)).toEqual(['gas-air', 'gas-reverse-flow']);
    bench.device.operate({ kind: 'supply', trigger: 'local-disconnect' });
    expect(bench.device.operate({ kind: 'gas', fault: 'air' })).toBe('refused');
    expect(bench.device.operate({ kind: 'gas', fault: 'none' })).toBe('success');
  });
});
