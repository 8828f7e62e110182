import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../src/core/clock.ts';
import { Random } from '../../../src/core/random.ts';
import { createEsme } from '../../../src/sim/esme/create.ts';
import { loadTemplate } from '../../../src/sim/files/load.ts';
import { createGsme } from '../../../src/sim/gsme/create.ts';
import { createHub } from '../../../src/sim/hub/create.ts';
import { SimulatedInstallation } from '../../../src/sim/installation/simulated-installation.ts';
import { Meter } from '../../../src/sim/meter/meter.ts';
import { dualFuel } from '../../sim/installation/dwelling.ts';
import { root } from '../../support/project-files.ts';
import type { Taker, Target } from '../target.ts';
import { operations } from './operations.ts';
import { textOf } from './sample.ts';

const installations = join(root, 'hardware/installations');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const DAY = Temporal.Duration.from({ hours: 24 });

/** One of each kind. */
const FAULTS = `faults:
  - { kind: no-wan, from: 2026-01-15T12:00:00Z, until: 2026-01-15T13:00:00Z }
  - { kind: han-loss, side: gas, probability: 0.5, seconds: 900 }
  - { kind: power-cut, probability: 1, seconds: 90 }
  - { kind: clock-drift, device: gsme, ppm: 200 }
  - { kind: low-battery, percent: 3 }
  - { kind: wan-delay, probability: 0.5, milliseconds: 800 }
  - { kind: frame-reordered, probability: 0.5 }
`;

/** Installation files whose models and keys are found wherever they are. */
function files(): readonly Uint8Array[] {
  return readdirSync(installations)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const text = readFileSync(join(installations, name), 'utf8').replaceAll('../', `${join(installations, '..')}/`);
      return [text, `${text}${FAULTS}`, text.replace(/^name:/m, 'count: 1000\nname:')].map(bytesOf);
    });
}

/** What isn't refused can be simulated. */
function loading(random: Random): Taker {
  const folder = mkdtempSync(join(tmpdir(), 's1bench-fuzz-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'fuzzed.yaml');
  return async (input, mutated) => {
    writeFileSync(file, mutated(input));
    const template = await loadTemplate(file);
    const installation = template.at(random.below(template.count));
    const clock = new VirtualClock(installation.start);
    const unit = new SimulatedInstallation(installation, clock);
    for (let day = 0; day < 3; day++) {
      clock.advance(DAY);
      unit.settle();
    }
  };
}

const { hub, esme, gsme } = dualFuel.devices;
if (hub === undefined || gsme === undefined) throw new RangeError('a dual-fuel installation');

/** Devices made from what one of them saved. */
const makers = {
  ESME: (clock: VirtualClock, saved?: string) => createEsme(esme, clock, 'saved', saved),
  GSME: (clock: VirtualClock, saved?: string) => createGsme(gsme, clock, 'saved', saved),
  CHF: (clock: VirtualClock, saved?: string) => createHub(hub, clock, 'saved', saved),
} as const;
type Made = keyof typeof makers;
const types = Object.keys(makers) as readonly Made[];

/** What devices save that have been through something. */
function states(random: Random): readonly Uint8Array[] {
  return types.flatMap((type) => {
    const clock = new VirtualClock(dualFuel.start);
    const device = makers[type](clock);
    return Array.from({ length: 6 }, () => {
      for (const operation of operations) if (random.below(3) === 0) device.operate(operation(random));
      clock.advance(DAY);
      device.settle();
      return bytesOf(device.save());
    });
  });
}

/** One of the numbers that the text holds is another. */
function renumbered(text: string, random: Random): string {
  const numbers = [...text.matchAll(/-?\d+/g)];
  const { index, 0: digits } = numbers[random.below(numbers.length)] as RegExpExecArray;
  const value = Number(digits);
  const others = [0, 1, -1, value + 1, value - 1, -value, random.below(100), random.u32(), 2 ** 53, value + 0.5];
  const other = others[random.below(others.length)] as number;
  return `${text.slice(0, index)}${other}${text.slice(index + digits.length)}`;
}

/** A state that isn't refused is one that a device goes on from. */
function going(random: Random): Taker {
  return (input, mutated) => {
    const text = textOf(input);
    const type = text.includes('"wan"') ? 'CHF' : text.includes('"valve"') ? 'GSME' : 'ESME';
    const changed = random.below(3) === 0 ? textOf(mutated(input)) : renumbered(text, random);
    const clock = new VirtualClock(dualFuel.start);
    const device = makers[type](clock, changed);
    clock.advance(DAY);
    device.settle();
    for (let times = 0; times < 3; times++) {
      device.operate((operations[random.below(operations.length)] as (typeof operations)[number])(random));
    }
    if (device instanceof Meter) device.registers.rates(0, device.now());
    device.save();
  };
}

export const installationFileTargets: readonly Target[] = [
  { name: 'installation files', cost: 60, corpus: files, start: loading },
  { name: 'saved states', cost: 100, corpus: () => states(new Random('corpus')), start: going },
];
