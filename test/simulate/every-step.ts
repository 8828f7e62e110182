import { hash } from 'node:crypto';
import type { Eui64 } from '../../src/core/identifiers.ts';
import { Random } from '../../src/core/random.ts';
import type { Blackout } from './blackout.ts';
import { type DeviceFate, deviceFates, type PointKind } from './life.ts';
import { type Scenario, type SimulatedCase, scenarioOfOne } from './scenario.ts';
import { simulate } from './simulate.ts';
import type { Remains } from './simulation.ts';

/**
 * Installations by their files, and what is the matter with them: dormant with both fuels, active in prepayment mode, and
 * one of electricity only that is rolled back.
 */
export const everyStepOf = [
  ['moc-secure-dormant', 'none'],
  ['prepayment-active', 'none'],
  ['electricity-only-dormant', 'keys-not-rotated'],
] as const;

/** A process that dies at one point; or a device that does with one request, in a process that lives. */
export type Step =
  | { readonly dies: 'process'; readonly at: PointKind; readonly devices: DeviceFate; readonly left: Remains }
  | { readonly dies: 'device'; readonly device: Eui64; readonly blackout: Blackout };

export interface Steps {
  readonly scenario: Scenario;
  readonly all: readonly Step[];
  /** Points that leave the very same as another one: to go on from there is the same as well. */
  readonly alike: number;
}

/** Every point at which the process can die, for either fate of the devices, and every request of a change of keys. */
export async function stepsOf(name: string, trouble: string): Promise<Steps> {
  const scenario = await scenarioOfOne(name, trouble);
  const steps = new Map<string, Step>();
  const requests = new ChangesOfKeys();
  let points = 0;
  const { broken } = await simulate(scenario, {
    onPoint: (at, leave) => {
      for (const devices of deviceFates) {
        points++;
        const left = leave(devices);
        const step = { dies: 'process', at, devices, left } as const;
        const identity = identityOf(left);
        if (!steps.has(identity)) steps.set(identity, step);
      }
    },
    onLog: (event) => requests.hear(event),
    onRequest: (device) => requests.note(device),
  });
  if (broken.length > 0) throw new Error(`${name}, undisturbed: ${broken.join('; ')}`);
  return { scenario, all: [...steps.values(), ...requests.blackouts()], alike: points - steps.size };
}

/** Goes on after a step. @returns what isn't as it has to be */
export async function goOnAfter(
  step: Step,
  scenario: Scenario,
  onLog: (event: string) => void = () => undefined,
): Promise<readonly string[]> {
  const { broken } = await (step.dies === 'process'
    ? simulate(scenario, { from: step.left, onLog })
    : simulate(withOutage(scenario, step.device), { onRequest: once(step.blackout), onLog }));
  return broken.map((problem) => `${described(step)}: ${problem}`);
}

/** Some of many, by chance. */
export function sample<T>(all: readonly T[], most: number, seed: string): readonly T[] {
  const random = new Random(seed);
  const left = [...all];
  return Array.from({ length: Math.min(most, all.length) }, () => left.splice(random.below(left.length), 1)).flat();
}

/** Which requests belong to a change of keys. */
class ChangesOfKeys {
  readonly #devices: Eui64[] = [];
  readonly #numbers: number[] = [];
  /** Requests before the step that is under way. */
  #before = 0;

  note(device: Eui64): undefined {
    this.#devices.push(device);
  }

  hear(event: string): void {
    const { what, step } = JSON.parse(event) as { readonly what: string; readonly step?: string };
    if (what !== 'device-step' && what !== 'device-roll-back') return;
    for (let k = this.#before; k < this.#devices.length; k++) {
      if (step === 'rotate-keys' || step === 'restore-keys') this.#numbers.push(k);
    }
    this.#before = this.#devices.length;
  }

  /** The device did what it was asked, or not; by turns there is power again before it is tried anew, or long after. */
  blackouts(): readonly Step[] {
    return this.#numbers.flatMap((after, i) =>
      [true, false].map((isDone, k) => {
        const blackout = { after, isDone, minutes: (i + k) % 2 === 0 ? 5 : 180 };
        return { dies: 'device', device: this.#devices[after] as Eui64, blackout } as const;
      }),
    );
  }
}

function once(blackout: Blackout): () => Blackout | undefined {
  let requests = 0;
  return () => (requests++ === blackout.after ? blackout : undefined);
}

/** Whoever was without power may have to be migrated again; the clock of a gas meter stands still meanwhile. */
function withOutage(scenario: Scenario, device: Eui64): Scenario {
  const cases = scenario.cases.map((each): SimulatedCase => {
    const isOfGas = each.installation.devices.gsme?.eui64 === device;
    return { ...each, expected: isOfGas ? { outcome: 'either' } : { ...each.expected, isRetried: true } };
  });
  return { ...scenario, cases, attempts: scenario.attempts + 2 };
}

function identityOf({ stores, files, devices }: Remains): string {
  const stored = [...stores].map(([name, changes]) => `${name} ${changes.length}`);
  return hash('sha256', [...stored, files.size, devices.time, ...devices.states.values()].join('\n'));
}

function described(step: Step): string {
  if (step.dies === 'process') {
    const { stores, files } = step.left;
    const stored = [...stores.values()].reduce((sum, { length }) => sum + length, 0);
    return `the process dies (${step.at}, devices ${step.devices}, ${stored} stored, ${files.size} files)`;
  }
  const { after, isDone, minutes } = step.blackout;
  return `no power for ${minutes} min from request ${after} on, ${isDone ? 'done' : 'not done'}`;
}
