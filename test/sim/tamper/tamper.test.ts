import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from '../../../src/protocol/cosem/data.ts';
import { decodeDateTime, instantFromDateTime } from '../../../src/protocol/cosem/date-time.ts';
import { events } from '../../../src/sim/device/events.ts';
import type { Operation } from '../../../src/sim/device/operations.ts';
import { Bench, type Client, elements, firstLight, numberIn, octets } from '../bench.ts';

const START = firstLight.start.epochMilliseconds;
const TAMPER_LOG = [7, '0.0.99.98.3.255'] as const;

function logged(client: Client): readonly number[] {
  return elements(client.read(...TAMPER_LOG, 2)).map((row) => numberIn(elements(row)[1] as Data));
}

function instantIn(data: Data): number | undefined {
  return instantFromDateTime(decodeDateTime(octets(data)), 0)?.epochMilliseconds;
}

const pairs = [
  ['terminal', 0x8f76, 0x81c1],
  ['second-terminal', 0x8f77, 0x81c1],
  ['meter', 0x8f74, 0x81b9],
  ['battery', 0x8f73, 0x81a1],
] as const;

describe('SMETS1: unauthorised physical access', () => {
  it.each(pairs)('the cover of %s: its removal and its closing are logged and told', (which, opened, closed) => {
    const bench = new Bench();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    expect(bench.device.operate({ kind: 'cover', which, is: 'open' })).toBe('success');
    expect(bench.device.operate({ kind: 'cover', which, is: 'open' })).toBe('success');
    expect(bench.device.operate({ kind: 'cover', which, is: 'closed' })).toBe('success');
    expect(told).toEqual([opened, closed]);
    expect(logged(bench.associate(2))).toEqual([opened, closed]);
  });

  it('a strong magnetic field comes and goes', () => {
    const bench = new Bench();
    bench.device.operate({ kind: 'magnet', is: 'near' });
    bench.device.operate({ kind: 'magnet', is: 'gone' });
    expect(logged(bench.associate(2))).toEqual([0x8f75, 0x81bc]);
  });

  it('an electricity meter has no sensor for tilt', () => {
    expect(new Bench().device.operate({ kind: 'tilt', is: 'tilted' })).toBe('refused');
  });

  it('wrong wiring is told once for each fault, and again once it has been put right meanwhile', () => {
    const bench = new Bench();
    const told: number[] = [];
    bench.device.onAlert = ({ code }) => told.push(code);
    for (const fault of ['reverse-current', 'reverse-polarity', 'phase-sequence', 'reverse-current', 'none'] as const) {
      expect(bench.device.operate({ kind: 'wiring', fault })).toBe('success');
    }
    bench.device.operate({ kind: 'wiring', fault: 'reverse-current' });
    expect(told).toEqual([0x81bb, 0x81b8, 0x81b7, 0x81bb]);
  });
});

describe('SMETS1: a meter without power', () => {
  const dead: readonly Operation[] = [
    { kind: 'cover', which: 'terminal', is: 'open' },
    { kind: 'cover', which: 'terminal', is: 'closed' },
    { kind: 'cover', which: 'meter', is: 'open' },
    { kind: 'wiring', fault: 'reverse-current' },
    { kind: 'hardware', fault: 'ram' },
    { kind: 'hardware', fault: 'watchdog' },
    { kind: 'supply', trigger: 'manual-disconnect' },
    { kind: 'load', extra: 50_000 },
    { kind: 'voltage', tenths: 3000 },
    { kind: 'pin', digits: '1' },
    { kind: 'utrn', digits: '1' },
  ];

  it('logs and tells nothing, whatever is done to it, and notices afterwards what is still so', () => {
    const bench = new Bench();
    const told: number[] = [];
    bench.associate(1).set(1, '0.0.131.1.0.255', 2, { type: 'enum', value: 1 });
    bench.device.operate({ kind: 'power', is: 'off' });
    const { logs } = bench.state;
    bench.device.onAlert = ({ code }) => told.push(code);
    for (const operation of dead) bench.device.operate(operation);
    bench.clock.advance(Temporal.Duration.from({ seconds: 90 }));
    bench.device.settle();
    expect(bench.state.logs).toEqual(logs);
    expect(told).toEqual([]);
    bench.device.operate({ kind: 'power', is: 'on' });
    expect(logged(bench.associate(2))).toEqual([0x8f74, 0x81be]);
    expect(told.slice(0, 4)).toEqual([0x8f35, 0x8f74, 0x81be, 0x81bb]);
    expect(numberIn(bench.associate(2).read(70, '0.0.96.3.10.255', 3))).toBe(0);
  });
});

