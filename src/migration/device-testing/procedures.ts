import { z } from 'zod';
import type { Eui64 } from '../../core/identifiers.ts';
import type { MigratingInstallation } from '../model/installation.ts';
import { keyRoles } from '../model/parties.ts';
import { evidenceSchema } from '../rules/evidence.ts';

/** The devices of an installation that have keys of their own. */
export const testedDevices = ['hub', 'esme', 'gpf', 'gsme'] as const;
export type TestedDevice = (typeof testedDevices)[number];

/** What this project knows how to do at a device. */
export const stepNames = [
  /** The hub is woken, and answers. */
  'wake',
  /** The device is the one that the common file describes. */
  'identify',
  /** Its clock is right. */
  'clock',
  /** What it has recorded is noted down, before any keys are changed. */
  'snapshot',
  /** The keys of the SMSO give way to the party's own. */
  'rotate-keys',
  /** The keys that should be in force are. */
  'check-associations',
  /** What it had recorded it still has, after all keys were changed. */
  'compare',
] as const;
export type StepName = (typeof stepNames)[number];

/** What the DCO has a part in: all else is for the client that reads. */
const stepsOfDco: readonly StepName[] = ['rotate-keys', 'check-associations'];

const step = z.strictObject({
  procedure: z.string().min(1).describe('One of the procedures'),
  step: z.enum(stepNames),
  by: z.enum(keyRoles),
  device: z.enum(testedDevices),
});
export type ProcedureStep = z.output<typeof step>;

const UNNAMED = 'one of the procedures';
const days = z.int().min(1).max(800);

/** What is done at the devices of an installation to take them over (`kind: migration-procedures`). */
export const proceduresSchema = z
  .strictObject({
    kind: z.literal('migration-procedures'),
    title: z.string().min(1),
    procedures: z
      .record(z.string().min(1), evidenceSchema)
      .describe('Names of procedures, each with on whose word it is called so'),
    'take-over': z
      .strictObject({
        evidence: evidenceSchema,
        steps: z
          .array(step)
          .min(1)
          .describe('In their order; those at devices that an installation lacks are left out'),
      })
      .describe('What is done to take the devices of an installation over'),
    'roll-back': z
      .strictObject({ procedure: z.string().min(1), evidence: evidenceSchema })
      .describe('What reports call it when the keys of the SMSO are put back'),
    clock: z
      .strictObject({
        seconds: z.int().min(1).max(86_400).describe('By how much a clock may be wrong'),
        evidence: evidenceSchema,
      })
      .describe('For the step `clock`'),
    snapshot: z
      .strictObject({
        'half-hours': days.describe('Days of half-hourly rows'),
        days: days.describe('Days of daily rows'),
        logs: days.describe('Days of billing, event, security and payment logs'),
        'balance-pence': z
          .int()
          .min(0)
          .describe('By how much a balance may fall on each day that a take-over has begun, in pence'),
        evidence: evidenceSchema,
      })
      .describe('For the steps `snapshot` and `compare`'),
  })
  .superRefine((procedures, context) => {
    for (const { path, message } of misfitsOf(procedures)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
export type Procedures = z.output<typeof proceduresSchema>;

/** The EUI-64 of a device; nothing where the installation hasn't got it, or where gas is left out. */
export function deviceNamed(
  { hub, esme, gasProxy, gsme, leftOut }: MigratingInstallation,
  name: TestedDevice,
): Eui64 | undefined {
  const gas = leftOut === undefined;
  return { hub: hub.id, esme: esme.id, gpf: gas ? gasProxy : undefined, gsme: gas ? gsme?.id : undefined }[name];
}

interface Misfit {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function misfitsOf(given: {
  readonly procedures: object;
  readonly 'take-over': { readonly steps: readonly ProcedureStep[] };
  readonly 'roll-back': { readonly procedure: string };
}): readonly Misfit[] {
  const { steps } = given['take-over'];
  const isNamed = (procedure: string): boolean => Object.hasOwn(given.procedures, procedure);
  const ofSteps = steps.flatMap((step, i) => {
    const [key, message] = isNamed(step.procedure) ? (misfitOf(step, i, steps) ?? []) : ['procedure', UNNAMED];
    return key === undefined || message === undefined ? [] : [{ path: ['take-over', 'steps', i, key], message }];
  });
  const isRollBackNamed = isNamed(given['roll-back'].procedure);
  return [
    ...ofSteps,
    ...unchangedBy(steps),
    ...(isRollBackNamed ? [] : [{ path: ['roll-back', 'procedure'], message: UNNAMED }]),
  ];
}

/** Whoever takes a device over has its keys changed: those that the SMSO knows can't stay in force. */
function unchangedBy(steps: readonly ProcedureStep[]): readonly Misfit[] {
  return testedDevices.flatMap((device) =>
    keyRoles
      .filter((by) => !steps.some((each) => isSame(each, { step: 'rotate-keys', by, device })))
      .map((by) => ({ path: ['take-over', 'steps'], message: `a step \`rotate-keys\` by ${by} at ${device}` })),
  );
}

/** Which key of a step is wrong where it stands among the others, and what it should say. */
function misfitOf(
  each: ProcedureStep,
  i: number,
  steps: readonly ProcedureStep[],
): readonly ['step' | 'by' | 'device', string] | undefined {
  const { step, by, device } = each;
  const [earlier, later] = [steps.slice(0, i), steps.slice(i + 1)];
  const isAmong = (some: readonly ProcedureStep[], wanted: StepName): boolean =>
    some.some((other) => other.step === wanted && other.device === device);
  const changesKeys = (some: readonly ProcedureStep[]): boolean => some.some((other) => other.step === 'rotate-keys');
  if (by === 'dco' && !stepsOfDco.includes(step)) return ['by', 's1sp: the DCO only secures'];
  if (step === 'wake' && device !== 'hub') return ['device', 'hub: it is what is woken'];
  if (earlier.some((other) => isSame(other, each))) return ['step', 'each step once'];
  if (step === 'snapshot' && changesKeys(earlier)) return ['step', 'before any keys are changed'];
  if (step === 'snapshot' && !isAmong(later, 'compare')) return ['step', 'compared at the end, by a step `compare`'];
  if (step === 'compare' && changesKeys(later)) return ['step', 'after all keys were changed'];
  if (step === 'compare' && !isAmong(earlier, 'snapshot')) return ['step', 'with a step `snapshot` before it'];
  return undefined;
}

function isSame(one: ProcedureStep, other: Omit<ProcedureStep, 'procedure'>): boolean {
  return one.step === other.step && one.by === other.by && one.device === other.device;
}
