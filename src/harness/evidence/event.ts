import { z } from 'zod';
import { testVerdicts } from '../checks/verdict.ts';
import { jsonSchema } from '../json-schema.ts';
import { phases } from '../pack/phases.ts';
import { declaredFacts } from '../pack/reference.ts';

const json = jsonSchema;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.string();
const text = z.string();
const position = z.int().min(0);
/** `pack id/test id` */
const test = text;
const phase = z.enum(phases);
const verdict = z.enum(testVerdicts);
const counts = z.strictObject({
  passed: position,
  failed: position,
  inconclusive: position,
  error: position,
  'not-run': position,
  'not-applicable': position.default(0),
});

const devices = z.record(text, z.partialRecord(z.enum(declaredFacts), text));

/** The copy of a file of a pack in the folder of the run: never outside of it. */
const copy = z.string().regex(/^packs\/([A-Za-z0-9_][\w.-]*\/)*[A-Za-z0-9_][\w.-]*\.ya?ml$/);

/** The first event: everything that decides what the run does. */
const runStarted = z.strictObject({
  kind: z.literal('run-started'),
  run: text,
  /** Name and version of what carried the run out. */
  tool: text,
  /** When it was started, by the clock on the wall: the times of the events are those of the run's own clock. */
  startedAt: text,
  /** The run whose failed, broken or inconclusive tests this one runs again. */
  rerunOf: text.optional(),
  /** Which SRVs were taken to be for SMETS1 devices; the recalled ones without. */
  services: z.strictObject({ file, sha256 }).optional(),
  seed: text,
  target: z.strictObject({
    kind: z.enum(['sim', 'bench']),
    file,
    sha256,
    /** Which of the installations that the file is a template of, from 0; the first where nothing is said. */
    installation: position.optional(),
    /** What is declared of each device, by its role. */
    devices,
    /** EUI-64 of the User who asks in each role. */
    users: z.record(text, text).optional(),
  }),
  /** `copy` is the pack as it was run, in the folder of the run. */
  packs: z.array(
    z.strictObject({
      id: text,
      file,
      copy,
      sha256,
      includes: z.array(z.strictObject({ file, copy, sha256 })).optional(),
    }),
  ),
  tests: z.array(test),
});

/** The tests that follow are run against other devices than those before, or such as a migration has left: what holds of them. */
const devicesChanged = z.strictObject({ kind: z.literal('devices-changed'), devices });

const testStarted = z.strictObject({ kind: z.literal('test-started'), test });

/** What a step is about to do, its references replaced. */
const stepStarted = z.strictObject({
  kind: z.literal('step-started'),
  test,
  phase,
  step: position,
  device: text,
  action: json,
});

/** What passed over the wire of a device. */
const traffic = z.strictObject({
  kind: z.literal('traffic'),
  device: text,
  direction: z.enum(['sent', 'received']),
  layer: z.enum(['frame', 'apdu']),
  bytes: text,
  /** Where one whole APDU stands in a frame: its first byte, from 0, and its length. */
  apdu: z.tuple([position, position]).readonly().optional(),
});

/** What a part of s1bench was asked or did on the way: a Service Request, an equivalent step, a COSEM operation. */
const operation = z.strictObject({ kind: z.literal('operation'), by: text, what: text, detail: json });

/** A choice that was made and could have been made otherwise, and why. */
const decision = z.strictObject({ kind: z.literal('decision'), by: text, decided: text, because: text });

/** A fault that was declared, as it occurred. */
const fault = z.strictObject({ kind: z.literal('fault'), device: text, what: text, detail: json });

/** What came of a step: all that its checks see. */
const observation = z.strictObject({ kind: z.literal('observation'), test, phase, step: position, outcome: json });

const check = z.strictObject({
  kind: z.literal('check'),
  test,
  phase,
  step: position,
  path: text,
  matcher: text,
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  expected: json,
  found: json.optional(),
  differs: text.optional(),
});

/** A trouble of the tool or the environment, never of the device; without a test, of the whole run. */
const problem = z.strictObject({
  kind: z.literal('problem'),
  test: test.optional(),
  code: text,
  message: text,
  /** What was tried, and for how long. */
  tried: text.optional(),
  seconds: z.number().optional(),
});

/** An event that would have carried key material, and was kept out. */
const withheld = z.strictObject({ kind: z.literal('withheld'), test: test.optional(), event: text });

const testEnded = z.strictObject({ kind: z.literal('test-ended'), test, verdict });
/** `applies`: whether the test is about something that the installation has. */
const testNotRun = z.strictObject({
  kind: z.literal('test-not-run'),
  test,
  because: text,
  applies: z.boolean().default(true),
});
const runConcluded = z.strictObject({
  kind: z.literal('run-concluded'),
  status: z.enum(['complete', 'aborted']),
  counts,
});

/** Everything that a journal holds, one event a line. */
export const runEventSchema = z.discriminatedUnion('kind', [
  runStarted,
  devicesChanged,
  testStarted,
  stepStarted,
  traffic,
  operation,
  decision,
  fault,
  observation,
  check,
  problem,
  withheld,
  testEnded,
  testNotRun,
  runConcluded,
]);

export type RunEvent = z.output<typeof runEventSchema>;
export type RunEventOf<Kind extends RunEvent['kind']> = Extract<RunEvent, { kind: Kind }>;
