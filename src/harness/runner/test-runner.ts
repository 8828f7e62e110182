import { isS1benchError, S1benchError } from '../../core/errors.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Action } from '../pack/action.ts';
import { resolve, type Scope } from '../pack/reference.ts';
import type { Step, TestCase } from '../pack/test-pack.ts';
import { describeAction, titleOf, waitsFor } from './describe-action.ts';
import type { Dialogue } from './dialogue.ts';
import type { Progress } from './progress.ts';
import { Unreachable, withSilence } from './silence.ts';
import type { TestStand } from './stand.ts';
import { performers, type StepContext } from './steps.ts';
import type { Target, TargetDevice } from './target.ts';

type Dialogues = Map<string, Dialogue>;

interface Place {
  readonly test: string;
  readonly phase: 'steps' | 'cleanup';
  readonly step: number;
}

export interface TestRunnerParts {
  readonly target: Target;
  readonly stand: TestStand;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Cleanup is carried out to its end. */
const NEVER = new AbortController().signal;

/** Carries out tests, one after the other, and records all of it. */
export class TestRunner {
  readonly #parts: TestRunnerParts;
  readonly #devices: ReadonlyMap<string, TargetDevice>;
  /** Devices that didn't answer when asked last, with what was tried. */
  readonly #unreachable = new Map<string, string>();

  constructor(parts: TestRunnerParts) {
    this.#parts = parts;
    this.#devices = new Map(parts.target.devices.map((device) => [device.role, device]));
  }

  /** Why a test can't be run now; nothing if it can. */
  obstacleOf({ needs }: TestCase): string | undefined {
    if (this.#parts.signal.aborted) return 'the run was asked to stop';
    for (const role of needs) {
      if (!this.#devices.has(role)) return `there is no ${role}`;
      const tried = this.#unreachable.get(role);
      if (tried !== undefined) return `${role} does not answer: ${tried}`;
    }
    return undefined;
  }

  /** Runs one test from its start to its end, its cleanup included, whatever happens in between. */
  async run(name: string, test: TestCase): Promise<void> {
    const { recorder, stand } = this.#parts;
    recorder.record({ kind: 'test-started', test: name });
    const dialogues: Dialogues = new Map();
    for (const [i, step] of test.steps.entries()) {
      if (!(await this.#carryOut({ test: name, phase: 'steps', step: i }, step, dialogues))) break;
    }
    for (const [i, step] of test.cleanup.entries()) {
      if (!(await this.#isBack(step.device))) break;
      await this.#carryOut({ test: name, phase: 'cleanup', step: i }, step, dialogues);
    }
    await stand.closeLinks();
    recorder.record({ kind: 'test-ended', test: name, verdict: recorder.derivation.verdict });
    recorder.sync();
  }

  /** Whether a device that didn't answer does now: what a test has changed is to be undone if at all possible. */
  async #isBack(role: string): Promise<boolean> {
    const device = this.#devices.get(role);
    if (device === undefined || !this.#unreachable.has(role)) return true;
    const { stand, recorder } = this.#parts;
    if ((await stand.silenceOf(device)) === undefined) return this.#unreachable.delete(role);
    recorder.record({
      kind: 'decision',
      by: 'runner',
      decided: 'no cleanup',
      because: `${role} still does not answer`,
    });
    return false;
  }

  /** @returns whether the test can go on: the step was carried out and all of its checks passed */
  async #carryOut(
    { test, phase, step }: Place,
    { device: role, title, action }: Step,
    dialogues: Dialogues,
  ): Promise<boolean> {
    const { target, stand, recorder, signal, onProgress } = this.#parts;
    const { clock } = target;
    try {
      if (phase === 'steps' && signal.aborted) throw new S1benchError('aborted');
      const device = this.#devices.get(role) ?? noRoute(role);
      const resolved = resolveAction(action, { now: clock.now(), remembered: recorder.derivation.remembered });
      recorder.record({ kind: 'step-started', test, phase, step, device: role, action: describeAction(resolved) });
      onProgress({ kind: 'step-started', test, step: title ?? titleOf(resolved), waitsFor: waitsFor(resolved, role) });
      const context: StepContext = { stand, device, clock, signal: phase === 'steps' ? signal : NEVER, dialogues };
      const outcome = await this.#reach(device, () => performAction(context, resolved));
      return this.#observe({ test, phase, step }, outcome);
    } catch (error) {
      this.#recordTrouble(test, error);
      return false;
    }
  }

  #observe(place: Place, outcome: JsonObject): boolean {
    const { recorder } = this.#parts;
    recorder.record({ kind: 'observation', ...place, outcome });
    const checks = recorder.derivation.checksDue;
    for (const check of checks) recorder.record({ kind: 'check', ...place, ...check });
    return checks.every(({ verdict }) => verdict === 'pass');
  }

  /**
   * The outcome of an action. Where there was no answer, the device is asked once more whether it is there at all: if
   * it is, its silence is what was observed; if it isn't, nothing is learnt of the device, and no other test tries.
   * @throws `device-unreachable`
   */
  async #reach(device: TargetDevice, act: () => Promise<JsonObject>): Promise<JsonObject> {
    const { target, stand, recorder } = this.#parts;
    const from = target.clock.now();
    const { outcome, silence } = await withSilence(act);
    if (silence === undefined) return outcome;
    const tried = await stand.silenceOf(device);
    if (tried === undefined) {
      const because = `it answers a public client, after: ${silence}`;
      recorder.record({ kind: 'decision', by: 'runner', decided: `${device.role} can be reached`, because });
      return outcome;
    }
    this.#unreachable.set(device.role, tried);
    throw new Unreachable(tried, from.until(target.clock.now()));
  }

  #recordTrouble(test: string, error: unknown): void {
    const { recorder } = this.#parts;
    if (isS1benchError(error, 'pack-reference-unknown')) {
      recorder.record({ kind: 'decision', by: 'runner', decided: 'the test ends here', because: error.message });
      return;
    }
    const tried = error instanceof Unreachable ? { tried: error.tried, seconds: error.after.total('seconds') } : {};
    const code = isS1benchError(error) ? error.code : 'unexpected';
    const message = error instanceof Error ? error.message : String(error);
    recorder.record({ kind: 'problem', test, code, message, ...tried });
  }
}

function noRoute(role: string): never {
  throw new S1benchError('device-route-unknown', { found: role });
}

function resolveAction({ name, with: template }: Action, scope: Scope): Action {
  return { name, with: resolve(template as JsonValue, scope) } as Action;
}

/** The performer of each action takes that action: what the table says, the compiler can't follow. */
function performAction(context: StepContext, action: Action): Promise<JsonObject> {
  const perform = performers[action.name] as (context: StepContext, action: unknown) => Promise<JsonObject>;
  return perform(context, action.with);
}
