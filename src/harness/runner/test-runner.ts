import { isS1benchError, S1benchError } from '../../core/errors.ts';
import { secondsBetween } from '../checks/instant.ts';
import type { Recorder } from '../evidence/recorder.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import type { Action } from '../pack/action.ts';
import { describeAction, titleOf, waitsFor } from '../pack/describe-action.ts';
import { type Phase, phases } from '../pack/phases.ts';
import { IMAGE_FACT, resolve, type Scope } from '../pack/reference.ts';
import type { Step, TestCase } from '../pack/test-pack.ts';
import type { Dialogue } from './dialogue.ts';
import type { PlannedTest } from './plan.ts';
import type { Progress } from './progress.ts';
import { type Obstacle, obstacleOf } from './requirements.ts';
import { Unreachable, withSilence } from './silence.ts';
import type { TestStand } from './stand.ts';
import type { Stands } from './stands.ts';
import { performers, type StepContext } from './steps.ts';
import type { KnownDevice, Target, TargetDevice } from './target.ts';
import { TimeLimit } from './time-limit.ts';

interface Place {
  readonly test: string;
  readonly phase: Phase;
  readonly step: number;
}

/** What the steps of one test share. */
interface Course {
  readonly test: string;
  readonly dialogues: Map<string, Dialogue>;
  readonly limit: TimeLimit;
}

export interface TestRunnerParts {
  readonly target: Target;
  readonly stands: Stands;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Cleanup is carried out to its end. */
const NEVER = new AbortController().signal;
/** What is carried out until something stands in the way. */
const courses: readonly Phase[] = phases.filter((phase) => phase !== 'cleanup');

/** Carries out tests, one after the other, and records all of it. */
export class TestRunner {
  readonly #parts: TestRunnerParts;
  #devices: ReadonlyMap<string, TargetDevice | KnownDevice> = new Map();
  #images: readonly (readonly [string, string])[] = [];
  #lastStand: TestStand | undefined;
  #lastKnown: Record<'remembered' | 'all', ReadonlyMap<string, JsonValue>> = { remembered: new Map(), all: new Map() };
  /** Devices that didn't answer when asked last, with what was tried. */
  readonly #unreachable = new Map<string, string>();

  constructor(parts: TestRunnerParts) {
    this.#parts = parts;
  }

  /**
   * Has everything stand as a test needs it.
   * @param stopped why nothing more is to be run
   * @returns why the test can't be run now; nothing if it can
   */
  async prepare(planned: PlannedTest, stopped?: string): Promise<Obstacle | undefined> {
    const { target, stands, signal } = this.#parts;
    const obstacle = obstacleOf(planned, planned.standing === undefined ? stands.target : target);
    if (obstacle !== undefined && !obstacle.applies) return obstacle;
    const because = signal.aborted ? 'the run was asked to stop' : stopped;
    if (because !== undefined) return { because, applies: true };
    if (obstacle !== undefined) return obstacle;
    const before = stands.target;
    const unfit = await stands.prepareFor(planned, signal);
    if (unfit !== undefined) return { because: unfit, applies: true };
    this.#takeStand();
    return (stands.target === before ? undefined : obstacleOf(planned, stands.target)) ?? this.#silenceOf(planned);
  }

  #silenceOf({ test }: PlannedTest): Obstacle | undefined {
    const silent = test.needs.find((role) => this.#unreachable.has(role));
    if (silent === undefined) return undefined;
    return { because: `${silent} does not answer: ${this.#unreachable.get(silent)}`, applies: true };
  }

