import { S1benchError } from '../../core/errors.ts';
import { type CheckResult, evaluate } from '../checks/evaluate.ts';
import {
  type CheckVerdict,
  countVerdicts,
  type RunStatus,
  type TestFacts,
  type TestVerdict,
  testVerdict,
} from '../checks/verdict.ts';
import { type JsonValue, jsonEquals, toJson } from '../json.ts';
import { titleOf } from '../pack/describe-action.ts';
import { meaningOfPhase, type Phase, phases } from '../pack/phases.ts';
import { declaredNames } from '../pack/reference.ts';
import type { TestCase, TestPack } from '../pack/test-pack.ts';
import type { RunEvent, RunEventOf } from './event.ts';
import { type Failure, StepTrace } from './failure.ts';
import type { RunRecord, TestRecord } from './record.ts';
import { testName, withoutTurn } from './test-name.ts';

/** A test that is under way in the journal. */
interface OpenTest {
  readonly test: TestCase;
  remembered: ReadonlyMap<string, JsonValue>;
  readonly observed: Set<string>;
  /** Checks that follow from the last observation and have not been read yet. */
  expected: CheckResult[];
  /** Phase and step of that observation. */
  expectedAt?: string;
  readonly verdicts: CheckVerdict[];
  problems: number;
  /** Whether a precondition wasn't met: then its steps tell nothing. */
  isUnmet: boolean;
  /** The step that is under way, or was last. */
  trace?: StepTrace;
  because?: string;
  failure?: Failure;
}

/**
 * What the events of a run come to, taken in their order: the checks that follow from each observation by the pack as
 * it was run, the verdict that follows from the checks, the conclusion that follows from the verdicts. The runner asks
 * it what to record; whoever verifies a run feeds it what was recorded, and it refuses what doesn't follow.
 */
export class RunDerivation {
  readonly #tests: ReadonlyMap<string, TestCase>;
  readonly #started: RunEventOf<'run-started'>;
  /** What every test knows from its start. */
  #declared: ReadonlyMap<string, JsonValue>;
  readonly #ended = new Map<string, TestRecord>();
  #open: OpenTest | undefined;
  #openName = '';
  #status: RunStatus = 'incomplete';

  /** @throws `evidence-broken` if the run names a test that its packs don't hold */
  constructor(started: RunEventOf<'run-started'>, packs: readonly TestPack[]) {
    const all = new Map(packs.flatMap((pack) => pack.tests.map((test) => [testName(pack.id, test.id), test])));
    const find = (name: string): TestCase => all.get(withoutTurn(name)) ?? refuse(name, 'a test of the packs');
    this.#started = started;
    this.#declared = declaredNames(started.target);
    this.#tests = new Map(started.tests.map((name) => [name, find(name)]));
  }

