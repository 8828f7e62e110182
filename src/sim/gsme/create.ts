import type { Clock } from '../../core/clock.ts';
import { type Beginning, beginningState } from '../device/beginning.ts';
import { deliverFirmware } from '../firmware/activation.ts';
import type { GsmeEntry } from '../installation/entries.ts';
import { gsmeDesign } from './design.ts';
import { Gsme } from './gsme.ts';
import { type GsmeState, gsmeState, initialGsmeState } from './state.ts';

/**
 * A simulated GSME of an installation. The same seed, clock and requests give the same bytes.
 * @throws DocumentErrors where what was saved isn't what `save` gave
 */
export function createGsme(
  entry: GsmeEntry,
  clock: Clock,
  seed: string | number,
  from: string | Beginning<GsmeState> = {},
): Gsme {
  const beginning = typeof from === 'string' ? { saved: from } : from;
  const { state, isNew } = beginningState(entry, clock, gsmeState, beginning, (at) => initialGsmeState(entry, at));
  const gsme = new Gsme({ entry, state, clock, seed: String(seed) }, gsmeDesign(entry.model, entry.defects));
  if (isNew) gsme.asOf(entry.installed.epochMilliseconds, () => gsme.record('power-up'));
  if (beginning.state === undefined) deliverFirmware(gsme);
  return gsme;
}