  /** Runs one test that everything is prepared for, from its start to its end, its cleanup included, whatever happens in between. */
  async run({ name, test }: PlannedTest): Promise<void> {
    const { recorder, target, signal } = this.#parts;
    const stand = this.#stand;
    recorder.record({ kind: 'test-started', test: name });
    stand.inbox.clear();
    const limit = new TimeLimit(Temporal.Duration.from(test.timeLimit), {
      clock: target.clock,
      signal,
      onPassed: () => stand.cut(),
    });
    const course: Course = { test: name, dialogues: new Map(), limit };
    await this.#carryOutUntilStopped(test, course);
    await limit.end();
    stand.mend();
    for (const [i, step] of test.cleanup.entries()) {
      if (!(await this.#isBack(step.device))) break;
      await this.#carryOut({ test: name, phase: 'cleanup', step: i }, step, course);
    }
    await stand.closeLinks();
    recorder.record({ kind: 'test-ended', test: name, verdict: recorder.derivation.verdict });
    recorder.sync();
  }

  async #carryOutUntilStopped(test: TestCase, course: Course): Promise<void> {
    for (const phase of courses) {
      for (const [i, step] of test[phase].entries()) {
        if (!(await this.#carryOut({ test: course.test, phase, step: i }, step, course))) return;
      }
    }
  }

  /** Whether a device that didn't answer does now: what a test has changed is to be undone if at all possible. */
  async #isBack(role: string): Promise<boolean> {
    const device = this.#devices.get(role);
    if (device === undefined || !('openWire' in device) || !this.#unreachable.has(role)) return true;
    const { recorder } = this.#parts;
    if ((await this.#stand.silenceOf(device)) === undefined) return this.#unreachable.delete(role);
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
    place: Place,
    { device: role, title, action }: Step,
    { test, dialogues, limit }: Course,
  ): Promise<boolean> {
    const { target, recorder, signal, onProgress } = this.#parts;
    const { clock } = target;
    const isCleanup = place.phase === 'cleanup';
    try {
      if (!isCleanup) limit.refusePassed();
      if (!isCleanup && signal.aborted) throw new S1benchError('aborted');
      const device = this.#devices.get(role) ?? noRoute(role);
      const began = clock.now();
      const resolved = resolveAction(action, { now: began, remembered: this.#known() });
      recorder.record({ kind: 'step-started', ...place, device: role, action: describeAction(resolved) });
      onProgress({ kind: 'step-started', test, step: title ?? titleOf(resolved), waitsFor: waitsFor(resolved, role) });
      const context = {
        stand: this.#stand,
        target,
        device,
        clock,
        signal: isCleanup ? NEVER : limit.signal,
        dialogues,
      };
      const act = (): Promise<JsonObject> => performAction(context, resolved);
      // What is awaited tells of the device as the DCC has found it: its silence is what was to be observed.
      const isAwaited = resolved.name === 'await';
      const outcome = await (isAwaited ? act() : this.#reach(device, isCleanup ? undefined : limit, act));
      return this.#observe(place, { ...outcome, took: secondsBetween(began, clock.now()) });
    } catch (error) {
      this.#recordTrouble(test, !isCleanup && limit.hasPassed ? limit.passed : error);
      return false;
    }
  }

  /** Tests are carried out with another stand: at other devices, or such as a migration has left. */
  #takeStand(): void {
    const { current, target } = this.#parts.stands;
    if (current === this.#lastStand) return;
    this.#lastStand = current;
    const { devices, known = [] } = target;
    this.#unreachable.clear();
    this.#devices = new Map([...known, ...devices].map((device) => [device.role, device]));
    this.#images = devices.flatMap(({ role, nextFirmware }) =>
      nextFirmware === undefined ? [] : [[`${role}.${IMAGE_FACT}`, Buffer.from(nextFirmware.image).toString('base64')]],
    );
  }

  get #stand(): TestStand {
    return this.#parts.stands.current;
  }

  /** What references stand for; images are in no evidence. Most steps remember nothing, and know what was known before. */
  #known(): ReadonlyMap<string, JsonValue> {
    const { remembered } = this.#parts.recorder.derivation;
    if (this.#lastKnown.remembered !== remembered) {
      this.#lastKnown = { remembered, all: new Map([...this.#images, ...remembered]) };
    }
    return this.#lastKnown.all;
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
  async #reach(
    device: TargetDevice | KnownDevice,
    limit: TimeLimit | undefined,
    act: () => Promise<JsonObject>,
  ): Promise<JsonObject> {
    const { target, recorder } = this.#parts;
    const from = target.clock.now();
    const { outcome, silence } = await withSilence(act);
    limit?.refusePassed();
    if (silence === undefined || !('openWire' in device)) return outcome;
    const tried = await this.#stand.silenceOf(device);
    limit?.refusePassed();
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