  /** The checks that follow from the last observation and are still to be recorded. */
  get checksDue(): readonly CheckResult[] {
    return [...(this.#open?.expected ?? [])];
  }

  /** What the test that is under way remembers. */
  get remembered(): ReadonlyMap<string, JsonValue> {
    return this.#open?.remembered ?? new Map();
  }

  /** The name of the test that is under way, as a part of an event. */
  get testUnderWay(): { readonly test?: string } {
    return this.#open === undefined ? {} : { test: this.#openName };
  }

  /** The verdict of the test that is under way, if it ended now. */
  get verdict(): TestVerdict {
    return this.#open === undefined ? 'not-run' : testVerdict(factsOf(this.#open));
  }

  recordOf(test: string): TestRecord {
    return this.#ended.get(test) ?? this.#describe(test);
  }

  /** What the run comes to until now. */
  get record(): RunRecord {
    const tests = Array.from(this.#tests.keys(), (name) => this.recordOf(name));
    const verdicts = tests.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]));
    return { started: this.#started, status: this.#status, tests, counts: countVerdicts(verdicts) };
  }

  /** @throws `evidence-broken` if the event doesn't follow from those before it */
  take(event: RunEvent, time: Temporal.Instant): void {
    if (this.#status !== 'incomplete') refuse(event.kind, 'nothing after the conclusion');
    if (this.#open !== undefined && this.#open.expected.length > 0 && event.kind !== 'check') {
      refuse(event.kind, `a check of ${this.#open.expected[0]?.path}`);
    }
    if (event.kind === 'run-started') refuse(event.kind, 'only one start');
    switch (event.kind) {
      case 'devices-changed':
        this.#change(event);
        break;
      case 'test-started':
        this.#start(event.test);
        break;
      case 'observation':
        this.#observe(event, time);
        break;
      case 'check':
        this.#check(event);
        break;
      case 'problem':
      case 'withheld':
        this.#problem(event);
        break;
      case 'test-ended':
        this.#end(event);
        break;
      case 'test-not-run':
        this.#notRun(event);
        break;
      case 'run-concluded':
        this.#conclude(event);
        break;
      case 'step-started':
        this.#begin(event);
        break;
      case 'traffic':
        this.#open?.trace?.traffic(event);
        break;
      case 'operation':
        this.#open?.trace?.operation(event);
        break;
      case 'decision':
      case 'fault':
        break;
    }
  }

  #change({ devices }: RunEventOf<'devices-changed'>): void {
    if (this.#open !== undefined) refuse('devices-changed', `the end of ${this.#openName}`);
    this.#declared = declaredNames({ ...this.#started.target, devices });
  }

  #start(name: string): void {
    if (this.#open !== undefined) refuse(`test-started of ${name}`, `the end of ${this.#openName}`);
    this.#refuseEnded(name);
    this.#open = {
      test: this.#find(name),
      remembered: this.#declared,
      observed: new Set(),
      expected: [],
      verdicts: [],
      problems: 0,
      isUnmet: false,
    };
    this.#openName = name;
  }

  #begin(event: RunEventOf<'step-started'>): void {
    const open = this.#openTest(event.test);
    const asked = open.test[event.phase][event.step];
    if (asked === undefined) refuse(`step ${event.step} of ${event.phase}`, 'a step of the test');
    if (open.isUnmet && event.phase !== 'cleanup')
      refuse(`a step of ${event.phase}`, 'none, as a precondition is not met');
    open.trace = new StepTrace(event, asked.title ?? titleOf(asked.action));
  }