describe('Blue Book, meter tamper event related objects', () => {
  it('count, and tell when it began, when it was last, and for how long', () => {
    const bench = new Bench();
    const client = bench.associate(2);
    const number = (e: number): number => numberIn(client.read(1, `0.0.96.20.${e}.255`, 2));
    const instant = (e: number): number | undefined => instantIn(client.read(1, `0.0.96.20.${e}.255`, 2));
    expect([number(5), instant(6), number(7), instant(8), number(9)]).toEqual([0, undefined, 0, undefined, 0]);
    bench.device.operate({ kind: 'cover', which: 'terminal', is: 'open' });
    bench.clock.advance(Temporal.Duration.from({ seconds: 90 }));
    expect([number(5), instant(6), number(7), instant(8), number(9)]).toEqual([1, START, 90, undefined, 0]);
    bench.device.operate({ kind: 'cover', which: 'terminal', is: 'closed' });
    expect([number(5), instant(6), number(7), instant(8), number(9)]).toEqual([1, undefined, 0, START, 90]);
  });
});

/** What the rules say of each kind of tampering: on or off, how often, since when. */
interface Account {
  isOn: boolean;
  count: number;
}
const kinds = {
  terminal: {
    e: 5,
    on: { kind: 'cover', which: 'terminal', is: 'open' },
    off: { kind: 'cover', which: 'terminal', is: 'closed' },
  },
  meter: {
    e: 0,
    on: { kind: 'cover', which: 'meter', is: 'open' },
    off: { kind: 'cover', which: 'meter', is: 'closed' },
  },
  magnet: { e: 15, on: { kind: 'magnet', is: 'near' }, off: { kind: 'magnet', is: 'gone' } },
} as const satisfies Record<string, { e: number; on: Operation; off: Operation }>;
type Kind = keyof typeof kinds;
const names = { terminal: 'terminal-cover', meter: 'meter-cover', magnet: 'magnet' } as const;

class Rules {
  readonly accounts: Record<Kind, Account> = {
    terminal: { isOn: false, count: 0 },
    meter: { isOn: false, count: 0 },
    magnet: { isOn: false, count: 0 },
  };
  readonly codes: number[] = [];
}

const codeOf = {
  terminal: [events[`${names.terminal}-opened`].code, events[`${names.terminal}-closed`].code],
  meter: [events[`${names.meter}-opened`].code, events[`${names.meter}-closed`].code],
  magnet: [events[`${names.magnet}-detected`].code, events[`${names.magnet}-removed`].code],
} as const;

class Tamper implements fc.Command<Rules, Bench> {
  readonly kind: Kind;
  readonly isOn: boolean;
  constructor(kind: Kind, isOn: boolean) {
    this.kind = kind;
    this.isOn = isOn;
  }
  check(): boolean {
    return true;
  }
  run(rules: Rules, bench: Bench): void {
    const account = rules.accounts[this.kind];
    if (account.isOn !== this.isOn) {
      account.isOn = this.isOn;
      if (this.isOn) account.count++;
      rules.codes.push(codeOf[this.kind][this.isOn ? 0 : 1]);
    }
    expect(bench.device.operate(kinds[this.kind][this.isOn ? 'on' : 'off'])).toBe('success');
    const client = bench.associate(2);
    expect(numberIn(client.read(1, `0.0.96.20.${kinds[this.kind].e}.255`, 2))).toBe(account.count);
    expect(logged(client)).toEqual(rules.codes.slice(-100));
  }
  toString(): string {
    return `${this.kind} ${this.isOn ? 'on' : 'off'}`;
  }
}

it('SMETS1: every change of every kind is counted and logged once, whatever the order', () => {
  const command = fc
    .tuple(fc.constantFrom<Kind>('terminal', 'meter', 'magnet'), fc.boolean())
    .map(([kind, isOn]) => new Tamper(kind, isOn));
  fc.assert(
    fc.property(fc.commands([command], { maxCommands: 20 }), (commands) => {
      fc.modelRun(() => ({ model: new Rules(), real: new Bench() }), commands);
    }),
    { numRuns: 20 },
  );
});
