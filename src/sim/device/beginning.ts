import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import type { DeviceEntry } from '../installation/entries.ts';
import { type DeviceState, restoreState } from './state.ts';

/** How a device comes into being, where its entry alone doesn't say it. */
export interface Beginning<S> {
  /** What `save` gave: it goes on from there. */
  readonly saved?: string | undefined;
  /** The state that it had, which it goes on changing: whoever keeps only states makes devices anew by this. */
  readonly state?: S | undefined;
  /** True time at which it comes into being, milliseconds from 1970; now, where nothing is said. */
  readonly at?: number | undefined;
}

/**
 * The state that a device begins with, and whether it has never been before.
 * @param make the state of a device that comes into being at a time
 * @throws DocumentErrors where what was saved isn't what `save` gave
 */
export function beginningState<S extends DeviceState>(
  entry: DeviceEntry,
  clock: Clock,
  schema: z.ZodType<S>,
  { saved, state, at }: Beginning<S>,
  make: (at: number) => S,
): { readonly state: S; readonly isNew: boolean } {
  if (state !== undefined) return { state, isNew: false };
  if (saved !== undefined) return { state: restoreState(saved, schema), isNew: false };
  if (entry.saved !== undefined)
    return { state: restoreState(entry.saved.text, schema, entry.saved.file), isNew: false };
  return { state: make(at ?? clock.milliseconds()), isNew: true };
}
