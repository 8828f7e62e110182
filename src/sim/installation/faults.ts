import { z } from 'zod';
import type { Eui64 } from '../../core/identifiers.ts';
import { instant } from '../files/scalars.ts';
import { hanSides } from '../hub/state.ts';

const probability = z.number().gt(0).max(1);
const DAY_SECONDS = 86_400;
const milliseconds = z.number().int().min(1).max(3_600_000);

/** From when until when a fault can occur: ever, where nothing is said. */
const window = { from: instant.optional(), until: instant.optional() };
/**
 * A condition that lasts: all of its window; or, with a probability, on each day (UTC) with that probability once, at an
 * instant that follows from the seed, for so many seconds.
 */
const lasting = { ...window, probability: probability.optional(), seconds: z.int().min(1).max(DAY_SECONDS).optional() };
/** A mishap of single frames or SMS: of each within the window, or of each with a probability. */
const mishap = { ...window, probability: probability.default(1) };
const side = z.enum(hanSides).default('gas');

/** What can go wrong in the world around the devices of an installation; an element of its `faults`. */
export const faultSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('no-wan'), ...lasting }),
    z.strictObject({ kind: z.literal('han-loss'), side, ...lasting }),
    /** The mains of the dwelling fail. */
    z.strictObject({ kind: z.literal('power-cut'), ...lasting }),
    z.strictObject({
      kind: z.literal('clock-drift'),
      device: z.enum(['hub', 'esme', 'gsme']),
      from: instant.optional(),
      ppm: z.number().int().min(-10_000).max(10_000),
    }),
    z.strictObject({
      kind: z.literal('low-battery'),
      /** The others live on the mains. */
      device: z.literal('gsme').default('gsme'),
      from: instant.optional(),
      percent: z.number().min(0).max(100).default(5),
    }),
    z.strictObject({ kind: z.literal('wan-delay'), ...mishap, milliseconds }),
    z.strictObject({ kind: z.literal('frame-lost'), ...mishap }),
    z.strictObject({ kind: z.literal('frame-repeated'), ...mishap }),
    /** Comes after what is on its way to the same device behind it, or so much later. */
    z.strictObject({ kind: z.literal('frame-reordered'), ...mishap, milliseconds: milliseconds.default(2000) }),
    z.strictObject({ kind: z.literal('frame-corrupted'), ...mishap }),
    z.strictObject({ kind: z.literal('sms-lost'), ...mishap }),
  ])
  .superRefine((fault, context) => {
    const add = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (
      'until' in fault &&
      fault.from !== undefined &&
      fault.until !== undefined &&
      Temporal.Instant.compare(fault.from, fault.until) >= 0
    )
      add('until', `an instant after ${fault.from}`);
    if (!isLasting(fault)) return;
    if ((fault.probability === undefined) === (fault.seconds === undefined)) return;
    add(fault.seconds === undefined ? 'seconds' : 'probability', 'probability and seconds, or neither');
  });

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** Conditions that begin and end, or begin only. */
export type Condition = FaultOf<'no-wan' | 'han-loss' | 'power-cut' | 'clock-drift' | 'low-battery'>;
/** What happens to single frames or SMS. */
export type Mishap = Exclude<Fault, Condition>;

const conditions: ReadonlySet<FaultKind> = new Set(['no-wan', 'han-loss', 'power-cut', 'clock-drift', 'low-battery']);

export function isCondition(fault: Fault): fault is Condition {
  return conditions.has(fault.kind);
}

export function isMishap(fault: Fault): fault is Mishap {
  return !isCondition(fault);
}

function isLasting(fault: Fault): fault is FaultOf<'no-wan' | 'han-loss' | 'power-cut'> {
  return isCondition(fault) && fault.kind !== 'clock-drift' && fault.kind !== 'low-battery';
}

/** A fault, as it occurred. */
export interface FaultOccurrence {
  readonly fault: FaultKind;
  /** The device that it befell: the hub for what is between it and the WAN. */
  readonly device: Eui64;
  /** True time, milliseconds from 1970. */
  readonly at: number;
  /** A condition begins or is over; a mishap happens. */
  readonly phase: 'begins' | 'ends' | 'happens';
  readonly detail: Readonly<Record<string, string | number>>;
}