  #observe({ test, phase, step, outcome }: RunEventOf<'observation'>, time: Temporal.Instant): void {
    const open = this.#openTest(test);
    const asked = open.test[phase][step];
    const place = `${phase} ${step}`;
    if (asked === undefined || open.observed.has(place)) refuse(`an observation of ${place}`, 'each step once');
    if (open.isUnmet && phase !== 'cleanup') refuse(`an observation of ${place}`, 'none, as a precondition is not met');
    const { checks, remembered } = evaluate(asked, outcome, { now: time, remembered: open.remembered });
    open.observed.add(place);
    open.trace?.observed(outcome);
    open.remembered = remembered;
    open.expected = [...checks];
    open.expectedAt = place;
  }

  #check(recorded: RunEventOf<'check'>): void {
    const { test, phase, step } = recorded;
    const open = this.#openTest(test);
    const derived = open.expectedAt === `${phase} ${step}` ? open.expected.shift() : undefined;
    if (derived === undefined || !isSame(recorded, derived)) {
      refuse(describeCheck(recorded), derived === undefined ? 'no check here' : describeCheck(derived));
    }
    const meaning = meaningOfPhase[phase];
    if (meaning === 'verdict') open.verdicts.push(derived.verdict);
    if (derived.verdict === 'pass') return;
    if (meaning === 'trouble') open.problems++;
    if (meaning === 'nothing') open.isUnmet = true;
    const complaint = open.trace?.complaint ?? '';
    const why = complaint === '' ? describeCheck(derived) : `${describeCheck(derived)} (${complaint})`;
    this.#fellShort(open, `${phase}[${step}] ${why}`, derived);
  }

  /** Keeps the first thing that kept a test from passing. */
  #fellShort(open: OpenTest, because: string, check?: CheckResult): void {
    if (open.because !== undefined) return;
    open.because = because;
    const failure = open.trace?.failure(check);
    if (failure !== undefined) open.failure = failure;
  }

  #problem(event: RunEventOf<'problem'> | RunEventOf<'withheld'>): void {
    if (event.test === undefined) return;
    const open = this.#openTest(event.test);
    open.problems++;
    this.#fellShort(open, event.kind === 'problem' ? event.message : `an event ${event.event} carried key material`);
  }

  #end({ test: name, verdict }: RunEventOf<'test-ended'>): void {
    const open = this.#openTest(name);
    const derived = this.verdict;
    if (verdict !== derived) refuse(`verdict ${verdict}`, derived);
    const { because = 'it was not carried out to its end', failure } = open;
    const shortfall = { because, ...(failure !== undefined && { failure }) };
    this.#ended.set(name, { ...this.#describe(name), verdict, ...(derived !== 'passed' && shortfall) });
    this.#open = undefined;
  }

  #notRun({ test: name, because, applies }: RunEventOf<'test-not-run'>): void {
    this.#refuseEnded(name);
    if (this.#open !== undefined) refuse(`test-not-run of ${name}`, `the end of ${this.#openName}`);
    this.#ended.set(name, { ...this.#describe(name), verdict: applies ? 'not-run' : 'not-applicable', because });
  }

  #conclude({ status, counts }: RunEventOf<'run-concluded'>): void {
    const derived = this.record;
    const without = derived.tests.find(({ verdict }) => verdict === undefined);
    if (without !== undefined) refuse('run-concluded', `a verdict of ${without.test}`);
    if (!jsonEquals(counts, derived.counts)) refuse(JSON.stringify(counts), JSON.stringify(derived.counts));
    this.#status = status;
  }

  #openTest(name: string): OpenTest {
    if (this.#open === undefined || this.#openName !== name) refuse(`an event of ${name}`, 'its start');
    return this.#open;
  }

  #refuseEnded(name: string): void {
    this.#describe(name);
    if (this.#ended.has(name)) refuse(`${name} again`, 'each test once');
  }

  #describe(name: string): TestRecord {
    const { title, traces } = this.#find(name);
    return { test: name, title, traces };
  }

  #find(name: string): TestCase {
    return this.#tests.get(name) ?? refuse(name, 'a test of the run');
  }
}

/** The phases that have to come to their end for a test to pass. */
const proving: readonly Phase[] = phases.filter((phase) => phase !== 'cleanup');

function factsOf({ test, observed, verdicts, problems }: OpenTest): TestFacts {
  const finished = proving.every((phase) => test[phase].every((_, i) => observed.has(`${phase} ${i}`)));
  return { started: true, finished, checks: verdicts, problems };
}

/** The runner records the very check that it was given; who reads a journal has another one of the same contents. */
function isSame(recorded: CheckResult, derived: CheckResult): boolean {
  const { path, matcher, verdict, expected, found, differs } = recorded;
  const isTheVeryOne =
    path === derived.path &&
    matcher === derived.matcher &&
    verdict === derived.verdict &&
    expected === derived.expected &&
    found === derived.found &&
    differs === derived.differs;
  return isTheVeryOne || jsonEquals(toJson({ path, matcher, verdict, expected, found, differs }), toJson(derived));
}

/** `value.type equals "long": fail, found "unsigned"` */
function describeCheck({ path, matcher, expected, verdict, found, differs }: CheckResult): string {
  const value = found === undefined ? 'nothing' : JSON.stringify(found);
  const place = differs === undefined ? '' : ` at ${differs}`;
  return `${path} ${matcher} ${JSON.stringify(expected)}: ${verdict}, found ${value}${place}`;
}

function refuse(found: string, expected: string): never {
  throw new S1benchError('evidence-broken', { found, expected });
}
